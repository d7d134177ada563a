"""Recording one referral in twenty seconds: one field finds the source, the rest may follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import form_page
from wellsent.base.addresses import row_number
from wellsent.base.errors import DataError, WellsentError
from wellsent.base.once import mark_in, mark_of
from wellsent.directory import npi
from wellsent.directory import queries as directory
from wellsent.directory.corrections import queries as corrections
from wellsent.directory.corrections.entering import Doubt
from wellsent.directory.names import parse
from wellsent.directory.queries import Signer
from wellsent.directory.rules import ProviderFacts
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import actions, presenters, queries
from wellsent.referrals.authority import queries as authority
from wellsent.referrals.authority.intake_words import answered
from wellsent.referrals.forms import EntryForm, SourceForm
from wellsent.referrals.models import number_named
from wellsent.referrals.rules import Received
from wellsent.referrals.true_source import queries as true_source
from wellsent.referrals.true_source.actions import Told
from wellsent.referrals.true_source.rules import ASKED
from wellsent.ui.searching import clean

NEW, FOUND, KNOWN = "referrals/new.html", "referrals/parts/sources_found.html", "referrals/parts/known.html"
MAY_ORDER = "referrals/parts/authority.html"
SOURCES_SHOWN = 8
CLINIC = "clinic of the last referral"
"""Where the session keeps it."""
ADD, BY_NPI = "new", "npi:"
"""What the form says instead of a source's number when the source is to be added: as it was typed, or by its NPI."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A referral that may be the one being recorded."""

    number: int
    reference: str
    name: str
    who: str
    facts: str


@needs("referrals.record")
@require_http_methods(["GET", "POST"])
def new(request: CallerRequest) -> HttpResponse:
    """The form. The same sent twice (a lost connection, a double tap) is one referral; something else typed after Back
    is another."""
    once = mark_in(request.GET.get("once", ""))
    if once is None:  # in the address, so that a page loaded again sends the same mark
        return redirect(f"{request.path}?{urlencode({**request.GET.dict(), 'once': uuid.uuid4().hex})}")
    form = _form(request)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, NEW, form, **_found(request, form))
    try:
        source, new_source = _source(request, form)
    except DataError as error:
        form.add_error("source_text", str(error))
        return form_page(request, NEW, form, **_found(request, form))
    if source is None and new_source is None:
        form.add_error("source_text", "Choose the source below, or add it.")
        return form_page(request, NEW, form, **_found(request, form, ask=True))
    received = _received(form, source)
    try:
        if same := number_named(request.POST.get("same", "")):
            row = actions.fill_in(
                referral=same, told=received, patient=_patient(form), brought=told(request, form), by=request.caller
            )
            messages.success(request, f"{row.reference} had it already; what was missing has been filled in.")
        else:
            row = actions.record(
                received=received,
                patient=_patient(form),
                once=mark_of(once, _said(request)),
                new_source=new_source,
                shares=number_named(request.POST.get("shares", "")),
                another=request.POST.get("another") == "yes",
                brought=told(request, form),
                by=request.caller,
            )
            messages.success(request, presenters.recorded(row))
            for doubt in _doubts(request, new_source):
                messages.warning(request, str(doubt))
    except actions.LikelyDuplicate as likely:
        context = {"likely": _likely(request, likely.referrals), "refused": True}
        return render(request, NEW, {"form": form, **_found(request, form), **context}, status=422)
    except WellsentError as error:
        form.add_error(None, str(error))
        return form_page(request, NEW, form, **_found(request, form))
    request.session[CLINIC] = received.clinic
    return redirect("referrals:referral", row.pk)


@needs("referrals.record")
@require_GET
def sources(request: CallerRequest) -> HttpResponse:
    """The sources that match what is typed, as choices: for who ordered, or for another one who sent the patient."""
    is_other = "other_text" in request.GET
    text = clean(request.GET.get("other_text" if is_other else "source_text", ""))[:200]
    found = matching(request, text)
    context = {
        "found": found,
        "text": text,
        "list": "others-found" if is_other else "sources-found",
        "may_add": not is_other,
        "told": None if found or is_other else _of_npi(request, text),
    }
    return render(request, FOUND, context)


@needs("referrals.record")
@require_POST
def known(request: CallerRequest) -> HttpResponse:
    """What seems to be here already, while the patient is being typed: posted, since an address is no place for it."""
    form = _form(request)
    form.is_valid()
    patient = _patient(form)
    likely: list[Likely] = []
    if patient.name and (patient.birth_date or patient.phone):
        received = Received(
            source=0, received_on=form.cleaned_data.get("received_on") or accounts.today(request.caller)
        )
        likely = _likely(request, actions.likely_duplicates(received=received, patient=patient, by=request.caller))
    return render(request, KNOWN, {"likely": likely})


@needs("referrals.record")
@require_POST
def may_order(request: CallerRequest) -> HttpResponse:
    """Whether the order is valid, while it is being typed: a small question of its own, so that the form stays quick.
    Posted, since who pays for a patient has no place in an address."""
    form = _form(request)
    form.is_valid()  # a form half filled in: what can be read of it is
    signer = _signer(request, form)
    found = None
    if signer is not None:
        clinic = accounts.clinics(request.caller).filter(pk=form.cleaned_data.get("clinic") or 0).first()
        on = form.cleaned_data.get("received_on") or form.today
        asked = authority.at_intake(
            request.caller, signer, payer=form.cleaned_data.get("payer", ""), clinic=clinic, on=on
        )
        found = answered(asked, signer=signer, clinic=clinic, caller=request.caller)
    return render(request, MAY_ORDER, {"answered": found})


def _said(request: CallerRequest) -> Iterable[tuple[str, list[str]]]:
    """All that the form says, without the token that each page has anew."""
    return [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]


def _signer(request: CallerRequest, form: EntryForm) -> Signer | None:
    """Who signed, as far as the form says; nobody while several match what is typed."""
    if not form.cleaned_data.get("source_text"):
        return None
    source, added = _source(request, form)
    if added is not None:
        return Signer(None, added.name.display, not added.is_practice, ", ".join(added.name.credentials))
    return directory.signer(request.caller, source) if source is not None else None


def _form(request: CallerRequest) -> EntryForm:
    today = accounts.today(request.caller)
    clinics = [(one.pk, one.name) for one in accounts.open_clinics(request.caller, on=today)]
    must_choose = request.caller.clinics is not None
    initial = {"received_on": today, "clinic": _usual_clinic(request, dict(clinics), must_choose=must_choose)}
    asked = row_number(request.GET.get("source", ""))
    if asked and (name := directory.names(request.caller, {asked}).get(asked)):
        initial |= {"source": asked, "source_text": name}
    return EntryForm(request.POST or None, clinics=clinics, must_choose=must_choose, today=today, initial=initial)


def _usual_clinic(request: CallerRequest, clinics: Mapping[int, str], *, must_choose: bool) -> int | str:
    """The clinic that stands there before anybody chooses: the only one; where one must be, the one chosen last."""
    if len(clinics) != 1 and not must_choose:
        return ""
    last: int = request.session.get(CLINIC) or 0
    return last if last in clinics else next(iter(clinics), "")


def _source(request: CallerRequest, form: EntryForm) -> tuple[int | None, ProviderFacts | None]:
    """The source chosen; the only one that matches; or a new one where a person asked for it.

    A new one that is named by its NPI is filled in from the registry. Raises DataError for a wrong check digit.
    """
    chosen, text = form.cleaned_data["source"], form.cleaned_data["source_text"]
    numbered = chosen.removeprefix(BY_NPI) if chosen.startswith(BY_NPI) else text if chosen == ADD else ""
    if digits := npi.clean(numbered):
        return None, corrections.facts_for(request.caller, digits)
    if chosen == ADD:
        practice = form.cleaned_data.get("new_practice", "")
        facts = ProviderFacts(
            name=parse(text),
            practice=practice,
            phone=form.cleaned_data.get("new_phone", ""),
            spellings=((text, practice),),
        )
        return None, facts
    number = row_number(chosen)
    if number and not directory.missing(request.caller, {number}):
        return number, None
    found = matching(request, text)
    return (found[0].pk, None) if len(found) == 1 else (None, None)


def matching(request: CallerRequest, text: str) -> list[Any]:
    """The sources that a text finds, as many as a list of choices shows."""
    return directory.first_found(request.caller, text, most=SOURCES_SHOWN, retired=False)


def told(request: CallerRequest, form: EntryForm | SourceForm) -> Told | None:
    """Who brought the referral, as a form says it; None where nobody was asked. A name that finds one source is it."""
    answer, text = form.cleaned_data["answer"], form.cleaned_data["other_text"]
    number = row_number(form.cleaned_data["other"])
    if number is None and text:
        found = matching(request, text)
        number = found[0].pk if len(found) == 1 else None
    how = form.cleaned_data.get("how") or ASKED  # the recording form asks the patient, and nothing else
    return Told(answer, how=how, provider=number, named=text) if answer else None


def _found(request: CallerRequest, form: EntryForm, *, ask: bool = False) -> dict[str, Any]:
    """The choices below the field, where a person without scripts has to choose; and whether everybody is asked."""
    text = str(form["source_text"].value() or "")
    found = matching(request, text) if ask else []
    week = true_source.week_on(request.caller, on=form.today)
    context = {"found": found, "asks": ask, "text": text, "audit_week": week}
    return context | {"told": _of_npi(request, text) if ask and not found else None}


def _of_npi(request: CallerRequest, text: str) -> corrections.Told | None:
    """What the registry says of an NPI that nobody here has; None for other text, or without a registry."""
    digits = npi.clean(text)
    if digits is None or not npi.is_valid(digits):
        return None
    return corrections.told(request.caller, {digits}, wants_person=True).get(digits)


def _doubts(request: CallerRequest, new: ProviderFacts | None) -> Sequence[Doubt]:
    """What speaks against the NPI of a source that was added: said, and no reason not to save."""
    of_npi = _of_npi(request, new.npi) if new else None
    return of_npi.doubts if of_npi else ()


def _received(form: EntryForm, source: int | None) -> Received:
    told = form.cleaned_data
    return Received(
        source=source or 0,
        received_on=told["received_on"],
        clinic=told["clinic"],
        payer=told["payer"],
        condition=told["condition"],
        next_physician_visit_on=told["next_physician_visit_on"],
        source_note=told["note"],
    )


def _patient(form: EntryForm) -> PatientDetails:
    told = form.cleaned_data
    return PatientDetails(
        name=told.get("patient_name") or "", birth_date=told.get("birth_date"), phone=told.get("phone") or ""
    )


def _likely(request: CallerRequest, numbers: Any) -> list[Likely]:
    """What may be the same, with the patient's name: whoever compares must see it, and that is written down."""
    rows = queries.lines(request.caller, queries.own(request.caller).filter(pk__in=list(numbers)))
    names = directory.names(request.caller, {row.source for row in rows})
    shown = queries.patient_details(request.caller, [row.number for row in rows], why="is this referral here already")
    return [
        Likely(
            number=row.number,
            reference=row.reference,
            name=shown[row.number].name if row.number in shown else "no patient named",
            who=names.get(row.source, ""),
            facts=presenters.likely(row),
        )
        for row in rows
    ]
