"""Closed days of several clinics, a fit that is still good, and differences that are clear or not."""

from __future__ import annotations

import json
import random
import statistics
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.base.errors import CallError
from wellsent.insights import rules

NORTHSIDE, HARBOR = 1, 2
BOTH = frozenset({NORTHSIDE, HARBOR})
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


@dataclass
class Shut:
    clinic_id: int | None
    first_day: date
    last_day: date


def closed(*closures: Shut, clinics: frozenset[int] = BOTH) -> rules.Closures:
    return rules.closed_days(closures, clinics, since=SINCE, until=UNTIL)


def test_a_closure_of_the_practice_closes_every_clinic() -> None:
    assert closed(Shut(None, date(2026, 7, 3), date(2026, 7, 5))) == ((date(2026, 7, 3), date(2026, 7, 5)),)


def test_while_one_clinic_is_open_the_practice_is_open() -> None:
    assert closed(Shut(HARBOR, date(2026, 7, 3), date(2026, 7, 5))) == ()


def test_who_sees_one_clinic_alone_counts_its_own_closures() -> None:
    shut = Shut(HARBOR, date(2026, 7, 3), date(2026, 7, 5))
    assert closed(shut, clinics=frozenset({HARBOR})) == ((date(2026, 7, 3), date(2026, 7, 5)),)


def test_the_practice_is_closed_on_the_days_on_which_all_its_clinics_are() -> None:
    north, harbor = (
        Shut(NORTHSIDE, date(2026, 7, 1), date(2026, 7, 5)),
        Shut(HARBOR, date(2026, 7, 4), date(2026, 7, 9)),
    )
    assert closed(north, harbor) == ((date(2026, 7, 4), date(2026, 7, 5)),)


def test_closures_that_touch_are_one_span() -> None:
    first, second = Shut(None, date(2026, 7, 1), date(2026, 7, 2)), Shut(None, date(2026, 7, 3), date(2026, 7, 4))
    assert closed(first, second) == ((date(2026, 7, 1), date(2026, 7, 4)),)


def test_closed_days_outside_the_time_looked_at_are_left_out() -> None:
    assert closed(Shut(None, date(1, 1, 1), date(9999, 12, 31))) == ((SINCE, UNTIL),)


NOW = rules.FittedTo("2026-11", 1000, ((date(2026, 7, 3), date(2026, 7, 5)),), 0.5)


@pytest.mark.parametrize(
    ("changed", "good"),
    [
        ({}, True),
        ({"referrals": 1050}, True),
        ({"referrals": 1051}, False),
        ({"referrals": 949}, False),
        ({"month": "2026-12"}, False),
        ({"closures": ()}, False),
        ({"false_alarms_a_month": 1.0}, False),
    ],
)
def test_a_fit_is_good_for_its_month_its_closures_its_budget_and_nearly_its_volume(
    changed: dict[str, object], good: bool
) -> None:
    assert rules.still_good(NOW, replace(NOW, **changed)) is good  # type: ignore[arg-type]  # fields by name


def test_what_a_fit_rests_on_survives_json() -> None:
    assert rules.FittedTo.from_json(json.loads(json.dumps(NOW.to_json()))) == NOW


def range_of(low: float, high: float) -> dict[str, float]:
    return {"low": low, "high": high}


def test_ranges_that_overlap_differ_in_no_clear_way() -> None:
    assert rules.comparison(range_of(0.6, 0.8), range_of(0.8, 0.9)) == "no clear difference"
    assert rules.comparison(range_of(0.6, 0.7), range_of(0.8, 0.9)) == "lower"
    assert rules.comparison(range_of(0.95, 0.99), range_of(0.8, 0.9)) == "higher"


def test_a_source_lost_takes_along_what_does_not_come_anyway() -> None:
    lost = rules.without(50.0, low=6, expected=10.0, high=14, come_anyway=0.25)
    assert (lost.lost, lost.left, lost.share) == (7.5, 42.5, 0.15)
    assert (lost.lost_low, lost.lost_high) == (4.5, 10.5)


@pytest.mark.parametrize("chance", [-0.01, 1.01, float("nan")])
def test_a_chance_outside_0_to_1_is_refused(chance: float) -> None:
    with pytest.raises(CallError):
        rules.without(50.0, low=6, expected=10.0, high=14, come_anyway=chance)


def test_two_days_say_nothing_about_the_median() -> None:
    assert rules.median_range([3, 5]) is None


@given(st.lists(st.integers(0, 120), min_size=3, max_size=200))
def test_the_median_lies_in_its_range(days: list[int]) -> None:
    low, high = rules.median_range(days) or (0, 0)
    assert low <= statistics.median(days) <= high


def test_the_range_of_a_median_holds_four_times_in_five() -> None:
    rng, held = random.Random(20261124), 0
    for _ in range(2000):
        days = [int(rng.expovariate(0.1)) for _ in range(25)]
        low, high = rules.median_range(days) or (0, 0)
        held += low <= 6 <= high  # the median of floored exponentials of mean 10 is 6
    assert 0.78 <= held / 2000 <= 0.92


@given(st.none() | st.frozensets(st.integers(1, 10_000), max_size=20))
def test_a_scope_is_named_and_read_back(clinics: frozenset[int] | None) -> None:
    assert rules.clinics_of(rules.scope_of(clinics)) == clinics
