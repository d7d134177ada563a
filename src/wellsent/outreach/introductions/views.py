"""Asking for an introduction, and what came of it: one tap each, and back to the page it was done on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wellsent.accounts.access import needs, safe_path
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import DataError, WellsentError
from wellsent.base.once import mark_in
from wellsent.directory.ties.paths import Node
from wellsent.outreach.introductions import actions
from wellsent.outreach.models import Introduction


@needs("touches.log")
@require_POST
def ask(request: CallerRequest, number: int) -> HttpResponse:
    """The one named on the card was asked for an introduction to this source."""
    kind, _, key = request.POST.get("whom", "").partition(":")
    mark = mark_in(request.POST.get("once", "")) or uuid.uuid4()
    once = uuid.uuid5(mark, str(number))  # a page with many cards has one mark
    how, due = request.POST.get("how", "call"), request.POST.get("due", "")
    return _done(
        request,
        lambda: actions.ask(
            to=number, whom=Node(kind, key), how=how, due=_day(due) if due else None, once=once, by=request.caller
        ),
    )


@needs("touches.log")
@require_POST
def change(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """What came of an introduction, or either taken back."""
    by = request.caller
    verbs: dict[str, Callable[[], Introduction]] = {
        "answer": lambda: actions.answer(introduction=number, outcome=request.POST.get("outcome", ""), by=by),
        "reopen": lambda: actions.reopen(introduction=number, by=by),
        "take-back": lambda: actions.take_back(introduction=number, by=by),
    }
    if verb not in verbs:
        raise Http404
    return _done(request, verbs[verb], undone=verb != "answer")


def _day(text: str) -> date:
    """The day an answer is due, as the form sends it. Raises DataError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DataError("Answer due by: that is no day.", "Choose one in the calendar, or write 2026-12-31.") from error


def _done(request: CallerRequest, act: Callable[[], Introduction], *, undone: bool = False) -> HttpResponse:
    """Do it, and go back; the page then says what was done, with the way back."""
    then = safe_path(request.POST.get("then"))
    try:
        row = act()
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect(then)
    if undone:
        messages.info(request, "Taken back.")
        return redirect(then)
    return redirect(f"{then}?introduction={row.pk}")
