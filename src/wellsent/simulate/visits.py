"""The visits of made-up patients: the dated ones behind the counts of the referral list, and those still planned.

Most visits are kept, some are missed or called off, and who drops out stays away before anybody notes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from wellsent.simulate.courses import OpenDays, Referral, seen_on
from wellsent.simulate.dice import Dice
from wellsent.simulate.facts import PracticeFacts

Outcome = Literal["attended", "missed", "cancelled", "planned"]

MISSED_FOR_EACH = 0.05  # visits missed for each one attended
CANCELLED_FOR_EACH = 0.08
BOOKED_AHEAD = 4  # visits that are planned with a day, at most
LOOKS_AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class Visit:
    """One visit of a made-up patient; `evaluation` says that it is the first of its episode."""

    referral: Referral
    day: date
    outcome: Outcome
    evaluation: bool = False


def make_visits(dice: Dice, facts: PracticeFacts) -> tuple[Visit, ...]:
    """Every visit as known on the last day of the records, in the order of days."""
    open_days, last_day = OpenDays(facts.world), facts.world.last_day
    made = [visit for referral in facts.referrals for visit in _of(dice, open_days, referral, last_day)]
    return tuple(sorted(made, key=lambda visit: (visit.day, visit.referral.key)))


def _of(dice: Dice, open_days: OpenDays, referral: Referral, last_day: date) -> Iterator[Visit]:
    seen = seen_on(referral.course, last_day)
    if seen.evaluation is None:
        if seen.appointment is not None:
            yield Visit(referral, seen.appointment, "planned" if seen.appointment > last_day else "missed", True)
        return
    yield Visit(referral, seen.evaluation, "attended", evaluation=True)
    dropped_out = seen.status == "lost"
    end = seen.discharge or last_day
    treated = open_days.between(seen.evaluation, end - timedelta(days=21) if dropped_out else end)
    came = _spread(treated, (seen.visits_attended or 1) - 1)
    yield from (Visit(referral, day, "attended") for day in came)
    free = [day for day in treated if day not in set(came)]
    for outcome, chance in (("missed", MISSED_FOR_EACH), ("cancelled", CANCELLED_FOR_EACH)):
        for day in _some(dice, free, chance * (len(came) + 1)):
            free.remove(day)
            yield Visit(referral, day, outcome)  # type: ignore[arg-type]  # one of the two above
    if dropped_out:
        yield from (Visit(referral, day, "missed") for day in open_days.between(end - timedelta(days=20), end)[2:8:4])
    elif seen.discharge is None:
        left = max(1, (seen.visits_planned or 0) - (seen.visits_attended or 0))
        ahead = open_days.between(last_day, last_day + LOOKS_AHEAD)
        yield from (Visit(referral, day, "planned") for day in ahead[1::3][: min(left, BOOKED_AHEAD)])


def _spread(days: Sequence[date], number: int) -> list[date]:
    """So many of the days, evenly, the last one among them."""
    number = min(number, len(days))
    return [days[(place + 1) * len(days) // number - 1] for place in range(number)]


def _some(dice: Dice, days: Sequence[date], expected: float) -> list[date]:
    """About so many of the days."""
    if not days or not dice.chance(min(expected, 1.0)):
        return []
    return [dice.pick(days)]
