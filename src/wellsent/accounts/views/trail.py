"""The audit trail, for owners and compliance officers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wellsent.accounts import presenters, queries
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.list_page import list_page
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock
from wellsent.ui.lists import Column, Empty, Filter, Listing

COUNTED_TO = 10_000


@needs("audit.read")
@require_http_methods(["GET", "POST"])
def trail(request: CallerRequest) -> HttpResponseBase:
    """Who did what, when, and to which records. Exporting the trail is itself an event of it."""
    listing = _listing(request.caller, request.organisation.time_zone)
    shown = listing.show(queries.audit_trail(request.caller), request.GET)
    if not shown.wants_export:
        shown.rows = shown.rows.defer("references")  # an import's event names ten thousand
    return list_page(request, shown, "accounts/trail.html")


def _listing(caller: Caller, time_zone: str) -> Listing:
    return Listing(
        noun="event",
        key="audit-trail",
        columns=(
            Column("at", "When", _moment, "id", export=lambda row: row.at.isoformat(timespec="seconds")),
            Column("who", "Who", lambda row: row.actor),
            Column("what", "What", lambda row: row.verb),
            Column("subject", "Of", lambda row: row.subject),
            Column("references", "Which", presenters.which, export=lambda row: ", ".join(map(str, row.references))),
            Column("reason", "Why", lambda row: row.reason),
            Column("details", "And more", lambda row: presenters.told(row.details), export=_details_as_json),
        ),
        filters=_filters(caller, time_zone),
        search=lambda rows, text: rows.filter(pk__in=queries.audit_trail(caller, reference=text).values("pk")),
        search_label="Reference: R-2041, P-512, a number",
        empty=Empty("Nothing is recorded yet", "Everything people do is written down here as they do it."),
        order="-at",
        count_to=COUNTED_TO,
    )


def _filters(caller: Caller, time_zone: str) -> list[Filter]:
    people = [(str(person.pk), str(person)) for person in queries.everybody(caller)]
    verbs = list(queries.audit_verbs(caller))
    areas = sorted({verb.partition(".")[0] for verb in verbs if "." in verb})

    def since(rows: Any, day: str) -> Any:
        return rows.filter(at__gte=clock.midnight(date.fromisoformat(day), time_zone))

    def until(rows: Any, day: str) -> Any:
        return rows.filter(at__lt=clock.midnight(date.fromisoformat(day) + timedelta(days=1), time_zone))

    return [
        Filter("person", "Person", people, lambda rows, person: rows.filter(user=int(person))),
        Filter("area", "About", [(one, one) for one in areas], _of_area),
        Filter("verb", "What", [(verb, verb) for verb in verbs], lambda rows, verb: rows.filter(verb=verb)),
        Filter("first_day", "From", (), since, is_day=True),
        Filter("last_day", "To", (), until, is_day=True),
    ]


def _of_area(rows: Any, area: str) -> Any:
    return rows.filter(Q(verb=area) | Q(verb__startswith=f"{area}."))


def _moment(row: AuditEvent) -> str:
    at = timezone.localtime(row.at)
    return f"{at.day} {at:%b %Y, %H:%M:%S}"


def _details_as_json(row: AuditEvent) -> str:
    return json.dumps(row.details, ensure_ascii=False) if row.details else ""
