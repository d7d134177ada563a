"""All rows of all tables, one after the other, from a database or a file, into a database or a file.

    {"about": ...}                      who it is from, and the shape of every table
    {"table": "directory_provider"}     whose rows follow
    [1, "Okafor", ...]                  a row
    {"totals": {...}}                   rows, hash and last number of each table: the last line

Both ways the rows are counted and hashed while they pass, and a database that was filled is read again and compared.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, Protocol, cast

from django.db.backends.base.base import BaseDatabaseWrapper

from wellsent.base.copies import tables
from wellsent.base.copies.sealed import Locked, Opened, damaged
from wellsent.base.copies.tables import Counted, Row, Table, Total
from wellsent.base.errors import DataError

Passing = Iterator[tuple[Row, bytes]]
"""Rows on their way, each with its line."""
Progress = Callable[[int], None]
TELL_EVERY = 1000
_LEVEL = 3  # what is encrypted does not shrink; the rest shrinks enough at little cost


class Source(Protocol):
    """Where rows come from: table by table, and what each came to once all have passed."""

    totals: dict[str, Total]

    def tables(self) -> Iterator[tuple[Table, Passing]]: ...


class FromDatabase:
    """The rows of a database, in a transaction in which nothing moves."""

    def __init__(self, db: BaseDatabaseWrapper, of: Sequence[Table]) -> None:
        self.totals: dict[str, Total] = {}
        self._db = db
        self._of = of

    def tables(self) -> Iterator[tuple[Table, Passing]]:
        for table in self._of:
            counted = Counted()
            yield table, self._passing(table, counted)
            self.totals[table.name] = counted.total(tables.last_number(self._db, table))

    def _passing(self, table: Table, counted: Counted) -> Passing:
        for row in tables.rows(self._db, table):
            line = tables.as_line(row)
            counted.add(line)
            yield row, line


class FromFile:
    """The rows of an opened backup. `about` is there at once, `totals` when all rows have passed."""

    def __init__(self, opened: Opened, of: Sequence[Table]) -> None:
        self.totals: dict[str, Total] = {}
        self._lines = gzip.GzipFile(fileobj=cast("BinaryIO", opened), mode="rb")
        self._known = {table.name: table for table in of}
        self._next: Any = None
        self.about: dict[str, Any] = self._read()[0]["about"]

    def tables(self) -> Iterator[tuple[Table, Passing]]:
        self._next = self._read()[0]
        counted: dict[str, Counted] = {}
        while "table" in self._next:
            table = self._known.get(self._next["table"])
            if table is None or table.name in counted:
                raise another_shape()
            counted[table.name] = Counted()
            yield table, self._passing(counted[table.name])
        self.totals = {name: Total(**total) for name, total in self._next["totals"].items()}
        passed = {name: one.total(self.totals[name].last) for name, one in counted.items() if name in self.totals}
        if self._lines.read(1) or passed != self.totals:
            raise damaged()

    def _passing(self, counted: Counted) -> Passing:
        while True:
            row, line = self._read()
            if not isinstance(row, list):
                self._next = row
                return
            counted.add(line)
            yield row, line

    def _read(self) -> tuple[Any, bytes]:
        try:
            line = self._lines.readline()
            return json.loads(line), line
        except (ValueError, OSError, EOFError) as error:
            raise damaged() from error


def another_shape() -> DataError:
    """The sentence about a file whose tables are not ours."""
    return DataError("The tables in this backup are not those of this release.", "Restore with the release it is of.")


def write(file: Locked, about: dict[str, Any], source: Source, progress: Progress) -> dict[str, Total]:
    """Write all rows to a locked file and finish it; returns what each table came to."""
    watched = _Watched(progress)
    with gzip.GzipFile(fileobj=cast("BinaryIO", file), mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as lines:
        lines.write(_control({"about": about}))
        for table, rows in source.tables():
            lines.write(_control({"table": table.name}))
            for _row, line in watched.passing(rows):
                lines.write(line)
        lines.write(_control({"totals": {name: asdict(total) for name, total in source.totals.items()}}))
    file.finish()
    return source.totals


def fill(db: BaseDatabaseWrapper, of: Sequence[Table], source: Source, progress: Progress) -> dict[str, Total]:
    """Store all rows in tables that are empty, then read them again and compare with what left the source.

    Needs a transaction. Raises DataError, and the caller takes everything back, when anything differs.
    """
    watched = _Watched(progress)
    for table, rows in source.tables():
        tables.put(db, table, (row for row, _line in watched.passing(rows)))
    if set(source.totals) != {table.name for table in of}:
        raise another_shape()
    for table in of:
        tables.go_on_after(db, table, source.totals[table.name].last)
    here = totals(db, of)
    for name, total in here.items():
        if total != source.totals[name]:
            raise DataError(
                f"The table {name} does not hold the same as where it came from; nothing was kept.", "Report this."
            )
    return here


def totals(db: BaseDatabaseWrapper, of: Sequence[Table]) -> dict[str, Total]:
    """What each table holds. Needs a transaction."""
    here = FromDatabase(db, of)
    for _table, rows in here.tables():
        for _row in rows:
            pass
    return here.totals


def row_counts(totals: dict[str, Total]) -> dict[str, int]:
    """How many rows each table has."""
    return {name: total.rows for name, total in totals.items()}


class _Watched:
    """Tells now and then how many rows have passed."""

    def __init__(self, progress: Progress) -> None:
        self._done = 0
        self._progress = progress

    def passing(self, rows: Passing) -> Passing:
        for row in rows:
            self._done += 1
            if self._done % TELL_EVERY == 0:
                self._progress(self._done)
            yield row


def _control(line: dict[str, Any]) -> bytes:
    return json.dumps(line).encode() + b"\n"
