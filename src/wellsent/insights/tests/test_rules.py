"""Closed days of several clinics, a fit that is still good, and differences that are clear or not."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.insights import rules

NORTHSIDE, HARBOR = 1, 2
BOTH = frozenset({NORTHSIDE, HARBOR})
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


@dataclass
class Shut:
    clinic_id: int | None
    first_day: date
    last_day: date


@dataclass
class Range:
    low: float
    high: float


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
    north, harbor = Shut(NORTHSIDE, date(2026, 7, 1), date(2026, 7, 5)), Shut(HARBOR, date(2026, 7, 4), date(2026, 7, 9))
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


def test_ranges_that_overlap_differ_in_no_clear_way() -> None:
    assert rules.comparison(Range(0.6, 0.8), Range(0.8, 0.9)) == "no clear difference"
    assert rules.comparison(Range(0.6, 0.7), Range(0.8, 0.9)) == "lower"
    assert rules.comparison(Range(0.95, 0.99), Range(0.8, 0.9)) == "higher"


@given(st.none() | st.frozensets(st.integers(1, 10_000), max_size=20))
def test_a_scope_is_named_and_read_back(clinics: frozenset[int] | None) -> None:
    assert rules.clinics_of(rules.scope_of(clinics)) == clinics
