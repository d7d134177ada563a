"""Reads a workbook in a process of its own and hands its columns to the parent: a script that imports nothing of ours.

A hostile workbook can make any reader ask for more memory than there is, which ends the whole process. Here it ends
this one. Called as: workbook_child.py FILE MAX_CELLS MEMORY_BYTES SECONDS [SHEET].
"""

from __future__ import annotations

import gc
import pickle
import re
import sys
import zipfile
from array import array
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)


def main(path: str, max_cells: int, memory: int, seconds: int, only: str | None) -> dict[str, Any]:
    """Sheets as (name, hidden, first row, height, columns), or {"error": word}."""
    _limit(memory, seconds)
    gc.disable()  # nothing here is freed before the end: looking for it would cost a third of the time
    try:
        return _read(path, max_cells, only)
    except PasswordError:
        return {"error": "password"}
    except CalamineError as error:
        return {"error": "too big" if "limit" in str(error) else "damaged"}
    except MemoryError:
        return {"error": "too big"}
    except BaseException:
        return {"error": "damaged"}  # a panic of the reader: whatever the reason, the file is not sound


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # absent on Windows, where the parent's clock is the only bound
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _read(path: str, max_cells: int, only: str | None) -> dict[str, Any]:
    book = CalamineWorkbook.from_path(path)
    sheets: list[tuple[Any, ...]] = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = meta.visible != SheetVisibleEnum.Visible
        if only not in (None, meta.name):
            sheets.append((meta.name, hidden, 1, 0, []))
            continue
        sheet = book.get_sheet_by_name(meta.name)
        max_cells -= sheet.height * sheet.width
        if max_cells < 0:
            return {"error": "too big"}
        sheets.append((meta.name, hidden, *_columns(sheet)))
    return {"sheets": sheets, "from_1904": _counts_from_1904(path)}


def _columns(sheet: CalamineSheet) -> tuple[int, int, list[tuple[list[Any], bytes]]]:
    """The number of the first row, how many rows there are, and each column as distinct cells with their codes."""
    if sheet.start is None:
        return 1, 0, []
    rows = sheet.to_python()
    top, left = sheet.start
    _fill_down(sheet, rows, top, left)
    columns: list[tuple[list[Any], bytes]] = [([""], array("I", bytes(4 * len(rows))).tobytes())] * left
    for cells in zip(*rows, strict=True):
        distinct = list(dict.fromkeys(cells))
        code = dict(zip(distinct, range(len(distinct)), strict=True))
        columns.append((distinct, array("I", map(code.__getitem__, cells)).tobytes()))
    return top + 1, len(rows), columns


def _fill_down(sheet: CalamineSheet, rows: list[list[Any]], top: int, left: int) -> None:
    """A cell merged downwards means the same in each of its rows."""
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or ():
        if column == last_column and first < last and top <= first and left <= column < left + len(rows[0]):
            for row in rows[first - top + 1 : last - top + 1]:
                row[column - left] = rows[first - top][column - left]


def _counts_from_1904(path: str) -> bool:
    """Whether numbers of days count from 1904 (old Macintosh workbooks); only .xlsx says it in a readable place."""
    if not path.endswith(".xlsx"):
        return False
    with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
        return re.search(rb"date1904=.(?:1|true)", part.read(1_000_000)) is not None


if __name__ == "__main__":
    _path, _cells, _memory, _seconds, *_sheet = sys.argv[1:]
    _answer = main(_path, int(_cells), int(_memory), int(_seconds), _sheet[0] if _sheet else None)
    pickle.dump(_answer, sys.stdout.buffer, protocol=5)
