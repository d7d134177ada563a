"""The audit trail, for owners and compliance officers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from wellsent.accounts import audit, queries
from wellsent.accounts.access import needs
from wellsent.accounts.forms import AuditForm
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.models import AuditEvent
from wellsent.accounts.presenters import audit_row
from wellsent.accounts.views.pages import form_page

COLUMNS = ("at", "who", "what", "subject", "references", "reason", "details")


@needs("audit.read")
def trail(request: CallerRequest) -> HttpResponse:
    """Who did what, when, and to which records."""
    form, rows = _asked(request)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    kept = "&".join(part for part in request.GET.urlencode().split("&") if part and not part.startswith("page="))
    rows = [audit_row(event) for event in page]
    return render(request, "accounts/trail.html", {"form": form, "page": page, "rows": rows, "kept": kept})


@needs("audit.read")
def export(request: CallerRequest) -> HttpResponseBase:
    """The same as a CSV file. Exporting the trail is itself an event of it."""
    form, rows = _asked(request)
    if form.errors:
        return form_page(request, "accounts/trail.html", form)
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value} if form.is_bound else {}
    with transaction.atomic():
        audit.record("audit.exported", by=request.caller, details=asked)
    response = StreamingHttpResponse(_lines(rows.iterator(chunk_size=2000)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _asked(request: CallerRequest) -> tuple[AuditForm, Any]:
    everybody = queries.colleagues(request.caller)
    form = AuditForm(request.GET or None, people=everybody, verbs=queries.audit_verbs(request.caller))
    wanted: dict[str, Any] = (
        {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    )
    if "person" in wanted:
        wanted["person"] = wanted["person"].pk
    return form, queries.audit_trail(request.caller, **wanted, time_zone=request.organisation.time_zone)


def _lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for event in events:
        cells = (
            event.at.isoformat(timespec="seconds"),
            event.actor,
            event.verb,
            event.subject,
            " ".join(map(str, event.references)),
            event.reason,
            json.dumps(event.details, ensure_ascii=False) if event.details else "",
        )
        yield writer.writerow([_inert(cell) for cell in cells])


def _inert(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


class _Echo:
    """A file for csv.writer that hands each line back."""

    def write(self, line: str) -> str:
        return line
