"""Upgrading a database on disk, through the command, as `serve` does it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from wellsent.testing.processes import wellsent


@pytest.fixture(scope="module")
def an_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database of this release and keys in it, made once; tests take copies."""
    home = tmp_path_factory.mktemp("installation")
    assert wellsent(home, "upgrade").returncode == 0
    assert wellsent(home, "keys", "rotate").returncode == 0
    return home


@pytest.fixture
def home(an_installation: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(an_installation, tmp_path / "home"))


def change(home: Path, *statements: str) -> None:
    """Run SQL on the database of an installation."""
    with closing(sqlite3.connect(home / "wellsent.sqlite3")) as database, database:
        for statement in statements:
            database.execute(statement)


def take_back_the_plan(home: Path) -> None:
    """Make the database one of a release that had no weekly plan yet."""
    with closing(sqlite3.connect(home / "wellsent.sqlite3")) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'plan_%'"
        ).fetchall()
    change(home, *(f"DROP TABLE {name}" for (name,) in names), "DELETE FROM django_migrations WHERE app = 'plan'")


def state(home: Path) -> str:
    """A word for everything in the database."""
    with closing(sqlite3.connect(home / "wellsent.sqlite3")) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


def test_a_second_upgrade_has_nothing_to_do(home: Path) -> None:
    done = wellsent(home, "upgrade")
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
    assert list(home.glob("*.before-*")) == []


def test_a_database_of_a_newer_release_is_refused_untouched(home: Path) -> None:
    change(home, "INSERT INTO django_migrations (app, name, applied) VALUES ('referrals', '9999_later', '2030-01-01')")
    before = state(home)
    done = wellsent(home, "upgrade")
    assert done.returncode == 2
    assert "A newer release has changed this database: referrals.9999_later. Nothing was touched." in done.stderr
    assert state(home) == before


def test_a_database_of_another_master_key_is_refused_untouched(home: Path) -> None:
    change(home, "DELETE FROM django_migrations WHERE app = 'plan'")
    before = state(home)
    done = wellsent(home, "upgrade", WELLSENT_MASTER_KEY="another key altogether")
    assert done.returncode == 2
    assert "The master key does not open this database." in done.stderr
    assert state(home) == before


def test_a_database_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    done = wellsent(tmp_path, "upgrade", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "The database cannot be reached.",
        "Check DATABASE_URL, and that the server runs.",
    ]


def test_what_an_upgrade_would_do_can_be_asked_beforehand(home: Path) -> None:
    take_back_the_plan(home)
    before = state(home)
    done = wellsent(home, "upgrade", "--dry-run")
    assert "would take the step plan.0001_initial" in done.stdout
    assert state(home) == before


def test_a_copy_to_go_back_to_is_kept_before_anything_changes(home: Path) -> None:
    take_back_the_plan(home)
    before = state(home)
    done = wellsent(home, "upgrade")
    assert done.returncode == 0
    (copy,) = home.glob("wellsent.sqlite3.before-*")
    assert str(copy) in done.stdout
    copy.replace(home / "wellsent.sqlite3")
    assert state(home) == before
