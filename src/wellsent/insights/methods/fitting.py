"""What do the sources of this practice have in common? A source with three referrals borrows from the rest.

Empirical Bayes: the scatter of weekly counts, the chance of going and the drift of rates are those under which the
counts of all sources together are most likely, held loosely to what is usual elsewhere; the prior over starting rates
is whatever distribution makes them likeliest, smoothed. Sources there when the records began have one prior, newcomers
another that borrows from it, since those who were there already are busier.

Source: Efron & Morris 1975 (shrinkage); Laird 1978 and Silverman et al. 1990 (smoothed EM for a mixing distribution).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from wellsent.insights.methods.arrays import BoolArray, FloatArray
from wellsent.insights.methods.chain import GRID, Habits, transitions
from wellsent.insights.methods.counts import WeeklyCounts
from wellsent.insights.methods.filtering import start_likelihood

SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
DRIFTS = (0.05, 0.09, 0.14, 0.22, 0.35)
GOES = (0.08, 0.2, 0.5, 1.5, 4.0)
_USUAL_SIZE = 6.0
_HOLD, _HOLD_GOES = 0.5, 0.7  # how far, in logs, these are expected to stray from the usual
_FIT_SOURCES = 80
_FIT_WEEKS = 104
_BORROWED = 10.0  # newcomers' prior counts as much as this many sources of the whole practice
_SMOOTHING = 1.2  # points of the grid


def fit_scatter_and_habits(weekly: WeeklyCounts) -> tuple[float, Habits]:
    """The likeliest scatter (size), chance of going and drift, from the busiest sources' last two years."""
    evidence = cache(partial(_evidence, _part(weekly)))
    habits = Habits()
    size = _uphill(SIZES, _USUAL_SIZE, lambda value: evidence(habits, value))
    goes = _uphill(GOES, habits.goes, lambda value: evidence(replace(habits, goes=value), size))
    habits = replace(habits, goes=goes)
    drift = _uphill(DRIFTS, habits.drift, lambda value: evidence(replace(habits, drift=value), size))
    return size, replace(habits, drift=drift)


def _uphill(values: Sequence[float], usual: float, evidence: Callable[[float], float]) -> float:
    """From the value nearest the usual one on to the better neighbour, until neither is better."""
    at = min(range(len(values)), key=lambda place: abs(math.log(values[place] / usual)))
    while True:
        near = range(max(at - 1, 0), min(at + 2, len(values)))
        best = max(near, key=lambda place: evidence(values[place]))
        if best == at:
            return values[at]
        at = best


def fit_prior(
    weekly: WeeklyCounts, newcomer: BoolArray, habits: Habits, size: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Chances of each starting rate on the grid: for sources there from the start, and for newcomers."""
    likelihood, _ = start_likelihood(weekly, transitions(habits), size)
    overall = _mixing(likelihood, _flat())
    begun, later = (_mixing(likelihood[group], overall) for group in (~newcomer, newcomer))
    return tuple(float(chance) for chance in begun), tuple(float(chance) for chance in later)


def _flat() -> FloatArray:
    """Spread evenly over rates, thinning above 30 a month, which few sources send."""
    chance = np.gradient(np.log(GRID)) * np.exp(-GRID / 7)
    flat: FloatArray = chance / chance.sum()
    return flat


def _mixing(likelihood: FloatArray, prior: FloatArray) -> FloatArray:
    """The likeliest distribution of starting rates, smoothed over the grid and with `prior` borrowed."""
    near = np.exp(-0.5 * ((np.arange(len(GRID))[:, None] - np.arange(len(GRID))) / _SMOOTHING) ** 2)
    near /= near.sum(axis=0)
    chance = prior
    for _ in range(30):
        share = likelihood * chance
        total = (share / share.sum(axis=1, keepdims=True)).sum(axis=0)
        chance = (near @ total + _BORROWED * prior) / (len(likelihood) + _BORROWED)
    return chance


def _evidence(weekly: WeeklyCounts, habits: Habits, size: float) -> float:
    """Log likelihood of all counts with the best starting prior, less a penalty for straying from the usual."""
    likelihood, scale = start_likelihood(weekly, transitions(habits), size)
    evidence = np.log(likelihood @ _mixing(likelihood, _flat())).sum() + scale.sum()
    strays = (math.log(size / _USUAL_SIZE) ** 2 + math.log(habits.drift / Habits().drift) ** 2) / _HOLD**2
    strays += (math.log(habits.goes / Habits().goes) / _HOLD_GOES) ** 2
    return float(evidence - strays / 2)


def _part(weekly: WeeklyCounts) -> WeeklyCounts:
    """The busiest sources over the last weeks: they say nearly all there is to know about scatter and drift."""
    begin = max(weekly.counts.shape[1] - _FIT_WEEKS, 0)
    recent = weekly.counts[:, begin:]
    chosen = np.sort(np.argsort(-recent.sum(axis=1), kind="stable")[:_FIT_SOURCES])
    return WeeklyCounts(
        counts=recent[chosen],
        worth=weekly.worth[begin:],
        first=np.maximum(weekly.first[chosen] - begin, 0),
        first_day=weekly.first_day + 7 * begin,
    )
