"""What owners decide about the practice, its clinics and the days it was closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wellsent.accounts import actions, queries
from wellsent.accounts.access import needs
from wellsent.accounts.forms import ClinicForm, ClosureForm, PracticeForm
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page


@needs("settings.change")
def practice(request: CallerRequest) -> HttpResponse:
    """Name, time zone, hours, alarm budget and what is asked at sign-in."""
    form = PracticeForm(request.POST or None, instance=queries.organisation())

    def act() -> Any:
        return actions.change_practice(**form.cleaned_data, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, "The practice is changed.")
        return redirect("accounts:practice")
    return form_page(request, "accounts/practice.html", form)


@needs("settings.change")
def clinics(request: CallerRequest) -> HttpResponse:
    """The clinics with their hours, and a form for one more."""
    form = ClinicForm(request.POST or None, initial={"open_days": list("12345")})
    if request.method == "POST" and accepted(form, lambda: actions.add_clinic(**form.cleaned_data, by=request.caller)):
        messages.success(request, "The clinic is added.")
        return redirect("accounts:clinics")
    return form_page(request, "accounts/clinics.html", form, clinics=queries.clinics(request.caller))


@needs("settings.change")
def clinic(request: CallerRequest, number: int) -> HttpResponse:
    """One clinic: name, hours, days, and when it closed for good."""
    found = queries.clinics(request.caller).filter(pk=number).first()
    if found is None:
        raise Http404
    form = ClinicForm(request.POST or None, instance=found, initial={"open_days": list(found.open_days)})

    def act() -> Any:
        return actions.change_clinic(clinic=number, **form.cleaned_data, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, "The clinic is changed.")
        return redirect("accounts:clinics")
    return form_page(request, "accounts/clinic.html", form, clinic=found)


@needs("settings.change")
def closures(request: CallerRequest) -> HttpResponse:
    """Days the practice was closed, and a form for more: no source is called quiet because of them."""
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: actions.add_closure(**form.cleaned_data, by=request.caller)):
        messages.success(request, "The days are noted.")
        return redirect("accounts:closures")
    return form_page(request, "accounts/closures.html", form, closures=queries.closures(request.caller))


@needs("settings.change")
@require_POST
def remove_closure(request: CallerRequest, number: int) -> HttpResponse:
    """Take back days that were noted by mistake."""
    actions.remove_closure(closure=number, by=request.caller)
    messages.success(request, "The days are taken back.")
    return redirect("accounts:closures")
