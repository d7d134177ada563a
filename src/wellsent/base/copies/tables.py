"""Rows out of a database in order, and into one at speed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import DatabaseError, OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper

from wellsent.base.copies.columns import Change, Column, column
from wellsent.base.errors import DataError, SetupError

Row = list[Any]
_AT_ONCE, _LARGE_AT_ONCE = 2000, 20  # rows fetched together; those with bytes may weigh a megabyte each
_SEQUENCE = "pg_get_serial_sequence(%s, %s)"
_json = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, and the one its rows are ordered by."""

    name: str
    columns: tuple[Column, ...]
    key: Column
    numbered: bool
    """Whether the database hands out the keys."""

    def shape(self) -> list[list[Any]]:
        """Its columns, as they are compared with those of another installation."""
        return [[one.name, one.kind, one.places, one.encrypted_as] for one in self.columns]


@dataclass(frozen=True, slots=True)
class Total:
    """What a table holds: how many rows, a hash of all of them in order, and the last number handed out."""

    rows: int
    sha256: str
    last: int = 0


class Counted:
    """Rows that are counted and hashed while they pass."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """A row that passes, as a line."""
        self._hash.update(line)
        self._rows += 1

    def total(self, last: int) -> Total:
        """Of all that passed."""
        return Total(self._rows, self._hash.hexdigest(), last)


def as_line(row: Row) -> bytes:
    """A row as a line of a file."""
    return _json(row).encode() + b"\n"


def table(model: type[models.Model]) -> Table:
    """The table behind a model."""
    key: Any = model._meta.pk
    columns = tuple(column(field) for field in model._meta.concrete_fields)
    numbered = "AutoField" in key.get_internal_type()
    return Table(model._meta.db_table, columns, column(key), numbered=numbered)


def rows(db: BaseDatabaseWrapper, of: Table) -> Iterator[Row]:
    """Every row in the order of its key, as it travels. Needs a transaction, in which nothing moves meanwhile."""
    quote = db.ops.quote_name
    names = ", ".join(quote(one.name) for one in of.columns)
    # texts in the order of their bytes, in which every database puts them alike
    order = ' COLLATE "C"' if of.key.kind == "text" and db.vendor == "postgresql" else ""
    changes = [one.out() for one in of.columns]
    with db.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(of.name)} ORDER BY {quote(of.key.name)}{order}")  # noqa: S608 - names come from the models
        while found := cursor.fetchmany(_at_once(of)):
            for row in found:
                yield _changed(row, changes)


def put(db: BaseDatabaseWrapper, into: Table, coming: Iterable[Row]) -> None:
    """Store rows that travelled. Raises DataError, with nothing of their values, when the database refuses them."""
    quote = db.ops.quote_name
    names = ", ".join(quote(one.name) for one in into.columns)
    changes = [one.into(db.vendor) for one in into.columns]
    ready = (_changed(row, changes) for row in coming)
    driver: Any = db
    try:
        with db.cursor() as cursor:
            if db.vendor == "postgresql":
                with cursor.copy(f"COPY {quote(into.name)} ({names}) FROM STDIN") as copy:
                    for row in ready:
                        copy.write_row(row)
                return
            marks = ", ".join(["%s"] * len(into.columns))
            statement = f"INSERT INTO {quote(into.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names come from the models
            while many := list(islice(ready, _at_once(into))):
                cursor.executemany(statement, many)
    except (OperationalError, driver.Database.OperationalError) as error:
        raise SetupError(
            "The database took no more rows: it has no room, or its server ended. Nothing was kept.",
            "Make room where the database lies (a scratch place lies in /tmp or where SQLITE_TMPDIR says).",
        ) from error
    except (DatabaseError, driver.Database.Error) as error:
        raise DataError(
            f"A row of the table {into.name} cannot be stored here; nothing was kept.",
            "Report this: the database takes less than the one the row came from.",
        ) from error


def _at_once(of: Table) -> int:
    return _LARGE_AT_ONCE if any(one.kind == "bytes" for one in of.columns) else _AT_ONCE


def _changed(row: Iterable[Any], changes: Sequence[Change | None]) -> Row:
    return [
        value if change is None or value is None else change(value) for value, change in zip(row, changes, strict=True)
    ]


def empty(db: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Take every row out of these tables. Needs a transaction."""
    with db.cursor() as cursor:
        for name in names:
            cursor.execute(f"DELETE FROM {db.ops.quote_name(name)}")  # noqa: S608 - names come from the models


def first_with_rows(db: BaseDatabaseWrapper, names: Iterable[str]) -> str | None:
    """The first of these tables that holds anything, or None."""
    with db.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT 1 FROM {db.ops.quote_name(name)} LIMIT 1")  # noqa: S608 - names come from the models
            if cursor.fetchone():
                return name
    return None


def last_number(db: BaseDatabaseWrapper, of: Table) -> int:
    """The last key that was handed out or taken, also when its row is gone: no number is given twice."""
    if not of.numbered:
        return 0
    quote = db.ops.quote_name
    with db.cursor() as cursor:
        cursor.execute(f"SELECT MAX({quote(of.key.name)}) FROM {quote(of.name)}")  # noqa: S608 - names come from the models
        taken = cursor.fetchone()
        if db.vendor == "postgresql":
            cursor.execute(f"SELECT pg_sequence_last_value({_SEQUENCE}::regclass)", [quote(of.name), of.key.name])
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [of.name])
        handed_out = cursor.fetchone()
    return max(found[0] or 0 for found in (taken, handed_out) if found)


def go_on_after(db: BaseDatabaseWrapper, of: Table, last: int) -> None:
    """Hand out keys after `last` from now on."""
    if not of.numbered:
        return
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            name = db.ops.quote_name(of.name)
            cursor.execute(f"SELECT setval({_SEQUENCE}, %s, %s)", [name, of.key.name, max(last, 1), last > 0])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [of.name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [of.name, last])
