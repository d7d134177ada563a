"""The list of sources: who refers, how each stands, what to expect; and everybody known, for finding who does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.list_counts import kept_in
from wellsent.accounts.list_page import list_page
from wellsent.accounts.middleware import CallerRequest
from wellsent.base import clock
from wellsent.base.addresses import pages_of, row_number
from wellsent.base.kept import Kept
from wellsent.desk.sources_bulk import bulks
from wellsent.desk.standing_words import badge, being_computed, expected, proportion, short_day, tier_words
from wellsent.directory import queries as directory
from wellsent.insights import queries as insights
from wellsent.insights.models import Reading
from wellsent.outreach import queries as outreach
from wellsent.ui import formats
from wellsent.ui.cells import in_one_line
from wellsent.ui.lists import Bulk, Column, Empty, Filter, Listing, Shown

TEMPLATE = "desk/sources.html"
STATES = ("quiet", "new", "active", "lapsed", "retired")
SILENT = (("90", "90 days"), ("180", "180 days"), ("365", "a year"))
SEARCH = "Name, practice or NPI"
WHO = ("source", "sort_name", "practice", "kind_label", "npi")
HOW = ("state", "tier", "tier_certainty", "shown_tier", "tier_is_by_hand", "low", "high")
HOW_MANY = ("referrals", "last_12_months", "first_on", "last_on")
NEEDED = (*WHO, *HOW, *HOW_MANY)
"""The fields of a standing that the list shows: plain rows of these are read in half the time of whole standings."""
NEEDED_OF_KNOWN = ("pk", "sort_name", "practice_as_written", "kind__label", "npi")
NEEDED_FOR = {"evaluated": "conversion", "finished": "completion"}
"""Fields that a column needs which is shown only when asked for."""
_counts: Final[Kept[int]] = Kept("directory")  # a reading does not change; another one is asked for by its number


@needs("sources.see")
@require_http_methods(["GET", "POST"])
def sources(request: CallerRequest) -> HttpResponseBase:
    """Those who refer, with their standing; for callers who see no volume, everybody known."""
    caller = request.caller
    if not caller.may(insights.SEES_STANDING):
        return known(request)
    reading = insights.reading(caller, today=clock.today(request.organisation.time_zone))
    if reading is None:
        return _page(request, None, None)
    asked = set(request.GET.getlist("show"))
    needed = [*NEEDED, *(field for key, field in NEEDED_FOR.items() if key in asked)]
    rows = insights.standings(caller, reading).filter(retired=request.GET.get("state") == "retired")
    listing = _referring(caller, reading, request.GET.get("practice", ""))
    listing = replace(listing, bulks=_bulks(request), reads=needed)
    return _page(request, listing.show(rows, request.GET), reading)


@needs("sources.see")
@require_http_methods(["GET", "POST"])
def known(request: CallerRequest) -> HttpResponseBase:
    """Everybody the directory knows, whether or not they refer; no volume."""
    rows = directory.sources(request.caller).filter(retired_on__isnull=request.GET.get("state") != "retired")
    listing = replace(_known(request.caller), bulks=_bulks(request), reads=NEEDED_OF_KNOWN)
    return _page(request, listing.show(rows, request.GET), None)


def _bulks(request: CallerRequest) -> list[Bulk]:
    return bulks(request.caller, retired=request.GET.get("state") == "retired")


def _page(request: CallerRequest, shown: Shown | None, reading: Reading | None) -> HttpResponseBase:
    caller = request.caller
    here = reverse("desk:known") if shown and reading is None else reverse("desk:sources")
    tabs = (("Who refers", reverse("desk:sources")), ("Everybody known", reverse("desk:known")))
    context: dict[str, Any] = {
        "reading": reading,
        "subtitle": _subtitle(reading) if reading else "",
        "computing": being_computed(reading, request.organisation.time_zone) if reading else "",
        "may_add": caller.may("sources.change"),
        "tabs": [(words, url, url == here) for words, url in tabs] if caller.may(insights.SEES_STANDING) else (),
    }
    return list_page(request, shown, TEMPLATE, **context) if shown else render(request, TEMPLATE, context)


def _subtitle(reading: Reading) -> str:
    """3 going quiet · 5 new · 61 active · 12 lapsed."""
    states = reading.practice["states"]
    words = (("quiet", "going quiet"), ("new", "new"), ("active", "active"), ("lapsed", "lapsed"))
    return " · ".join(f"{states[state]:,} {said}" for state, said in words if states[state])


def _empty(caller: Caller) -> Empty:
    """What the list says before anything was imported."""
    may = caller.may("import.referrals")
    return Empty(
        "No sources yet",
        "They come with the first list of referrals that is imported: every name in it becomes a source.",
        "Import a list" if may else "",
        reverse("exchange:imports") if may else "",
    )


class _LastContacts:
    """The day of the last real contact with each source, asked for when somebody shows that column."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @cached_property
    def days(self) -> dict[int, date]:
        return outreach.last_real_contacts(self.caller)

    def __call__(self, row: Any) -> date | None:
        return self.days.get(row.source)


def _referring(caller: Caller, reading: Reading, practice: str) -> Listing:
    """The list for those who see volume."""
    return Listing(
        noun="source",
        columns=_columns(caller, reading.as_of),
        filters=_filters(caller, reading, practice),
        search=lambda rows, text: rows.filter(source__in=directory.find(caller, text)),
        search_label=SEARCH,
        empty=_empty(caller),
        order="-expected",
        key="sources",
        row_id="source",
        count=kept_in(_counts),
        exports=_exports(caller),
    )


def _columns(caller: Caller, today: date) -> tuple[Column, ...]:
    contacts, url = _LastContacts(caller), pages_of("desk:source")

    def shown(day: date | None) -> SafeString | None:
        return short_day(day, today=today)

    return (
        Column("name", "Source", lambda row: row.sort_name, "sort_name", link=lambda row: url(row.source)),
        Column("practice", "Practice", lambda row: row.practice, "practice"),
        Column("kind", "Kind", lambda row: row.kind_label, "kind_label"),
        Column("state", "State", badge, "state", export=lambda row: row.state),
        Column("tier", "Tier", lambda row: in_one_line(tier_words(row)), "shown_tier", export=tier_words),
        Column("year", "12 months", lambda row: row.last_12_months, "last_12_months", numeric=True),
        Column("expected", "Next 90 days", expected, "expected", numeric=True),
        Column("last", "Last referral", lambda row: shown(row.last_on), "last_on", export=lambda row: row.last_on),
        Column("contact", "Last real contact", lambda row: shown(contacts(row)), chosen=False, export=contacts),
        Column("ever", "Referrals ever", lambda row: row.referrals, "referrals", numeric=True, chosen=False),
        Column(
            "first",
            "First referral",
            lambda row: shown(row.first_on),
            "first_on",
            chosen=False,
            export=lambda row: row.first_on,
        ),
        Column("evaluated", "Evaluated", lambda row: _became(row.conversion), numeric=True, chosen=False),
        Column("finished", "Finished", lambda row: _became(row.completion), numeric=True, chosen=False),
        Column("npi", "NPI", lambda row: formats.npi(row.npi), "npi", chosen=False, export=lambda row: row.npi),
    )


def _became(told: dict[str, Any]) -> str:
    """14 of 17, likely 64–92 %."""
    counted, likely = proportion(told)
    return f"{counted}, likely {likely}" if told.get("n") else counted


def _filters(caller: Caller, reading: Reading, practice: str) -> list[Filter]:
    def of_state(rows: Any, state: str) -> Any:
        return rows if state == "retired" else rows.filter(state=state)  # the view chose the retired rows already

    def silent_for(rows: Any, days: str) -> Any:
        return rows.filter(last_on__lt=reading.as_of - timedelta(days=int(days)))

    filters = [
        Filter("state", "State", _same(STATES), of_state),
        Filter("tier", "Tier", _same("ABC"), lambda rows, tier: rows.filter(shown_tier=tier)),
        Filter("kind", "Kind", reading.practice["kinds"], lambda rows, kind: rows.filter(kind=kind)),
        Filter("silent", "No referral in", SILENT, silent_for),
    ]
    clinics = reading.practice["clinics"]
    if len(clinics) > 1:
        filters.append(
            Filter("clinic", "Sends to", clinics, lambda rows, one: rows.filter(clinics__contains=f",{one},"))
        )
    if named := _practice(caller, practice):
        filters.append(Filter("practice", "Practice", [named], _works_at))
    return filters


def _practice(caller: Caller, number: str) -> tuple[str, str] | None:
    """The practice an address names (a link on another page); there are too many to choose from here."""
    asked = row_number(number)
    place = directory.sources(caller).filter(pk=asked, entity="practice").first() if asked else None
    return (number, place.name) if place else None


def _works_at(rows: Any, practice: str) -> Any:
    return rows.filter(source__affiliations__practice=practice, source__affiliations__ended_on=None)


def _known(caller: Caller) -> Listing:
    """The list without volume."""
    url, kinds = pages_of("desk:source"), list(directory.kinds(caller).values_list("slug", "label"))
    return Listing(
        noun="name",
        columns=(
            Column("name", "Name", lambda row: row.sort_name, "sort_name", link=lambda row: url(row.pk)),
            Column("practice", "Practice", lambda row: row.practice_as_written, "practice_as_written"),
            Column("kind", "Kind", lambda row: row.kind__label, "kind__label"),
            Column("npi", "NPI", lambda row: formats.npi(row.npi), "npi", export=lambda row: row.npi),
        ),
        filters=(
            Filter("kind", "Kind", kinds, lambda rows, kind: rows.filter(kind=kind)),
            Filter("state", "State", _same(("retired",)), lambda rows, _state: rows),
        ),
        search=lambda rows, text: rows.filter(pk__in=directory.find(caller, text)),
        search_label=SEARCH,
        empty=_empty(caller),
        order="name",
        key="known",
        row_id="pk",
        count=kept_in(_counts),
        exports=_exports(caller),
    )


def _exports(caller: Caller) -> tuple[str, ...]:
    return ("csv", "xlsx") if caller.may("export") else ()


def _same(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)
