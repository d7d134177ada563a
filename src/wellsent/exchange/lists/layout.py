"""Where the list stands on a sheet: its heading row, under titles, and its rows."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from wellsent.exchange.lists.cells import Cell, as_text
from wellsent.exchange.lists.dates import looks_like_date
from wellsent.exchange.lists.documents import Sheet
from wellsent.exchange.lists.heading_words import names_group, plain
from wellsent.exchange.lists.headings import is_known
from wellsent.exchange.lists.problems import Problem
from wellsent.exchange.lists.strays import SHIFTED, filled_counts, shifted_rows, stray_rows

_SEARCHED: Final = 60
_LONGEST_HEADING: Final = 120
_STACKED: Final = 2
"""In so many columns a heading must go on in the next row for the two rows to be its one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, by row index. `header` is None when the list has no headings; then `headings` are
    "Column A" and so on. `known` counts the headings we know, for choosing among sheets.

    `rows` are the rows of the list; `left_out` gives, for each row that is none, why; `broken` the problem of each row
    whose cells cannot be told apart. Blank rows are in none of them.
    """

    header: int | None
    headings: tuple[str, ...]
    known: int
    rows: array[int]
    left_out: Mapping[int, str]
    broken: Mapping[int, Problem]

    @property
    def score(self) -> tuple[int, int]:
        return (self.known, len(self.rows) if self.known else 0)


def find_layout(sheet: Sheet, list_name: str, named: Iterable[str] = ()) -> Layout:
    """Find the heading row (the row with most known headings; `named` are headings a mapping names), then the rows."""
    wanted = {plain(heading) for heading in named}
    best, best_score, best_known = None, 0.0, 0
    for index in range(min(sheet.height, _SEARCHED)):
        cells = sheet.row(index)
        texts = [as_text(cell) if isinstance(cell, str) else "" for cell in cells]
        known = _known(texts, list_name, wanted)
        filled = sum(map(bool, texts))
        score = known + known / filled if filled else 0.0
        mostly = bool(filled) and known / filled > 0.5
        some = (known >= 2 or filled <= 3) and not any(map(_is_dated, cells))  # "Maple Street" beside a date is a row
        if score > best_score and (mostly or some):
            best, best_score, best_known = index, score, known
    if best is None:
        best = _unknown_header(sheet)
    elif best + 1 < sheet.height and _is_stacked(sheet, best + 1, list_name):
        best += 1
    return _lay_out(sheet, list_name, best, best_known)


def column_letter(position: int) -> str:
    """A spreadsheet's name of a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _is_dated(cell: Cell) -> bool:
    return looks_like_date(as_text(cell)) if isinstance(cell, str) else isinstance(cell, date)


def _known(texts: list[str], list_name: str, wanted: set[str]) -> int:
    distinct = {text for text in texts if text and len(text) <= _LONGEST_HEADING}
    return sum(3 if plain(text) in wanted else is_known(list_name, text) for text in distinct)


def _unknown_header(sheet: Sheet) -> int | None:
    """A heading row whose words we do not know: all text, all different, above a column of dates or numbers."""
    for index in range(min(sheet.height, _SEARCHED) - 1):
        cells = [cell for cell in sheet.row(index) if cell != ""]
        if len(cells) < 2 or 2 * len(cells) < sum(cell != "" for cell in sheet.row(index + 1)):
            continue
        texts = [as_text(cell) for cell in cells if isinstance(cell, str)]
        plain_words = all(_may_be_heading(text) for text in texts)
        different = len(texts) == len(cells) == len(set(texts))
        below = [sheet.row(row) for row in range(index + 1, min(index + 6, sheet.height))]
        return index if plain_words and different and _has_typed_column(below) else None
    return None


def _may_be_heading(text: str) -> bool:
    """Words, with a number perhaps ("Field 12"), but no date, code or record number."""
    digits = sum(map(str.isdigit, text))
    return any(map(str.isalpha, text)) and digits <= 2 and len(text) <= 60 and not looks_like_date(text)


def _has_typed_column(rows: list[list[Cell]]) -> bool:
    return any(
        all(not isinstance(cell, str) or looks_like_date(cell) or re.fullmatch(r"[0-9.,$]+", cell) for cell in column)
        and any(cell != "" for cell in column)
        for column in zip(*rows, strict=True)
    )


def _lay_out(sheet: Sheet, list_name: str, header: int | None, known: int) -> Layout:
    filled = filled_counts(sheet)
    first = 0 if header is None else header + 1
    rows = [index for index in range(first, sheet.height) if filled[index]]
    left_out = stray_rows(sheet, header, rows, filled)
    rows = [index for index in rows if index not in left_out]
    broken = {index: problem for index, problem in sheet.broken.items() if index >= first}
    for index in shifted_rows(sheet, header, rows):
        broken.setdefault(index, SHIFTED)
    rows = [index for index in rows if index not in broken]
    return Layout(header, _headings(sheet, header, list_name), known, array("I", rows), left_out, broken)


def _headings(sheet: Sheet, header: int | None, list_name: str) -> tuple[str, ...]:
    """The headings, made different from each other: the second "Name" is "Name (2)"; a blank one is "Column C"."""
    if header is None:
        texts = [""] * len(sheet.columns)
    else:
        texts = _in_two_rows(sheet, header, _texts_of(sheet, header), list_name)
    seen: Counter[str] = Counter()
    headings = []
    for position, text in enumerate(texts):
        text = text or f"Column {column_letter(position)}"
        seen[text] += 1
        headings.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return tuple(headings)


def _in_two_rows(sheet: Sheet, header: int, texts: list[str], list_name: str) -> list[str]:
    """Headings in two rows: "Name" under a merged "Patient" is "Patient Name", and "Date" under "Evaluation" is
    "Evaluation Date", where that is a heading we know.
    """
    above = _texts_of(sheet, header - 1) if header else []
    stacked = _is_stacked(sheet, header, list_name)
    if sum(map(bool, above)) < 2 or (all(above) and not stacked):
        return texts
    # A title over several columns says whose they are; beside titles that only begin a heading it may be one of these.
    groups_alone = not stacked or all(names_group(title) for title in above if title)
    full, group = [], ""
    for title, text in zip(above, texts, strict=True):
        group = (title if names_group(title) else "") if title else group
        if not text:
            full.append(title if stacked else "")
            continue
        spread = group if groups_alone or not is_known(list_name, text) else ""
        lead = (title if stacked else "") or spread
        both = f"{lead} {text}"
        full.append(both if lead and is_known(list_name, both) else text)
    return full


def _is_stacked(sheet: Sheet, lower: int, list_name: str) -> bool:
    """Whether headings are broken over this row and the one above, such as "Evaluation" over "Date"; not where either
    is a row of the list."""
    if lower == 0 or any(map(_is_dated, [*sheet.row(lower - 1), *sheet.row(lower)])):
        return False
    pairs = zip(_texts_of(sheet, lower - 1), _texts_of(sheet, lower), strict=True)
    return sum(is_known(list_name, f"{title} {text}") for title, text in pairs if title and text) >= _STACKED


def _texts_of(sheet: Sheet, index: int) -> list[str]:
    return [as_text(cell)[:_LONGEST_HEADING] for cell in sheet.row(index)]
