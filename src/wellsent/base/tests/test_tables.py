"""Rows into a database at speed, and what is said when it does not take them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from wellsent.base.copies import tables
from wellsent.base.copies.places import scratch
from wellsent.base.errors import DataError, SetupError
from wellsent.base.models import Backup, FactVersion

VERSIONS, BACKUPS = tables.table(FactVersion), tables.table(Backup)
SECRET = "Quillfeatherstone"


@pytest.fixture
def place(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A scratch database with two tables."""
    with django_db_blocker.unblock(), scratch([FactVersion, Backup]) as db:
        yield db


def a_backup(number: int) -> list[object]:
    return [number, f"{number:032x}", "01234567", "2026-11-28T10:00:00+00:00", 5, 7, None]


def test_rows_come_out_in_the_order_of_their_bytes(place: BaseDatabaseWrapper) -> None:
    words = ["b", "B", "é", "a", "ab", "Z", "1"]
    tables.put(place, VERSIONS, ([word, 1] for word in words))
    assert [word for word, _ in tables.rows(place, VERSIONS)] == sorted(words, key=str.encode)


def test_a_number_that_was_handed_out_is_not_given_again(place: BaseDatabaseWrapper) -> None:
    tables.put(place, BACKUPS, [a_backup(3)])
    assert tables.last_number(place, BACKUPS) == 3
    tables.go_on_after(place, BACKUPS, 41)
    assert tables.last_number(place, BACKUPS) == 41
    tables.empty(place, [BACKUPS.name])
    tables.go_on_after(place, BACKUPS, 0)
    assert tables.last_number(place, BACKUPS) == 0


def test_a_row_that_is_refused_is_not_quoted(place: BaseDatabaseWrapper) -> None:
    with pytest.raises(DataError, match="A row of the table base_factversion cannot be stored") as refused:
        tables.put(place, VERSIONS, [[SECRET, 1], [SECRET, 2]])
    assert SECRET not in str(refused.value)


def test_a_full_disk_is_called_so(place: BaseDatabaseWrapper) -> None:
    with place.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 20")
    with pytest.raises(SetupError, match="took no more rows"):
        tables.put(place, VERSIONS, ([f"{number:040}", number] for number in range(10_000)))


def test_the_first_table_with_rows_is_found(place: BaseDatabaseWrapper) -> None:
    names = [VERSIONS.name, BACKUPS.name]
    assert tables.first_with_rows(place, names) is None
    tables.put(place, BACKUPS, [a_backup(1)])
    assert tables.first_with_rows(place, names) == BACKUPS.name
