"""Tables in HTML, and in the XML that Excel 2003 wrote: what many EMRs save under the name .xls.

Tags are found with one pattern that looks at each character once, so hostile files cost no more than long ones.
No entity, link, script or style is followed.
"""

from __future__ import annotations

import html
import re
from typing import Final

from wellsent.base.errors import DataError
from wellsent.exchange.lists.cells import Cell, columns_of
from wellsent.exchange.lists.documents import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, too_many

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>")
_SKIPPED = re.compile(r"<!--|<script\b|<style\b", re.IGNORECASE)
_ENDS: Final = {"<!--": "-->", "<scr": "</script", "<sty": "</style"}
_SPAN = re.compile(r"(col|row)span\s*=\s*[\"']?\s*(\d{1,7})", re.IGNORECASE)
_INDEX = re.compile(r"ss:Index\s*=\s*[\"'](\d{1,7})", re.IGNORECASE)
_NAME = re.compile(r"ss:Name\s*=\s*[\"']([^\"']{1,60})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_\-]{3,20})", re.IGNORECASE)
_CELLS: Final = ("td", "th", "cell")


def declared_charset(data: bytes) -> str | None:
    """The encoding an HTML page names in its head, if Python knows it."""
    found = _CHARSET.search(data[:4_000])
    if found is None:
        return None
    name = found[1].decode("ascii")
    try:
        b"".decode(name)
    except LookupError:
        return None
    return name


def read_tables(text: str) -> tuple[Sheet, ...]:
    """Each table of the page with at least one row; tables within tables stand on their own.

    Raises DataError when the page has no table (a login page saved as .xls, say) or more cells than a list can have.
    """
    walker = _Walker()
    text = _without_skipped(text)
    position = 0
    for tag in _TAG.finditer(text):
        walker.text(text[position : tag.start()])
        walker.tag(tag[2].lower().rpartition(":")[2], bool(tag[1]), tag[3])
        position = tag.end()
    walker.close_all()
    sheets = tuple(
        Sheet(name or f"Table {number}", columns_of(rows), len(rows))
        for number, (name, rows) in enumerate(walker.tables, start=1)
        if any(rows)
    )
    if not sheets:
        raise DataError("The file is a web page without a table.", "Export the list as .xlsx or .csv.")
    return sheets


def _without_skipped(text: str) -> str:
    """The page without comments, scripts and styles; one that never ends takes the rest with it."""
    kept, position = [], 0
    lowered = text.lower() if len(text.lower()) == len(text) else text
    while opening := _SKIPPED.search(text, position):
        kept.append(text[position : opening.start()])
        end = lowered.find(_ENDS[opening[0][:4].lower()], opening.end())
        if end < 0:
            return "".join(kept)
        position = end
    return "".join([*kept, text[position:]])


class _Walker:
    """Gathers cells while tags go by; the innermost open table takes them."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, list[list[Cell]]]] = []
        self.open: list[list[list[Cell]]] = []
        self.sheet_name = ""
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.cells = 0

    def text(self, text: str) -> None:
        if self.cell is not None and text:
            self.cell.append(text)

    def tag(self, name: str, closes: bool, attributes: str) -> None:
        if name == "worksheet":
            found = _NAME.search(attributes)
            self.sheet_name = html.unescape(found[1]) if found else ""
        elif name == "table":
            self._table(closes)
        elif name in {"tr", "row"} and self.open:
            self._end_cell()
            if not closes:
                self._start_row(attributes)
        elif name in _CELLS and self.open:
            self._end_cell()
            if not closes:
                self._start_cell(attributes)
            if attributes.endswith("/"):
                self._end_cell()
        elif name == "br":
            self.text(" ")

    def close_all(self) -> None:
        self._end_cell()

    def _table(self, closes: bool) -> None:
        self._end_cell()
        if closes:
            if self.open:
                self.open.pop()
            return
        rows: list[list[Cell]] = []
        self.open.append(rows)
        self.tables.append((self.sheet_name, rows))

    def _start_row(self, attributes: str) -> None:
        rows = self.open[-1]
        index = _INDEX.search(attributes)
        gap = int(index[1]) - len(rows) - 1 if index else 0
        if gap + len(rows) > MAX_ROWS:
            raise too_many("rows", MAX_ROWS)
        rows.extend([] for _ in range(gap))
        rows.append([])

    def _start_cell(self, attributes: str) -> None:
        if not self.open[-1]:
            self.open[-1].append([])
        row = self.open[-1][-1]
        index = _INDEX.search(attributes)
        if index:
            row.extend([""] * min(int(index[1]) - len(row) - 1, MAX_COLUMNS))
        spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(attributes)}
        self.spans = (spans.get("col", 1), spans.get("row", 1))
        self.cell = []

    def _end_cell(self) -> None:
        """A cell over several columns leaves the others blank, as a merged cell in a workbook does."""
        if self.cell is None or not self.open or not self.open[-1]:
            self.cell = None
            return
        row = self.open[-1][-1]
        row.append(html.unescape("".join(self.cell)).strip())
        row.extend([""] * min(self.spans[0] - 1, MAX_COLUMNS))
        self.cell = None
        self.cells += self.spans[0]
        if len(row) > 2 * MAX_COLUMNS:
            raise too_many("columns", MAX_COLUMNS)
        if self.cells > MAX_CELLS:
            raise too_many("cells", MAX_CELLS)
