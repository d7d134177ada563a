"""Writing lists that any spreadsheet opens safely: no cell is ever run, and reading them back gives the same cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wellsent.base.errors import DataError

if TYPE_CHECKING:
    import xlsxwriter

Writable = str | int | float | Decimal | bool | date | None

# A spreadsheet runs cells that begin so (the wide ones in some countries). Whoever reads lists takes the apostrophe off
# again (`unescaped`). Text that already looks escaped gets one more, so that the way back is exact.
_RUNS: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_SHEET_ROWS: Final = 1_048_575
_LONGEST_CELL: Final = 32_767


def inert(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet might run it."""
    return f"'{text}" if _RUNS.match(text) else text


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Writable]]) -> Iterator[str]:
    """The list as CSV, line by line (for streaming): commas, CR LF; dates as 2026-10-31, a blank for None."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _all(headers, rows):
        writer.writerow([_as_written(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Writable]]) -> None:
    """The list as a CSV file in UTF-8 with the mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(csv_lines(headers, rows))


def write_xlsx(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Writable]], sheet: str = "List") -> None:
    """The list as a workbook of one sheet: text stays text (no formulas, no links), dates are dates.

    Raises DataError beyond the 1,048,575 rows that a sheet holds below its headings.
    """
    import xlsxwriter  # ten megabytes that every process would carry, for the few that export

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for position, header in enumerate(headers):
            page.write_string(0, position, _fitting(inert(header)), bold)
        for number, row in enumerate(rows, start=1):
            if number > _SHEET_ROWS:
                raise DataError(f"A workbook holds {_SHEET_ROWS:,} rows at most.", "Export as CSV.")
            for position, cell in enumerate(row):
                _write_cell(page, number, position, cell, day)


def _write_cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Writable, day: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float, Decimal)) and abs(float(cell)) < 1e15:
        page.write_number(row, column, cell)
    else:
        page.write_string(row, column, _fitting(inert(str(cell))))


def _fitting(text: str) -> str:
    """A workbook's cell holds 32,767 characters and no control characters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:_LONGEST_CELL]


def _all(headers: Sequence[str], rows: Iterable[Sequence[Writable]]) -> Iterator[Sequence[Writable]]:
    yield headers
    yield from rows


def _as_written(cell: Writable) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return inert(cell)
    return str(cell)  # a number below zero is a number to every spreadsheet
