"""How many referrals will a source send over the next weeks?

The mean rate over the horizon that each hidden state leads to is simulated once for all practices of the same habits
and kept as a table of states by mean rates. A source's forecast is then its belief times that table: a mixture of
negative binomial counts in which pauses, departures and drift have their share. Source: Zucchini, MacDonald &
Langrock, *Hidden Markov Models for Time Series*, ch. 5 (forecast distributions).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wellsent.insights.methods.arrays import Float32Array, FloatArray, IntArray
from wellsent.insights.methods.binomials import chances_up_to, log_chance
from wellsent.insights.methods.chain import GRID, PRESENT, STATES, Habits, transitions
from wellsent.insights.methods.shared import Shared

_BLOCK = 1000  # sources at a time, to bound memory
_UNLIKELY = 1e-4
_COUNTS = 100_000  # at most: so many different counts are told apart
_EXACT = 1e-9
_PATHS = 300
_SEED = 20261124
RATES = np.concatenate([[0.0], np.exp(np.linspace(np.log(GRID[0] / 16), np.log(GRID[-1] * 4), 110))])


@dataclass(frozen=True)
class Range:
    """Counts to come, per source: the mean, and the smallest counts not passed with a chance of 10 % and of 90 %."""

    low: IntArray
    expected: FloatArray
    high: IntArray


def forecast(belief: Float32Array, worth: FloatArray, shared: Shared) -> Range:
    """The count of each source over a quarter to come, whose weeks are worth `worth` ordinary weeks each."""
    rates = belief.astype(float) @ mean_rates(shared.habits, len(worth))
    total = float(worth.sum())
    size = 1 / (1 / (shared.size * together(worth)) + shared.swing**2)
    low, high = quantiles(rates, RATES * total, size, (0.1, 0.9))
    return Range(low, rates @ RATES * total, high)


def chance_of_none(belief: Float32Array, shared: Shared) -> FloatArray:
    """Per source: the chance that not one referral comes in thirteen ordinary weeks, whatever the season."""
    weeks = 13
    size = 1 / (1 / (shared.size * weeks) + shared.swing**2)
    none: FloatArray = belief.astype(float) @ mean_rates(shared.habits, weeks) @ (1 + RATES * weeks / size) ** -size
    return none


def together(worth: FloatArray) -> float:
    """How many equal weeks these are worth: the size of a sum of weekly counts is that of a week times this."""
    squares = float((worth**2).sum())
    return float(worth.sum()) ** 2 / squares if squares > 0 else 1.0


def quantiles(
    weights: FloatArray, means: FloatArray, size: float, levels: tuple[float, float]
) -> tuple[IntArray, IntArray]:
    """For each row of chances over `means`: the smallest counts whose chance of not being passed reaches each level."""
    low, high = np.zeros((2, len(weights)), dtype=np.int64)
    for begin in range(0, len(weights), _BLOCK):
        block = weights[begin : begin + _BLOCK]
        top = float(means[np.flatnonzero(block.max(axis=0) > _UNLIKELY)[-1]])
        largest = int(top + 8 * math.sqrt(top + top * top / size) + 10)
        step = 1 + largest // _COUNTS
        chances = chances_up_to(largest, means, size) if step == 1 else _chances_of_every(step, largest, means, size)
        reached: FloatArray = block @ np.cumsum(chances, axis=0).T
        low[begin : begin + _BLOCK] = step * (reached < levels[0] - _EXACT).sum(axis=1)
        high[begin : begin + _BLOCK] = step * (reached < levels[1] - _EXACT).sum(axis=1)
    return low, high


def _chances_of_every(step: int, largest: int, means: FloatArray, size: float) -> FloatArray:
    """The chances of 0 to `largest` in steps: of counts in the millions nobody needs each, and none has the memory."""
    chances: FloatArray = np.exp(log_chance(np.arange(0, largest + 1, step), means, size))
    shares: FloatArray = chances / np.maximum(chances.sum(axis=0), _EXACT)
    return shares


@lru_cache(maxsize=16)
def mean_rates(habits: Habits, weeks: int) -> FloatArray:
    """[states, rates]: the chance of each mean rate over the coming `weeks`, from each state. Simulated, fixed seed."""
    rng = np.random.default_rng(_SEED)
    steps = np.cumsum(transitions(habits), axis=1)
    steps /= steps[:, -1:]
    ladder = (steps + np.arange(STATES)[:, None]).ravel()
    state = np.repeat(np.arange(STATES), _PATHS)
    total = np.zeros(len(state))
    for _ in range(weeks):
        draw = np.searchsorted(ladder, state + rng.random(len(state)), side="right")
        state = np.minimum(draw - state * STATES, STATES - 1)
        total += PRESENT[state]
    return _shares(total.reshape(STATES, _PATHS) / max(weeks, 1))


def _shares(rate: FloatArray) -> FloatArray:
    """Share each simulated rate between the two nearest of the table, so that means are kept."""
    place = np.interp(rate, RATES, np.arange(len(RATES)))
    below = np.minimum(place.astype(int), len(RATES) - 2)
    above = place - below
    row = np.repeat(np.arange(len(rate))[:, None], rate.shape[1], axis=1) * len(RATES)
    shape = len(rate) * len(RATES)
    table = np.bincount((row + below).ravel(), (1 - above).ravel(), shape)
    table += np.bincount((row + below + 1).ravel(), above.ravel(), shape)
    shares: FloatArray = table.reshape(len(rate), len(RATES)) / rate.shape[1]
    return shares
