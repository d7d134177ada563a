"""Logging contacts made, and taking back one's own slip of the thumb."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.made_up import must_be_made_up
from wellsent.accounts.queries import today
from wellsent.base import bulk, clock, facts
from wellsent.base.emptying import empty
from wellsent.base.errors import DataError, Refused
from wellsent.base.fields import EncryptedTextField
from wellsent.base.many import Done
from wellsent.base.unused import in_chunks
from wellsent.directory import handing
from wellsent.directory.queries import missing, same_as, survivor_of
from wellsent.outreach import rules
from wellsent.outreach.models import Introduction, Outcome, Touch, TouchKind


@dataclass(frozen=True, slots=True)
class TouchFacts:
    """A contact made: with which source, on which day, of what kind, and what came of it. `cost` is in US dollars.

    `once` is made by whoever sends it (the form, the row of a list): what is sent twice is stored once.
    """

    source: int
    on: date
    kind: str
    outcome: str
    with_whom: str = ""
    minutes: int | None = None
    cost: Decimal | None = None
    campaign: str = ""
    note: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    once: uuid.UUID = field(default_factory=uuid.uuid4)


_COLUMNS = (
    *("id", "source", "on", "kind", "outcome", "real_contact", "with_whom", "minutes", "cost", "campaign", "note"),
    *("next_step", "next_step_on", "by", "recorded_at", "once"),
)


@transaction.atomic
def log_touch(touch: TouchFacts, *, by: Caller) -> Touch:
    """Store a touch; one with the same `once` is stored already and given back as it is, taken back or not.

    Raises DataError for a kind, outcome, day or amount that cannot be.
    """
    by.must("touches.log")
    known = Touch.objects.filter(once=touch.once).first()
    if known:
        return known
    log_many([touch], by=by)
    return Touch.objects.get(once=touch.once)


@transaction.atomic
def log_many(touches: Sequence[TouchFacts], *, by: Caller) -> list[int]:
    """Store the touches of a list; returns their numbers in order, those known by `once` theirs. One audit event."""
    if not by.may("touches.log"):
        by.must("import.providers")
    day = today(by)
    for touch in touches:
        _check(touch, today=day)
    if missing(by, {touch.source for touch in touches}):
        raise DataError("A touch names a source that is not there.", "Load the page again and choose the source.")
    known = _numbers([touch.once for touch in touches])
    new = list({touch.once: touch for touch in touches if touch.once not in known}.values())
    numbers = bulk.next_ids(Touch, len(new)) if new else []
    _insert(numbers, new, by)
    if new:
        facts.moved_on("touches")
        audit.record("touches.log", by=by, subject="touches", references=list(numbers))
    known.update(zip((touch.once for touch in new), numbers, strict=True))
    return [known[touch.once] for touch in touches]


def _numbers(marks: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    known: dict[uuid.UUID, int] = {}
    for chunk in in_chunks(marks):
        known.update(Touch.objects.filter(once__in=chunk).values_list("once", "pk"))
    return known


def _insert(numbers: Sequence[int], touches: Sequence[TouchFacts], by: Caller) -> None:
    now = connection.ops.adapt_datetimefield_value(clock.now())
    note: EncryptedTextField = Touch._meta.get_field("note")
    once = Touch._meta.get_field("once")
    bulk.insert(
        Touch,
        _COLUMNS,
        (
            (
                number,
                one.source,
                one.on,
                one.kind,
                one.outcome,
                rules.is_real_contact(one.kind, one.outcome),
                one.with_whom[:120],
                one.minutes,
                one.cost,
                one.campaign[:120],
                note.encrypted(one.note),
                one.next_step[:200],
                one.next_step_on,
                by.user_id,
                now,
                once.get_db_prep_value(one.once, connection),
            )
            for number, one in zip(numbers, touches, strict=True)
        ),
    )


def _check(touch: TouchFacts, *, today: date) -> None:
    if touch.on > today:
        raise DataError("The day of the touch lies ahead.", "Log it when it has happened.")
    if touch.kind not in TouchKind.values:
        raise DataError(
            f"There is no touch of the kind {touch.kind!r}.", f"Choose one of: {', '.join(TouchKind.values)}."
        )
    if touch.outcome not in Outcome.values:
        raise DataError(f"There is no outcome {touch.outcome!r}.", f"Choose one of: {', '.join(Outcome.values)}.")
    if touch.minutes is not None and not 0 <= touch.minutes <= 1440:
        raise DataError("A touch takes from 0 to 1440 minutes.", "Correct the minutes.")
    if touch.cost is not None and not 0 <= touch.cost < 10_000_000:
        raise DataError("The cost cannot be negative or above ten million dollars.", "Correct the cost.")


@transaction.atomic
def undo_touch(*, touch: int, by: Caller) -> Touch:
    """Take back a touch one logged oneself a few minutes ago; it stays, marked as taken back. Raises Refused."""
    by.must("touches.log")
    row = Touch.objects.select_for_update().filter(pk=touch).first()
    if row is None:
        raise DataError("There is no such touch.", "Load the page again.")
    if row.by_id != by.user_id:
        raise Refused("Only whoever logged a touch can take it back.", "Log another one that sets it right.")
    if row.undone_at is None:
        if clock.now() - row.recorded_at > rules.TAKE_BACK_WITHIN:
            raise Refused("This touch was logged too long ago to be taken back.", "Log another one that sets it right.")
        _take_back([row.pk], by=by)
        row.refresh_from_db()
    return row


@transaction.atomic
def take_back_many(touches: Sequence[int], *, by: Caller) -> int:
    """Take back the touches of an import that is undone; returns how many were not taken back before."""
    if not by.may("touches.log"):
        by.must("import.providers")
    return sum(_take_back(chunk, by=by) for chunk in in_chunks(touches))


@transaction.atomic
def take_back_own(*, touches: Sequence[int], by: Caller) -> Done:
    """Take back touches one logged oneself a few minutes ago; of the others it is said why they stay."""
    by.must("touches.log")
    rows = {
        row.pk: row for chunk in in_chunks(touches) for row in Touch.objects.select_for_update().filter(pk__in=chunk)
    }
    now = clock.now()
    refused = {number: _stays(rows.get(number), by, now) for number in touches}
    taken = [number for number, why in refused.items() if not why]
    for chunk in in_chunks(taken):
        _take_back(chunk, by=by)
    return Done(taken, {number: why for number, why in refused.items() if why}, taken)


def _stays(row: Touch | None, by: Caller, now: datetime) -> str:
    """Why a touch cannot be taken back, or nothing."""
    if row is None or row.undone_at is not None:
        return "it is taken back already"
    if row.by_id != by.user_id:
        return "somebody else logged it"
    return "it was logged too long ago" if now - row.recorded_at > rules.TAKE_BACK_WITHIN else ""


@transaction.atomic
def keep_after_all(*, touches: Sequence[int], by: Caller) -> int:
    """Let touches of one's own count again that one took back; returns how many."""
    by.must("touches.log")
    kept = 0
    for chunk in in_chunks(touches):
        rows = Touch.objects.filter(pk__in=chunk, by=by.user).exclude(undone_at=None)
        kept += rows.update(undone_at=None)
    if kept:
        facts.moved_on("touches")
        audit.record("touches.keep after all", by=by, subject="touches", references=touches)
    return kept


def _take_back(touches: Sequence[int], *, by: Caller) -> int:
    taken = Touch.objects.filter(pk__in=touches, undone_at=None).update(undone_at=clock.now())
    if taken:
        facts.moved_on("touches")
        audit.record("touches.take back", by=by, subject="touches", references=touches)
    return taken


@transaction.atomic
def hand_over(*, touches: Collection[int], source: int, to: int, by: Caller) -> list[list[int]]:
    """Say that touches of one source were with another; returns [touch, with whom it stood, given to] of each. Asking
    for an introduction was such a touch: the other one was asked.

    Raises DataError for a touch that is not the source's.
    """
    by.must("sources.change")
    rows = Touch.objects.filter(pk__in=touches, source__in=same_as(by, source))
    goal = survivor_of(by, to)
    handed = handing.hand_over(rows, "source_id", to=goal)
    handing.must_be_all(handed, touches, "contacts are not this source's")
    for chunk in in_chunks([number for number, *_ in handed]):
        Introduction.objects.filter(touch__in=chunk).update(of=goal)
    _note_handing("touches.hand over", [number for number, *_ in handed], by)
    return handed


@transaction.atomic
def hand_back(handed: Sequence[Sequence[int]], *, by: Caller) -> int:
    """Put touches back with whom they stood; returns how many. One handed on since stays."""
    by.must("sources.change")
    back = handing.hand_back(Touch, "source_id", handed)
    for number, stood, _ in handed:
        if number in back:
            Introduction.objects.filter(touch=number).update(of=stood)
    _note_handing("touches.hand back", back, by)
    return len(back)


def _note_handing(verb: str, touches: Sequence[int], by: Caller) -> None:
    if touches:
        facts.moved_on("touches")
        audit.record(verb, by=by, subject="touches", references=touches)


@transaction.atomic
def forget_made_up(*, by: Caller) -> None:
    """Empty this room of a practice whose data is made up. Raises Refused for any other."""
    must_be_made_up(by)
    empty(Introduction, Touch)
    facts.moved_on("touches")
