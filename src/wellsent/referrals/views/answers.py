"""What every action on a referral answers: the words of what was done, with a way back, wherever it was pressed.

A page that shows referrals loads its part anew when it hears "facts-changed"; so an action need not know on which page
it was pressed. Without scripts each is an ordinary post that leads back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wellsent.accounts.access import safe_path
from wellsent.base.errors import WellsentError

CHANGED = "facts-changed"
SALT = "referrals.undo"


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, in words; `undo` is what taking it back needs, such as {"steps": [12]}."""

    words: str
    undo: dict[str, object] | None = None


def answer(request: HttpRequest, act: Callable[[], Said], *, back: str) -> HttpResponse:
    """Do it and say so; a refusal is said in its own words. `back` is where a plain post leads."""
    try:
        said = act()
    except WellsentError as error:
        if not request.headers.get("HX-Request"):
            messages.error(request, str(error))
            return HttpResponseRedirect(_back(request, back))
        return _toast(request, Said(str(error)))
    if request.headers.get("HX-Request"):
        return _toast(request, said)
    messages.success(request, said.words)
    return HttpResponseRedirect(_back(request, back))


def _toast(request: HttpRequest, said: Said) -> HttpResponse:
    token = signing.dumps(said.undo, salt=SALT) if said.undo else ""
    response = render(request, "referrals/parts/said.html", {"said": said, "token": token})
    response["HX-Trigger"] = CHANGED
    response["HX-Reswap"] = "none"  # only what is out of band is taken in: the toast
    return response


def _back(request: HttpRequest, otherwise: str) -> str:
    return safe_path(request.POST.get("next"), otherwise)


def to_undo(token: str) -> dict[str, list[int]]:
    """What an undo button stands for; nothing for one that was changed or is over."""
    try:
        undo: dict[str, list[int]] = signing.loads(token, salt=SALT, max_age=3600)
    except signing.BadSignature:
        return {}
    return undo
