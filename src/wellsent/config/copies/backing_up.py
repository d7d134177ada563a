"""Writing a backup while people work, and proving one by restoring it to a scratch place."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller
from wellsent.base import clock, keys
from wellsent.base.copies import sealed, stream
from wellsent.base.copies.places import scratch, standing_still
from wellsent.base.copies.recovery_key import RecoveryKey
from wellsent.base.copies.sealed import Cover, Locked, Opened
from wellsent.base.copies.stream import FromDatabase, FromFile, Progress
from wellsent.base.copies.tables import Table
from wellsent.base.copies.whole_file import whole_file
from wellsent.base.errors import CallError, DataError, SetupError
from wellsent.config import upgrade
from wellsent.config.copies import contents

Steps = Callable[[str], Progress]
"""Given the name of a step, what to tell how many rows it has come to."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written or read."""

    number: str
    made_at: str
    release: str
    rows: dict[str, int] = field(default_factory=dict)
    encrypted: int | None = None
    """How many encrypted values were opened; None when it was not proved."""

    @property
    def total(self) -> int:
        """Rows in all tables together."""
        return sum(self.rows.values())

    def as_json(self) -> dict[str, Any]:
        """As commands write it down."""
        verified = self.encrypted is not None
        about = {"backup": self.number, "made_at": self.made_at, "release": self.release, "verified": verified}
        return {**about, "encrypted_values": self.encrypted, "rows": self.total, "tables": self.rows}

    def proof(self) -> str:
        """What was proved, in words."""
        if self.encrypted is None:
            return "It was not proved: `wellsent verify` restores it to a scratch place and compares."
        return (
            "It was restored to a scratch place: every row is as it was, and each of the "
            f"{self.encrypted:,} encrypted values opens."
        )


def back_up(path: Path, *, replace: bool, prove: bool, steps: Steps, by: Caller) -> Made:
    """Write everything into one encrypted file, and prove it. Raises SetupError without a recovery key."""
    upgrade.refuse_unready()
    kept = queries.keeping(by)
    if kept is None:
        raise SetupError(
            "There is no recovery key yet, so nobody could open a backup.",
            "Make one: `wellsent keys new-recovery`, or the page Settings, Recovery key.",
        )
    number, made_at, encrypted = uuid.uuid4().hex, clock.now(), None
    label = {"backup": number, "made_at": _spoken(made_at), "release": contents.release(), "recovery_key": kept.name}
    with whole_file(path, replace=replace) as file:
        locked = Locked(file, label, kept)
        with standing_still() as db:
            about = contents.about(db)
            source = FromDatabase(db, contents.copied_tables())
            totals = stream.write(locked, about, source, steps("Rows written"))
        if prove:
            encrypted = _proved(file, locked.key, steps).encrypted
        size = file.seek(0, 2)
    made = Made(number, str(label["made_at"]), contents.release(), stream.row_counts(totals), encrypted)
    actions.backup_made(
        number=number,
        recovery_key=kept.name,
        made_at=made_at,
        size=size,
        rows=made.total,
        verified=prove,
        by=by,
    )
    return made


def verify(path: Path, ask: Callable[[Cover], RecoveryKey], *, steps: Steps, by: Caller) -> Made:
    """Restore a backup to a scratch place and compare. Raises DataError when it is not as it was written."""
    upgrade.begin()
    with opened(path) as file:
        found = sealed.cover(file)
        made = _proved(file, sealed.key_of(found, ask(found)), steps)
    actions.backup_verified(number=made.number, by=by)
    return made


def opened(path: Path) -> BinaryIO:
    """A backup to read. Raises CallError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CallError(f"{path} cannot be read: {error.strerror}.", "Check the name and its rights.") from error


def _proved(file: BinaryIO, key: AESGCM, steps: Steps) -> Made:
    """Fill a scratch place from the file, compare every table, and open everything that is encrypted."""
    file.seek(0)
    label = sealed.cover(file).label
    of = contents.copied_tables()
    source = FromFile(Opened(file, key), of)
    contents.refuse_another_release(source.about, connection)
    try:
        with scratch(contents.copied_models()) as db:
            totals = stream.fill(db, of, source, steps("Rows restored to a scratch place"))
            encrypted = _opened(db, of, source.about["master_key"], steps("Encrypted values opened"))
    except IntegrityError as error:
        raise DataError("The rows in this backup do not fit together.", "Use another one, and report this.") from error
    return Made(label["backup"], label["made_at"], source.about["release"], stream.row_counts(totals), encrypted)


def _opened(db: BaseDatabaseWrapper, of: list[Table], master: str, progress: Progress) -> int:
    """Open every encrypted value with the keys beside it; returns how many there are."""
    with db.cursor() as cursor:
        cursor.execute("SELECT id, purpose, wrapped FROM base_datakey")
        ring = keys.Ring(((number, purpose, bytes(key)) for number, purpose, key in cursor.fetchall()), master)
    done = 0
    for table in of:
        for column in (one for one in table.columns if one.encrypted_as):
            for value in _values(db, table, column.name):
                if not ring.opens(value, place=column.encrypted_as):
                    raise DataError(
                        f"An encrypted value in {column.encrypted_as} of this backup cannot be opened.",
                        "Run `wellsent check`; use an older backup if this one was right once.",
                    )
                done += 1
                progress(done)
    return done


def _values(db: BaseDatabaseWrapper, of: Table, column: str) -> Any:
    quote = db.ops.quote_name
    with db.cursor() as cursor:
        cursor.execute(f"SELECT {quote(column)} FROM {quote(of.name)} WHERE {quote(column)} IS NOT NULL")  # noqa: S608 - names come from the models
        while found := cursor.fetchmany(20):
            yield from (bytes(value) for (value,) in found)


def _spoken(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
