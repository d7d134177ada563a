"""The page of who knows one source: ties added, confirmed and ended in seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted
from wellsent.base.addresses import row_number
from wellsent.base.errors import WellsentError
from wellsent.directory import queries as directory
from wellsent.directory.models import Provider, Tie
from wellsent.directory.office.queries import offices
from wellsent.directory.ties import actions, presenters, queries
from wellsent.directory.ties.actions import TieFacts
from wellsent.directory.ties.forms import TieForm
from wellsent.directory.ties.paths import Node
from wellsent.ui.searching import clean

PAGE, FOUND = "desk/ties.html", "desk/ties_who.html"
NEW = "new"
"""What the form says instead of somebody's mark when the name is of one of us who does not sign in."""


@needs("sources.see")
@require_http_methods(["GET", "POST"])
def ties(request: CallerRequest, number: int) -> HttpResponse:
    """Who knows them. Posting adds a tie; what cannot be is shown again with what was typed."""
    provider = directory.sources(request.caller).filter(pk=number).first()
    if provider is None:
        survivor = directory.survivor_of(request.caller, number)
        if survivor == number:
            raise Http404
        return redirect("desk:ties", survivor)
    if request.method == "GET":
        return _page(request, provider, _form(request, provider))
    request.caller.must("sources.change")
    form = _form(request, provider)
    if not form.is_valid():
        return _page(request, provider, form)
    who = _who(request, form, provider)
    if who is None:
        form.add_error("who_text", "Choose who it is below.")
        return _page(request, provider, form, ask=True)
    row = accepted(form, lambda: actions.add_tie(_facts(form, who), once=form.cleaned_data["once"], by=request.caller))
    if not row:
        return _page(request, provider, form)
    return redirect(f"{reverse('desk:ties', args=[number])}?tie={row.pk}")


@needs("sources.change")
@require_GET
def who(request: CallerRequest, number: int) -> HttpResponse:
    """Whom the text typed may mean, as choices."""
    if not directory.sources(request.caller).filter(pk=number).exists():
        raise Http404
    text = clean(request.GET.get("who_text", ""))[:120]
    found = queries.who_could_be(request.caller, text, but=directory.same_as(request.caller, number))
    return render(request, FOUND, {"found": found, "text": text})


@needs("sources.change")
@require_POST
def change(request: CallerRequest, number: int, tie: int, verb: str) -> HttpResponse:
    """A tie still holds, has ended, or was recorded by mistake."""
    by, today = request.caller, accounts.today(request.caller)
    verbs: dict[str, Callable[[], Tie]] = {
        "still-so": lambda: actions.still_tied(tie=tie, by=by),
        "end": lambda: actions.end_tie(tie=tie, on=today, by=by),
        "reopen": lambda: actions.reopen_tie(tie=tie, by=by),
        "take-back": lambda: actions.take_back_tie(tie=tie, by=by),
    }
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb]()
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect("desk:ties", number)
    if verb == "end":
        return redirect(f"{reverse('desk:ties', args=[number])}?tie={tie}")
    messages.info(request, {"still-so": "Confirmed today."}.get(verb, "Taken back."))
    return redirect("desk:ties", number)


def _form(request: CallerRequest, provider: Provider) -> TieForm:
    """The form for this source: either they themselves are known, or somebody of their office."""
    known = offices(request.caller, [provider.pk], as_of=accounts.today(request.caller))[provider.pk]
    people = [(f"person:{one.number}", one.name) for one in known.people if one.provider != provider.pk]
    return TieForm(
        request.POST or None,
        whose=[(f"provider:{provider.pk}", provider.name), *people],
        colleagues=[str(one) for one in accounts.colleagues(request.caller).order_by("name")],
        initial={"whose": f"provider:{provider.pk}", "kind": "trained"},
    )


def _who(request: CallerRequest, form: TieForm, provider: Provider) -> Node | None:
    """Who was chosen; without a choice, the only one whom the text can mean. None where that has to be asked."""
    mark, text = form.cleaned_data["who"], form.cleaned_data["who_text"]
    if mark == NEW:
        return Node("ours", text)
    if mark:
        return _node(mark)
    found = queries.who_could_be(request.caller, text, but=directory.same_as(request.caller, provider.pk))
    exact = [one for one in found if one[1].casefold() == text.casefold()]
    return _node(exact[0][0]) if len(exact) == 1 else None


def _node(mark: str) -> Node:
    kind, _, key = mark.partition(":")
    return Node(kind, key)


def _facts(form: TieForm, who: Node) -> TieFacts:
    told = form.cleaned_data
    return TieFacts(
        first=_node(told["whose"]),
        second=who,
        kind=told["kind"],
        strength=told["strength"],
        evidence=told["evidence"],
        consent=form.consent,
    )


def _page(request: CallerRequest, provider: Provider, form: TieForm, *, ask: bool = False) -> HttpResponse:
    today = accounts.today(request.caller)
    same = directory.same_as(request.caller, provider.pk)
    rows = queries.ties_of(request.caller, same)
    text = str(form["who_text"].value() or "")
    number = row_number(request.GET.get("tie", ""))
    just = next((row for row in rows if row.pk == number), None)
    context: dict[str, Any] = {
        "provider": provider,
        "form": form,
        "ties": [presenters.tie_view(row, same, today=today) for row in rows],
        "together": queries.works_with(request.caller, same, as_of=today),
        "asks": ask,
        "found": queries.who_could_be(request.caller, text, but=same) if ask else [],
        "text": text,
        "just": just,
        "said": presenters.tie_words(just) if just else "",
        "may_change": request.caller.may("sources.change"),
    }
    return render(request, PAGE, context, status=422 if form.errors else 200)
