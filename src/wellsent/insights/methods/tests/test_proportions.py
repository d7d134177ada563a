"""Conversion and completion: small numbers lean on the practice, young referrals do not count, ranges decide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.insights.methods.proportions import (
    CONVERSION_DAYS,
    NEVER,
    Proportions,
    completion,
    conversion,
    pooled,
)
from wellsent.insights.methods.still_open import still_open

TODAY = 739_000


def of_counts(counts: list[tuple[int, int]]) -> Proportions:
    """Sources with so many of so many."""
    source = np.repeat(np.arange(len(counts)), [n for _, n in counts])
    yes = np.concatenate([np.arange(n) < good for good, n in counts]) if counts else np.zeros(0, dtype=bool)
    return pooled(source, yes, np.ones(len(yes), dtype=bool), len(counts))


def test_a_source_with_one_referral_stays_near_the_practice() -> None:
    known = of_counts([(160, 200), (70, 90), (1, 1), (0, 1)])
    assert known.practice.expected == pytest.approx(231 / 292)
    assert abs(known.sources[2].expected - known.sources[3].expected) < 0.25
    assert known.sources[0].expected == pytest.approx(0.8, abs=0.02)


def test_a_source_without_referrals_gets_what_the_practice_shows() -> None:
    known = of_counts([(160, 200), (0, 0)])
    assert known.sources[1].n == 0
    assert known.sources[1].low < known.practice.expected < known.sources[1].high


def test_nothing_known_at_all_is_anything() -> None:
    known = of_counts([])
    assert (known.practice.n, known.sources) == (0, ())
    assert known.practice.low < 0.2
    assert known.practice.high > 0.8


def test_a_thousand_sources_that_are_all_alike_have_a_narrow_range() -> None:
    known = of_counts([(30 + number % 2, 100) for number in range(1000)])
    assert all(0.27 < one.low < one.expected < one.high < 0.34 for one in known.sources)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), min_size=1, max_size=12))
def test_the_likely_proportion_lies_in_its_range(counts: list[list[int]]) -> None:
    for known in of_counts([(good, n) for good, n in counts]).sources:
        assert 0 <= known.low <= known.expected <= known.high <= 1


def test_referrals_of_the_last_month_do_not_count() -> None:
    received = np.array([TODAY - 5, TODAY - CONVERSION_DAYS, TODAY - 90])
    evaluated = np.array([TODAY - 2, TODAY - 20, NEVER])
    known = conversion(np.zeros(3, dtype=np.int64), received, evaluated, 1, TODAY)
    assert (known.practice.yes, known.practice.n) == (1, 2)


def test_an_evaluation_after_as_of_has_not_happened() -> None:
    known = conversion(np.zeros(1, dtype=np.int64), np.array([TODAY - 40]), np.array([TODAY + 1]), 1, TODAY)
    assert known.practice.yes == 0


def test_completion_counts_those_whose_care_has_ended_and_the_old() -> None:
    evaluated = np.array([TODAY - 30, TODAY - 30, TODAY - 200, NEVER])
    ended = np.array([TODAY - 1, NEVER, NEVER, NEVER])
    known = completion(np.zeros(4, dtype=np.int64), evaluated, ended, np.ones(4, dtype=bool), 1, TODAY)
    assert (known.practice.yes, known.practice.n) == (1, 2)


def a_young_practice(months: int, chance: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Who completes takes eight weeks, who drops out two: when evaluated, when ended, and whether completed so far; and
    the share that will complete."""
    dice = np.random.default_rng(11)
    evaluated = TODAY - dice.integers(0, 30 * months, 600)
    well = dice.random(600) < chance
    ended = evaluated + np.where(well, dice.gamma(6, 9, 600), dice.exponential(14, 600) + 1).astype(int)
    over = ended <= TODAY
    return evaluated, np.where(over, ended, NEVER), well & over, float(well.mean())


@pytest.mark.parametrize("chance", [0.4, 0.7, 0.9])
def test_where_most_are_in_care_still_those_who_dropped_out_so_far_are_not_the_whole_of_it(chance: float) -> None:
    evaluated, ended, completed, share = a_young_practice(4, chance)
    source = np.arange(600) % 10
    known = completion(source, evaluated, ended, completed, 10, TODAY)
    assert known.practice.expected == pytest.approx(share, abs=0.05)
    assert known.practice.low < share < known.practice.high
    assert known.practice.yes / known.practice.n < share - 0.03
    assert np.mean([one.expected for one in known.sources]) == pytest.approx(share, abs=0.05)


def test_once_all_care_has_ended_nothing_but_its_ends_counts() -> None:
    evaluated, ended, completed, _ = a_young_practice(4, 0.7)
    source, later = np.arange(600) % 10, TODAY + 400
    ended = np.where(ended == NEVER, TODAY + 1, ended)
    known = completion(source, evaluated, ended, completed, 10, later)
    plain = pooled(source, completed, np.ones(600, dtype=bool), 10)
    assert known.practice.expected == pytest.approx(plain.practice.expected)
    assert [one.low for one in known.sources] == [one.low for one in plain.sources]


@given(st.lists(st.tuples(st.integers(0, 150), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_the_longer_patients_are_in_care_the_fewer_are_left(ends: list[tuple[int, bool, bool]]) -> None:
    age, over, good = (np.array(column) for column in zip(*ends, strict=True))
    left = still_open(age, over, good & over, 120)
    for curve in (left.good, left.bad):
        assert (np.diff(curve) <= 1e-9).all()
        assert 0 <= curve[-1] <= curve[0] <= 1
    assert 0 <= left.share <= 1
