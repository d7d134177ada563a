"""Adding a source by name or NPI, and filling one in: the national registry knows the rest, where it is loaded."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wellsent.accounts import offers
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted
from wellsent.base.errors import DataError
from wellsent.directory import actions as directory_actions
from wellsent.directory import npi as npi_numbers
from wellsent.directory import queries as directory
from wellsent.directory.corrections import actions, queries
from wellsent.directory.corrections.entering import checked, new_number_of
from wellsent.directory.corrections.queries import Told
from wellsent.directory.models import Provider, RegistryAnswer
from wellsent.directory.names import parse
from wellsent.directory.rules import ProviderFacts
from wellsent.ui.fields import Line
from wellsent.ui.searching import asked

SHOWN = 8


class HandForm(forms.Form):
    """A source that the registry does not have, as somebody knows it."""

    name = Line(label="Name", max_length=300, error_messages={"required": "Enter the name, as on their letters."})
    practice = Line(label="Their practice", max_length=300, required=False)
    phone = Line(label="Telephone", max_length=40, required=False)


class NumberForm(forms.Form):
    """An NPI as it is typed."""

    npi = Line(label="NPI", max_length=40, error_messages={"required": "Enter the ten digits of the NPI."})


@needs("sources.change")
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """Find by name or NPI, then add with one click; who is known already is shown first."""
    text = asked(request.GET.get("q", ""))
    hand = HandForm(request.POST if "name" in request.POST else None, initial={"name": text})
    if request.method == "POST" and "npi" in request.POST:
        number = NumberForm(request.POST)
        if kept := accepted(number, lambda: _added(request, number)):
            return redirect("desk:source", kept.provider_id)
        for words in (word for errors in number.errors.values() for word in errors):
            messages.error(request, str(words))
        return redirect(f"{reverse('desk:add-source')}?q={number.data.get('npi', '')}")
    if request.method == "POST" and (made := accepted(hand, lambda: _by_hand(request, hand), field="name")):
        messages.success(request, f"{made.name} is added.")
        return redirect("desk:source", made.pk)
    known = directory.first_found(request.caller, text, most=SHOWN)
    context = {
        "text": text,
        "known": known,
        "told": _told(request, text) if text else [],
        "loaded": queries.status(request.caller).manifest is not None,
        "wrong": "" if known else _wrong(text),  # part of an NPI that is known finds its holder
        "hand": hand,
    }
    return render(request, "desk/add_source.html", context, status=422 if hand.errors else 200)


@needs("sources.change")
@require_http_methods(["GET", "POST"])
def number(request: CallerRequest, number: int) -> HttpResponse:
    """The NPI of a source: what the registry says of it, what speaks against it, and filling in the rest."""
    profile = directory.profile(request.caller, number)
    if profile is None or profile.provider.pk != number:
        raise Http404
    form = NumberForm(request.POST or None, initial={"npi": next(iter(profile.npis), "")})

    def fill() -> RegistryAnswer:
        return actions.fill_in(provider=number, npi=form.cleaned_data["npi"], by=request.caller)

    digits = npi_numbers.clean(str(form["npi"].value() or ""))
    told = _of_npi(request, digits, profile.provider) if digits and npi_numbers.is_valid(digits) else None
    if request.method == "POST" and request.POST.get("do") == "fill" and (kept := accepted(form, fill, field="npi")):
        _offer(request, kept, "Filled in")
        for doubt in told.doubts if told else ():  # which nobody has seen who did not look it up first
            messages.warning(request, str(doubt))
        return redirect("desk:source", number)
    context = {
        "provider": profile.provider,
        "form": form,
        "told": told,
        "wrong": _wrong(digits or ""),
        "loaded": queries.status(request.caller).manifest is not None,
    }
    return render(request, "desk/source_number.html", context, status=422 if form.errors else 200)


def _added(request: CallerRequest, form: NumberForm) -> RegistryAnswer:
    kept = actions.add_from_registry(npi=form.cleaned_data["npi"], by=request.caller)
    _offer(request, kept, "Added")
    return kept


def _by_hand(request: CallerRequest, form: HandForm) -> Provider:
    told = form.cleaned_data
    facts = (
        queries.facts_for(request.caller, told["name"])
        if npi_numbers.is_meant(told["name"])
        else ProviderFacts(
            name=parse(told["name"]),
            practice=told["practice"],
            phone=told["phone"],
            spellings=((told["name"], told["practice"]),),
        )
    )
    return directory_actions.add_provider(facts, by=request.caller)


def _offer(request: CallerRequest, kept: RegistryAnswer, did: str) -> None:
    offers.make(request, offers.Offer(f"{did}: {kept.said}.", reverse("desk:registry-undo", args=[kept.pk])))


def _told(request: CallerRequest, text: str) -> list[Told]:
    """Who in the registry is meant: by their NPI, or by the words of their name."""
    digits = npi_numbers.clean(text)
    if digits is None:
        return queries.found_by_name(request.caller, text)
    if not npi_numbers.is_valid(digits) or directory.by_npi(request.caller, digits):
        return []
    told = list(queries.told(request.caller, {digits}).values())
    if held_by := queries.held_before(request.caller, digits):
        told = [replace(one, doubts=(*one.doubts, new_number_of(held_by, digits))) for one in told]
    return told


def _of_npi(request: CallerRequest, digits: str, provider: Provider) -> Told | None:
    return queries.told(request.caller, {digits}, {digits: parse(provider.name)}).get(digits)


def _wrong(text: str) -> str:
    """What is wrong with an NPI that is typed; blank for a right one, and for a name."""
    if not text or not npi_numbers.is_meant(text):
        return ""
    try:
        checked(text)
    except DataError as error:
        return str(error)
    return ""
