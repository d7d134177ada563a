"""The quiet alarm keeps to its budget and puts what is at stake first."""

import math

import numpy as np

from wellsent.insights.methods.alarm import fit_threshold, score
from wellsent.insights.methods.arrays import Float32Array
from wellsent.insights.methods.chain import GONE, GRID, STATES, USUAL, Habits


def belief(rate: int, gone: float) -> Float32Array:
    """One source surely at one point of the grid of rates, gone with some chance."""
    state = np.zeros((1, STATES), dtype=np.float32)
    state[0, USUAL * len(GRID) + rate], state[0, GONE * len(GRID) + rate] = 1 - gone, gone
    return state


def test_the_surer_the_fall_the_higher_the_score() -> None:
    assert score(belief(20, 0.9)) > score(belief(20, 0.5))


def test_of_two_equally_sure_falls_the_larger_source_scores_higher() -> None:
    assert score(belief(25, 0.6)) > score(belief(15, 0.6))


def test_a_source_that_is_probably_well_scores_nothing_however_large() -> None:
    assert score(belief(40, 0.1))[0] == -math.inf


def test_a_smaller_budget_gives_a_higher_threshold() -> None:
    sources = np.concatenate([belief(rate, 0.02) for rate in range(10, 25)])
    received = np.full(15, 20)
    wide, narrow = (fit_threshold(sources, received, Habits(), 6.0, budget) for budget in (2.0, 0.2))
    assert narrow > wide


def test_no_source_needs_no_threshold() -> None:
    nothing = np.zeros((0, STATES), dtype=np.float32)
    assert fit_threshold(nothing, np.zeros(0, dtype=np.int64), Habits(), 6.0, 0.5) == math.inf
