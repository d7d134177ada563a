"""Which sources have gone quiet, so that few false alarms are raised?

Score: the referrals a month that are probably being lost, against the chance that nothing is wrong. Weighing the
chance of a fall by what is at stake spends a budget of false alarms where it finds most lost volume (Neyman and
Pearson's lemma with losses). Threshold: the practice's own sources are carried on for a year with no fall at all, and
the lowest threshold is taken at which they would raise no more than the stated number of new alarms a month. An alarm
is new when it was off a month before.

Source: Sonesson & Bock 2003, Unkel et al. 2012 (surveillance of counts, false-alarm budgets).
"""

from __future__ import annotations

import math

import numpy as np

from wellsent.insights.methods.arrays import Float32Array, FloatArray, IntArray
from wellsent.insights.methods.chain import GRID, USUAL, WEEKS_A_MONTH, Habits, transitions
from wellsent.insights.methods.counts import WeeklyCounts
from wellsent.insights.methods.filtering import walk

WATCHED_FROM = 3  # referrals ever
MOST_BY_CHANCE = 0.1  # what chance alone does more often than this is nothing to call anybody about
_LOST = np.array([0.0, 0.5, 1.0, 1.0])  # share of the usual rate lost in each condition
_LEAST_CHANCE = 0.2  # that something is wrong, however much is at stake
# Share of the budget to spend on paper. The rest goes on what the simulation leaves out: drift, shared weeks, refits.
_SPENT = 0.55
_SIMULATED = 1500
_MOST = 3000
_WEEKS = 52
_MONTH = 4  # weeks
_SEED = 20261124


def score(belief: Float32Array) -> FloatArray:
    """Log of the referrals a month probably being lost, less the log of the chance of the usual condition; or -inf."""
    conditions = belief.reshape(len(belief), 4, len(GRID))
    lost = (conditions @ GRID.astype(np.float32)) @ _LOST * WEEKS_A_MONTH
    usual = conditions[:, USUAL].sum(axis=1)
    weighed = np.log(np.maximum(lost, 1e-9)) - np.log(np.maximum(usual, 1e-9))
    return np.where(usual <= 1 - _LEAST_CHANCE, weighed, -np.inf)


def fit_threshold(
    belief: Float32Array, received: IntArray, habits: Habits, size: float, false_alarms_per_month: float
) -> float:
    """The lowest score at which sources that never fall raise at most the stated number of new alarms a month.

    `belief` is about all sources now, `received` how many referrals each has sent ever.
    """
    if not len(belief):
        return math.inf
    rng = np.random.default_rng(_SEED)
    copies = np.resize(np.arange(len(belief)), max(_SIMULATED, min(len(belief), _MOST)))
    scores = _scores_without_a_fall(rng, belief[copies], received[copies], habits, size)
    return _lowest_threshold(scores, _SPENT * false_alarms_per_month * len(copies) / len(belief))


def _scores_without_a_fall(
    rng: np.random.Generator, belief: Float32Array, received: IntArray, habits: Habits, size: float
) -> FloatArray:
    """[weeks, copies]: scores over a year in which every copy keeps a rate it may well have now; not watched: -inf."""
    usual = belief[:, : len(GRID)].astype(float)
    usual /= usual.sum(axis=1, keepdims=True)
    rate = GRID[(np.cumsum(usual, axis=1) < rng.random((len(usual), 1))).sum(axis=1).clip(max=len(GRID) - 1)]
    counts = rng.poisson(rate[:, None] * rng.gamma(size, 1 / size, (len(rate), _WEEKS)))
    every = np.arange(len(rate))
    weekly = WeeklyCounts(counts, np.ones(_WEEKS), np.zeros(len(rate), dtype=np.int64), 0)
    start = np.zeros_like(belief)
    start[:, : len(GRID)] = usual
    scores = np.stack([score(state) for _, state in walk(weekly, every, transitions(habits), start, size)])
    watched = received + np.cumsum(counts.T, axis=0) >= WATCHED_FROM
    return np.where(watched, scores, -np.inf)


def _lowest_threshold(scores: FloatArray, allowed_a_month: float) -> float:
    """An alarm is new at a threshold above the score of a month before and not above the score now."""
    now, before = scores[_MONTH:], scores[:-_MONTH]
    levels = np.unique(now[np.isfinite(now)])[::-1]
    if not len(levels):
        return math.inf
    on = _at_least(now, levels)
    both = _at_least(np.minimum(now, before), levels)
    too_many = np.flatnonzero((on - both) / len(now) > allowed_a_month)
    last = too_many[0] - 1 if len(too_many) else len(levels) - 1
    return float(levels[last]) if last >= 0 else math.nextafter(float(levels[0]), math.inf)


def _at_least(values: FloatArray, levels: FloatArray) -> FloatArray:
    ordered = np.sort(values, axis=None)
    return (ordered.size - np.searchsorted(ordered, levels, side="left")).astype(float)
