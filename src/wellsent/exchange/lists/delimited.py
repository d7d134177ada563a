"""Delimited text: which delimiter and quote, and its rows, also where quotes were left open."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

from wellsent.base.errors import DataError
from wellsent.exchange.lists.cells import ColumnBuilder
from wellsent.exchange.lists.documents import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, too_many
from wellsent.exchange.lists.problems import Problem

LONGEST_LINE: Final = 1_000_000
LONGEST_CELL: Final = 131_072  # the csv module's own bound
_DELIMITERS: Final = (",", ";", "\t", "|", "^", "~", "\x1f")
_SAMPLE_LINES: Final = 300
_BATCH: Final = 500
_MENDABLE: Final = 1_000

_OPEN_QUOTE: Final = Problem(
    "A quotation mark opens in this row and never closes.",
    'Take the stray " out, or double it, and import the row again.',
)
_CUT_OFF: Final = Problem(
    "The row has fewer cells than the others: the file seems to be cut off here.", "Export the list again."
)


class Reader(Protocol):
    """What csv.reader returns."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def read_delimited(text: str) -> tuple[Sheet, str]:
    """The text's rows as one sheet, and the delimiter seen; NULs are dropped.

    Rows are numbered as a spreadsheet numbers them: a cell with line breaks is one row, blank lines count.
    A row whose quotes cannot be sorted out is listed as broken and the following rows are read on.
    """
    lines = _lines(text)
    delimiter, quote = _dialect(lines[:_SAMPLE_LINES])
    rows = _Rows(lines, delimiter, quote)
    builder = ColumnBuilder()
    walk = iter(rows)
    while batch := list(islice(walk, _BATCH)):
        builder.add(batch)
        if builder.height > MAX_ROWS:
            raise too_many("rows", MAX_ROWS)
        if builder.height * max(len(row) for row in batch) > MAX_CELLS:
            raise too_many("cells", MAX_CELLS)
    broken = dict(rows.broken)
    if _is_cut_off(text, rows.widths, rows.last_width) and builder.height - 1 not in broken:
        broken[builder.height - 1] = _CUT_OFF
    return Sheet("", builder.columns(), builder.height, broken=broken, delimited=True), delimiter


def _lines(text: str) -> list[str]:
    lines = io.StringIO(text.replace("\x00", ""), newline="").readlines()
    longest = max(map(len, lines), default=0)
    if longest > LONGEST_LINE:
        number = next(number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE)
        raise DataError(
            f"Line {number} of the file is {longest:,} characters long, so its rows cannot be told apart.",
            "Export the list again with one row a line.",
        )
    return lines


def _dialect(sample: list[str]) -> tuple[str, str]:
    """The delimiter and quote under which most lines of the sample have the same number of cells, more than one."""
    sample = [line for line in sample if line.strip()]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
        return sample[0][4], '"'
    best, best_score = (",", '"'), 0.0
    for quote in ('"', "'"):
        if quote == "'" and not _quotes_cells(sample):
            continue
        for delimiter in _DELIMITERS:
            score = _evenness(sample, delimiter, quote)
            if score > best_score:
                best, best_score = (delimiter, quote), score
    return best


def _quotes_cells(sample: list[str]) -> bool:
    """Whether single quotes stand around cells: most lines begin and end with one."""
    stripped = [line.strip() for line in sample]
    return sum(len(line) > 2 and line[0] == line[-1] == "'" for line in stripped) > len(stripped) / 2


def _evenness(sample: list[str], delimiter: str, quote: str) -> float:
    if not any(delimiter in line for line in sample):
        return 0.0
    try:
        rows = csv.reader(sample, delimiter=delimiter, quotechar=quote)
        widths = Counter(len(row) for row in rows)
    except csv.Error:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width == 1:
        return 0.0
    # Even rows count most; among equally even readings the one with more cells is the finer.
    return count / sum(widths.values()) + min(width, 50) / 1000


@dataclass(slots=True)
class _Rows:
    """The rows of the lines; `broken`, `widths` and `last_width` are filled while they are walked."""

    lines: list[str]
    delimiter: str
    quote: str
    broken: dict[int, Problem] = field(default_factory=dict)
    widths: Counter[int] = field(default_factory=Counter)
    last_width: int = 0
    mended: int = 0

    def __iter__(self) -> Iterator[list[str]]:
        start = index = 0
        while start < len(self.lines):
            reader = self._reader(start)
            taken = 0
            try:
                for row in reader:
                    yield self._counted(row)
                    taken, index = reader.line_num, index + 1
                return
            except csv.Error:
                start += taken
                yield self._counted(self._mend(self.lines[start], index))
                start, index = start + 1, index + 1
            if self.mended == _MENDABLE:  # quotes mean little here: each line is taken by itself
                for line in self.lines[start:]:
                    yield self._counted(self._mend(line, index))
                    index += 1
                return

    def _reader(self, start: int) -> Reader:
        """Strict, so that a quote left open is noticed where it opens."""
        lines = (self.lines[number] for number in range(start, len(self.lines)))
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, strict=True)

    def _mend(self, line: str, index: int) -> list[str]:
        """The cells of a line whose quotes are out of order; listed as broken when one stays open."""
        self.mended += 1
        if line.count(self.quote) % 2 == 0:
            try:
                return next(csv.reader([line], delimiter=self.delimiter, quotechar=self.quote), [])
            except csv.Error:
                pass  # a cell beyond the reader's bound: broken like an open quote
        self.broken[index] = _OPEN_QUOTE
        return line.split(self.delimiter)[:MAX_COLUMNS]

    def _counted(self, row: list[str]) -> list[str]:
        self.last_width = len(row)
        if self.last_width > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
            raise too_many("columns", MAX_COLUMNS)
        self.widths[self.last_width] += 1
        return row[:MAX_COLUMNS]


def _is_cut_off(text: str, widths: Counter[int], last_width: int) -> bool:
    """The last line has no line end and fewer cells, while nearly all others have the same number."""
    if text.endswith(("\n", "\r")) or last_width == 0:
        return False
    width, count = widths.most_common(1)[0]
    return last_width < width and count >= 5 and count >= 0.9 * sum(widths.values())
