"""The hidden chain: chances are chances, drift is what it says, and forecasts keep their means."""

import numpy as np
import pytest

from wellsent.insights.methods.ahead import RATES, mean_rates, quantiles
from wellsent.insights.methods.chain import GRID, PRESENT, STATES, WEEKS_A_MONTH, Habits, transitions
from wellsent.insights.methods.fitting import DRIFTS, GOES

STEADY = {"doubles": 0.0, "halves": 0.0, "pauses": 0.0, "goes": 0.0}


@pytest.mark.parametrize("drift", DRIFTS)
@pytest.mark.parametrize("goes", GOES)
def test_every_row_of_the_chain_is_a_distribution(drift: float, goes: float) -> None:
    chances = transitions(Habits(drift=drift, goes=goes))
    assert np.all(chances >= 0)
    assert chances.sum(axis=1) == pytest.approx(np.ones(STATES))


def test_a_month_of_drift_strays_as_far_as_it_says() -> None:
    chances = transitions(Habits(drift=0.1, **STEADY))
    middle = len(GRID) // 2
    week = chances[middle, : len(GRID)]
    spread = np.sqrt(week @ (np.log(GRID) - np.log(GRID[middle])) ** 2 * WEEKS_A_MONTH)
    assert spread == pytest.approx(0.1, rel=0.02)


def test_the_grid_reaches_well_above_sixty_a_month() -> None:
    assert GRID[-1] * WEEKS_A_MONTH > 240


def test_simulated_means_agree_with_the_chain() -> None:
    habits = Habits()
    expected, state = np.zeros(STATES), PRESENT
    for _ in range(13):
        state = transitions(habits) @ state
        expected += state / 13
    simulated = mean_rates(habits, 13) @ RATES
    large = slice(len(GRID) // 2, len(GRID) - 8)
    assert simulated[large] == pytest.approx(expected[large], rel=0.06)


def test_quantiles_are_the_smallest_counts_that_reach_them() -> None:
    low, high = quantiles(np.array([[0.5, 0.5]]), np.array([0.0, 4.0]), 1e6, (0.1, 0.9))
    assert (low[0], high[0]) == (0, 6)


def test_a_source_of_nothing_expects_nothing() -> None:
    low, high = quantiles(np.ones((1, 1)), np.zeros(1), 5.0, (0.1, 0.9))
    assert (low[0], high[0]) == (0, 0)


def test_quantiles_of_counts_in_the_millions_come_near_and_take_little_memory() -> None:
    low, high = quantiles(np.ones((1, 1)), np.array([5e8]), 1e4, (0.1, 0.9))
    spread = 1.2816 * 5e8 / 100  # a gamma of shape 10,000 is nearly normal
    assert abs(low[0] - (5e8 - spread)) < 0.02 * spread
    assert abs(high[0] - (5e8 + spread)) < 0.02 * spread
