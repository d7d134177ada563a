"""Setting the facts of a referral right by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.patients.rules import NOBODY
from wellsent.referrals import actions, queries
from wellsent.referrals.forms import CorrectForm

FIELDS = (
    *("received_on", "condition", "payer", "first_contact_on", "scheduled_for", "evaluated_on", "discharged_on"),
    *("next_physician_visit_on", "visits_planned", "visits_attended", "visits_missed", "visits_cancelled"),
)


@needs("referrals.record")
@require_http_methods(["GET", "POST"])
def correct(request: CallerRequest, number: int) -> HttpResponse:
    """The facts as they are, the patient's too, to be set right; only what differs is written."""
    row = queries.reachable(request.caller, number)
    if row is None:
        raise Http404
    clinics = list(accounts.clinic_names(request.caller).items())
    known = queries.patient_details(request.caller, [number], why="correcting a referral").get(number, NOBODY)
    initial = {name: getattr(row, name) for name in FIELDS} | {"clinic": row.clinic_id or ""}
    initial |= {"patient_name": known.name, "birth_date": known.birth_date, "phone": known.phone}
    form = CorrectForm(
        request.POST or None,
        clinics=clinics,
        must_choose=request.caller.clinics is not None,
        today=accounts.today(request.caller),
        initial=initial,
    )

    def act() -> Any:
        told = dict(form.cleaned_data)
        patient = replace(
            known, name=told.pop("patient_name"), birth_date=told.pop("birth_date"), phone=told.pop("phone")
        )
        return actions.correct_by_hand(referral=number, changes=told, patient=patient, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, f"{row.reference} is corrected.")
        return redirect("referrals:referral", number)
    return form_page(request, "referrals/correct.html", form, row=row)
