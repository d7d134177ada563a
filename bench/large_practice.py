"""A practice as large as DESIGN asks pages to stay fast with, written straight into the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np

PROVIDERS, REFERRALS = 10_000, 1_000_000
PATIENTS = 100_000
YEARS = 10
LAST_DAY = date(2026, 10, 31)


def build(providers: int = PROVIDERS, referrals: int = REFERRALS) -> None:
    """Providers with names to be found by, and their referrals over ten years: few send many, many send few."""
    from django.db import transaction

    from wellsent.base import bulk
    from wellsent.referrals.models import Referral

    with transaction.atomic():
        sources = _providers(providers)
        patients = _patients(min(PATIENTS, referrals))
        columns = [
            *("source", "received_on", "payer", "condition", "evaluated_on", "stage", "lost_reason", "created_at"),
            "patient",
        ]
        rows = _referrals(sources, referrals)
        bulk.insert(Referral, columns, ((*row, patients[at % len(patients)]) for at, row in enumerate(rows)))


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


def _referrals(sources: list[int], number: int) -> Iterator[tuple[Any, ...]]:
    rng = np.random.default_rng(7)
    weight = 1 / np.arange(1, len(sources) + 1)
    of = rng.choice(len(sources), size=number, p=weight / weight.sum())
    back = np.sort(rng.integers(0, YEARS * 365, size=number))[::-1]
    waited = rng.integers(0, 30, size=number)
    days = [(LAST_DAY - timedelta(days=index)).isoformat() for index in range(-30, YEARS * 365)]
    now = f"{LAST_DAY} 12:00:00+00:00"
    for source, ago, wait in zip(of.tolist(), back.tolist(), waited.tolist(), strict=True):
        evaluated = wait < 24 and ago > wait
        yield (
            sources[source],
            days[ago + 30],
            "medicare",
            "low back pain",
            days[ago + 30 - wait] if evaluated else None,
            "evaluated" if evaluated else "received",
            "",
            now,
        )
