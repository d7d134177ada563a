"""Asking for an introduction, saying what came of it, and taking either back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import handing
from wellsent.directory.models import OfficePerson, Provider
from wellsent.directory.queries import same_as, survivor_of
from wellsent.directory.ties.paths import Node
from wellsent.outreach.actions import TouchFacts, log_touch, undo_touch
from wellsent.outreach.introductions.queries import usual_due, ways_in
from wellsent.outreach.introductions.rules import objection_to_due
from wellsent.outreach.models import Introduction, TouchKind

HOW = {TouchKind.CALL.value: "met", TouchKind.EMAIL.value: "sent", TouchKind.VISIT.value: "met"}
"""How one can ask, and the outcome of such a touch."""


@transaction.atomic
def ask(
    *, to: int, whom: Node, how: str = "call", due: date | None = None, once: uuid.UUID, by: Caller
) -> Introduction:
    """Whoever stands on the best path to a target was asked, today, to introduce us; an answer is due on the day told,
    or in a week by the practice's working days. Outside the practice the asking is a touch with the one asked. Sent
    twice it is stored once.

    Raises DataError for a day that cannot be; Refused where the path no longer leads through them, where an answer is
    awaited already, or where the target is not to be contacted.
    """
    by.must("touches.log")
    if known := Introduction.objects.filter(once=once).first():
        return known
    if how not in HOW:
        raise DataError(f"One does not ask by {how!r}.", f"Choose one of: {', '.join(HOW)}.")
    day, target = today(by), survivor_of(by, to)
    due = due or usual_due(by, asked_on=day)
    reason, remedy = objection_to_due(due, asked_on=day)
    if reason:
        raise DataError(reason, remedy)
    Provider.objects.select_for_update().filter(pk=target).first()  # two who ask at once: the second is told
    way = ways_in(by, [target], as_of=day)[target]
    if way.closed:
        raise Refused(f"{way.name}: {way.closed}", "Ask for no introduction to them.")
    if way.waits and way.asked:
        raise Refused(f"{way.asked.of_name} was asked already.", "Say what came of it first.")
    if way.whom != whom:
        raise Refused("The best way to them has changed.", "Look at the page again, then ask.")
    row = Introduction(
        to_id=target, of_name=way.names[whom], asked_on=day, due_on=due, at=clock.now(), by=by.user, once=once
    )
    if (source := _source(whom)) is not None:
        asked = TouchFacts(source, day, how, HOW[how], with_whom=way.names[whom], once=once)
        row.of_id, row.touch = source, log_touch(asked, by=by)
    row.save()
    return _write_down("introductions.ask", row, by)


@transaction.atomic
def answer(*, introduction: int, outcome: str, by: Caller) -> Introduction:
    """What came of asking: "introduced", "declined" or "no answer". Raises Refused where that is known already."""
    row = _introduction(introduction, by)
    if outcome not in Introduction.Outcome.values:
        raise DataError("That is not what can come of it.", f"Choose one of: {', '.join(Introduction.Outcome.values)}.")
    if row.outcome:
        raise Refused("What came of it is known already.", "Take that answer back first.")
    row.outcome, row.answered_on, row.answered_by = outcome, today(by), by.user
    row.save(update_fields=["outcome", "answered_on", "answered_by"])
    return _write_down(f"introductions.{outcome}", row, by)


@transaction.atomic
def reopen(*, introduction: int, by: Caller) -> Introduction:
    """Nothing has come of it yet after all: the answer is awaited again."""
    row = _introduction(introduction, by)
    if row.outcome:
        row.outcome, row.answered_on, row.answered_by = "", None, None
        row.save(update_fields=["outcome", "answered_on", "answered_by"])
        _write_down("introductions.reopen", row, by)
    return row


@transaction.atomic
def take_back(*, introduction: int, by: Caller) -> Introduction:
    """Nobody was asked: the task goes, and so does the touch while it can be taken back. Raises Refused later."""
    row = _introduction(introduction, by)
    if row.undone_at is None:
        if row.touch_id is not None:
            undo_touch(touch=row.touch_id, by=by)
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        _write_down("introductions.take back", row, by)
    return row


@transaction.atomic
def hand_over(*, introductions: Collection[int], source: int, to: int, by: Caller) -> list[list[int]]:
    """Say that introductions to one source were to another; returns [introduction, to whom it stood, given to] of each.

    Raises DataError for one that is not to the source, Refused for one that the other was asked for.
    """
    by.must("sources.change")
    rows = Introduction.objects.filter(pk__in=introductions, to__in=same_as(by, source))
    goal = survivor_of(by, to)
    if rows.filter(of__in=same_as(by, goal)).exists():
        raise Refused("One of these was asked of the other one itself.", "Leave it out.")
    handed = handing.hand_over(rows, "to_id", to=goal)
    handing.must_be_all(handed, introductions, "introductions are not to this source")
    _note_handing("introductions.hand over", [number for number, *_ in handed], by)
    return handed


@transaction.atomic
def hand_back(handed: Sequence[Sequence[int]], *, by: Caller) -> int:
    """Put introductions back to whom they stood; returns how many. One handed on since stays."""
    by.must("sources.change")
    back = handing.hand_back(Introduction, "to_id", handed)
    _note_handing("introductions.hand back", back, by)
    return len(back)


def _note_handing(verb: str, rows: Sequence[int], by: Caller) -> None:
    if rows:
        facts.moved_on("touches")
        audit.record(verb, by=by, subject="introductions", references=rows)


def _introduction(number: int, by: Caller) -> Introduction:
    by.must("touches.log")
    row = Introduction.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise DataError("There is no such introduction.", "Load the page again.")
    return row


def _source(whom: Node) -> int | None:
    """The source with whom asking this person is a touch; None for one of us."""
    if whom.kind == "provider":
        return int(whom.key)
    if whom.kind == "person":
        return OfficePerson.objects.values_list("office", flat=True).get(pk=int(whom.key))
    return None


def _write_down(verb: str, row: Introduction, by: Caller) -> Introduction:
    facts.moved_on("touches")
    audit.record(verb, by=by, subject="introductions", references=[row.pk])
    return row
