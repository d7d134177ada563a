"""Logging a contact in two taps."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.base.addresses import row_number
from wellsent.base.once import mark_in
from wellsent.directory import queries as directory
from wellsent.directory.models import Provider
from wellsent.outreach import actions, queries
from wellsent.outreach.actions import TouchFacts
from wellsent.outreach.forms import TouchForm
from wellsent.ui.searching import asked

HOME = "/"
"""The weekly list: its room lies above this one."""
FOUND = 12


@needs("touches.log")
@require_http_methods(["GET", "POST"])
def log(request: CallerRequest) -> HttpResponse:
    """Whom, then how it went. A touch sent twice (a lost connection, Back after saving) is stored once."""
    source = _source(request, request.GET.get("source", ""))
    if source is None:
        return _choose(request)
    once = mark_in(request.GET.get("once", ""))
    if once is None:  # in the address, so that Back after saving finds the same touch, not a second one
        return redirect(f"{request.path}?{urlencode({**request.GET.dict(), 'once': uuid.uuid4().hex})}")
    today = accounts.today(request.caller)
    initial = {"once": once, "on": today, "kind": request.GET.get("kind", "visit")}
    form = TouchForm(request.POST or None, today=today, initial=initial)

    def act() -> Any:
        return actions.log_touch(TouchFacts(source=source.pk, **_facts(form)), by=request.caller)

    if request.method == "POST" and (touch := accepted(form, act)):
        if request.GET.get("then") == "week":  # it began on the weekly list, which goes on where it was
            return redirect(f"{HOME}?logged={touch.pk}")
        return redirect("outreach:saved", touch.pk)
    return form_page(request, "outreach/log.html", form, source=source)


def _facts(form: TouchForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}


def _choose(request: CallerRequest) -> HttpResponse:
    """Find whom the contact was with: by any part of the name, of the practice, or of the NPI."""
    text = asked(request.GET.get("q", ""))
    found = directory.first_found(request.caller, text, most=FOUND)
    template = "outreach/choose.html#found" if request.headers.get("HX-Request") else "outreach/choose.html"
    return render(request, template, {"text": text, "found": found})


def _source(request: CallerRequest, text: str) -> Provider | None:
    """The source a number stands for, through merges."""
    given = row_number(text)
    if given is None:
        return None
    number = directory.survivor_of(request.caller, given)
    return directory.sources(request.caller).filter(pk=number).first()


@needs("touches.log")
@require_GET
def saved(request: CallerRequest, number: int) -> HttpResponse:
    """What was logged, with the chance to take it back and the next thing to do."""
    touch = queries.touches(request.caller).select_related("source").filter(pk=number).first()
    if touch is None:
        return redirect("outreach:log")
    return render(request, "outreach/saved.html", {"touch": touch})


@needs("touches.log")
@require_POST
def undo(request: CallerRequest, number: int) -> HttpResponse:
    """Take back what one logged a few minutes ago."""
    actions.undo_touch(touch=number, by=request.caller)
    messages.info(request, "Taken back.")
    return redirect(HOME if request.POST.get("then") == "week" else "outreach:log")
