"""When did it change? The weeks of a few sources again, this time with what was learned later.

The forward pass says what was known at the time; together with the backward pass it says what was probably so.
Source: Zucchini, MacDonald & Langrock, *Hidden Markov Models for Time Series*, ch. 5 (state probabilities).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import Float32Array, FloatArray
from wellsent.insights.methods.chain import GRID
from wellsent.insights.methods.counts import WeeklyCounts
from wellsent.insights.methods.filtering import Later, walk, walk_back


@dataclass(frozen=True)
class Replay:
    """[weeks, sources, states] at the end of each week: what was known then, and what was so, knowing the rest."""

    known: Float32Array
    so: Float32Array

    def chance_usual(self) -> FloatArray:
        """[weeks, sources]: the chance that a source was in its usual condition."""
        chance: FloatArray = self.so[:, :, : len(GRID)].sum(axis=2).astype(float)
        return chance


def replay(weekly: WeeklyCounts, chances: FloatArray, start: Float32Array, size: float) -> Replay:
    """Both passes kept whole: for a few sources at a time (200 kB each for five years)."""
    order = np.argsort(weekly.first, kind="stable")
    back = np.argsort(order, kind="stable")
    weeks = weekly.counts.shape[1]
    known = np.repeat(start[None], weeks, axis=0)
    after = np.ones_like(known)
    for week, belief in walk(weekly, order, chances, start[order], size):
        known[week] = belief[back]
    later = Later.nothing_known(len(order))
    for week in walk_back(later, weekly, order, chances, size):
        if week:
            after[week - 1] = later.likelihood[back]
    so = known * after
    so /= so.sum(axis=2, keepdims=True)
    return Replay(known, so)
