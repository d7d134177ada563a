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
from wellsent.base.errors import Refused
from wellsent.patients.rules import NOBODY
from wellsent.referrals import actions, queries
from wellsent.referrals.forms import CorrectForm
from wellsent.ui.formats import in_words

FIELDS = (
    *("received_on", "condition", "payer", "first_contact_on", "scheduled_for", "evaluated_on", "discharged_on"),
    *("next_physician_visit_on", "visits_planned", "visits_attended", "visits_missed", "visits_cancelled"),
)

OF_PATIENT = {"patient_name": "name", "birth_date": "birth_date", "phone": "phone"}
"""Fields of the form that are the patient's, and what they are called there."""


@needs("referrals.record")
@require_http_methods(["GET", "POST"])
def correct(request: CallerRequest, number: int) -> HttpResponse:
    """The facts as they are, the patient's too, to be set right. Only what was changed is written, so that what
    somebody else has done meanwhile stays."""
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
        if overtaken := form.overtaken():
            raise Refused(
                f"Somebody else has changed this meanwhile: {in_words(overtaken).lower()}.",
                "Load the page again and look at it first.",
            )
        told = {name: form.cleaned_data[name] for name in form.changed_data}
        patient = replace(known, **{name: told.pop(field) for field, name in OF_PATIENT.items() if field in told})
        return actions.correct_by_hand(referral=number, changes=told, patient=patient, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, f"{row.reference} is corrected.")
        return redirect("referrals:referral", number)
    return form_page(request, "referrals/correct.html", form, row=row)
