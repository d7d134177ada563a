"""The kinds of provider: what each typically sends, the message to it, and kinds of the practice's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.directory import actions, queries
from wellsent.directory.forms import KindForm, KindWordsForm
from wellsent.directory.presenters import kinds_by_family

SAID = {
    "retire": "Retired: nobody looks for them any more, and those there are keep their kind.",
    "bring-back": "They are looked for again.",
    "shipped-words": "The words that come with Wellsent count again.",
}


@needs("sources.see")
@require_GET
def kinds(request: CallerRequest) -> HttpResponse:
    """Every kind with its message."""
    context = {
        "groups": kinds_by_family(queries.described_kinds(request.caller)),
        "may_change": request.caller.may("sources.change"),
    }
    return render(request, "directory/kinds.html", context)


@needs("sources.change")
@require_http_methods(["GET", "POST"])
def new_kind(request: CallerRequest) -> HttpResponse:
    """A kind of the practice's own."""
    form = KindForm(request.POST or None)

    def act() -> Any:
        told = form.cleaned_data
        return actions.add_kind(**{**told, "codes": re.findall(r"[^\s,;]+", told["codes"])}, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, "The kind is added. Tick it in your profile to look for such providers.")
        return redirect("directory:kinds")
    return form_page(request, "directory/kind.html", form, title="One more kind")


@needs("sources.change")
@require_http_methods(["GET", "POST"])
def kind(request: CallerRequest, slug: str) -> HttpResponse:
    """The words of one kind."""
    found = next((one for one in queries.described_kinds(request.caller) if one.slug == slug), None)
    if found is None:
        raise Http404
    form = KindWordsForm(request.POST or None, initial={"conditions": found.conditions, "message": found.message})

    def act() -> Any:
        return actions.word_kind(kind=slug, **form.cleaned_data, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, f"{found.label}: your words are kept.")
        return redirect("directory:kinds")
    return form_page(request, "directory/kind.html", form, title=found.label, kind=found)


@needs("sources.change")
@require_POST
def act_on_kind(request: CallerRequest, slug: str, verb: str) -> HttpResponse:
    """Retire a kind of the practice's own, bring it back, or go back to the words that come with us."""
    by = request.caller
    acts: dict[str, Callable[[], Any]] = {
        "retire": lambda: actions.retire_kind(kind=slug, on=accounts.today(by), by=by),
        "bring-back": lambda: actions.bring_back_kind(kind=slug, by=by),
        "shipped-words": lambda: actions.use_shipped_words(kind=slug, by=by),
    }
    if verb not in acts:
        raise Http404
    acts[verb]()
    messages.success(request, SAID[verb])
    return redirect("directory:kinds")
