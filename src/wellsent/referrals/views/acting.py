"""What is done to a referral with one tap or one short form: moved, called, put on hold, joined."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts.access import needs, safe_path
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.queries import today
from wellsent.base.errors import DataError
from wellsent.base.once import mark_in
from wellsent.referrals import actions, presenters, queries, rules
from wellsent.referrals.forms import HoldForm, MoveForm, VisitForm
from wellsent.referrals.models import Attempt, Referral, number_named, reference
from wellsent.referrals.true_source.actions import take_back_source
from wellsent.referrals.views.answers import Said, answer, to_undo

MOVE = "referrals/move.html"


@needs("referrals.record")
@require_http_methods(["GET", "POST"])
def move(request: CallerRequest, number: int) -> HttpResponse:
    """Move a referral on, back or out. A move that needs nothing more is one tap; else its short form is shown."""
    row = _own(request, number)
    to = (request.POST or request.GET).get("to", "")
    seen = request.POST.get("seen", "") if request.method == "POST" else row.stage
    if to not in rules.MAY_FOLLOW[row.stage] or seen != row.stage:
        return _gone_on(request, row, to)
    day = today(request.caller)
    initial = {"on": day, "scheduled_for": row.scheduled_for, "scheduled_time": row.scheduled_time}
    posted = {"on": day, **request.POST.dict()} if request.method == "POST" else None
    form = MoveForm(posted, current=row.stage, to=to, today=day, initial=initial)

    def act() -> Said:
        moved = actions.move(referral=number, to=to, seen=seen, by=request.caller, **form.cleaned_data)
        return Said(presenters.moved(moved), {"steps": [moved.transitions.latest("id").pk]})

    if request.method == "POST" and form.is_valid():
        return answer(request, act, back=reverse("referrals:referral", args=[number]))
    context = {
        "row": row,
        "form": form,
        "to": to,
        "words": presenters.move_words(row.stage, to),
        "next": _next(request),
    }
    template = f"{MOVE}#form" if request.headers.get("HX-Request") else MOVE
    return render(request, template, context, status=422 if form.errors else 200)


def _gone_on(request: CallerRequest, row: Referral, to: str) -> HttpResponse:
    """The referral does not stand where it was seen, or the stage asked for does not follow from there."""
    words = f"{row.reference} is {row.stage} by now. Look at it again before moving it."
    if to not in rules.MAY_FOLLOW:
        raise Http404
    return answer(request, lambda: Said(words), back=reverse("referrals:referral", args=[row.pk]))


@needs("referrals.record")
@require_POST
def attempt(request: CallerRequest, number: int) -> HttpResponse:
    """One tap: who was called, and whether anybody answered."""
    outcome, how = request.POST.get("outcome", ""), request.POST.get("how", "") or Attempt.How.CALL.value
    once = mark_in(request.POST.get("once", "")) or uuid.uuid4()  # a tap without a mark is its own

    def act() -> Said:
        made = actions.log_attempt(referral=number, outcome=outcome, how=how, once=once, by=request.caller)
        return Said(f"{reference(number)}: {made.get_outcome_display().lower()}.", {"attempts": [made.pk]})

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("referrals.record")
@require_POST
def hold(request: CallerRequest, number: int) -> HttpResponse:
    """Note that it waits for the payer, the office or the patient."""
    form = HoldForm(request.POST, today=today(request.caller))

    def act() -> Said:
        made = actions.hold(referral=number, by=request.caller, **_checked(form))
        return Said(f"{reference(number)} waits for: {made.get_waits_for_display().lower()}.")

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("referrals.record")
@require_POST
def end_hold(request: CallerRequest, number: int, hold: int) -> HttpResponse:
    """What was waited for has come."""

    def act() -> Said:
        actions.end_hold(hold=hold, by=request.caller)
        return Said(f"{reference(number)} no longer waits.")

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("visits.record")
@require_POST
def visit(request: CallerRequest, number: int) -> HttpResponse:
    """A visit of a day: planned, attended, missed or cancelled; "none" takes it out again."""
    form = VisitForm(request.POST)

    def act() -> Said:
        facts = _checked(form)
        actions.record_visit(referral=number, by=request.caller, **facts)
        return Said(f"{reference(number)}: visit {facts['outcome'] or 'taken out'}.")

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("referrals.record")
@require_POST
def join(request: CallerRequest, number: int) -> HttpResponse:
    """Say that this row is the same referral as another, named by its reference."""
    into = number_named(request.POST.get("into", "")) or 0

    def act() -> Said:
        stays = actions.join(duplicate=number, into=into, by=request.caller)
        return Said(f"{reference(number)} is joined to {stays.reference} and counts no longer.")

    return answer(request, act, back=reverse("referrals:referral", args=[into or number]))


@needs("referrals.record")
@require_POST
def apart(request: CallerRequest, number: int) -> HttpResponse:
    """Take a joined row apart again."""

    def act() -> Said:
        row = actions.take_apart(referral=number, by=request.caller)
        return Said(f"{row.reference} is a referral of its own again.")

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("referrals.record")
@require_POST
def undo(request: CallerRequest) -> HttpResponse:
    """Take back what was just done, as the toast offers."""
    undo = to_undo(request.POST.get("token", ""))

    def act() -> Said:
        if steps := undo.get("steps"):
            references = actions.take_back_moves(steps=steps, by=request.caller)
            return Said(f"Taken back: {', '.join(references)}.")
        for attempt in undo.get("attempts", ()):
            actions.take_back_attempt(attempt=attempt, by=request.caller)
        for fact in undo.get("sources", ()):
            take_back_source(fact=fact, by=request.caller)
        return Said("Taken back." if undo else "There is nothing to take back any more.")

    return answer(request, act, back=reverse("referrals:board"))


def _own(request: CallerRequest, number: int) -> Referral:
    row = queries.reachable(request.caller, number)
    if row is None:
        raise Http404
    return row


def _next(request: CallerRequest) -> str:
    return safe_path((request.POST or request.GET).get("next"), "")


def _checked(form: Any) -> dict[str, Any]:
    """What a short form says. Raises what is wrong with it as a sentence, since it has no page of its own."""
    if not form.is_valid():
        raise DataError(" ".join(str(one[0]) for one in form.errors.values()))
    return dict(form.cleaned_data)
