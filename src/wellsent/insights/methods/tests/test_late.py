"""Referrals that are entered days after they came: the last days are worth what is known of them, and alarm nobody."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.methods.late import LONGEST, known_by_age, lowered
from wellsent.insights.methods.standing import History, read_standing

TODAY = date(2026, 10, 30).toordinal()  # a Friday
SOURCES = 30


def every_week(delay: int, *, of_half: bool = False) -> tuple[IntArray, IntArray, IntArray]:
    """Thirty sources that each send two a week for two years, and what is entered of it `delay` days after it came; of
    every second source alone when `of_half`.
    """
    weeks = np.arange(104)
    days = np.concatenate([TODAY - 7 * weeks, TODAY - 7 * weeks - 3])
    source, day = np.repeat(np.arange(SOURCES), len(days)), np.tile(days, SOURCES)
    late = source % 2 == 1 if of_half else np.ones(len(source), dtype=bool)
    entered = np.maximum(day + delay * late, TODAY - 400)  # what came before was brought in by a list
    there = entered <= TODAY
    return source[there], day[there], entered[there]


def test_the_share_that_is_known_grows_with_age() -> None:
    _, day, entered = every_week(10)
    known = known_by_age(day, entered, TODAY)
    assert known[9] < 0.05
    assert known[10] == pytest.approx(1)
    assert len(known) == LONGEST


def test_who_enters_all_at_once_is_believed_at_once() -> None:
    _, day, entered = every_week(0)
    assert known_by_age(day, entered, TODAY) == (1.0,) * LONGEST


def test_the_list_that_brought_the_past_tells_of_no_habit() -> None:
    day = TODAY - np.arange(300)
    assert known_by_age(day, np.full(300, TODAY), TODAY) == ()


def test_a_handful_of_referrals_tells_of_no_habit() -> None:
    day = TODAY - 40 - np.arange(20)
    assert known_by_age(day, day + 5, TODAY) == ()


def test_a_source_whose_referrals_are_entered_late_seems_less_silent() -> None:
    source, day, entered = every_week(21, of_half=True)
    as_of = date.fromordinal(TODAY)
    blamed = read_standing(History(source, day, SOURCES, as_of))
    allowed = read_standing(History(source, day, SOURCES, as_of, entered=entered))
    late = np.arange(SOURCES) % 2 == 1
    assert (allowed.evidence.chance[late] > 3 * blamed.evidence.chance[late]).all()
    assert (allowed.present.expected[late] > blamed.present.expected[late]).all()


def test_no_future_entry_is_looked_at() -> None:
    _, day, entered = every_week(5)
    later = np.append(entered, TODAY + 1), np.append(day, TODAY - 50)
    assert known_by_age(later[1], later[0], TODAY) == known_by_age(day, entered, TODAY)


@given(arrays(np.float64, st.integers(0, 60), elements=st.floats(0, 3)), st.integers(0, LONGEST))
def test_only_the_last_days_are_lowered(worth: np.ndarray, days: int) -> None:
    known = tuple(float(share) for share in np.linspace(0.2, 1, days)) if days else ()
    after = lowered(worth, known)
    assert len(after) == len(worth)
    assert (after <= worth).all()
    assert (after[: max(0, len(worth) - days)] == worth[: max(0, len(worth) - days)]).all()
