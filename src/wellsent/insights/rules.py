"""Pure decisions of the room: which days count as closed, when a fit is still good, when a difference is clear."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from wellsent.base.errors import CallError

Closures = tuple[tuple[date, date], ...]

VOLUME_MAY_MOVE = 0.05
"""A fit is used again until the number of referrals has moved by more than this share since."""


_OF_10_PERCENT = 1.2816  # standard deviations beyond which 10 % lie


class Closed(Protocol):
    """Days on which one clinic, or (`clinic_id` None) the whole practice, was closed."""

    clinic_id: int | None
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class FittedTo:
    """What a fit rests on: compared with today's to decide whether it is still good."""

    month: str
    referrals: int
    closures: Closures
    false_alarms_a_month: float

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return {
            "month": self.month,
            "referrals": self.referrals,
            "closures": [[first.isoformat(), last.isoformat()] for first, last in self.closures],
            "false_alarms_a_month": self.false_alarms_a_month,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FittedTo:
        """The inverse of `to_json`."""
        closures = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in values["closures"])
        return cls(values["month"], values["referrals"], closures, values["false_alarms_a_month"])


def still_good(fitted: FittedTo, now: FittedTo) -> bool:
    """Whether what all sources have in common need not be fitted anew.

    It is good for one month, while the closures and the alarm budget are the same and the number of referrals has
    moved by no more than 5 %. Within these bounds a fit changes less than its own uncertainty.
    """
    same = (fitted.month, fitted.closures, fitted.false_alarms_a_month) == (
        now.month,
        now.closures,
        now.false_alarms_a_month,
    )
    return same and abs(now.referrals - fitted.referrals) <= VOLUME_MAY_MOVE * fitted.referrals


def closed_days(closures: Iterable[Closed], clinics: frozenset[int], *, since: date, until: date) -> Closures:
    """The spans of days between two on which all of `clinics` were closed; a practice open in one place is open.

    A closure without a clinic closes all of them.
    """
    shut: dict[date, set[int]] = {}
    for one in closures:
        day = max(one.first_day, since)
        while day <= min(one.last_day, until):
            shut.setdefault(day, set()).update(clinics if one.clinic_id is None else {one.clinic_id})
            day += timedelta(days=1)
    days = sorted(day for day, places in shut.items() if clinics <= places)
    return _spans(days)


def _spans(days: list[date]) -> Closures:
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return tuple(spans)


def comparison(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """In words: higher, lower or, where the ranges overlap, no clear difference; such figures are never ranked."""
    if one["low"] > other["high"]:
        return "higher"
    return "lower" if one["high"] < other["low"] else "no clear difference"


@dataclass(frozen=True, slots=True)
class Without:
    """The practice's expected referrals of the next 90 days as things are, and without one source; 80 % ranges."""

    now: float
    lost: float
    lost_low: float
    lost_high: float

    @property
    def left(self) -> float:
        """What would still come."""
        return self.now - self.lost

    @property
    def share(self) -> float:
        """The share that would be lost."""
        return self.lost / self.now if self.now else 0.0


def without(now: float, *, low: float, expected: float, high: float, come_anyway: float) -> Without:
    """What if a source were lost whose next 90 days are expected so (METHODS, section 6)?

    `come_anyway` is the chance, set by people, that its patients come another way. Raises CallError outside 0 to 1.
    """
    if not 0 <= come_anyway <= 1:
        raise CallError("The chance that patients come anyway lies between 0 and 100 %.", "Choose one between.")
    stay_away = 1 - come_anyway
    return Without(now, lost=expected * stay_away, lost_low=low * stay_away, lost_high=high * stay_away)


def median_range(days: Sequence[int]) -> tuple[int, int] | None:
    """The 80 % range of the median of what these days were drawn from; None below three of them.

    Two of the days themselves, as many places below and above the middle as chance explains. Source: Conover,
    *Practical Nonparametric Statistics*, 3rd ed., section 3.2 (ranges for quantiles).
    """
    count, ordered = len(days), sorted(days)
    if count < 3:
        return None
    reach = _OF_10_PERCENT * math.sqrt(count) / 2
    return ordered[max(math.floor(count / 2 - reach), 0)], ordered[min(math.ceil(count / 2 + reach), count) - 1]


def scope_of(clinics: frozenset[int] | None) -> str:
    """The name of a scope: "" for the whole practice, else the clinics' numbers, as 3,7."""
    return "" if clinics is None else ",".join(map(str, sorted(clinics))) or "none"


def clinics_of(scope: str) -> frozenset[int] | None:
    """The clinics a scope names: the inverse of `scope_of`."""
    if scope == "none":
        return frozenset()
    return frozenset(int(number) for number in scope.split(",")) if scope else None
