"""The page of an office: who does what there and how it likes to be approached, changed in seconds on a phone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted
from wellsent.base.addresses import row_number
from wellsent.base.once import mark_in
from wellsent.directory import queries as directory
from wellsent.directory.office import actions, presenters, queries
from wellsent.directory.office.forms import HabitsForm, LeftForm, Marked, PersonForm, RolesForm

HISTORY_SHOWN = 60
FORMS: dict[str, type[Form]] = {
    "add": PersonForm,
    "roles": RolesForm,
    "left": LeftForm,
    "habits": HabitsForm,
    "still-so": Marked,
}


@needs("sources.see")
@require_GET
def office(request: CallerRequest, number: int) -> HttpResponse:
    """What is known of an office, with its history; who may change it does so here."""
    return _page(request, number)


@needs("sources.change")
@require_POST
def say(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """Say something of an office. What cannot be is shown again with what was typed."""
    if verb not in FORMS or not directory.sources(request.caller).filter(pk=number).exists():
        raise Http404
    form = FORMS[verb](request.POST)
    act = accepted(form, _act(request, number, verb, form))
    if not act:
        return _page(request, number, refused=(verb, form))
    return redirect(f"{reverse('desk:office', args=[number])}?said={act.hex}")


@needs("sources.change")
@require_POST
def take_back(request: CallerRequest, number: int) -> HttpResponse:
    """What one tap said of an office does not count any more."""
    act = mark_in(request.POST.get("act", ""))
    if act is None:
        raise Http404
    actions.take_back(office=number, act=act, by=request.caller)
    return redirect("desk:office", number)


def _act(request: CallerRequest, number: int, verb: str, form: Form) -> Callable[[], uuid.UUID]:
    """What was said, as one call of the office's action."""
    by = request.caller
    person = row_number(request.POST.get("person", ""))

    def told(name: str) -> Any:
        return form.cleaned_data[name]

    def habits() -> dict[str, str]:
        return {name: value for name, value in form.cleaned_data.items() if name != "act"}

    acts: dict[str, Callable[[], uuid.UUID]] = {
        "add": lambda: actions.add_person(
            office=number, name=told("name"), roles=told("roles"), act=told("act"), by=by
        ),
        "roles": lambda: actions.set_roles(person=person or 0, roles=told("roles"), act=told("act"), by=by),
        "left": lambda: actions.left(person=person or 0, on=told("on"), act=told("act"), by=by),
        "habits": lambda: actions.set_habits(office=number, habits=habits(), act=told("act"), by=by),
        "still-so": lambda: actions.still_so(
            office=number, person=person, topic=request.POST.get("topic", ""), act=told("act"), by=by
        ),
    }
    return acts[verb]


def _page(request: CallerRequest, number: int, *, refused: tuple[str, Form] | None = None) -> HttpResponse:
    provider = directory.sources(request.caller).filter(pk=number).first()
    if provider is None:
        survivor = directory.survivor_of(request.caller, number)
        if survivor == number:
            raise Http404
        return redirect("desk:office", survivor)
    today = accounts.today(request.caller)
    known = queries.offices(request.caller, [number], as_of=today)[number]
    same = directory.same_as(request.caller, number)
    history = queries.history(request.caller, same)[:HISTORY_SHOWN]
    verb, form = refused or ("", None)
    said = mark_in(request.GET.get("said", ""))
    acts = presenters.history_view(history, today=today)
    view = presenters.office_view(known, today=today)
    context = {
        "provider": provider,
        "office": view,
        "people": [
            {
                "view": presenters.person_view(one, today=today),
                "mark": uuid.uuid4().hex,
                "roles": RolesForm(initial={"roles": one.roles}, auto_id=f"{one.number}-%s"),
                "left": LeftForm(initial={"on": today}, auto_id=f"{one.number}-left-%s"),
            }
            for one in known.people
        ],
        "add": form if verb == "add" else PersonForm(),
        "confirm": [(one, uuid.uuid4().hex) for one in view.habits],
        "habits": form if verb == "habits" else HabitsForm(initial={one.topic: one.text for one in known.habits}),
        "refused": form,
        "history": acts,
        "just": next((one for one in acts if said and one.act == said.hex and not one.undone), None),
        "names": queries.names_of_those_who_work_at(request.caller, same),
        "mark": uuid.uuid4().hex,
        "may_change": request.caller.may("sources.change"),
    }
    return render(request, "desk/office.html", context, status=422 if refused else 200)
