"""The course of a made-up referral: who the patient is, and what became of the referral in the end.

Each source has its own chance that its patients are evaluated, and that those evaluated complete their care. What a
list can show on a given day is less than what really happened: `seen_on` hides what was still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from wellsent.simulate.calendar import working_share
from wellsent.simulate.conditions import CONDITIONS, DROPPED_OUT, NEVER_SEEN, PAYERS, Condition
from wellsent.simulate.dice import Dice
from wellsent.simulate.names import PersonName
from wellsent.simulate.people import Provider
from wellsent.simulate.world import World

Status = Literal["received", "contacted", "scheduled", "evaluated", "in care", "completed", "lost"]

AREAS = ("404", "470", "678", "770")  # where the telephones of patients are
AFTERWARDS = 730  # days past the records in which courses may still run on
COMES_AGAIN = 0.06  # share of referrals that are another one for a patient known already
REST = 90  # days at least between two referrals of one patient


@dataclass(frozen=True)
class Patient:
    """A made-up patient."""

    record: str
    name: PersonName
    born: date
    payer: str

    @property
    def phone(self) -> str:
        """A telephone number kept free for fiction, always the same one."""
        number = int(self.record)
        return f"({AREAS[number // 100 % len(AREAS)]}) 555-01{number % 100:02d}"


@dataclass(frozen=True)
class Course:
    """What became of a referral. `booked` is the day on which the evaluation was scheduled, `appointment` the day for
    which, `evaluation` the day it took place, `closed` the day a patient never seen was given up.
    """

    first_contact: date | None = None
    booked: date | None = None
    evaluation: date | None = None
    discharge: date | None = None
    closed: date | None = None
    visits_planned: int | None = None
    visits_attended: int | None = None
    status: Status = "received"
    lost_reason: str = ""
    appointment: date | None = None


@dataclass(frozen=True)
class Chances:
    """A source's true probabilities: a referred patient is evaluated; an evaluated one completes the care planned."""

    conversion: float
    completion: float


@dataclass(frozen=True)
class Referral:
    """A made-up referral with its course to the end, whether the practice knows it yet or not."""

    key: int
    source: int
    received: date
    patient: Patient
    clinic: str
    condition: Condition
    course: Course


class OpenDays:
    """The days on which the made-up practice sees patients: weekdays but holidays and closures."""

    def __init__(self, world: World) -> None:
        days = np.arange(world.first_day.toordinal(), world.last_day.toordinal() + AFTERWARDS)
        is_open = (working_share(days) > 0) & ((days - 1) % 7 < 5)
        for begin, end in world.closures:
            is_open &= (days < begin.toordinal()) | (days > end.toordinal())
        self._open = days[is_open]

    def on_or_after(self, day: date) -> date:
        """The first open day from `day` on."""
        place = int(np.searchsorted(self._open, day.toordinal()))
        return date.fromordinal(int(self._open[min(place, len(self._open) - 1)]))

    def between(self, day: date, last: date) -> list[date]:
        """The open days after `day` up to `last`."""
        first, end = np.searchsorted(self._open, [day.toordinal() + 1, last.toordinal() + 1])
        return [date.fromordinal(one) for one in self._open[first:end].tolist()]


def make_referrals(
    dice: Dice,
    world: World,
    providers: Sequence[Provider],
    chances: Mapping[int, Chances],
    clinics: tuple[str, ...],
    names: Iterator[PersonName],
) -> tuple[Referral, ...]:
    """Every referral of the world with its patient and course, in order of days; `names` are for the patients."""
    open_days = OpenDays(world)
    usual_clinic = {source: dice.pick(clinics) for source in chances}
    median_wait = dice.between(4, 7)
    made: list[Referral] = []
    rested = 0
    for key, (source, ordinal) in enumerate(
        zip(world.referral_source.tolist(), world.referral_day.tolist(), strict=True)
    ):
        received = date.fromordinal(ordinal)
        while rested < len(made) and made[rested].received < received - timedelta(days=REST):
            rested += 1
        again = rested and dice.chance(COMES_AGAIN)
        patient = dice.pick(made[:rested]).patient if again else _patient(dice, key, next(names), received)
        condition = dice.pick(CONDITIONS[providers[source].kind])
        clinic = usual_clinic[source] if dice.chance(0.8) else dice.pick(clinics)
        course = _course(dice, open_days, received, chances[source], median_wait)
        made.append(Referral(key, source, received, patient, clinic, condition, course))
    return tuple(made)


def make_chances(dice: Dice, sources: int) -> dict[int, Chances]:
    """Each source's true conversion and completion, scattered around the practice's own."""
    conversion, completion = float(dice.rng.uniform(0.72, 0.88)), float(dice.rng.uniform(0.6, 0.8))
    return {source: Chances(dice.share(conversion, 14), dice.share(completion, 14)) for source in range(sources)}


def seen_on(course: Course, day: date) -> Course:
    """The course as the practice knew it at the end of `day`."""
    known = replace(
        course,
        first_contact=_by(course.first_contact, day),
        booked=_by(course.booked, day),
        evaluation=_by(course.evaluation, day),
        discharge=_by(course.discharge, day),
        closed=_by(course.closed, day),
        appointment=course.appointment if _by(course.booked, day) else None,
    )
    if known.evaluation is None or course.evaluation is None:
        known = replace(known, visits_planned=None, visits_attended=None)
    elif known.discharge is None and course.discharge is not None:
        share = (day - course.evaluation) / (course.discharge - course.evaluation)
        known = replace(known, visits_attended=max(1, int((course.visits_attended or 1) * share)))
    status = _status(known, day, course.status)
    return replace(known, status=status, lost_reason=course.lost_reason if status == "lost" else "")


def _by(happened: date | None, day: date) -> date | None:
    return happened if happened and happened <= day else None


def _status(known: Course, day: date, final: Status) -> Status:
    if known.discharge or known.closed:
        return final
    if known.evaluation:
        return "evaluated" if (day - known.evaluation).days < 5 else "in care"
    if known.booked:
        return "scheduled"
    return "contacted" if known.first_contact else "received"


def _patient(dice: Dice, key: int, name: PersonName, day: date) -> Patient:
    payer = dice.weighted(PAYERS)
    low, high = {"Medicare": (65, 91), "Workers' Comp": (20, 64)}.get(payer, (14, 66))
    born = day - timedelta(days=int((low + dice.rng.random() * (high - low)) * 365.25))
    return Patient(f"{20000 + key * 3 + dice.between(0, 2)}", name, born, payer)


def _course(dice: Dice, open_days: OpenDays, received: date, chances: Chances, median_wait: int) -> Course:
    contact = open_days.on_or_after(received + timedelta(days=dice.weighted({0: 55, 1: 30, 2: 10, 5: 5})))
    if not dice.chance(chances.conversion):
        return _never_seen(dice, open_days, contact)
    wait = dice.days(median_wait, 0.7) + (dice.between(20, 60) if dice.chance(0.03) else 0)
    booked = open_days.on_or_after(contact + timedelta(days=dice.weighted({0: 60, 1: 25, 3: 15})))
    evaluation = open_days.on_or_after(max(received + timedelta(days=wait), booked))
    planned = dice.between(6, 16)
    weeks = planned / 2 * float(dice.rng.uniform(0.9, 1.4))
    if dice.chance(chances.completion):
        attended = max(1, round(planned * float(dice.rng.uniform(0.85, 1.0))))
        discharge = open_days.on_or_after(evaluation + timedelta(days=7 * weeks))
        return Course(contact, booked, evaluation, discharge, None, planned, attended, "completed", "", evaluation)
    attended = dice.between(1, max(1, planned * 2 // 3))
    discharge = open_days.on_or_after(evaluation + timedelta(days=7 * weeks * attended / planned + 21))
    reason = dice.weighted(DROPPED_OUT)
    return Course(contact, booked, evaluation, discharge, None, planned, attended, "lost", reason, evaluation)


def _never_seen(dice: Dice, open_days: OpenDays, contact: date) -> Course:
    """Given up some weeks later: a third never reached at all, some booked and did not come."""
    reason = dice.weighted(NEVER_SEEN)
    closed = open_days.on_or_after(contact + timedelta(days=dice.between(4, 35)))
    reached = None if reason == "Could not reach" else contact
    booked = contact if reason == "No-show" else None
    missed = min(open_days.on_or_after(contact + timedelta(days=4)), closed) if booked else None
    return Course(reached, booked, None, None, closed, None, None, "lost", reason, missed)
