"""The list of referrals, found by stage, clinic, age and source; the open ones when nobody asks otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.list_counts import kept_in
from wellsent.accounts.list_page import list_page
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.addresses import pages_of
from wellsent.base.kept import Kept
from wellsent.desk.referrals_bulk import bulks
from wellsent.directory import queries as directory
from wellsent.referrals import presenters, queries
from wellsent.referrals.models import Stage, number_named, reference
from wellsent.referrals.rules import JOINED
from wellsent.referrals.true_source.queries import not_asked
from wellsent.ui.lists import Column, Empty, Filter, Listing

TEMPLATE = "desk/referrals.html"
OLD, ALL = "old", "all"
AGES = ((OLD, "open, but too old for the board"), (ALL, "all there ever were"))
COUNTED_TO = 10_000
CLOSED = frozenset({Stage.COMPLETED.value, Stage.LOST.value})
NEEDED = (
    *("pk", "source", "source__name", "source__merged_into__name", "stage", "received_on"),
    *("clinic__name", "payer", "condition", "scheduled_for", "evaluated_on", "discharged_on"),
    *("visits_planned", "visits_attended", "lost_reason"),
)
_counts: Final[Kept[int]] = Kept("referrals", "directory", "practice")


@needs("referrals.see")
@require_http_methods(["GET", "POST"])
def referrals(request: CallerRequest) -> HttpResponseBase:
    """The caller's referrals; those still open and not too old unless the address asks for others."""
    caller = request.caller
    today = accounts.today(caller)
    if request.GET.get("age") == OLD:
        rows = queries.left_behind(caller, today=today)
    elif request.GET.get("age") == ALL or request.GET.get("stage") in CLOSED:
        rows = queries.own(caller)
    else:
        rows = queries.live(caller, today=today)
    listing = replace(_listing(caller), bulks=bulks(caller, today=today), reads=NEEDED)
    shown = listing.show(rows, request.GET)
    return list_page(request, shown, TEMPLATE, tabs=_tabs(caller), may_record=caller.may("referrals.record"))


def _tabs(caller: Caller) -> list[tuple[str, str, bool]]:
    ways = presenters.ways(may_record=caller.may("referrals.record"))
    return [(words, reverse(name), name == "desk:referrals") for words, name in ways]


def _listing(caller: Caller) -> Listing:
    url = pages_of("referrals:referral")
    return Listing(
        noun="referral",
        columns=_columns(caller, url),
        filters=_filters(caller),
        search=lambda rows, text: _search(caller, rows, text),
        search_label="Reference or source",
        empty=Empty(
            "No open referral",
            "Record the next one while you are on the telephone, or import the list your EMR exports.",
            "Record a referral" if caller.may("referrals.record") else "",
            reverse("referrals:new"),
        ),
        order="-received",
        exports=("csv", "xlsx") if caller.may("export") else (),
        key="referrals",
        row_id="pk",
        count_to=COUNTED_TO,
        count=kept_in(_counts, most=COUNTED_TO),
    )


def _columns(caller: Caller, url: Callable[[int], str]) -> tuple[Column, ...]:
    """What the caller's role may see: the liaison's list is reference, stage, source and day."""
    seen = (
        Column("reference", "Referral", lambda row: reference(row.pk), link=lambda row: url(row.pk)),
        Column("source", "Source", lambda row: row.source__merged_into__name or row.source__name),
        Column("stage", "Stage", lambda row: presenters.stage_words(row.stage)),
        Column("received", "Received", lambda row: row.received_on, "received_on"),
    )
    if not queries.sees_whole(caller):
        return seen
    return (
        *seen,
        Column("clinic", "Clinic", lambda row: row.clinic__name),
        Column("condition", "Problem", lambda row: row.condition),
        Column("payer", "Payer", lambda row: row.payer),
        Column("scheduled", "Booked for", lambda row: row.scheduled_for, "scheduled_for"),
        Column("evaluated", "Evaluated", lambda row: row.evaluated_on, "evaluated_on", chosen=False),
        Column("discharged", "Discharged", lambda row: row.discharged_on, "discharged_on", chosen=False),
        Column("attended", "Visits", lambda row: row.visits_attended, "visits_attended", numeric=True, chosen=False),
        Column("planned", "Planned", lambda row: row.visits_planned, "visits_planned", numeric=True, chosen=False),
        Column("lost", "Lost because", lambda row: row.lost_reason, chosen=False),
    )


def _filters(caller: Caller) -> list[Filter]:
    stages = [(stage, presenters.stage_words(stage)) for stage in Stage.values if stage != JOINED]
    clinics = [(str(number), name) for number, name in accounts.clinic_names(caller).items()]
    filters = [
        Filter("stage", "Stage", stages, lambda rows, stage: rows.filter(stage=stage)),
        Filter("age", "Which", AGES, lambda rows, _age: rows),  # the view chose them already
    ]
    if queries.sees_whole(caller):
        told = [("not-asked", "patient not asked yet")]
        filters.append(Filter("told", "Who brought them", told, lambda rows, _told: not_asked(caller, rows)))
    if len(clinics) > 1 and queries.sees_whole(caller):
        filters.insert(1, Filter("clinic", "Clinic", clinics, lambda rows, one: rows.filter(clinic=one)))
    return filters


def _search(caller: Caller, rows: Any, text: str) -> Any:
    """By reference where the text is one, else by any part of the source's name, practice or NPI, merged or not."""
    if (number := number_named(text)) is not None:
        return rows.filter(pk=number)
    return rows.filter(directory.with_found(caller, text))
