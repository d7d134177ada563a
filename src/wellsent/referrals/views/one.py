"""One referral: how it stands, what to do next, who the patient is, and all that happened."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base import clock
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import actions, presenters, queries
from wellsent.referrals.forms import HoldForm, VisitForm
from wellsent.referrals.models import Referral
from wellsent.ui.searching import clean

ONE = "referrals/referral.html"
LATELY = actions.LOOKS_FOR_DUPLICATES


@needs("referrals.see")
@require_http_methods(["GET", "POST"])
def referral(request: CallerRequest, number: int) -> HttpResponse:
    """One referral. The liaison sees reference and stage; the compliance officer says why before seeing more (that is
    what a post here is)."""
    row = queries.reachable(request.caller, number)
    if row is None:
        raise Http404
    why = clean(request.POST.get("why", ""))[:200]
    if request.method == "POST" and not why:
        return redirect("referrals:referral", number)
    caller = request.caller
    opened = queries.sees_whole(caller, why=why)
    context: dict[str, Any] = {"row": row, "stage": presenters.stage_words(row.stage), "source": _source(request, row)}
    context["asks_why"] = caller.may("patients.read") and not opened
    if opened:
        context |= _whole(request, row, why)
    template = f"{ONE}#whole" if request.headers.get("HX-Request") and opened else ONE
    return render(request, template, context)


def _source(request: CallerRequest, row: Referral) -> Any:
    return row.source.merged_into or row.source


def _whole(request: CallerRequest, row: Referral, why: str) -> dict[str, Any]:
    """What the whole page shows; that the patient was seen is written down."""
    caller, now = request.caller, clock.now()
    today = accounts.today(caller)
    detail = queries.detail(caller, row, now=now, today=today, why=why)
    patient = queries.patient_of(caller, row, why=why or "a referral's page")
    may_record = caller.may("referrals.record")
    led_by = queries.led_by(caller, row, today=today)
    works_here = led_by is None
    names = {detail.card.source: _source(request, row).name}
    return {
        "detail": detail,
        "card": presenters.card(detail.card, names, may_record=may_record and works_here),
        "patient": patient or PatientDetails(),
        "history": presenters.history(detail, ZoneInfo(request.organisation.time_zone), today=today),
        "counts": presenters.visit_counts(row),
        "missing": presenters.missing(row, patient),
        "once": uuid.uuid4().hex,
        "hold_form": HoldForm(today=today),
        "visit_form": VisitForm(initial={"on": today}),
        "others": queries.of_same_patient(caller, row, since=row.received_on - LATELY) if row.patient_id else (),
        "why": why,
        "led_by": led_by,
        "may_record": may_record,
        "may_call": may_record and works_here,
        "may_record_visits": works_here and caller.may("visits.record"),
        "takes_visits": row.stage in actions.IN_TREATMENT,
    }
