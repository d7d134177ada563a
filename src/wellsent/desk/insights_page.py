"""The practice as a whole: volume, what is to come, what becomes of referrals, how much hangs on a few."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.desk.insights_words import GROUPS, insights_page
from wellsent.insights import queries


@needs("volume.see")
@require_GET
def insights(request: CallerRequest) -> HttpResponse:
    """Volume and forecast, broken down by what the address asks for."""
    reading = queries.reading(request.caller)
    by = request.GET.get("by", "kind")
    by = by if by in dict(GROUPS) else "kind"
    rows: list[dict[str, Any]] = queries.breakdown(request.caller, reading, by) if reading else []
    page = insights_page(reading, rows, by) if reading and reading.practice["referrals"] else None
    return render(request, "desk/insights.html", {"page": page})
