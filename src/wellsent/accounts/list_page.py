"""The door of every list: the page, its files, its saved views, and what is done to many rows at once.

    @needs("sources.see")
    @require_http_methods(["GET", "POST"])
    def touches(request): return list_page(request, LISTING.show(rows, request.GET), "outreach/touches.html")

Everything is asked of and posted to the list's own address, so whoever may open the list may use it, and the list as
this caller sees it is at hand: no action is offered, and no column kept or exported, that is not theirs.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from wellsent.accounts import audit, queries
from wellsent.accounts.actions.saved_views import may_share
from wellsent.accounts.list_bulk import bulk, undo
from wellsent.accounts.list_views import POSTED, manage_views
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import DataError
from wellsent.base.spreadsheets import csv_lines, write_xlsx
from wellsent.ui.lists import Shown, template_for

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHARED_MOST = 100
"""Views of colleagues that a page offers."""


def list_page(request: CallerRequest, shown: Shown, template: str, **context: Any) -> HttpResponseBase:
    """Answer whatever a list was asked for. `shown.listing` must have a `key`."""
    may_do = [one for one in shown.listing.bulks if not one.power or request.caller.may(one.power)]
    shown.listing = replace(shown.listing, bulks=may_do)
    if request.method == "POST":
        return _posted(request, shown)
    if shown.wants_export:
        return _export(request, shown)
    if request.GET.get("manage") == "views":
        return manage_views(request, shown)
    context |= {
        "shown": shown,
        "views": _views(request, shown),
        "may_share": may_share(request.caller),
        "once": uuid.uuid4().hex,
    }
    return render(request, template_for(request, template), context)


def _posted(request: CallerRequest, shown: Shown) -> HttpResponse:
    doors: dict[str, Callable[[CallerRequest, Shown], HttpResponse]] = {"bulk": bulk, "undo": undo, **POSTED}
    door = doors.get(request.POST.get("do", ""))
    if door is None:
        raise DataError("This list does not know what is asked of it.", "Load the page again.")
    return door(request, shown)


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view as the menu of a list offers it."""

    name: str
    url: str
    is_current: bool
    is_shared: bool


def _views(request: CallerRequest, shown: Shown) -> list[ViewLink]:
    here = shown.url()
    rows = queries.saved_views(request.caller, shown.listing.key)[: 2 * SHARED_MOST]
    return [ViewLink(row.name, f"?{row.query}", f"?{row.query}" == here, row.is_shared) for row in rows]


def _export(request: CallerRequest, shown: Shown) -> HttpResponseBase:
    """The list as a file whose cells do nothing. Offered, and asked for, only where the listing has exports.

    Exporting is an event; what was searched for is not written down. Where the address asks for what the list does not
    know, a page leaves that out of account; a file, which is passed on, would hold more than was meant.
    """
    if shown.not_understood:
        raise DataError(f"The list cannot be narrowed so: {', '.join(shown.not_understood)}.", "Choose from the list.")
    key, kind = shown.listing.key, shown.wants_export
    with transaction.atomic():
        details = {"list": key, "columns": shown.export_heads(), "file": kind}
        audit.record("lists.export", by=request.caller, subject="lists", details=details)
    heads, rows = shown.export_heads(), shown.export_rows()
    make: dict[str, Callable[[], HttpResponseBase]] = {
        "csv": lambda: StreamingHttpResponse(_lines(heads, rows), content_type="text/csv; charset=utf-8"),
        "xlsx": lambda: HttpResponse(_workbook(key, heads, rows), content_type=WORKBOOK),
    }
    response = make[kind]()
    response["Content-Disposition"] = f'attachment; filename="{key}.{kind}"'
    return response


def _workbook(name: str, heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        write_xlsx(file, heads, rows, name.capitalize())
        return file.read_bytes()


def _lines(heads: list[str], rows: Iterable[list[Any]]) -> Iterable[str]:
    yield "\ufeff"
    yield from csv_lines(heads, rows)
