"""Whom to reach: the list beside its weights and its map, and what is decided of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import DataError, WellsentError
from wellsent.directory.registry import getting
from wellsent.directory.ties.beside import Stranger
from wellsent.outreach.introductions.queries import ways_shown
from wellsent.plan.profile import actions as profile
from wellsent.plan.profile.rules import MOST_WEIGHT, WEIGHTS
from wellsent.plan.targets import actions, presenters, queries
from wellsent.plan.targets.queries import TargetList
from wellsent.plan.targets.queries.decided import decisions
from wellsent.ui.searching import clean

TEMPLATE = "plan/targets.html"
DAYS = {"month": 30, "quarter": 91, "half": 182}
"""How long "later" is, by what the button sends."""
DECISIONS_SHOWN = 200


@needs("targets.see")
@require_GET
def targets(request: CallerRequest) -> HttpResponse:
    """The list; with weights in the address, as it would be by these."""
    weights = _weights(request.GET)
    context = _context(request, weights)
    if request.headers.get("HX-Request"):
        return render(request, f"{TEMPLATE}#list", {**context, "swapped": True})
    return render(request, TEMPLATE, context)


@needs("sources.change")
@require_POST
def keep_weights(request: CallerRequest) -> HttpResponse:
    """From now on these count."""
    weights = _weights(request.POST)
    if weights is None:
        raise DataError("The weights are missing.", "Load the page again and move the sliders.")
    profile.keep_weights(weights=weights, by=request.caller)
    messages.success(request, "These weights count from now on. Older ones are kept with the profile.")
    return redirect("plan:targets")


@needs("plan.answer")
@require_POST
def decide(request: CallerRequest) -> HttpResponse:
    """Accept, later or decline: the target leaves, the next one moves up, and it can be undone."""
    posted, today = request.POST, accounts.today(request.caller)
    found = queries.target(request.caller, posted.get("key", ""))
    if found is None:
        messages.info(request, "That target has already left the list.")
        return _again(request)
    choice = posted.get("choice", "")
    days = DAYS.get(posted.get("until", ""), DAYS["quarter"])
    try:
        kept = actions.decide(
            target=found,
            choice=choice,
            on=today,
            until=today + timedelta(days=days) if choice == "later" else None,
            reason=clean(posted.get("reason", "")),
            by=request.caller,
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return _again(request)
    return _again(
        request,
        undo=reverse("plan:undo-target", args=[kept.pk]),
        said=f"{kept.name}: {presenters.decision_words(kept)}.",
    )


@needs("targets.see")
@require_GET
def decided(request: CallerRequest) -> HttpResponse:
    """What was decided so far, each with its way back."""
    caller, kept = request.caller, list(decisions(request.caller)[:DECISIONS_SHOWN])
    today = accounts.today(caller)
    ways = ways_shown(caller, presenters.accepted(kept), as_of=today)
    rows = presenters.decided(kept, ways, practice=request.organisation.name, today=today)
    return render(request, "plan/decided.html", {"rows": rows, "may_decide": request.caller.may("plan.answer")})


@needs("plan.answer")
@require_POST
def undo(request: CallerRequest, number: int) -> HttpResponse:
    """Take a decision back."""
    kept = actions.undo(decision=number, by=request.caller)
    messages.info(request, f"{kept.name} is open again.")
    return _again(request)


def _again(request: CallerRequest, *, undo: str = "", said: str = "") -> HttpResponse:
    """The list as it is now: swapped in where it stands, or as a page of its own for a plain form."""
    if not request.headers.get("HX-Request"):
        if said:
            messages.success(request, said)
        return redirect("plan:targets")
    context = _context(request, _weights(request.POST))
    return render(request, f"{TEMPLATE}#list", {**context, "undo": undo, "said": said, "swapped": True})


def _context(request: CallerRequest, weights: Mapping[str, int] | None) -> dict[str, Any]:
    nothing_counts = weights is not None and not any(weights.values())
    listed = queries.targets(request.caller, weights=None if nothing_counts else weights)
    return {
        "nothing_counts": nothing_counts,
        "page": _page(request, listed) if listed else None,
        "may_log": request.caller.may("touches.log"),
        "once": uuid4().hex,
        "may_decide": request.caller.may("plan.answer"),
        "may_change": request.caller.may("sources.change"),
        "reasons": presenters.REASONS,
        "no_medicare": getting.MEDICARE,
        "registry_steps": getting.STEPS if listed and listed.in_registry is None else (),
    }


def _page(request: CallerRequest, listed: TargetList) -> presenters.TargetsPage:
    shown = [one.candidate for one in presenters.shown(listed)]
    known = [one.known for one in shown if one.known]
    strangers = [Stranger(one.npi, one.name, one.address) for one in shown if not one.known]
    ways = ways_shown(request.caller, known, strangers, as_of=listed.as_of)
    return presenters.page(listed, ways, practice=request.organisation.name)


def _weights(sent: Mapping[str, Any]) -> dict[str, int] | None:
    """The weights as the sliders send them; None where they are not all there."""
    told = {name: str(sent.get(name, "")) for name in WEIGHTS}
    if not all(len(value) == 1 and value in "0123456789" for value in told.values()):
        return None
    return {name: min(int(value), MOST_WEIGHT) for name, value in told.items()}
