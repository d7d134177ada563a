"""Where the data is: a SQLite file in this installation's home, or the PostgreSQL that DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from wellsent.base.errors import SetupError

MOVED = "moved-to-postgresql"
"""The file in WELLSENT_HOME that says that its SQLite database is of the past."""


def refuse_moved(home: Path) -> None:
    """Raise SetupError when the data in this home was moved: what is written here would be missing there."""
    if (home / MOVED).exists():
        raise SetupError(
            "The data of this installation was moved to PostgreSQL.",
            f"Set DATABASE_URL to it. To go on with what was here before the move instead, delete {home / MOVED}.",
        )


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for it. Raises SetupError, without showing the password, for an address that is none."""
    if not url:
        return sqlite(home / "wellsent.sqlite3")
    remedy = (
        "Write it as postgresql://user:password@host:5432/name; special characters in the password as %40 and so on."
    )
    try:
        settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise SetupError("DATABASE_URL is no address of a database.", remedy) from error
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise SetupError("DATABASE_URL does not name a PostgreSQL.", f"{remedy} Without it, SQLite is used.")
    return dict(settings)


def sqlite(file: Path) -> dict[str, Any]:
    """SQLite as the real thing: readers never wait for the writer, and writers queue at the start of their work."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits its turn at the start, instead of failing at the end
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
            ),
        },
    }
