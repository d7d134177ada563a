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

A list with a `key` has saved views, one with `bulks` and a `row_id` has boxes to choose rows by; the door for both, and
for its files, is `accounts.list_page`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from wellsent.ui import cells, searching
from wellsent.ui.list_parts import Ask, Bulk, Column, Empty, Filter
from wellsent.ui.searching import Rows, clean, count, in_order

__all__ = ["Ask", "Bulk", "Column", "Empty", "Filter", "Listing", "Shown", "template_for"]

Params = Mapping[str, str] | QueryDict

PAGE_SIZE = 50
RESULTS = "list-results"
EXPORTS = {"csv": "CSV", "xlsx": "Excel"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as declared: what it shows, and how it can be narrowed and sorted.

    `order` names the column sorted by when nobody asked for another, with a minus for descending. `key` is the name its
    views are kept under and its files are called by. `row_id` names the field of a row that holds its number, for
    choosing rows. Rows beyond `count_to` are not counted: "more than 10,000"; `count` counts them where a list has a
    better way, which may keep what it counted. `reads` are the fields of a queryset's
    rows that the columns need: plain rows of these are read, in half the time of whole ones; rows are counted without.
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
    key: str = ""
    row_id: str = ""
    bulks: Sequence[Bulk] = ()
    count_to: int | None = None
    count: Callable[[Rows], int] | None = None
    reads: Sequence[str] = ()

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
        self.chosen_filters = {one.key: asked[one.key] for one in listing.filters if one.knows(asked.get(one.key, ""))}
        self.not_understood = [
            one.label for one in listing.filters if asked.get(one.key) and one.key not in self.chosen_filters
        ]
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
        """How many rows match; one more than are counted where there are more."""
        return self._count(self.matching)

    @cached_property
    def total(self) -> int:
        """How many rows there are, counted as far as `matches`."""
        return self._count(self.rows) if self.is_narrowed else self.matches

    def _count(self, rows: Rows) -> int:
        return self.listing.count(rows) if self.listing.count else count(rows, most=self.listing.count_to)

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
        return list(self.read(self.matching)[start : start + self.listing.page_size])

    def read(self, rows: Rows) -> Rows:
        """These rows with what the columns need of them."""
        reads = self.listing.reads
        return rows.values_list(*reads, named=True) if reads and isinstance(rows, QuerySet) else rows

    @property
    def words(self) -> str:
        """12 of 134 sources; 134 sources, 51 to 100."""
        noun = self.noun(self.total)
        total = self._counted(self.total)
        said = f"{self._counted(self.matches)} of {total} {noun}" if self.is_narrowed else f"{total} {noun}"
        if self.pages == 1:
            return said
        start = (self.page - 1) * self.listing.page_size
        return f"{said}, {start + 1:,} to {min(start + self.listing.page_size, self.matches):,}"

    def noun(self, number: int) -> str:
        """source, or sources."""
        return self.listing.noun if number == 1 else self.listing.nouns or f"{self.listing.noun}s"

    @property
    def all_words(self) -> str:
        """All that match: 134."""
        return f"All that match: {self._counted(self.matches)}"

    def _counted(self, number: int) -> str:
        most = self.listing.count_to
        return f"more than {most:,}" if most is not None and number > most else f"{number:,}"

    @property
    def table(self) -> SafeString:
        """The table of this page."""
        heads = [
            cells.Head(column.label, column.numeric, self._sort_url(column), self._direction(column))
            for column in self.columns
        ]
        rows = ([self._cell(row, column) for column in self.columns] for row in self.page_rows)
        return cells.table(heads, rows, picks=[self.number(row) for row in self.page_rows] if self.can_pick else None)

    @property
    def can_pick(self) -> bool:
        """Whether rows can be chosen, to do something to all of them."""
        return bool(self.listing.bulks and self.listing.row_id)

    def number(self, row: Any) -> int:
        """The number of a row."""
        return int(getattr(row, self.listing.row_id))

    def name(self, row: Any) -> str:
        """What a row is called: the words of its first column."""
        column = self.listing.columns[0]
        return strip_tags(str((column.export or column.value)(row)))

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
    def filter_fields(self) -> list[tuple[Filter, str, SafeString]]:
        """Each filter, what is chosen, and its options (none where a day is asked for)."""
        fields = []
        for one in self.listing.filters:
            chosen = self.chosen_filters.get(one.key, "")
            fields.append((one, chosen, cells.options(() if one.is_day else one.choices, chosen)))
        return fields

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
        rows = self.read(self.matching)
        for row in rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows:
            yield [(column.export or column.value)(row) for column in self.columns]


def template_for(request: HttpRequest, template: str) -> str:
    """The whole page, or only the results when the list itself asks for them in the background."""
    return "ui/list.html#results" if request.headers.get("HX-Target") == RESULTS else template
