"""Rows that are no rows of the list: totals, headings repeated, printed lines; and rows whose cells have shifted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from wellsent.exchange.lists.cells import Cell, Column, as_text
from wellsent.exchange.lists.dates import looks_like_date
from wellsent.exchange.lists.documents import Sheet
from wellsent.exchange.lists.problems import Problem

SHIFTED: Final = Problem(
    "The row has more cells than there are headings, so its cells may stand under the wrong ones.",
    "Put the cell that holds the delimiter in quotation marks.",
)
_FOOT: Final = 6
_UNSEEN: Final = " \t\r\n\v\f\x00\xa0\u2007\u200b\u202f\u3000\ufeff"
_TOTAL = re.compile(
    r"(?:grand |sub|report |page )?totale?s?\b|(?:total|number|count|sum) (?:of )?\w+:?"
    r"|(?:average|mean|sum|count|promedio|suma)\b"
    r"|\d[\d,]* (?:records?|rows?|referrals?|results?|patients?)\b|end of (?:report|list)",
    re.IGNORECASE,
)
_SUMMED = re.compile(r"\s(?:sub)?(?:total|count|sum|average)$", re.IGNORECASE)
_NUMBER = re.compile(r"[$-]?\d[\d.,]*")
_PRINTED = re.compile(
    r"page \d|printed|generated|exported|run (?:on|date|by)|report (?:date|run|generated)|confidential|filters?:"
    r"|copyright|©|date range",
    re.IGNORECASE,
)


def filled_counts(sheet: Sheet) -> list[int]:
    """How many cells of each row hold something."""
    counts = [0] * sheet.height
    for column in sheet.columns:
        held = _held(column)
        if all(held):
            counts = [count + 1 for count in counts]
        else:
            counts = [count + held[code] for count, code in zip(counts, column.codes, strict=True)]
    return counts


def stray_rows(sheet: Sheet, header: int | None, rows: Sequence[int], filled: Sequence[int]) -> Mapping[int, str]:
    """Which of the rows are none, and why."""
    if not rows:
        return {}
    strays = dict.fromkeys(_repeated_headers(sheet, header, rows), "the headings again")
    typical = _typical(filled[index] for index in rows)
    for index in rows[-_FOOT:]:
        why = _why_foot(sheet, index, filled[index], typical)
        if why:
            strays.setdefault(index, why)
    for index in _lines_between(sheet, rows, filled, typical):
        strays.setdefault(index, "a line between the rows")
    for index in _totals(sheet, rows, filled, typical):
        strays.setdefault(index, "a totals row")
    return dict(sorted(strays.items()))


def _typical(counts: Iterable[int]) -> int:
    """How many cells a well filled row of the list holds: nine in ten rows hold no more. A report grouped by who
    referred may have more lines and counts between its rows than rows, so neither the mean nor the mode would do."""
    ordered = sorted(counts)
    return ordered[len(ordered) * 9 // 10]


def shifted_rows(sheet: Sheet, header: int | None, rows: Sequence[int]) -> list[int]:
    """Rows of a text file with cells beyond the last heading, when few have any: an unquoted delimiter moved them."""
    if not sheet.delimited or header is None:
        return []
    titled = [position for position, column in enumerate(sheet.columns) if column.cell(header) != ""]
    found: set[int] = set()
    for column in sheet.columns[max(titled, default=0) + 1 :]:
        held = _held(column)
        found.update(index for index in rows if held[column.codes[index]])
    return sorted(found) if 2 * len(found) <= len(rows) else []


def _held(column: Column) -> list[bool]:
    """For each distinct cell, whether it holds something."""
    return [not isinstance(cell, str) or bool(cell.strip(_UNSEEN)) for cell in column.distinct]


def _repeated_headers(sheet: Sheet, header: int | None, rows: Sequence[int]) -> list[int]:
    """Rows that repeat the headings, as page breaks in a printed report do."""
    if header is None:
        return []
    titled = [(column, column.codes[header]) for column in sheet.columns if as_text(column.cell(header))]
    suspects: set[int] = set(rows)
    for column, code in titled[:3]:
        suspects &= {index for index, other in enumerate(column.codes) if other == code}
        if not suspects:
            return []
    return [
        index
        for index in suspects
        if 5 * sum(column.codes[index] == code for column, code in titled) >= 4 * len(titled)
    ]


def _why_foot(sheet: Sheet, index: int, count: int, typical: int) -> str | None:
    """Why a row at the foot is no row of the list, if so: totals, a printed line, a remark in a single cell."""
    texts = [as_text(cell) for cell in sheet.row(index) if cell != ""]
    texts = [text for text in texts if text]
    if 2 * count <= typical + 1 and any(_TOTAL.match(text) for text in texts):
        return "a totals row"
    if count <= 2 and typical >= 3 and any(_PRINTED.search(text) for text in texts):
        return "a printed line"
    if count == 1 and typical >= 3 and not any(map(looks_like_date, texts)) and as_text(_leftmost(sheet, index)):
        return "a remark below the list"
    return None


def _lines_between(sheet: Sheet, rows: Sequence[int], filled: Sequence[int], typical: int) -> list[int]:
    """Lines that stand alone in the first column, as the headings of groups and the page numbers of a report do.

    A date or a number alone is sooner a row that somebody left unfinished, and so is one line alone of its sort.
    """
    if typical < 4:
        return []
    lines = [index for index in rows if filled[index] == 1 and _is_worded(_leftmost(sheet, index))]
    return lines if len(lines) > 1 else []


def _is_worded(cell: Cell) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell)) and not looks_like_date(as_text(cell))


def _leftmost(sheet: Sheet, index: int) -> Cell:
    """The row's cell in the first column that holds anything at all: remarks stand there, forgotten cells anywhere."""
    return next((column.cell(index) for column in sheet.columns if any(_held(column))), "")


def _totals(sheet: Sheet, rows: Sequence[int], filled: Sequence[int], typical: int) -> list[int]:
    """Subtotals between the rows: mostly blank, and beginning with the word, or ending with it beside a number
    ("Okafor Count", as spreadsheets put below their groups)."""
    if typical < 3:
        return []
    sparse = [index for index in rows if 2 * filled[index] <= typical + 1]
    return [index for index in sparse if _sums_up([text for cell in sheet.row(index) if (text := as_text(cell))])]


def _sums_up(texts: Sequence[str]) -> bool:
    if not texts:
        return False
    rest = texts[1:]
    counted = bool(rest) and all(_NUMBER.fullmatch(text) for text in rest) and bool(_SUMMED.search(texts[0]))
    return counted or bool(_TOTAL.match(texts[0]))
