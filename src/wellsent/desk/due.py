"""How many lines the weekly list holds for somebody, beside its name on every page.

The list itself costs too much for that. The number is kept with the session when the list is shown, with what it was
computed from: once anything has changed or a day has begun, no number is shown rather than an old one.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wellsent.base import clock, facts
from wellsent.plan.queries import SUBJECTS

KEY = "due"


def keep(request: HttpRequest, count: int) -> None:
    """Remember the number as of now."""
    kept = [count, *_now(request)]
    if request.session.get(KEY) != kept:
        request.session[KEY] = kept


def kept(request: HttpRequest) -> int | None:
    """The number, so long as it is true; None while it is not known."""
    kept: list[Any] | None = request.session.get(KEY)
    return int(kept[0]) if kept and kept[1:] == _now(request) else None


def _now(request: HttpRequest) -> list[str]:
    practice = getattr(request, "organisation", None)
    return [facts.version(*SUBJECTS), clock.today(practice.time_zone if practice else "UTC").isoformat()]
