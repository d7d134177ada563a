"""What is each source doing now, given every week so far?

The forward and backward passes of the hidden chain over all sources at once: one matrix product and one table look-up a
week. Sources are put in order of their first week, so that those not yet known cost nothing.
Source: Zucchini, MacDonald & Langrock, *Hidden Markov Models for Time Series*, ch. 4-5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import Float32Array, FloatArray, IntArray
from wellsent.insights.methods.binomials import log_chance
from wellsent.insights.methods.chain import GRID, STATES
from wellsent.insights.methods.counts import WeeklyCounts

_LEAST_WORTH = 0.02  # of an ordinary week: a closed week says next to nothing, yet a referral in it did happen
# What is less likely than this stays so: products of smaller numbers leave the range of single precision, where
# processors reckon many times as slowly.
_LEAST = np.float32(1e-15)
_SUM = np.ones((STATES, 1), dtype=np.float32)  # a product adds up each row several times as fast as a sum


@dataclass(frozen=True)
class Belief:
    """Chances of each hidden state, [sources, states], at the end of the last week and of an earlier one."""

    now: Float32Array
    earlier: Float32Array


def forward(weekly: WeeklyCounts, chances: FloatArray, start: Float32Array, size: float, earlier: int) -> Belief:
    """Filter every source to the end; `start[source]` is its belief before its first week that counts."""
    order = np.argsort(weekly.first, kind="stable")
    belief = snapshot = start[order]
    for week, belief in walk(weekly, order, chances, start[order], size):
        if week == earlier:
            snapshot = belief.copy()
    back = np.argsort(order, kind="stable")
    return Belief(belief[back], snapshot[back])


def walk(
    weekly: WeeklyCounts, order: IntArray, chances: FloatArray, start: Float32Array, size: float
) -> Iterator[tuple[int, Float32Array]]:
    """Each week with the belief at its end, rows in `order` (by first week). One array, changed in place."""
    belief, room = start.copy(), np.empty_like(start)
    single = chances.astype(np.float32)
    for week in _weeks(weekly, order, size):
        step = np.matmul(belief[: week.known], single, out=room[: week.known])
        step *= week.likelihood
        step /= step @ _SUM
        np.maximum(step, _LEAST, out=belief[: week.known])
        yield week.index, belief


def start_likelihood(weekly: WeeklyCounts, chances: FloatArray, size: float) -> tuple[FloatArray, FloatArray]:
    """How likely each source's weeks are from each starting rate, [sources, grid]; and the log of a common factor."""
    order = np.argsort(weekly.first, kind="stable")
    later = Later.nothing_known(len(order))
    for _ in walk_back(later, weekly, order, chances, size):
        continue
    back = np.argsort(order, kind="stable")
    return later.likelihood[back, : len(GRID)].astype(float), later.scale[back]


@dataclass(frozen=True)
class Later:
    """How likely the later weeks of each source are from each state, [sources, states], times e to the `scale`."""

    likelihood: Float32Array
    scale: FloatArray

    @classmethod
    def nothing_known(cls, sources: int) -> Later:
        """Before any week is looked at."""
        return cls(np.ones((sources, STATES), dtype=np.float32), np.zeros(sources))


def walk_back(later: Later, weekly: WeeklyCounts, order: IntArray, chances: FloatArray, size: float) -> Iterator[int]:
    """Take in one week after the other, last first, into `later` (rows in `order`); yields each week taken in."""
    back_chances = np.ascontiguousarray(chances.T, dtype=np.float32)
    room = np.empty_like(later.likelihood)
    for week in _weeks(weekly, order, size, backwards=True):
        both = np.multiply(week.likelihood, later.likelihood[: week.known], out=week.likelihood)
        step = np.matmul(both, back_chances, out=room[: week.known])
        total = step @ _SUM
        step /= total
        np.maximum(step, _LEAST, out=later.likelihood[: week.known])
        later.scale[: week.known] += np.log(total[:, 0]) + week.scale
        yield week.index


@dataclass(frozen=True)
class _Week:
    """What one week says about the sources `known` by then: [known, states], each row times e to its `scale`.

    The room of `likelihood` is used again for the next week: arrays made anew each week would take most of the time.
    """

    index: int
    known: int
    likelihood: Float32Array
    scale: FloatArray


def _weeks(weekly: WeeklyCounts, order: IntArray, size: float, *, backwards: bool = False) -> Iterator[_Week]:
    counts = weekly.counts[order].T
    known = np.searchsorted(weekly.first[order], np.arange(len(counts)), side="right")
    distinct = np.flatnonzero(np.bincount(counts.ravel(), minlength=1))
    place = np.searchsorted(distinct, np.ascontiguousarray(counts))
    table, scale = _likelihoods(distinct, np.maximum(weekly.worth, _LEAST_WORTH), size)
    room = np.empty((len(order), STATES), dtype=np.float32)
    for index in reversed(range(len(counts))) if backwards else range(len(counts)):
        theirs = place[index, : known[index]]
        said = np.take(table[index], theirs, axis=0, out=room[: len(theirs)], mode="clip")
        yield _Week(index, len(theirs), said, scale[index][theirs])


def _likelihoods(distinct: IntArray, worth: FloatArray, size: float) -> tuple[Float32Array, FloatArray]:
    """What each different count of a week says: [weeks, different, states], each row times e to the scale beside it."""
    rates = np.concatenate([GRID, GRID / 2])
    rate = log_chance(distinct, np.outer(worth, rates).ravel(), size).reshape(len(distinct), len(worth), len(rates))
    silent = np.where(distinct == 0, 0.0, -np.inf)[:, None, None]
    scale = np.maximum(rate.max(axis=2), silent[:, :, 0])
    table = np.zeros((len(worth), len(distinct), STATES), dtype=np.float32)
    table[:, :, : len(rates)] = np.maximum(np.exp(rate - scale[:, :, None]), _LEAST).swapaxes(0, 1)
    table[:, :, len(rates) :] = np.exp(silent - scale[:, :, None]).swapaxes(0, 1)
    return table, scale.T
