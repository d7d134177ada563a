"""The page of one source: its story on one screen, and what people decide about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted
from wellsent.base import clock
from wellsent.desk.introductions import just_done
from wellsent.desk.source_page_forms import KindForm, ReasonForm, TierForm
from wellsent.desk.source_page_words import source_page
from wellsent.directory import actions
from wellsent.directory import queries as directory
from wellsent.insights import queries as insights

FORMS: dict[str, type[Form]] = {
    "tier": TierForm,
    "computed-tier": Form,
    "retire": ReasonForm,
    "bring-back": Form,
    "do-not-contact": ReasonForm,
    "contact-again": ReasonForm,
    "kind": KindForm,
}
SAID = {
    "tier": "The tier is set.",
    "computed-tier": "The computed tier counts again.",
    "retire": "Retired: it keeps its history and leaves the lists.",
    "bring-back": "Back among the sources.",
    "do-not-contact": "No list proposes a contact with them any more.",
    "contact-again": "They may be contacted again.",
    "kind": "The kind is set.",
}


@needs("sources.see")
@require_GET
def source(request: CallerRequest, number: int) -> HttpResponse:
    """One source; the address of one merged into another leads to that one."""
    profile = directory.profile(request.caller, number)
    if profile is None:
        raise Http404
    if profile.provider.pk != number:
        return redirect("desk:source", profile.provider.pk)
    context = {
        "page": source_page(
            request.caller,
            profile,
            practice=request.organisation.name,
            today=clock.today(request.organisation.time_zone),
        ),
        "done": just_done(request),
        "once": uuid.uuid4().hex,
        "may_change": request.caller.may("sources.change"),
        "may_log": request.caller.may("touches.log"),
    }
    return render(request, "desk/source.html", context)


@needs("sources.change")
@require_GET
def decisions(request: CallerRequest, number: int) -> HttpResponse:
    """What can be decided about a source: its tier, that it retired, that it is not to be contacted."""
    return _decisions(request, number)


@needs("sources.change")
@require_POST
def decide(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """Take one of these decisions; what lacks its reason is shown again with what was typed."""
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, prefix=verb, **_choices(request, verb))
    if not accepted(form, _act(request, number, verb, form), field=next(reversed(form.fields), None)):
        return _decisions(request, number, **{verb.replace("-", "_"): form})
    messages.success(request, SAID[verb])
    return redirect("desk:source", number)


def _act(request: CallerRequest, number: int, verb: str, form: Form) -> Callable[[], Any]:
    """The decision as one call of the directory's action."""
    by, today = request.caller, accounts.today(request.caller)

    def said(name: str) -> str:
        return str(form.cleaned_data[name])

    acts: dict[str, Callable[[], Any]] = {
        "tier": lambda: actions.set_tier(provider=number, tier=said("tier"), why=said("why"), by=by),
        "computed-tier": lambda: actions.clear_tier(provider=number, by=by),
        "retire": lambda: actions.retire(provider=number, on=today, why=said("why"), by=by),
        "bring-back": lambda: actions.bring_back(provider=number, by=by),
        "do-not-contact": lambda: actions.do_not_contact(provider=number, since=today, why=said("why"), by=by),
        "contact-again": lambda: actions.contact_again(provider=number, why=said("why"), by=by),
        "kind": lambda: actions.set_kind(provider=number, kind=said("kind") or None, by=by),
    }
    return acts[verb]


def _choices(request: CallerRequest, verb: str) -> dict[str, Any]:
    """What a form has to choose from, where it has a choice."""
    return {"kinds": directory.kinds(request.caller).values_list("pk", "label")} if verb == "kind" else {}


def _decisions(request: CallerRequest, number: int, **refused: Form) -> HttpResponse:
    provider = directory.sources(request.caller).filter(pk=number).first()
    if provider is None:
        raise Http404
    forms: dict[str, Form] = {
        "tier": TierForm(prefix="tier", initial={"tier": provider.tier_by_hand, "why": provider.tier_why}),
        "retire": ReasonForm(prefix="retire"),
        "do_not_contact": ReasonForm(prefix="do-not-contact"),
        "contact_again": ReasonForm(prefix="contact-again"),
        "kind": KindForm(prefix="kind", initial={"kind": provider.kind_id or ""}, **_choices(request, "kind")),
    }
    context = {
        "provider": provider,
        "asked_off": number in directory.not_to_contact(request.caller),
        "forms": forms | refused,
        "refused": next(iter(refused.values()), None),
        "sees_tier": request.caller.may(insights.SEES_STANDING),
    }
    return render(request, "desk/decisions.html", context, status=422 if refused else 200)
