"""What reading a list gives: values by column, how each column was understood, and what could not be read."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wellsent.base.errors import DataError
from wellsent.exchange.lists.cells import Column, as_text
from wellsent.exchange.lists.dates import read_time
from wellsent.exchange.lists.documents import Sheet
from wellsent.exchange.lists.fields import DATES, list_kind
from wellsent.exchange.lists.recognise import Certainty


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One column of the list: our field or None, their heading, and why. A name's part is "referrer_name:family".

    `examples` are up to three cells, masked where they are or may be a patient's ("●●●●12").
    """

    field: str | None
    header: str
    position: int
    certainty: Certainty
    why: str
    examples: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be read: its number as the spreadsheet shows it, the heading at fault ("" for the whole row),
    what is wrong and how to mend it. `value` is None when the column is a patient's."""

    row: int
    column: str
    reason: str
    remedy: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can say: whether the dates of these columns have the day first. Until then
    `read_day_first` was used."""

    columns: tuple[str, ...]
    text: str
    read_day_first: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no row of the list (a totals row, the headings again), by its number."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of the file: how many rows it has, and whether its program hides it."""

    name: str
    rows: int
    hidden: bool


@dataclass(frozen=True)
class ReadList:
    """A list as read. `values` gives, for each field found, one value for each accepted row (None: blank), in the
    order of `rows`, which holds the rows' numbers as the spreadsheet shows them.

    Dates are `date`; counts and minutes `int`; cost `Decimal`; kinds our slugs; status one of ours; the rest text.
    An NPI with a wrong check digit is None in `values` and stands as written in `cells`. `shape` is the same for
    every file with the same headings. `notes` say what was mended or left out, for the whole file.
    """

    kind: str
    name: str
    sheet: str
    header_row: int | None
    columns: tuple[ReadColumn, ...]
    rows: list[int]
    values: dict[str, list[Any]]
    rejected: tuple[Rejection, ...]
    questions: tuple[Question, ...]
    left_out: tuple[LeftOut, ...]
    shape: str
    format: str
    encoding: str | None
    delimiter: str | None
    sheets: tuple[SheetInfo, ...]
    sheet_why: str
    notes: tuple[str, ...]
    source: Sheet = field(repr=False, compare=False)
    indexes: array[int] = field(repr=False, compare=False)

    @property
    def headers(self) -> dict[str, str]:
        """Which heading was read as what: {"referral_date": "Ref Date"}; parts of a name are joined with " + "."""
        headers: dict[str, str] = {}
        for column in self.columns:
            if column.field:
                name = column.field.partition(":")[0]
                headers[name] = f"{headers[name]} + {column.header}" if name in headers else column.header
        return headers

    @property
    def remarks(self) -> list[str]:
        """What is to be said of the list where nobody can be asked: its notes, and what was left open."""
        return [*self.notes, *(question.text for question in self.questions)]

    @cached_property
    def cells(self) -> dict[str, list[str]]:
        """The mapped cells of each accepted row as written (tidied text), by field; parts of a name apart.

        A date stands as it was read (2026-10-31), with the hour its cell gave: the same list saved in another format
        holds the same cells, and one read with its days and months the other way round holds others.
        """
        found = {}
        for column in self.columns:
            if column.field:
                source = self.source.columns[column.position]
                table = [as_text(cell) for cell in source.distinct]
                codes = source.codes
                for code, text in self._dates(column.field, source).items():
                    table[code] = text
                found[column.field] = [table[codes[index]] for index in self.indexes]
        return found

    def _dates(self, name: str, column: Column) -> dict[int, str]:
        """What each distinct cell of a column of dates was read as; none for other columns and blank cells."""
        if list_kind(self.kind).field(name).holds not in DATES:
            return {}
        days = {column.codes[index]: day for index, day in zip(self.indexes, self.values[name], strict=True) if day}
        hours = {code: read_time(column.distinct[code]) for code in days} if name == "scheduled_date" else {}
        return {code: f"{day} {hours[code]}" if hours.get(code) else f"{day}" for code, day in days.items()}


class ColumnsMissingError(DataError):
    """The list was opened, but a column no row can do without was not recognised.

    `read` holds what was recognised, without rows, so that a page can ask for the rest.
    """

    def __init__(self, reason: str, remedy: str, read: ReadList) -> None:
        super().__init__(reason, remedy)
        self.read = read


def original_rows(read: ReadList, row_numbers: Iterable[int]) -> tuple[list[str], list[list[str]]]:
    """The headings and these rows in the list's own layout, for the download of rejected rows.

    Dates that the spreadsheet held as dates come out as 2026-10-31. May hold patient data.
    """
    headers = [column.header for column in read.columns]
    rows = []
    for number in row_numbers:
        index = number - read.source.first_row
        if not 0 <= index < read.source.height:
            raise IndexError(f"The list has no row {number}.")
        rows.append([as_text(cell) for cell in read.source.row(index)])
    return headers, rows


def rejected_rows(read: ReadList) -> tuple[list[str], list[list[str]]]:
    """The rejected rows in the list's own layout, with a last column saying why. May hold patient data."""
    headers, rows = original_rows(read, (rejection.row for rejection in read.rejected))
    reasons = [_sentence(rejection) for rejection in read.rejected]
    return [*headers, "Why not imported"], [[*row, reason] for row, reason in zip(rows, reasons, strict=True)]


def shape_of(headings: Sequence[str]) -> str:
    """A name for the set of headings, whatever their order, capitals and blanks."""
    plain = sorted(" ".join(heading.lower().split()) for heading in headings)
    return hashlib.blake2b("\x1f".join(plain).encode(), digest_size=12).hexdigest()


def _sentence(rejection: Rejection) -> str:
    where = f"{rejection.column}: " if rejection.column else ""
    return f"{where}{rejection.reason} {rejection.remedy}".strip()
