"""Every list page: declared once, searched, filtered, sorted and paged on the server, by plain links and forms.

    SOURCES = Listing(
        noun="source",
        columns=(Column("name", "Name", value=lambda row: row.name, link=lambda row: row.url, sort="sort_name"), ...),
        filters=(Filter("kind", "Kind", choices=kinds, keep=lambda rows, kind: rows.filter(kind=kind)),),
        search=contains("name", "practice__name"),
        empty=Empty("No sources yet", "They come with the first list you import.", "Import a list", "/import/"),
    )
    shown = SOURCES.show(rows, request.GET)
    return render(request, template_for(request, "desk/sources.html"), {"shown": shown})

where the page holds `{% include "ui/list.html" %}`. `rows` is a queryset, or a sequence of whatever the columns read.
The address alone says what is shown, so a view is kept by keeping its address. What the address asks for and the list
does not know (a column, a choice, a page) is left out of account: an old address still opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from wellsent.ui import cells, searching
from wellsent.ui.searching import Rows, clean, count, in_order

Params = Mapping[str, str] | QueryDict

PAGE_SIZE = 50
RESULTS = "list-results"
EXPORTS = {"csv": "CSV", "xlsx": "Excel"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a row becomes its cell, and by what it is sorted.

    `value` gives text, a number, a date, None, or markup marked safe. `sort` is a field name for querysets, or a
    function from a row to its key for sequences; without it the column cannot be sorted by. `chosen=False` keeps a
    column out until somebody asks for it. `export` gives the cell of an exported file where the page shows more.
    """

    key: str
    label: str
    value: Callable[[Any], object]
    sort: str | Callable[[Any], Any] | None = None
    numeric: bool = False
    chosen: bool = True
    link: Callable[[Any], str] | None = None
    export: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list: `keep(rows, value)` for a value of `choices` (value, words)."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    keep: Callable[[Rows, str], Rows]


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says that nobody has used yet: why, and the one next step."""

    title: str
    text: str
    button: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as declared: what it shows, and how it can be narrowed and sorted.

    `order` names the column sorted by when nobody asked for another, with a minus for descending.
    """

    noun: str
    columns: Sequence[Column]
    empty: Empty
    nouns: str = ""
    filters: Sequence[Filter] = ()
    search: Callable[[Rows, str], Rows] | None = None
    search_label: str = "Search"
    order: str = ""
    exports: Sequence[str] = ("csv", "xlsx")
    page_size: int = PAGE_SIZE

    def show(self, rows: Rows, params: Params) -> Shown:
        """The list as one address asks for it."""
        return Shown(self, rows, params)


class Shown:
    """A list as one address asks for it; all a template draws. Nothing is counted or read before it is drawn."""

    def __init__(self, listing: Listing, rows: Rows, params: Params) -> None:
        self.listing = listing
        self.rows = rows
        asked = {key: clean(str(params.get(key, ""))) for key in params}
        self.search = searching.asked(str(params.get("q", ""))) if listing.search else ""
        self.chosen_filters = {
            one.key: asked[one.key]
            for one in listing.filters
            if asked.get(one.key) in {value for value, _ in one.choices if value}
        }
        self.columns = self._columns(params)
        self.sort, self.descending = self._order(asked.get("sort", ""))
        self._page_asked = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 9 else 1
        self.wants_export = asked.get("format", "") if asked.get("format") in listing.exports else ""

    def _columns(self, params: Params) -> list[Column]:
        asked = set(params.getlist("show")) if isinstance(params, QueryDict) else set()
        known = {column.key for column in self.listing.columns}
        first, *others = self.listing.columns
        wanted = asked & known or {column.key for column in others if column.chosen}
        return [first, *(column for column in others if column.key in wanted)]

    def _order(self, asked: str) -> tuple[Column | None, bool]:
        sortable = {column.key: column for column in self.listing.columns if column.sort is not None}
        for order in (asked, self.listing.order):
            if column := sortable.get(order.removeprefix("-")):
                return column, order.startswith("-")
        return None, False

    # What is shown

    @property
    def can_search(self) -> bool:
        """Can this list be searched at all?"""
        return self.listing.search is not None

    @property
    def is_narrowed(self) -> bool:
        """Was anything searched for or filtered?"""
        return bool(self.search or self.chosen_filters)

    @cached_property
    def matching(self) -> Rows:
        """The rows that match, in order; all of them."""
        rows = self.rows
        for one in self.listing.filters:
            if value := self.chosen_filters.get(one.key):
                rows = one.keep(rows, value)
        if self.search and self.listing.search:
            rows = self.listing.search(rows, self.search)
        return in_order(rows, self.sort.sort, descending=self.descending) if self.sort else rows

    @cached_property
    def matches(self) -> int:
        """How many rows match."""
        return count(self.matching)

    @cached_property
    def total(self) -> int:
        """How many rows there are."""
        return count(self.rows) if self.is_narrowed else self.matches

    @property
    def pages(self) -> int:
        """How many pages the matching rows fill, at least one."""
        return max(1, -(-self.matches // self.listing.page_size))

    @cached_property
    def page(self) -> int:
        """The page shown: the last one where the address asks for more."""
        return min(max(1, self._page_asked), self.pages)

    @cached_property
    def page_rows(self) -> list[Any]:
        """The rows of this page."""
        start = (self.page - 1) * self.listing.page_size
        return list(self.matching[start : start + self.listing.page_size])

    @property
    def words(self) -> str:
        """12 of 134 sources; 134 sources, 51 to 100."""
        nouns = self.listing.nouns or f"{self.listing.noun}s"
        noun = self.listing.noun if self.total == 1 else nouns
        said = f"{self.matches:,} of {self.total:,} {noun}" if self.is_narrowed else f"{self.total:,} {noun}"
        if self.pages == 1:
            return said
        start = (self.page - 1) * self.listing.page_size
        return f"{said}, {start + 1:,} to {min(start + self.listing.page_size, self.matches):,}"

    @property
    def table(self) -> SafeString:
        """The table of this page."""
        heads = [
            cells.Head(column.label, column.numeric, self._sort_url(column), self._direction(column))
            for column in self.columns
        ]
        return cells.table(heads, ([self._cell(row, column) for column in self.columns] for row in self.page_rows))

    def _cell(self, row: Any, column: Column) -> str:
        shown = cells.shown(column.value(row))
        return cells.linked(column.link(row), shown) if column.link else shown

    def _direction(self, column: Column) -> str:
        if self.sort is not column:
            return ""
        return "descending" if self.descending else "ascending"

    # Where one can go from here

    def url(self, **changes: str | int | None) -> str:
        """The address of this list with something changed; every change but of the page leads to the first page."""
        kept: dict[str, Any] = {"q": self.search, **self.chosen_filters, "sort": self.order, "show": self.show}
        kept.update(changes)
        return "?" + urlencode({key: value for key, value in kept.items() if value}, doseq=True)

    def _sort_url(self, column: Column) -> str:
        if column.sort is None:
            return ""
        down = not self.descending if self.sort is column else column.numeric  # the largest number first
        return self.url(sort=f"{'-' if down else ''}{column.key}")

    @property
    def order(self) -> str:
        """How the address says what is sorted by."""
        return f"{'-' if self.descending else ''}{self.sort.key}" if self.sort else ""

    @property
    def show(self) -> list[str]:
        """How the address says which columns are shown: not at all when they are the usual ones."""
        keys = [column.key for column in self.columns[1:]]
        usual = [column.key for column in self.listing.columns[1:] if column.chosen]
        return [] if keys == usual else keys

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self.url(page=self.page + 1) if self.page < self.pages else ""

    @property
    def clear_url(self) -> str:
        """This list with nothing searched for and nothing filtered."""
        return self.url(q=None, **dict.fromkeys(self.chosen_filters))

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """Words and address of each file this list can be had as."""
        return [(EXPORTS[one], self.url(format=one)) for one in self.listing.exports]

    @property
    def filter_fields(self) -> list[tuple[Filter, list[tuple[str, str, bool]]]]:
        """Each filter with its choices: value, words, whether it is the one chosen."""
        return [
            (one, [(value, words, self.chosen_filters.get(one.key) == value) for value, words in one.choices])
            for one in self.listing.filters
        ]

    @property
    def column_fields(self) -> list[tuple[Column, bool]]:
        """Each column that can be left out, and whether it is shown."""
        return [(column, column in self.columns) for column in self.listing.columns[1:]]

    # The list as a file

    def export_heads(self) -> list[str]:
        """The headings of an exported file."""
        return [column.label for column in self.columns]

    def export_rows(self) -> Iterator[list[object]]:
        """Every matching row as the cells of an exported file, in order; the caller writes them safely."""
        rows = self.matching
        for row in rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows:
            yield [(column.export or column.value)(row) for column in self.columns]


def template_for(request: HttpRequest, template: str) -> str:
    """The whole page, or only the results when the list itself asks for them in the background."""
    return "ui/list.html#results" if request.headers.get("HX-Target") == RESULTS else template
