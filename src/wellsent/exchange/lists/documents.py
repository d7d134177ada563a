"""A file as sheets of cells, whatever its format; and the bounds every file is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from wellsent.base.errors import DataError
from wellsent.exchange.lists.cells import Cell, Column
from wellsent.exchange.lists.problems import Problem

MAX_BYTES: Final = 300_000_000
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 2_000
MAX_CELLS: Final = 25_000_000
"""A file beyond these is refused. As many rows as a spreadsheet has are more than a practice's history."""

SPLIT_REMEDY: Final = "Export it in parts, for instance one year at a time."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `first_row` is the number the spreadsheet shows beside the first row held here.

    `broken` names rows (by index) that could not be taken apart. `delimited`: its rows come from lines of text.
    """

    name: str
    columns: list[Column]
    height: int
    first_row: int = 1
    hidden: bool = False
    broken: Mapping[int, Problem] = field(default_factory=dict)
    delimited: bool = False

    def row(self, index: int) -> list[Cell]:
        return [column.cell(index) for column in self.columns]

    def row_number(self, index: int) -> int:
        return self.first_row + index


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart. `notes` say in sentences what had to be mended on the way."""

    format: str
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    from_1904: bool = False
    notes: tuple[str, ...] = ()


def too_many(what: str, limit: int) -> DataError:
    """The refusal of a file beyond a bound."""
    return DataError(f"The file has more than {limit:,} {what}.", SPLIT_REMEDY)


def held_to_bounds(sheet: Sheet) -> Sheet:
    """The sheet without the blank columns at its right; refused when it has too many rows or columns."""
    if sheet.height > MAX_ROWS:
        raise too_many("rows", MAX_ROWS)
    columns = list(sheet.columns)
    while columns and all(isinstance(cell, str) and not cell.strip() for cell in columns[-1].distinct):
        columns.pop()
    if len(columns) > MAX_COLUMNS:
        raise too_many("columns", MAX_COLUMNS)
    return replace(sheet, columns=columns)
