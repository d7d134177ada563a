"""Putting a backup back: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from wellsent.accounts import actions, append_only
from wellsent.accounts.caller import Caller
from wellsent.base import keys
from wellsent.base.copies import sealed, stream, tables
from wellsent.base.copies.recovery_key import RecoveryKey
from wellsent.base.copies.sealed import Cover, Opened
from wellsent.base.copies.stream import FromFile
from wellsent.base.errors import DataError
from wellsent.config import in_use, upgrade
from wellsent.config.copies import backing_up, contents
from wellsent.config.copies.backing_up import Made, Steps


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and the copy of what was there before, if anything was."""

    made: Made
    copy: Path | None


def restore(path: Path, ask: Callable[[Cover], RecoveryKey], *, over: bool, steps: Steps, by: Caller) -> Restored:
    """Fill this installation from a backup, in one transaction.

    Raises DataError, with present data untouched, when the file is no backup, damaged, of another release, or when
    there is data here and nobody said that it may go (or it is another installation's).
    """
    with backing_up.opened(path) as file, in_use.alone():
        found = sealed.cover(file)
        key = sealed.key_of(found, ask(found))
        upgrade.begin()
        of = contents.copied_tables()
        source = FromFile(Opened(file, key), of)
        contents.refuse_another_release(source.about, connection)
        copy = _copy_of_present(source.about, over=over, steps=steps, by=by)
        try:
            with transaction.atomic():
                append_only.release(connection)  # the trail of this place goes with the rest, into the copy
                tables.empty(connection, contents.all_names())
                append_only.protect(connection)
                totals = stream.fill(connection, of, source, steps("Rows restored"))
                keys.rewrap(source.about["master_key"], settings.MASTER_KEY)
                counts = stream.row_counts(totals)
                made = Made(found.label["backup"], found.label["made_at"], source.about["release"], counts)
                actions.restored(number=made.number, made_at=made.made_at, rows=made.total, by=by)
        except IntegrityError as error:
            raise DataError(
                "The rows in this backup do not fit together; nothing was kept.", "Use another one, and report this."
            ) from error
        finally:
            keys.forget_loaded_keys()
        return Restored(made, copy)


def _copy_of_present(about: dict[str, Any], *, over: bool, steps: Steps, by: Caller) -> Path | None:
    """Keep what is here before it goes; None when nobody has used this installation yet."""
    if tables.first_with_rows(connection, contents.names_of_use()) is None:
        return None
    if not over:
        raise DataError(
            "There is data in this installation; nothing was touched.",
            "Restore into an empty one (another WELLSENT_HOME or DATABASE_URL), or add --over to put the backup in "
            "its place; a copy of what is here is kept then.",
        )
    if about["installation"] != keys.installation():
        raise DataError(
            "This backup is of another installation than this one; nothing was touched.",
            "Restore it into an empty installation: another WELLSENT_HOME or DATABASE_URL.",
        )
    copy = upgrade.keep_copy()
    if copy is None:
        stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        copy = Path(settings.WELLSENT_HOME) / f"before-restore-{stamp}.backup"
        backing_up.back_up(copy, replace=False, prove=True, steps=steps, by=by)
    return copy
