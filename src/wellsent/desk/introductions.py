"""What was just done with an introduction, for the page it was done on: its address carries the number."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from wellsent.accounts.middleware import CallerRequest
from wellsent.base.addresses import row_number
from wellsent.outreach.introductions.presenters import done_words
from wellsent.outreach.introductions.queries import introductions


@dataclass(frozen=True, slots=True)
class JustDone:
    """What a toast says, and the address that takes it back."""

    said: str
    undo: str


def just_done(request: CallerRequest) -> JustDone | None:
    """The introduction that was asked for or answered a moment ago; None where the address names none."""
    number = row_number(request.GET.get("introduction", ""))
    if number is None or not request.caller.may("touches.log"):
        return None
    row = introductions(request.caller).select_related("to").filter(pk=number).first()
    if row is None:
        return None
    verb = "reopen" if row.outcome else "take-back"
    return JustDone(done_words(row), reverse("outreach:introduction", args=[row.pk, verb]))
