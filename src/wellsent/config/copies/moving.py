"""Moving from SQLite to PostgreSQL: every row, compared, and nobody left writing into the old place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from wellsent.accounts import actions
from wellsent.accounts.caller import Caller
from wellsent.base.copies import stream, tables
from wellsent.base.copies.places import opened, standing_still
from wellsent.base.copies.stream import FromDatabase
from wellsent.base.errors import CallError, DataError, SetupError
from wellsent.config import in_use, upgrade
from wellsent.config.copies import contents
from wellsent.config.copies.backing_up import Steps
from wellsent.config.database import MOVED, database

OLDEST = 150000  # PostgreSQL 15


def move(url: str, *, steps: Steps, by: Caller) -> dict[str, int]:
    """Bring every row to the PostgreSQL at `url`; returns how many rows each table has there.

    Nobody else may be using the installation meanwhile, so nothing is written that does not come along; afterwards it
    does not start without its new address, so nothing is written into what was left. The old database is only read.
    """
    if connection.vendor != "sqlite":
        raise CallError(
            "This installation keeps its data in PostgreSQL already.", "Take DATABASE_URL away to move from SQLite."
        )
    there = database(url, Path(settings.WELLSENT_HOME))
    if there["ENGINE"] == settings.DATABASES["default"]["ENGINE"]:
        raise CallError("No address to move to.", "Give it as postgresql://user:password@host:5432/name.")
    upgrade.refuse_unready()
    with in_use.alone(), opened("target", there) as target:
        _refuse_unfit(target)
        _make_tables(target)
        of = contents.copied_tables()
        try:
            with transaction.atomic(using=target.alias), standing_still() as source:
                totals = stream.fill(target, of, FromDatabase(source, of), steps("Rows moved"))
                counts = stream.row_counts(totals)
                actions.moved(database=target.alias, rows=sum(counts.values()), by=by)
        except IntegrityError as error:
            raise DataError("The rows do not fit together there; nothing was kept of them.", "Report this.") from error
        note = f"Moved to PostgreSQL on {datetime.now(UTC):%Y-%m-%d at %H:%M} UTC.\n"
        (Path(settings.WELLSENT_HOME) / MOVED).write_text(note, encoding="ascii")
        return counts


def _make_tables(target: BaseDatabaseWrapper) -> None:
    """Take every step of this release there. Raises SetupError where the user of the address may not."""
    try:
        call_command("migrate", database=target.alias, interactive=False, verbosity=0)
    except DatabaseError as error:
        raise SetupError(
            "The database to move to does not let its user make tables.",
            "Make one that belongs to that user: createdb --owner=wellsent wellsent",
        ) from error


def _refuse_unfit(target: BaseDatabaseWrapper) -> None:
    """Raise unless the target can be reached, is new enough and holds nothing."""
    try:
        target.ensure_connection()
    except OperationalError as error:
        raise SetupError(
            "The database to move to cannot be reached.", "Check the address, and that the server runs."
        ) from error
    version = getattr(target, "pg_version", OLDEST)
    if version < OLDEST:
        raise SetupError(
            f"The database to move to is PostgreSQL {version // 10000}.", "Wellsent needs PostgreSQL 15 or newer."
        )
    with transaction.atomic(using=target.alias):
        there = set(target.introspection.table_names())
        ours = {model._meta.db_table for model in contents.all_models()} | {"django_migrations"}
        held = tables.first_with_rows(target, [name for name in contents.names_of_use() if name in there])
        if there - ours or held:
            raise DataError(
                "The database to move to is not empty; nothing was touched.", "Make a new one: createdb wellsent"
            )
