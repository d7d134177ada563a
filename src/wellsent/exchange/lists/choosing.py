"""Which sheet of a file holds the list, and why that one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wellsent.base.errors import CallError, DataError
from wellsent.exchange.lists.documents import Document, Sheet
from wellsent.exchange.lists.fields import ListKind
from wellsent.exchange.lists.group_lines import with_group_lines
from wellsent.exchange.lists.heading_words import plain
from wellsent.exchange.lists.layout import Layout, find_layout

_EMPTY = "Export the list again and look whether it holds rows."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that holds the list, how it is laid out, and why it was chosen; `alike` are sheets that were not read
    and hold a list with the same headings, as a workbook with a sheet a year does."""

    sheet: Sheet
    layout: Layout
    why: str
    alike: tuple[str, ...] = ()


def choose_sheet(document: Document, kind: ListKind, wanted: str | None, named: Sequence[str]) -> Chosen:
    """The sheet of that name, or the one whose headings are recognised best; hidden sheets only when no other fits.

    Raises CallError for an unknown sheet and DataError when there are no rows.
    """
    if wanted is not None:
        sheet = next((sheet for sheet in document.sheets if sheet.name == wanted), None)
        if sheet is None:
            names = ", ".join(f"'{sheet.name}'" for sheet in document.sheets if sheet.name) or "none with a name"
            raise CallError(f"The file has no sheet '{wanted}'.", f"Its sheets are: {names}.")
        return _chosen(sheet, find_layout(sheet, kind.name, named), "as you said", kind)
    filled = [sheet for sheet in document.sheets if sheet.height and sheet.columns]
    if not filled:
        raise DataError("The file holds no cells.", _EMPTY)
    layouts = [(sheet, find_layout(sheet, kind.name, named)) for sheet in filled]
    sheet, layout = max(layouts, key=lambda pair: (pair[1].known >= 2 and not pair[0].hidden, *pair[1].score))
    alike = tuple(other.name for other, theirs in layouts if other is not sheet and _alike(theirs, layout))
    return _chosen(sheet, layout, _why(sheet, layout, document), kind, alike)


def _chosen(sheet: Sheet, layout: Layout, why: str, kind: ListKind, alike: tuple[str, ...] = ()) -> Chosen:
    sheet, layout = with_group_lines(sheet, layout, kind.name)
    return Chosen(sheet, _with_rows(sheet, layout), why, alike)


def _alike(one: Layout, other: Layout) -> bool:
    """Whether a sheet has rows, and at least half of the headings of the other."""
    headings = {plain(heading) for heading in other.headings}
    shared = headings & {plain(heading) for heading in one.headings}
    return one.known >= 2 and bool(one.rows) and 2 * len(shared) >= len(headings)


def _with_rows(sheet: Sheet, layout: Layout) -> Layout:
    if not len(layout.rows):
        where = f"The sheet '{sheet.name}'" if sheet.name else "The file"
        what = "has headings but no rows" if layout.header is not None else "holds no rows"
        raise DataError(f"{where} {what}.", _EMPTY)
    return layout


def _why(sheet: Sheet, layout: Layout, document: Document) -> str:
    others = [f"'{other.name}'{' (hidden)' if other.hidden else ''}" for other in document.sheets if other is not sheet]
    if not others:
        return "the only sheet"
    return f"{layout.known} of its headings are known; not read: {', '.join(others[:10])}"
