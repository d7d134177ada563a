"""Asking for an introduction, saying what came of it, and taking either back."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.models import OfficePerson, Provider
from wellsent.directory.queries import survivor_of
from wellsent.directory.ties.paths import Node
from wellsent.outreach.actions import TouchFacts, log_touch, undo_touch
from wellsent.outreach.introductions.queries import ways_in
from wellsent.outreach.introductions.rules import ANSWER_WITHIN
from wellsent.outreach.models import Introduction, TouchKind

HOW = {TouchKind.CALL.value: "met", TouchKind.EMAIL.value: "sent", TouchKind.VISIT.value: "met"}
"""How one can ask, and the outcome of such a touch."""


@transaction.atomic
def ask(
    *, to: int, whom: Node, how: str = "call", due: date | None = None, once: uuid.UUID, by: Caller
) -> Introduction:
    """Whoever stands on the best path to a target was asked, today, to introduce us; an answer is due in a week, or on
    a day told. Outside the practice the asking is a touch with the one asked. Sent twice it is stored once.

    Raises Refused where the path no longer leads through them, where an answer is awaited already, or where the target
    is not to be contacted.
    """
    by.must("touches.log")
    if known := Introduction.objects.filter(once=once).first():
        return known
    if how not in HOW:
        raise DataError(f"One does not ask by {how!r}.", f"Choose one of: {', '.join(HOW)}.")
    day, target = today(by), survivor_of(by, to)
    due = due or day + ANSWER_WITHIN
    if due < day:
        raise DataError("The day of the answer lies in the past.", "Enter today or a later day.")
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
