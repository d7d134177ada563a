"""A practice as large as DESIGN asks pages to stay fast with, written straight into the database.

Ten years of referrals at a dozen clinics: the old ones are completed, or lost with a reason; of the last months as many
are open in each stage as a practice has that keeps up with its work, with the attempts, waits and visits that go with
them. Patients stand behind those of the last two years.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import numpy as np

PATIENTS = 100_000
YEARS = 10
CLINICS = 12
WITH_PATIENTS = 2 * 365
"""Days before today from which referrals have a patient: encrypting a million of them would take minutes."""
CHUNK = 100_000

NEVER_EVALUATED, DROPS_OUT = 0.2, 0.25
LOST_BEFORE = ("could not be reached", "declined by the patient", "went elsewhere", "payer not accepted", "cost")
LOST_AFTER = "stopped coming"
CONDITIONS = (
    "M54.50 - Low back pain",
    "M25.561 - Knee pain",
    "M75.101 - Rotator cuff tear",
    "Z96.651 - Knee replacement",
)
PAYERS = ("Medicare", "Aetna", "Blue Cross", "United Healthcare", "Workers' Comp")
COLUMNS = (
    *("id", "source", "clinic", "patient", "received_on", "received_at", "payer", "condition", "first_contact_on"),
    *("scheduled_for", "evaluated_on", "discharged_on", "visits_planned", "visits_attended", "visits_missed"),
    *("missed_in_a_row", "next_physician_visit_on", "stage", "lost_reason", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Open:
    """A referral that is still open, as far as what stands beside it needs to know."""

    number: int
    stage: str
    received_on: date
    evaluated_on: date | None
    missed: int


def build(providers: int, referrals: int) -> None:
    """Providers with names to be found by, and their referrals over ten years: few send many, many send few."""
    from django.db import connection, transaction

    from wellsent.accounts.models import Clinic
    from wellsent.base import bulk, clock
    from wellsent.referrals.models import Referral

    today = clock.today("America/New_York")
    with transaction.atomic():
        sources = _providers(providers)
        clinics = [Clinic.objects.create(name=f"Branch {number + 1}").pk for number in range(CLINICS)]
        made = _Made(sources, clinics, referrals, today)
        with_patients = int((made.ago < WITH_PATIENTS).sum())
        made.patients = list(islice(cycle(_patients(min(PATIENTS, referrals))), with_patients))
        made.first = bulk.next_ids(Referral, referrals)[0]
        rows = made.rows()
        while chunk := [row for row, _ in zip(rows, range(CHUNK), strict=False)]:
            bulk.insert(Referral, COLUMNS, chunk)
        _beside(made.open, today)
    if connection.vendor == "postgresql":  # as its autovacuum does within minutes
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _providers(number: int) -> list[int]:
    from wellsent.directory.models import KnownName, Provider

    made = Provider.objects.bulk_create(
        [
            Provider(
                name=f"Ada Family{index:05d}, MD",
                sort_name=f"Family{index:05d}, Ada, MD",
                family=f"Family{index:05d}",
                given="Ada",
                credentials="MD",
                practice_as_written=f"Practice {index % 2500}",
            )
            for index in range(number)
        ],
        batch_size=1000,
    )
    KnownName.objects.bulk_create(
        [KnownName(provider=row, text=row.name, key=row.name.casefold().replace(",", "")) for row in made],
        batch_size=1000,
    )
    return [row.pk for row in made]


def _patients(number: int) -> list[int]:
    """Patients whose family names are as unequally common as real ones: the first has one in a hundred of them."""
    from wellsent.accounts.caller import shell_caller
    from wellsent.patients import actions
    from wellsent.patients.rules import PatientDetails

    rng = np.random.default_rng(11)
    weight = 1 / (np.arange(1, 20_001) + 8)
    of = rng.choice(20_000, size=number, p=weight / weight.sum()).tolist()
    people = (
        PatientDetails(
            f"{_word(at % 500)} {_word(family + 700)}", date(1930 + at % 80, 1 + at % 12, 1 + at % 28), "", str(at)
        )
        for at, family in enumerate(of)
    )
    numbers: list[int] = []
    while batch := list(islice(people, 10_000)):
        numbers += [one for one in actions.remember_many(batch, by=shell_caller()) if one is not None]
    return numbers


def _word(number: int) -> str:
    """A made-up name, another one for each number."""
    syllables = ("ba", "ne", "rik", "so", "mul", "tan", "ve", "gro", "lin", "dok")
    return "".join(syllables[int(digit)] for digit in f"{number:03d}").capitalize()


class _Made:
    """The made-up referrals as columns, the oldest first; `open` fills up while the rows are read."""

    def __init__(self, sources: list[int], clinics: list[int], number: int, today: date) -> None:
        rng = np.random.default_rng(7)
        weight = 1 / np.arange(1, len(sources) + 1)
        self.source = np.array(sources)[rng.choice(len(sources), size=number, p=weight / weight.sum())]
        self.clinic = np.array(clinics)[rng.integers(0, len(clinics), size=number)]
        self.ago = np.sort(rng.integers(0, YEARS * 365, size=number))[::-1]
        self.wait = np.clip(rng.lognormal(np.log(5), 0.6, size=number), 1, 60).astype(int)
        self.care = rng.integers(25, 80, size=number)
        self.gives_up = rng.integers(4, 35, size=number)
        self.planned = rng.integers(6, 17, size=number)
        self.fate, self.luck = rng.random(number), rng.random(number)
        self.today = today
        self.days = [today - timedelta(days=ago) for ago in range(-70, YEARS * 365)]
        self.patients: Sequence[int] = ()
        self.first = 1
        self.open: list[Open] = []

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every referral as the database stores it, in the order of COLUMNS."""
        now = f"{self.today} 12:00:00+00:00"
        without = len(self.ago) - len(self.patients)
        columns = (
            self.source,
            self.clinic,
            self.ago,
            self.wait,
            self.care,
            self.gives_up,
            self.planned,
            self.fate,
            self.luck,
        )
        for place, (source, clinic, ago, *course) in enumerate(zip(*(one.tolist() for one in columns), strict=True)):
            number = self.first + place
            patient = self.patients[place - without] if place >= without else None
            at = f"{self.days[ago + 70]} {13 + number % 8}:{number % 60:02d}:00+00:00" if ago < 3 else None
            told = (PAYERS[number % 5], CONDITIONS[number % 4])
            yield (
                number,
                source,
                clinic,
                patient,
                self.days[ago + 70],
                at,
                *told,
                *self._course(number, ago, *course),
                now,
            )

    def _course(
        self, number: int, ago: int, wait: int, care: int, gives_up: int, planned: int, fate: float, luck: float
    ) -> tuple[Any, ...]:
        """What has become of a referral: its dates, counts, stage and reason."""
        day = lambda later: self.days[ago - later + 70]  # noqa: E731 - a word for the rows below
        contact = day(0) if ago else None
        if fate < NEVER_EVALUATED:
            if ago > gives_up:
                return (contact, *[None] * 8, "lost", LOST_BEFORE[number % len(LOST_BEFORE)])
            stage = "contacted" if contact and luck < 0.7 else "received"
            self._note(number, stage, ago)
            return (contact if stage == "contacted" else None, *[None] * 8, stage, "")
        if ago < wait:
            stage = "scheduled" if contact else "received"
            self._note(number, stage, ago)
            return (contact, day(wait) if contact else None, *[None] * 7, stage, "")
        if ago < wait + care:
            attended = max(1, planned * (ago - wait) // care)
            missed = 2 if luck < 0.01 and attended > 1 else 1 if luck < 0.06 else 0
            visit = self.today + timedelta(days=number % 40) if luck > 0.8 else None
            stage = "in care" if attended > 1 else "evaluated"
            self._note(number, stage, ago, wait, missed)
            return (contact, day(wait), day(wait), None, planned, attended, missed, missed or None, visit, stage, "")
        ended = (contact, day(wait), day(wait), day(wait + care))
        if fate < NEVER_EVALUATED + (1 - NEVER_EVALUATED) * DROPS_OUT:
            return (*ended, planned, planned // 3, 2, None, None, "lost", LOST_AFTER)
        return (*ended, planned, planned, 1, None, None, "completed", "")

    def _note(self, number: int, stage: str, ago: int, wait: int | None = None, missed: int = 0) -> None:
        evaluated = None if wait is None else self.days[ago - wait + 70]
        self.open.append(Open(number, stage, self.days[ago + 70], evaluated, missed))


def _beside(referrals: Sequence[Open], today: date) -> None:
    """The history, attempts, waits and visits of referrals that are open."""
    from wellsent.base import bulk
    from wellsent.referrals.models import Attempt, Hold, Transition, Visit

    now = datetime.combine(today, time(12), UTC)
    stamp = f"{today} 12:00:00+00:00"
    steps = [
        (
            one.number,
            stage,
            one.received_on if stage in {"received", "contacted", "scheduled"} else one.evaluated_on,
            stamp,
            "",
        )
        for one in referrals
        for stage in _way_to(one.stage)
    ]
    bulk.insert(Transition, ["referral", "stage", "on", "recorded_at", "why"], steps)
    bulk.insert(Visit, ["referral", "on", "outcome", "recorded_at"], [
        (one.number, day, outcome, stamp) for one in referrals for day, outcome in _visits_of(one, today)
    ])  # fmt: skip
    waiting = [one for one in referrals if one.stage in {"received", "contacted"}]
    Attempt.objects.bulk_create(
        [
            Attempt(
                referral_id=one.number,
                at=now - timedelta(days=tries, hours=one.number % 5),
                outcome="reached" if one.stage == "contacted" and tries == 0 else "no answer",
                recorded_at=now,
                once=uuid.uuid4(),
            )
            for one in waiting
            if one.received_on < today - timedelta(days=3)
            for tries in range(one.number % 4)
        ],
        batch_size=1000,
    )
    Hold.objects.bulk_create(
        [
            Hold(
                referral_id=one.number,
                waits_for=("payer", "office", "patient")[one.number % 3],
                since=now - timedelta(days=2),
            )
            for one in waiting
            if one.stage == "contacted" and one.number % 4 == 0
        ],
        batch_size=1000,
    )


def _way_to(stage: str) -> tuple[str, ...]:
    way = ("received", "contacted", "scheduled", "evaluated", "in care")
    return way[: way.index(stage) + 1]


def _visits_of(one: Open, today: date) -> Iterator[tuple[date, str]]:
    """The dated visits of a patient in care: twice a week since the evaluation, the next ones planned."""
    if one.evaluated_on is None:
        return
    came = [one.evaluated_on + timedelta(days=days) for days in range(0, (today - one.evaluated_on).days + 1, 4)]
    for place, day in enumerate(came):
        yield day, "missed" if place and place >= len(came) - one.missed else "attended"
    yield from ((today + timedelta(days=days), "planned") for days in (2, 5))
