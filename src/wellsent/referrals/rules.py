"""What becomes of a referral: its stages, which may follow which, and what a list's dates say of them.

Pure: plain values in, plain values out; the day it is, is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time, timedelta
from typing import Any, Final

from wellsent.base.errors import DataError, Refused

RECEIVED, CONTACTED, SCHEDULED = "received", "contacted", "scheduled"
EVALUATED, IN_CARE, COMPLETED, LOST = "evaluated", "in care", "completed", "lost"
JOINED = "joined"
"""Not a stage on the way: the row repeats another one, and counts nowhere."""

WAY: Final = (RECEIVED, CONTACTED, SCHEDULED, EVALUATED, IN_CARE, COMPLETED)
"""The way of a referral that is not lost, in order."""
_PLACE: Final = {stage: place for place, stage in enumerate(WAY)}
OPEN: Final = frozenset(WAY) - {COMPLETED}
"""Stages in which something is still to come."""
BEFORE_EVALUATION: Final = frozenset({RECEIVED, CONTACTED, SCHEDULED})
"""Stages in which the patient waits for us."""

MAY_FOLLOW: Final[Mapping[str, frozenset[str]]] = {
    RECEIVED: frozenset({CONTACTED, SCHEDULED, EVALUATED, LOST}),
    CONTACTED: frozenset({SCHEDULED, EVALUATED, LOST}),
    SCHEDULED: frozenset({SCHEDULED, CONTACTED, EVALUATED, LOST}),
    EVALUATED: frozenset({IN_CARE, COMPLETED, LOST}),
    IN_CARE: frozenset({COMPLETED, LOST}),
    COMPLETED: frozenset({IN_CARE}),
    LOST: frozenset({RECEIVED, CONTACTED, SCHEDULED, EVALUATED, IN_CARE}),
    JOINED: frozenset(),
}
"""Which stage a person may move a referral to; one that is booked may be booked for another day. A list may also skip
stages on the way, since it records only dates."""

PLANNED_AHEAD: Final = timedelta(days=366)
"""A day further ahead is a slip of the pen, and would hide a referral for as long."""
SINCE: Final = date(1990, 1, 1)
"""No referral is older."""

LOST_REASONS: Final = (
    "could not be reached",
    "declined by the patient",
    "went elsewhere",
    "payer not accepted",
    "authorisation refused",
    "cost",
    "distance or transport",
    "waited too long",
    "medical reason",
    "not for us",
    "stopped coming",
    "other",
)
"""Offered when a referral is lost; a list's own words are kept as they are."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral whose patient is not evaluated yet, by its own dates."""

    source: int
    received_on: date
    scheduled_for: date | None


@dataclass(frozen=True, slots=True)
class Received:
    """A referral as it comes in: by hand, from a list or a message.

    `source`, `practice`, `clinic` and `patient` are row numbers of their rooms;
    `status` is what the list says of its stage, if anything.
    """

    source: int
    received_on: date
    practice: int | None = None
    clinic: int | None = None
    patient: int | None = None
    payer: str = ""
    condition: str = ""
    first_contact_on: date | None = None
    scheduled_for: date | None = None
    evaluated_on: date | None = None
    discharged_on: date | None = None
    visits_planned: int | None = None
    visits_attended: int | None = None
    visits_missed: int | None = None
    visits_cancelled: int | None = None
    next_physician_visit_on: date | None = None
    status: str | None = None
    scheduled_time: time | None = None
    lost_reason: str = ""
    source_note: str = ""


_LONGEST: Final = {"payer": 120, "condition": 300, "lost_reason": 200}

FIELDS: Final = tuple(field.name for field in fields(Received))
BEAR_ON_STAGE: Final = frozenset(
    {"first_contact_on", "scheduled_for", "evaluated_on", "discharged_on", "visits_attended", "status", "lost_reason"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage reached on a day."""

    stage: str
    on: date


def settled(facts: Received, *, today: date) -> Received:
    """The facts with what lies ahead put where plans belong: a coming evaluation is an appointment, a coming discharge
    has not happened. Texts too long for their column are cut.

    Raises DataError, without the values, where the dates contradict each other.
    """
    if facts.received_on > today:
        raise DataError("The referral date lies ahead.", "Correct the date.")
    if facts.received_on < SINCE:
        raise DataError("The referral date lies before 1990.", "Correct the date.")
    if facts.evaluated_on and facts.evaluated_on > today:
        facts = replace(facts, evaluated_on=None, scheduled_for=facts.scheduled_for or facts.evaluated_on)
    if facts.discharged_on and facts.discharged_on > today:
        facts = replace(facts, discharged_on=None)
    if facts.first_contact_on and facts.first_contact_on > today:
        facts = replace(facts, first_contact_on=None)
    if facts.scheduled_time and not facts.scheduled_for:
        facts = replace(facts, scheduled_time=None)
    check_order(facts.received_on, facts.evaluated_on, facts.discharged_on)
    too_long = {
        name: getattr(facts, name)[:most] for name, most in _LONGEST.items() if len(getattr(facts, name)) > most
    }
    return replace(facts, **too_long) if too_long else facts


def check_order(received_on: date, evaluated_on: date | None, discharged_on: date | None) -> None:
    """Referral, evaluation, discharge: in this order. Raises DataError naming the two that are not."""
    if evaluated_on and evaluated_on < received_on:
        raise DataError("The evaluation lies before the referral.", "Correct the one that is wrong.")
    if discharged_on and discharged_on < (evaluated_on or received_on):
        before = "evaluation" if evaluated_on else "referral"
        raise DataError(f"The discharge lies before the {before}.", "Correct the one that is wrong.")


def check_typed(facts: Received, *, today: date) -> None:
    """What a person types is held to more than what a list says: nothing that has happened lies ahead, and nobody is
    spoken to or booked before the referral came. Raises DataError, also as `check_order` does."""
    for words, day in (
        ("first contact", facts.first_contact_on),
        ("evaluation", facts.evaluated_on),
        ("discharge", facts.discharged_on),
    ):
        if day and day > today:
            raise DataError(f"The {words} lies ahead.", "Correct the day.")
    check_order(facts.received_on, facts.evaluated_on, facts.discharged_on)
    if facts.first_contact_on and facts.first_contact_on < facts.received_on:
        raise DataError("The first contact lies before the referral.", "Correct the one that is wrong.")
    if facts.scheduled_for:
        check_appointment(facts.scheduled_for, received_on=facts.received_on, today=today)


def stage_of(facts: Received) -> str:
    """The stage that the dates, the visits and the list's own status say, whichever is furthest on the way.

    Lost when the status says so, or when a reason for losing it stands beside nothing that happened after.
    """
    if facts.status == LOST:
        return LOST
    by_dates = _stage_by_dates(facts)
    if facts.lost_reason and not facts.status and by_dates in BEFORE_EVALUATION:
        return LOST
    return _furthest(by_dates, facts.status or RECEIVED)


def _stage_by_dates(facts: Received) -> str:
    if facts.discharged_on:
        return COMPLETED
    if facts.evaluated_on:
        return IN_CARE if (facts.visits_attended or 0) > 1 else EVALUATED
    if facts.scheduled_for:
        return SCHEDULED
    return CONTACTED if facts.first_contact_on else RECEIVED


def _furthest(one: str, other: str) -> str:
    return one if _PLACE[one] >= _PLACE[other] else other


def history(facts: Received) -> tuple[Step, ...]:
    """The stages a list row went through, each with its day; the last one is `stage_of(facts)`.

    A list does not say on which day an appointment was made, a patient lost or a stage without a date reached: the
    last day known before stands for it. Days never run backwards.
    """
    last = stage_of(facts)
    steps = [Step(RECEIVED, facts.received_on)]
    day = facts.received_on
    for stage, on in (
        (CONTACTED, facts.first_contact_on),
        (SCHEDULED, (facts.first_contact_on or facts.received_on) if facts.scheduled_for else None),
        (EVALUATED, facts.evaluated_on),
    ):
        if on and (last == LOST or _PLACE[stage] < _PLACE[last]):
            day = max(day, on)
            steps.append(Step(stage, day))
    if last != RECEIVED:
        steps.append(Step(last, max(day, _day_of(last, facts) or day)))
    return tuple(steps)


def _day_of(stage: str, facts: Received) -> date | None:
    return {
        CONTACTED: facts.first_contact_on,
        SCHEDULED: facts.first_contact_on,
        EVALUATED: facts.evaluated_on,
        IN_CARE: facts.evaluated_on,
        COMPLETED: facts.discharged_on,
        LOST: facts.discharged_on,
    }.get(stage)


def stage_after_correction(current: str, before: Received, after: Received) -> str:
    """The stage after facts were corrected from `before` to `after`, both without what people moved by hand.

    A stage that the old dates explain follows the new ones. A stage set by hand stays, unless the correction states
    a status of its own or the new dates go further than a referral still open had come.
    """
    implied = stage_of(after)
    if after.status or current == stage_of(before):
        return implied
    if current in OPEN and implied in WAY:
        return _furthest(current, implied)
    return current


def check_move(current: str, to: str, *, on: date, received_on: date, today: date, why: str) -> None:
    """Whether a person may move a referral so. Raises Refused, naming what is missing."""
    if to not in MAY_FOLLOW[current]:
        ways = ", ".join(stage for stage in (*WAY, LOST) if stage in MAY_FOLLOW[current])
        raise Refused(f"A referral that is {current} cannot become {to}.", f"From here it can become: {ways}.")
    if on > today or on < received_on:
        raise Refused("The day must lie between the referral and today.", "Correct the day.")
    if needs_reason(current, to) and not why.strip():
        raise Refused("This needs a reason.", "Say why in a few words.")


def check_appointment(day: date, *, received_on: date, today: date) -> None:
    """Whether an evaluation can be on this day; a past one is an appointment entered late. Raises DataError."""
    if day < received_on:
        raise DataError("The appointment lies before the referral.", "Correct the day.")
    if day > today + PLANNED_AHEAD:
        raise DataError("The appointment lies more than a year ahead.", "Correct the day.")


def goes_along(stage: str, *, current: str) -> bool:
    """Whether a referral goes along when the first of its episode leaves `current`: it stands there, or behind."""
    return stage == current or (stage in OPEN and current in WAY and _PLACE[stage] < _PLACE[current])


def joins_into(stage: str, other: str) -> bool:
    """Whether a referral may be joined to one of stage `other`: no step on the way may be lost by it."""
    return stage == LOST or (other != LOST and _PLACE[stage] <= _PLACE[other])


def needs_reason(current: str, to: str) -> bool:
    """Losing a referral, opening one again and giving up an appointment need a reason."""
    return to == LOST or current in {LOST, COMPLETED} or (current, to) == (SCHEDULED, CONTACTED)


def asks_more(current: str, to: str) -> bool:
    """Whether a move needs more than a tap: the day of an appointment, or a reason."""
    return to == SCHEDULED or needs_reason(current, to)


def dates_after_move(
    to: str,
    *,
    on: date,
    first_contact_on: date | None,
    evaluated_on: date | None = None,
    scheduled_for: date | None = None,
    scheduled_time: time | None = None,
) -> dict[str, Any]:
    """What a move by hand says of the dates, as changes to the stored ones: stage and dates always agree.

    `evaluated_on` is the day of the evaluation where the referral is opened again after it: that day stands.
    """
    before_evaluation = {"evaluated_on": None, "discharged_on": None}
    if to == RECEIVED:
        return {"first_contact_on": None, "scheduled_for": None, "scheduled_time": None, **before_evaluation}
    if to == CONTACTED:
        contact = first_contact_on or on
        return {"first_contact_on": contact, "scheduled_for": None, "scheduled_time": None, **before_evaluation}
    if to == SCHEDULED:
        return {"scheduled_for": scheduled_for, "scheduled_time": scheduled_time, **before_evaluation}
    if to == EVALUATED:
        return {"evaluated_on": evaluated_on or on, "discharged_on": None}
    if to == IN_CARE:
        return {"discharged_on": None}
    return {"discharged_on": on} if to == COMPLETED else {}


def missing(*, condition: str, payer: str, patient: bool) -> tuple[str, ...]:
    """What a referral lacks that somebody has to ask for; the most needed first."""
    lacks = (("patient", not patient), ("diagnosis", not condition.strip()), ("payer", not payer.strip()))
    return tuple(words for words, absent in lacks if absent)
