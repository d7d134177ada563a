"""Marks that tell whether a source's days changed, months as numbers, and volume by group."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wellsent.insights.breakdowns import LARGEST, MONTHS_KEPT, Groups, breakdown
from wellsent.insights.marks import marks
from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.months import first_day, month_name, month_number, month_numbers

DAYS = st.lists(st.integers(726468, 741000), max_size=30)


def ints(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def mark_of(days: list[int]) -> int:
    return int(marks(np.zeros(len(days), dtype=np.int64), ints(days), 1)[0])


@given(DAYS)
def test_the_order_of_referrals_leaves_the_mark_alone(days: list[int]) -> None:
    shuffled = sorted(days)
    assert mark_of(days) == mark_of(shuffled)


@given(DAYS, DAYS)
def test_other_days_give_another_mark(days: list[int], others: list[int]) -> None:
    assert (mark_of(days) == mark_of(others)) is (sorted(days) == sorted(others))


def test_each_source_is_marked_by_its_own_days_alone() -> None:
    both = marks(ints([0, 1, 0]), ints([740000, 740001, 740002]), 3)
    assert both.tolist() == [mark_of([740000, 740002]), mark_of([740001]), mark_of([])]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_months_of_many_days_are_those_of_each(day: date) -> None:
    number = month_number(day)
    assert month_numbers(ints([day.toordinal()])).tolist() == [number]
    assert month_name(number) == f"{day:%Y-%m}"
    assert first_day(number) == day.replace(day=1)


def groups(codes: list[int], number: int) -> Groups:
    return Groups(ints(codes), [f"k{at}" for at in range(number)], [f"Group {at}" for at in range(number)])


def test_groups_come_largest_first_with_their_months() -> None:
    rows = breakdown(groups([0, 1, 1, 1], 3), ints([100, 100, 101, 101]), 101)
    assert [(row.key, row.label, row.months) for row in rows] == [("k1", "Group 1", (1, 2)), ("k0", "Group 0", (1, 0))]


def test_months_after_the_last_one_count_nowhere() -> None:
    rows = breakdown(groups([0, 0], 1), ints([100, 102]), 101)
    assert [row.months for row in rows] == [(1, 0)]


def test_the_small_groups_are_counted_together() -> None:
    number = LARGEST + 3
    rows = breakdown(groups([*range(number), 0], number), ints([100] * (number + 1)), 100)
    assert len(rows) == LARGEST + 1
    assert (rows[-1].key, rows[-1].groups, rows[-1].months) == ("", 3, (3,))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 90)), max_size=60))
def test_every_referral_of_the_last_five_years_is_counted_once(referrals: list[tuple[int, int]]) -> None:
    today = date(2026, 11, 24)
    last = month_number(today)
    month = ints([last - ago for _, ago in referrals])
    rows = breakdown(groups([code for code, _ in referrals], 6), month, last)
    assert sum(sum(row.months) for row in rows) == int((month > last - MONTHS_KEPT).sum())


def test_a_month_is_counted_by_the_calendar() -> None:
    ordinals = [(date(2026, 1, 31) + timedelta(days=ago)).toordinal() for ago in (0, 1)]
    assert np.diff(month_numbers(ints(ordinals))).tolist() == [1]
