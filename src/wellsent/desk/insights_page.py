"""The practice as a whole: volume, what is to come, what becomes of referrals, how much hangs on a few."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base import clock
from wellsent.base.addresses import row_number
from wellsent.desk.insights_words import TABS, Asked, insights_page
from wellsent.desk.standing_words import being_computed
from wellsent.insights import queries

USUAL = Asked(by="kind", source=None, anyway=0)


@needs("volume.see")
@require_GET
def insights(request: CallerRequest) -> HttpResponse:
    """Volume and forecast, broken down by what the address asks for, with one question of what if."""
    zone = request.organisation.time_zone
    reading = queries.reading(request.caller, today=clock.today(zone))
    context: dict[str, Any] = {"reading": reading, "page": None}
    if reading and reading.practice["referrals"]:
        context["page"] = insights_page(request.caller, reading, _asked(request))
        context["computing"] = being_computed(reading, zone)
    return render(request, "desk/insights.html", context)


def _asked(request: CallerRequest) -> Asked:
    """What the address asks for; what cannot be is left out of account, so an old address still opens."""
    by, source, anyway = (request.GET.get(name, "") for name in ("by", "source", "anyway"))
    return Asked(
        by=by if by in dict(TABS) else USUAL.by,
        source=number if (number := row_number(source)) is not None else USUAL.source,
        anyway=min(int(anyway), 100) if anyway.isdecimal() and len(anyway) <= 3 else USUAL.anyway,
    )
