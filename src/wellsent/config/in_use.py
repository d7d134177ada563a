"""Who is using this installation. Whatever works with its data holds it in common; a restore or a move holds it alone.

The lock is on a file in WELLSENT_HOME and ends with the process that holds it, however that ends. With PostgreSQL
other machines work with the same data: their connections are looked for too.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wellsent.base.errors import SetupError

FILE = "in-use.lock"
_held: dict[Path, int] = {}


def join(home: Path) -> None:
    """Be one of those using the installation until this process ends. Raises SetupError while one holds it alone."""
    file = home / FILE
    if file not in _held:
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            _held[file] = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SetupError(f"{home} cannot be written to.", "Set WELLSENT_HOME to a folder of your own.") from error
    try:
        fcntl.flock(_held[file], fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SetupError(
            "This installation is being restored or moved.", "Wait until that is done, then start again."
        ) from error


@contextmanager
def alone() -> Iterator[None]:
    """Hold the installation alone. Raises SetupError when anybody else is using it."""
    from django.conf import settings  # the web server joins before it has settings

    home = Path(settings.WELLSENT_HOME)
    join(home)
    refusal = SetupError(
        "This installation is in use.",
        "Stop Wellsent first, on every machine (systemctl stop wellsent); this needs it alone.",
    )
    try:
        fcntl.flock(_held[home / FILE], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise refusal from error
    try:
        if _others_are_connected():
            raise refusal
        yield
    finally:
        with suppress(SetupError):
            join(home)


def _others_are_connected() -> bool:
    """Whether any other connection to this PostgreSQL database is open."""
    from django.db import connection
    from django.db.utils import OperationalError

    if connection.vendor != "postgresql":
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return bool(cursor.fetchone()[0])
    except OperationalError:
        return False  # whatever comes next says that the database cannot be reached
