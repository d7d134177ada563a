"""What is done to many rows of a list at once: chosen, asked for what it needs, confirmed, done, and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wellsent.accounts import actions, offers
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.models import BulkDone
from wellsent.base.addresses import row_number
from wellsent.base.errors import DataError, WellsentError
from wellsent.base.once import mark_in
from wellsent.ui.list_parts import Ask, Bulk
from wellsent.ui.lists import Shown
from wellsent.ui.searching import clean

AT_ONCE = 10_000
"""More rows than this are not changed in one go."""
UNASKED = 50
"""More rows than this are changed only after a second look."""
NAMED = 10


def bulk(request: CallerRequest, shown: Shown) -> HttpResponse:
    """One bulk action, at whichever step it is."""
    here = f"{request.path}{shown.url()}"
    wanted = _wanted(request, shown)
    rows = _rows(request, shown)
    if not rows:
        messages.info(request, "No row is chosen. Tick some first.")
        return redirect(here)
    if len(rows) > AT_ONCE:
        messages.error(request, f"That is more than {AT_ONCE:,} rows at once. Narrow the list first.")
        return redirect(here)
    given = {ask.key: clean(request.POST.get(f"ask-{ask.key}", ""))[:200] for ask in wanted.ask}
    sure = request.POST.get("sure") == str(len(rows))
    wrong = {ask.key: words for ask in wanted.ask if (words := ask.wrong(given[ask.key]))}
    if wrong or (not sure and (wanted.undo is None or len(rows) > UNASKED)):
        return _step(request, shown, wanted, rows, given, wrong)
    names = {shown.number(row): shown.name(row) for row in rows}
    try:
        done = actions.do_bulk(
            list_key=shown.listing.key,
            bulk_key=wanted.key,
            once=mark_in(request.POST.get("once", "")) or uuid.uuid4(),
            act=lambda: wanted.act(list(names), given),
            by=request.caller,
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect(here)
    offers.make(request, _offer(request, shown, wanted, done, names))
    return redirect(here)


def undo(request: CallerRequest, shown: Shown) -> HttpResponse:
    """Take back what was done to many rows."""
    offers.withdraw(request)
    ways = {one.key: one.undo for one in shown.listing.bulks if one.undo}

    def way_back(bulk_key: str, kept: Any) -> int:
        if bulk_key not in ways:
            raise DataError("This cannot be taken back here.", "Change the rows one by one.")
        return ways[bulk_key](kept)

    number = row_number(request.POST.get("number", "")) or 0
    try:
        restored = actions.undo_bulk(number=number, list_key=shown.listing.key, undo=way_back, by=request.caller)
    except WellsentError as error:
        messages.error(request, str(error))
    else:
        said = f"Taken back: {restored:,} {shown.noun(restored)}." if restored else "It is taken back already."
        messages.info(request, said)
    return redirect(f"{request.path}{shown.url()}")


def _wanted(request: CallerRequest, shown: Shown) -> Bulk:
    key = request.POST.get("bulk", "")
    wanted = next((one for one in shown.listing.bulks if one.key == key), None)
    if wanted is None:
        raise DataError("This cannot be done to these rows, or not by your role.", "Load the page again.")
    return wanted


def _rows(request: CallerRequest, shown: Shown) -> list[Any]:
    """The rows that were chosen, of those this caller's list has; one more than may be changed at once."""
    if request.POST.get("all") == "yes":
        return list(shown.read(shown.matching)[: AT_ONCE + 1])
    texts = request.POST.getlist("row")[:AT_ONCE]
    numbers = {number for text in texts if (number := row_number(text)) is not None}
    if isinstance(shown.rows, QuerySet):
        return list(shown.read(shown.rows.filter(**{f"{shown.listing.row_id}__in": numbers})))
    return [row for row in shown.rows if shown.number(row) in numbers]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be said with a bulk action, with what was said and what is wrong with it."""

    ask: Ask
    given: str
    wrong: str


def _step(
    request: CallerRequest,
    shown: Shown,
    wanted: Bulk,
    rows: list[Any],
    given: Mapping[str, str],
    wrong: Mapping[str, str],
) -> HttpResponse:
    """The page between: how many and which, what has to be said with it, and a second look where there are many.

    What was not asked yet is not wrong yet.
    """
    is_first = "sure" not in request.POST
    questions = [Question(ask, given[ask.key], "" if is_first else wrong.get(ask.key, "")) for ask in wanted.ask]
    asked_for = request.POST.get("sure", "")
    context = {
        "bulk": wanted,
        "questions": questions,
        "refused": [one for one in questions if one.wrong],
        "count": len(rows),
        "noun": shown.noun(len(rows)),
        "names": [shown.name(row) for row in rows[:NAMED]],
        "more": max(0, len(rows) - NAMED),
        "changed": bool(asked_for) and asked_for != str(len(rows)),
        "all": request.POST.get("all") == "yes",
        "numbers": [shown.number(row) for row in rows[:AT_ONCE]],
        "once": mark_in(request.POST.get("once", "")) or uuid.uuid4(),
        "can_undo": wanted.undo is not None,
        "back": f"{request.path}{shown.url()}",
    }
    return render(request, "accounts/list_bulk.html", context, status=422 if context["refused"] else 200)


def _offer(
    request: CallerRequest, shown: Shown, wanted: Bulk, done: BulkDone, names: Mapping[int, str]
) -> offers.Offer:
    """What the next page says: how many, which could not be and why, and the way back."""
    count = len(done.done)
    problems = [(names.get(number, f"Number {number}"), why) for number, why in done.refused[:NAMED]]
    said = offers.Offer(
        f"{wanted.said}: {count:,} {shown.noun(count)}.",
        problems=problems,
        more_problems=max(0, len(done.refused) - NAMED),
    )
    if wanted.undo is None or not count:
        return said
    return replace(said, path=f"{request.path}{shown.url()}", do="undo", number=done.pk)
