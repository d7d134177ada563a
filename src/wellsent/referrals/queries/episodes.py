"""The episodes of care that patients have with us: whose a visit is, and the visits stored so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from wellsent.accounts.caller import Caller
from wellsent.base.unused import in_chunks
from wellsent.directory.queries import survivors
from wellsent.referrals.models import Visit
from wellsent.referrals.scope import own_rows
from wellsent.referrals.visiting import Episode

_COLUMNS: Final = (
    *("pk", "patient_id", "stage", "received_on", "evaluated_on", "discharged_on"),
    *("source_id", "clinic_id", "episode_with_id", "duplicate_of_id"),
)


@dataclass(frozen=True, slots=True)
class StoredVisit:
    """A visit as it is stored."""

    number: int
    referral: int
    on: date
    outcome: str


def episodes_of(caller: Caller, patients: Collection[int]) -> dict[int, list[Episode]]:
    """The episodes of these patients at the caller's clinics. A referral that repeats another or shares its episode
    stands for that one: with its own day and source, but the number, stage and course of the one it goes by.
    """
    rows = _rows(caller, "patient__in", patients)
    leaders = {row["pk"]: row for row in rows}
    missing = {number for row in rows if (number := _leader(row)) not in leaders}
    leaders |= {row["pk"]: row for row in _rows(caller, "pk__in", missing)}
    stands_for = survivors(caller)
    found: dict[int, list[Episode]] = defaultdict(list)
    for row in rows:
        leader = leaders.get(_leader(row))
        if leader is not None:
            source = stands_for.get(row["source_id"], row["source_id"])
            own = {"received_on": row["received_on"], "source": source, "clinic": row["clinic_id"]}
            found[row["patient_id"]].append(replace(_episode(leader), **own))
    return found


def _rows(caller: Caller, by: str, numbers: Collection[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for chunk in in_chunks(sorted(numbers)):
        found += own_rows(caller).filter(**{by: chunk}).order_by("pk").values(*_COLUMNS)
    return found


def _leader(row: dict[str, Any]) -> int:
    number: int = row["duplicate_of_id"] or row["episode_with_id"] or row["pk"]
    return number


def _episode(row: dict[str, Any]) -> Episode:
    return Episode(
        number=row["pk"],
        stage=row["stage"],
        received_on=row["received_on"],
        evaluated_on=row["evaluated_on"],
        discharged_on=row["discharged_on"],
    )


def referred(caller: Caller, patients: Collection[int]) -> set[int]:
    """Those of these patients whom a referral at the caller's clinics names."""
    found: set[int] = set()
    for chunk in in_chunks(sorted(patients)):
        numbers = own_rows(caller).filter(patient__in=chunk).order_by().values_list("patient_id", flat=True)
        found.update(number for number in numbers if number is not None)
    return found


def visits_of(caller: Caller, referrals: Collection[int]) -> list[StoredVisit]:
    """The visits stored of these referrals, as far as they are the caller's."""
    found: list[StoredVisit] = []
    for chunk in in_chunks(sorted(referrals)):
        rows = Visit.objects.filter(referral__in=own_rows(caller).filter(pk__in=chunk)).order_by("referral", "on")
        found += [StoredVisit(*row) for row in rows.values_list("pk", "referral_id", "on", "outcome")]
    return found


def referrals_of_visits(caller: Caller, visits: Collection[int]) -> set[int]:
    """The caller's referrals that these visits, by number, belong to."""
    found: set[int] = set()
    for chunk in in_chunks(sorted(visits)):
        rows = Visit.objects.filter(pk__in=chunk, referral__in=own_rows(caller)).order_by()
        found.update(rows.values_list("referral_id", flat=True))
    return found
