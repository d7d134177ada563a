"""Bringing the database to this release: looks first, refuses before it touches anything, keeps a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from wellsent.base.errors import SetupError

LOCK = 0x57E11  # any number, the same in every release
_up_to_date = False


def pending() -> list[str]:
    """The steps ("referrals.0002_reasons") that this release still has to take, in order; empty when up to date."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def is_pending() -> bool:
    """Is this release's database still to be upgraded? Cheap once the answer was no."""
    global _up_to_date  # noqa: PLW0603 - an answer that cannot change back while this release runs
    if not _up_to_date:
        _up_to_date = not pending()
    return not _up_to_date


def refuse_newer() -> None:
    """Raise SetupError when a newer release has already changed this database."""
    loader = MigrationExecutor(connection).loader
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("wellsent.")}
    unknown = sorted(
        f"{label}.{name}"
        for label, name in set(loader.applied_migrations) - set(loader.disk_migrations)
        if label in ours
    )
    if unknown:
        raise SetupError(
            f"A newer release has changed this database: {unknown[0]}. Nothing was touched.",
            "Start that release, or put back the copy made before it (wellsent.sqlite3.before-... in WELLSENT_HOME).",
        )


def refuse_wrong_key() -> None:
    """Raise SetupError when the master key at hand does not open this database."""
    from wellsent.config import master_key

    if "base_datakey" in connection.introspection.table_names():
        master_key.finish_what_was_broken_off()


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: the steps it took, and the copy made before, if any."""

    steps: list[str]
    copy: Path | None = None


def upgrade() -> Upgraded:
    """Take every pending step.

    Raises SetupError, before anything is touched, when the database is of a newer release, cannot be reached, does
    not belong to the master key, or there is no room for the copy that is made first (SQLite).
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise SetupError("The database cannot be reached.", "Check DATABASE_URL, and that the server runs.") from error
    refuse_newer()
    refuse_wrong_key()
    steps = pending()
    with _alone():
        copy = None
        if steps:
            copy = keep_copy()
            call_command("migrate", interactive=False, verbosity=0)
        _make_first_keys()
    return Upgraded(steps, copy)


def _make_first_keys() -> None:
    """Make the first data keys here, where nobody else is: two processes would find patients by two keys otherwise."""
    from wellsent.base import keys

    keys.make_first()


@contextmanager
def _alone() -> Iterator[None]:
    """One upgrade at a time: on PostgreSQL several machines may start at once; SQLite's own lock does for one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def keep_copy() -> Path | None:
    """Copy a SQLite database that holds anything, to go back to, and return the copy.

    PostgreSQL takes each step in a transaction; its copies are the business of its own tools.
    """
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return None
    source = Path(str(settings.DATABASES["default"]["NAME"]))
    if not source.exists():  # a database in memory, under test
        return None
    if shutil.disk_usage(source.parent).free < 2 * source.stat().st_size:
        raise SetupError(
            f"There is no room in {source.parent} for a copy of the database. Nothing was touched.",
            f"Free {2 * source.stat().st_size // 1_000_000 + 1} MB there and start again.",
        )
    copy = source.with_name(f"{source.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    copy.chmod(0o600)
    return copy
