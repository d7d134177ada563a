"""The pipeline as a board, and the list of patients to call."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base import clock
from wellsent.base.addresses import row_number
from wellsent.directory import queries as directory
from wellsent.referrals import presenters, queries
from wellsent.referrals.queries import Column
from wellsent.referrals.views.calling import call_lines

BOARD, CALLS = "referrals/board.html", "referrals/calls.html"


@needs("referrals.see")
@require_GET
def board(request: CallerRequest) -> HttpResponse:
    """Every open referral in the column of its stage, what is stuck on top."""
    now, clinic = clock.now(), row_number(request.GET.get("clinic", ""))
    every = queries.board(request.caller, now=now, clinic=clinic)
    stage = request.GET.get("stage", "")
    columns = [column for column in every if column.stage == stage] or every
    cards = [card for column in columns for card in column.cards]
    names = directory.names(request.caller, {card.source for card in cards})
    may_record = request.caller.may("referrals.record")
    shown = [
        {
            "stage": column.stage,
            "title": presenters.stage_words(column.stage),
            "total": column.total,
            "more": column.total - len(column.cards),
            "cards": [presenters.card(card, names, may_record=may_record) for card in column.cards],
        }
        for column in columns
    ]
    context = {
        **_around(request, clinic, "referrals:board"),
        "columns": shown,
        "stages": _stages(request, every, stage),
        "subtitle": presenters.standing(every),
        "left_behind": presenters.left_behind(queries.left_behind_count(request.caller, now=now)),
        "is_empty": not cards,
    }
    return render(request, _part(request, BOARD, "columns"), context)


@needs("referrals.record")
@require_GET
def calls(request: CallerRequest) -> HttpResponse:
    """The patients to call, in order, with their telephones: seen by those who may, and written down."""
    clinic = row_number(request.GET.get("clinic", ""))
    lines, more = call_lines(request.caller, now=clock.now(), clinic=clinic)
    context = {**_around(request, clinic, "referrals:calls"), "lines": lines, "more": more}
    return render(request, _part(request, CALLS, "lines"), context)


def _stages(request: CallerRequest, columns: list[Column], chosen: str) -> list[tuple[str, str, bool, int]]:
    """The stages as a phone shows them: all in one list by urgency, or one alone, each with its count."""
    kept = request.GET.copy()

    def url(stage: str) -> str:
        kept["stage"] = stage
        return f"?{kept.urlencode()}"

    known = chosen in {column.stage for column in columns}
    first = ("All", url(""), not known, sum(column.total for column in columns))
    ways = [(presenters.stage_words(one.stage), url(one.stage), one.stage == chosen, one.total) for one in columns]
    return [first, *ways]


def _around(request: CallerRequest, clinic: int | None, here: str) -> dict[str, Any]:
    """What both pages show around their content: the ways to look at referrals, and the choice of a clinic."""
    kept = f"?{urlencode({'clinic': clinic})}" if clinic else ""
    may_record = request.caller.may("referrals.record")
    ways = presenters.ways(may_record=may_record)
    return {
        "tabs": [(words, f"{reverse(name)}{kept}", name == here) for words, name in ways],
        "clinics": list(accounts.clinic_names(request.caller).items()),
        "clinic": clinic,
        "may_record": may_record,
    }


def _part(request: CallerRequest, template: str, part: str) -> str:
    """The whole page, or the part that loads itself anew after an action."""
    return f"{template}#{part}" if request.headers.get("HX-Request") else template
