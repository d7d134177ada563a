"""What the referring office should be told of its patient, from the facts alone. Pure.

Nothing is sent here: each telling is a fact prepared for the letters and notices that the practice sends. Only the
latest of a kind is kept: nobody needs to hear of an appointment that has been moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wellsent.referrals import rules
from wellsent.referrals.clocks import say
from wellsent.referrals.promises import CALLS_BEFORE_ANOTHER_WAY, MISSED_IN_A_ROW

NEWS: Final = timedelta(days=60)
"""What came about longer ago is no news to anybody."""
RECEIVED, BOOKED, NOT_REACHED, MISSED = "received", "booked", "not reached", "evaluation missed"
EVALUATED, VISITS_MISSED, DISCHARGED, LOST = "evaluated", "visits missed", "discharged", "lost"


@dataclass(frozen=True, slots=True)
class Told:
    """What the telling of one referral rests on. `steps` are its stages with their days, oldest first."""

    received_on: date
    steps: Sequence[tuple[str, date]]
    scheduled_for: date | None = None
    evaluated_on: date | None = None
    discharged_on: date | None = None
    lost_reason: str = ""
    unanswered: int = 0
    last_try_on: date | None = None
    missed_in_a_row: int = 0
    visits_attended: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell the referrer: the kind, the day it came about, and the sentence without any patient's name."""

    kind: str
    on: date
    words: str


def to_be_told(facts: Told, *, as_of: date) -> list[Telling]:
    """What the referrer should know of this referral as of a day, oldest first; nothing of one joined to another."""
    stage = facts.steps[-1][0] if facts.steps else rules.RECEIVED
    if stage == rules.JOINED:
        return []
    told = [Telling(RECEIVED, facts.received_on, f"The referral of {say(facts.received_on)} has arrived.")]
    reached: dict[str, date] = dict(facts.steps)
    if stage in rules.BEFORE_EVALUATION:
        told += _before_evaluation(facts, reached, as_of=as_of)
    if facts.evaluated_on:
        told.append(Telling(EVALUATED, facts.evaluated_on, f"The patient was evaluated on {say(facts.evaluated_on)}."))
    if stage in {rules.EVALUATED, rules.IN_CARE} and facts.missed_in_a_row >= MISSED_IN_A_ROW:
        told.append(
            Telling(VISITS_MISSED, as_of, f"The patient has missed {facts.missed_in_a_row} visits one after the other.")
        )
    if stage == rules.COMPLETED and facts.discharged_on:
        after = f" after {facts.visits_attended} visits" if facts.visits_attended else ""
        told.append(Telling(DISCHARGED, facts.discharged_on, f"Discharged on {say(facts.discharged_on)}{after}."))
    if stage == rules.LOST:
        why = f": {facts.lost_reason}" if facts.lost_reason else ""
        told.append(Telling(LOST, reached[rules.LOST], f"The patient will not be treated here{why}."))
    return [one for one in told if as_of - one.on <= NEWS]


def _before_evaluation(facts: Told, reached: dict[str, date], *, as_of: date) -> list[Telling]:
    told = []
    if facts.unanswered >= CALLS_BEFORE_ANOTHER_WAY and facts.last_try_on:
        told.append(
            Telling(
                NOT_REACHED,
                facts.last_try_on,
                f"Called {facts.unanswered} times, last on {say(facts.last_try_on)}, without reaching the patient.",
            )
        )
    if facts.scheduled_for and facts.scheduled_for < as_of:
        day = say(facts.scheduled_for)
        told.append(Telling(MISSED, facts.scheduled_for, f"The patient did not come to the evaluation on {day}."))
    elif facts.scheduled_for:
        booked = reached.get(rules.SCHEDULED, facts.received_on)
        told.append(Telling(BOOKED, booked, f"The evaluation is booked for {say(facts.scheduled_for)}."))
    return told
