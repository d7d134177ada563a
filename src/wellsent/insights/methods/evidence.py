"""What was expected of a source, what came, and how often would chance alone do that?

Expected of the usual condition as it was known when the window began. The window is the last 75 days; for an alarm, it
begins with the change where that is clear, or after the last referral where it has most likely stopped or paused.
Counts are a mixture of negative binomials over the rates the source may have had. Source: Gelman et al., *Bayesian
Data Analysis*, ch. 6 (posterior predictive tails).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.ahead import quantiles
from wellsent.insights.methods.arrays import BoolArray, Float32Array, FloatArray, IntArray
from wellsent.insights.methods.binomials import chances_up_to
from wellsent.insights.methods.chain import GRID, HALVED, transitions
from wellsent.insights.methods.counts import WeeklyCounts
from wellsent.insights.methods.replay import Replay, replay
from wellsent.insights.methods.shared import Shared

WINDOW_DAYS = 75
WINDOW_WEEKS = -(-WINDOW_DAYS // 7)
_CLEAR_WEEKS = 8  # a clear change goes from surely usual to surely not within these
_BLOCK = 200  # sources replayed at a time


@dataclass(frozen=True)
class Window:
    """Per source: from which day (ordinal) it is judged, and the chances of its usual rates then, [sources, grid]."""

    since: IntArray
    usual: FloatArray

    def of(self, sources: IntArray | BoolArray) -> Window:
        """The windows of some of the sources."""
        return Window(self.since[sources], self.usual[sources])


@dataclass(frozen=True)
class Evidence:
    """Per source, from `since` (ordinal): mean and 80 % range of the usual count, what came, the chance of so few."""

    since: IntArray
    low: IntArray
    expected: FloatArray
    high: IntArray
    received: IntArray
    chance: FloatArray


def usual_rates(belief: Float32Array) -> FloatArray:
    """[sources, grid]: chances of each usual rate, given that the condition is the usual one."""
    usual = belief[:, : len(GRID)].astype(float) + 1e-12
    rates: FloatArray = usual / usual.sum(axis=1, keepdims=True)
    return rates


def plain_windows(earlier: Float32Array, first: IntArray, as_of: int) -> Window:
    """The last 75 days, or since the day after the first referral; `earlier` is the belief before them."""
    return Window(np.maximum(as_of - WINDOW_DAYS, first) + 1, usual_rates(earlier))


def put_in(window: Window, sources: IntArray, theirs: Window) -> Window:
    """`window` with that of some of the `sources` replaced by `theirs`."""
    since, usual = window.since.copy(), window.usual.copy()
    since[sources], usual[sources] = theirs.since, theirs.usual
    return Window(since, usual)


def alarm_windows(
    weekly: WeeklyCounts, start: Float32Array, belief: Float32Array, last: IntArray, as_of: int, shared: Shared
) -> Window:
    """Windows of sources whose alarm is on: all arguments hold these sources only."""
    since = np.zeros(len(last), dtype=np.int64)
    usual = np.zeros((len(last), len(GRID)))
    for begin in range(0, len(last), _BLOCK):
        block = np.arange(begin, min(begin + _BLOCK, len(last)))
        past = replay(weekly.of(block), transitions(shared.habits), start[block], shared.size)
        stopped = _most_likely_stopped(belief[block])
        since[block] = np.where(stopped, last[block] + 1, _changes(past, weekly, as_of))
        before = (since[block] - weekly.first_day) // 7 - 1
        known = np.where((before >= 0)[:, None], past.known[np.maximum(before, 0), np.arange(len(block))], start[block])
        usual[block] = usual_rates(known)
    return Window(since, usual)


def _most_likely_stopped(belief: Float32Array) -> BoolArray:
    condition = belief.reshape(len(belief), 4, len(GRID)).sum(axis=2)
    stopped: BoolArray = condition[:, HALVED] < condition[:, HALVED + 1 :].sum(axis=1)
    return stopped


def _changes(past: Replay, weekly: WeeklyCounts, as_of: int) -> IntArray:
    """The first day of the week in which each source most likely left its usual condition; if unclear, 75 days ago."""
    usual = past.chance_usual()
    weeks = len(usual)
    last_usual = weeks - 1 - np.argmax(usual[::-1] >= 0.5, axis=0)
    every = np.arange(usual.shape[1])
    before = usual[np.maximum(last_usual - _CLEAR_WEEKS // 2, 0), every]
    after = usual[np.minimum(last_usual + _CLEAR_WEEKS // 2, weeks - 1), every]
    clear = (usual.max(axis=0) >= 0.5) & (before >= 0.8) & (after <= 0.3) & (last_usual < weeks - 1)
    return np.where(clear, weekly.first_day + 7 * (last_usual + 1), as_of - WINDOW_DAYS + 1)


def weigh(window: Window, source: IntArray, day: IntArray, worth: FloatArray, as_of: int, size: float) -> Evidence:
    """Compare what came with what was usual; `worth` is the exposure of each day up to `as_of`."""
    number = len(window.since)
    received = np.bincount(source[day >= window.since[source]], minlength=number)
    low, high = np.zeros((2, number), dtype=np.int64)
    expected, chance = np.zeros(number), np.ones(number)
    for since in np.unique(window.since):
        group = np.flatnonzero(window.since == since)
        weeks = float(worth[len(worth) - 1 - (as_of - int(since)) :].sum()) / 7 if since <= as_of else 0.0
        mean, together = GRID * weeks, size * max(weeks, 1e-6)
        low[group], high[group] = quantiles(window.usual[group], mean, together, (0.1, 0.9))
        expected[group] = window.usual[group] @ mean
        reached = np.cumsum(chances_up_to(int(received[group].max()), mean, together), axis=0)
        chance[group] = (window.usual[group] * reached[received[group]]).sum(axis=1)
    return Evidence(window.since, low, expected, high, received, np.minimum(chance, 1.0))
