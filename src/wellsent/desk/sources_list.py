"""The list of sources: who refers, how each stands, what to expect."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.middleware import CallerRequest
from wellsent.desk.standing_words import badge, expected, tier_words
from wellsent.directory import queries as directory
from wellsent.exchange.lists.write import csv_lines, write_xlsx
from wellsent.insights import queries as insights
from wellsent.ui.lists import Column, Empty, Filter, Listing, Shown, template_for

TEMPLATE = "desk/sources.html"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY = Empty(
    "No sources yet",
    "They come with the first list of referrals you import: every name in it becomes a source.",
    "Import a list",
    "/import/",
)


@needs("sources.see")
@require_GET
def sources(request: CallerRequest) -> HttpResponseBase:
    """Those who sent anybody, with their standing; for roles that see no volume, everybody known, without it."""
    reading = insights.reading(request.caller) if request.caller.may("volume.see") else None
    if reading is not None:
        shown = _with_standing(request.caller).show(insights.standings(request.caller, reading), request.GET)
    else:
        shown = _without(request.caller).show(directory.sources(request.caller).select_related("kind"), request.GET)
    if shown.wants_export:
        request.caller.must("export")
        return _export(shown)
    questions = directory.open_questions(request.caller).count() if request.caller.may("sources.change") else 0
    context = {"shown": shown, "reading": reading, "questions": questions}
    return render(request, template_for(request, TEMPLATE), context)


def _url(number: int) -> str:
    return reverse("desk:source", args=[number])


def _with_standing(caller: Caller) -> Listing:
    """The list for those who see volume."""
    today = accounts.today(caller)

    def silent(rows: Any, days: str) -> Any:
        return rows.filter(last_on__lt=today - timedelta(days=int(days)))

    return Listing(
        noun="source",
        columns=(
            Column(
                "name",
                "Source",
                lambda row: row.source.sort_name,
                "source__sort_name",
                link=lambda row: _url(row.source_id),
            ),
            Column("practice", "Practice", lambda row: row.source.practice_as_written, "source__practice_as_written"),
            Column("kind", "Kind", lambda row: row.source.kind.label if row.source.kind else "", "source__kind__label"),
            Column("state", "State", badge, "state", export=lambda row: row.state),
            Column("tier", "Tier", tier_words, "shown_tier"),
            Column("referrals", "Referrals", lambda row: row.referrals, "referrals", numeric=True),
            Column("year", "12 months", lambda row: row.last_12_months, "last_12_months", numeric=True),
            Column("expected", "Next 90 days", expected, "expected", numeric=True),
            Column("last", "Last", lambda row: row.last_on, "last_on"),
            Column("first", "First", lambda row: row.first_on, "first_on", chosen=False),
            Column("npi", "NPI", lambda row: row.source.npi, "source__npi", chosen=False),
        ),
        filters=(
            Filter(
                "state",
                "State",
                _same("new", "active", "quiet", "lapsed"),
                lambda rows, value: rows.filter(state=value),
            ),
            Filter("tier", "Tier", _same("A", "B", "C"), lambda rows, value: rows.filter(shown_tier=value)),
            Filter("kind", "Kind", _kinds(caller), lambda rows, value: rows.filter(source__kind=value)),
            Filter("silent", "No referral in", (("90", "90 days"), ("180", "180 days"), ("365", "a year")), silent),
        ),
        search=lambda rows, text: rows.filter(source__in=directory.find(caller, text)),
        search_label="Name, practice or NPI",
        empty=EMPTY,
        order="-expected",
        exports=("csv", "xlsx") if caller.may("export") else (),
    )


def _without(caller: Caller) -> Listing:
    """The list for those who see no volume."""
    return Listing(
        noun="source",
        columns=(
            Column("name", "Source", lambda row: row.sort_name, "sort_name", link=lambda row: _url(row.pk)),
            Column("practice", "Practice", lambda row: row.practice_as_written, "practice_as_written"),
            Column("kind", "Kind", lambda row: row.kind.label if row.kind else "", "kind__label"),
            Column("npi", "NPI", lambda row: row.npi, "npi"),
        ),
        filters=(Filter("kind", "Kind", _kinds(caller), lambda rows, value: rows.filter(kind=value)),),
        search=lambda rows, text: rows.filter(pk__in=directory.find(caller, text)),
        search_label="Name, practice or NPI",
        empty=EMPTY,
        order="name",
        exports=("csv", "xlsx") if caller.may("export") else (),
    )


def _same(*values: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)


def _kinds(caller: Caller) -> list[tuple[str, str]]:
    return list(directory.kinds(caller).values_list("slug", "label"))


def _export(shown: Shown) -> HttpResponseBase:
    """The list as a file whose cells do nothing."""
    heads, rows = shown.export_heads(), shown.export_rows()
    if shown.wants_export == "xlsx":
        response: HttpResponseBase = HttpResponse(_workbook(heads, rows), content_type=WORKBOOK)
    else:
        response = StreamingHttpResponse(_lines(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sources.{shown.wants_export}"'
    return response


def _workbook(heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sources.xlsx"
        write_xlsx(file, heads, rows, "Sources")
        return file.read_bytes()


def _lines(heads: list[str], rows: Iterable[list[Any]]) -> Iterable[str]:
    yield "\ufeff"
    yield from csv_lines(heads, rows)
