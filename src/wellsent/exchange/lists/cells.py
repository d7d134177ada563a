"""Cells as files hold them, and the text they mean.

A column is kept as its distinct cells and, for each row, the number of the cell it holds: the same value is looked at
once, however often it occurs.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

Cell = str | int | float | bool | date | datetime | time | timedelta

# Line breaks and tabs become blanks; other control characters, invisible marks, direction overrides and halves of
# surrogate pairs are taken out: none of them is part of a name, and some are there to deceive.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
# Beyond this a cell is refused before Unicode work on it, whose time grows with the square of stacked marks.
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `distinct` cells in order of appearance and, for each row, which of them it holds (`codes`)."""

    distinct: list[Cell]
    codes: array[int]

    def cell(self, index: int) -> Cell:
        return self.distinct[self.codes[index]]


@dataclass(slots=True)
class ColumnBuilder:
    """Gathers rows of any length into columns; short rows end in blank cells."""

    height: int = 0
    _seen: list[dict[Cell, int]] = field(default_factory=list)
    _codes: list[array[int]] = field(default_factory=list)

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Take these rows after those already there."""
        width = 0
        for width, cells in enumerate(zip_longest(*rows, fillvalue=""), start=1):
            if width > len(self._codes):
                self._seen.append({"": 0} if self.height else {})
                self._codes.append(array("I", bytes(4 * self.height)))
            seen = self._seen[width - 1]
            self._codes[width - 1].extend([seen.setdefault(cell, len(seen)) for cell in cells])
        for position in range(width, len(self._codes)):
            blank = self._seen[position].setdefault("", len(self._seen[position]))
            self._codes[position].extend([blank] * len(rows))
        self.height += len(rows)

    def columns(self) -> list[Column]:
        return [Column(list(seen), codes) for seen, codes in zip(self._seen, self._codes, strict=True)]


def columns_of(rows: Iterable[Sequence[Cell]]) -> list[Column]:
    """These rows as columns."""
    builder = ColumnBuilder()
    builder.add(list(rows))
    return builder.columns()


def as_text(cell: Cell) -> str:
    """What a person sees in the cell: 20.0 as "20", dates as 2026-10-31, the escape of an exported cell taken off.

    Text is put into normal form C, trimmed and its runs of blanks made one; unseen characters are gone.
    """
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and not cell.time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def unescaped(text: str) -> str:
    """The text without the apostrophe that an export put before = + - @, tab or carriage return (see write.py)."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text and not text.startswith("'"):
        return text.strip()  # as nearly all cells are
    text = unescaped(text)
    if len(text) > LONGEST_TEXT:
        return _UNSEEN.sub("", text)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.split())
