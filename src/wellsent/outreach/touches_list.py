"""The list of contacts made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.list_page import list_page
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.addresses import pages_of
from wellsent.directory import queries as directory
from wellsent.outreach import actions, queries
from wellsent.outreach.models import Outcome, Touch, TouchKind
from wellsent.ui.lists import Bulk, Column, Empty, Filter, Listing
from wellsent.ui.searching import contains

COUNTED_TO = 10_000
REAL = (("yes", "Reached a person"), ("no", "Reached nobody"))
_in_words = contains("with_whom", "campaign", "next_step")


@needs("sources.see")
@require_http_methods(["GET", "POST"])
def touches(request: CallerRequest) -> HttpResponseBase:
    """All contacts with everybody, the latest first."""
    rows = queries.touches(request.caller).select_related("source__merged_into")
    listing = _listing(request.caller)
    may_log = request.caller.may("touches.log")
    return list_page(request, listing.show(rows, request.GET), "outreach/touches.html", may_log=may_log)


def _listing(caller: Caller) -> Listing:
    may_log = caller.may("touches.log")
    return Listing(
        noun="contact",
        key="contacts",
        row_id="pk",
        columns=_columns(),
        filters=_filters(caller),
        search=lambda rows, text: rows.filter(directory.with_found(caller, text)) | _in_words(rows, text),
        search_label="Source, or with whom",
        empty=Empty(
            "No contact is recorded yet",
            "Log the next visit or call, or import the list you have kept so far. "
            "Check-ins count from the last real contact.",
            "Log a contact" if may_log else "",
            reverse("outreach:log") if may_log else "",
        ),
        order="-day",
        count_to=COUNTED_TO,
        exports=("csv", "xlsx") if caller.may("export") else (),
        bulks=(
            Bulk(
                "take-back",
                "Take back",
                "Taken back",
                lambda numbers, given: actions.take_back_own(touches=numbers, by=caller),
                lambda kept: actions.keep_after_all(touches=kept, by=caller),
                power="touches.log",
            ),
        ),
    )


def _columns() -> tuple[Column, ...]:
    page_of = pages_of("desk:source")
    return (
        Column("with", "With", _source, "source__sort_name", link=lambda row: page_of(row.source_id)),
        Column("day", "Day", lambda row: row.on, "on"),
        Column("kind", "What", lambda row: row.get_kind_display(), "kind"),
        Column("outcome", "How it went", lambda row: row.get_outcome_display(), "outcome"),
        Column("whom", "With whom", lambda row: row.with_whom, "with_whom", chosen=False),
        Column("by", "By", lambda row: str(row.by) if row.by else "", "by__name"),
        Column("minutes", "Minutes", lambda row: row.minutes, "minutes", numeric=True, chosen=False),
        Column("cost", "Cost", _dollars, "cost", numeric=True, chosen=False, export=lambda row: row.cost),
        Column("campaign", "Campaign", lambda row: row.campaign, "campaign", chosen=False),
        Column("next", "Next step", _next_step, "next_step_on", chosen=False, export=_next_in_words),
    )


def _source(row: Touch) -> str:
    return (row.source.merged_into or row.source).name


def _dollars(row: Touch) -> str | None:
    return None if row.cost is None else f"${row.cost:,.2f}"


def _next_in_words(row: Touch) -> str:
    day = f" ({row.next_step_on.isoformat()})" if row.next_step_on else ""
    return f"{row.next_step}{day}".strip()


def _next_step(row: Touch) -> SafeString | str:
    if row.next_step_on is None:
        return row.next_step
    day = row.next_step_on
    return format_html('{} <span class="nowrap">{} {}</span>', row.next_step, day.day, f"{day:%b %Y}")


def _filters(caller: Caller) -> list[Filter]:
    people = [(str(person.pk), str(person)) for person in accounts.colleagues(caller)]

    def real(rows: Any, said: str) -> Any:
        return rows.filter(real_contact=said == "yes")

    return [
        Filter("kind", "What", TouchKind.choices, lambda rows, kind: rows.filter(kind=kind)),
        Filter("outcome", "How it went", Outcome.choices, lambda rows, outcome: rows.filter(outcome=outcome)),
        Filter("real", "Reached", REAL, real),
        Filter("by", "By", people, lambda rows, person: rows.filter(by=int(person))),
        Filter("from", "From", (), lambda rows, day: rows.filter(on__gte=date.fromisoformat(day)), is_day=True),
        Filter("until", "Until", (), lambda rows, day: rows.filter(on__lte=date.fromisoformat(day)), is_day=True),
    ]
