"""How many a month? Rates with their 80 % ranges, from chances over a grid of rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import FloatArray
from wellsent.insights.methods.chain import WEEKS_A_MONTH


@dataclass(frozen=True)
class Rates:
    """Referrals a month in ordinary weeks, per source: mean, and the 10 % and 90 % points of what it may be."""

    low: FloatArray
    expected: FloatArray
    high: FloatArray


def rates(weights: FloatArray, a_week: FloatArray) -> Rates:
    """Of chances `weights[., rate]` over rates `a_week`, in any order."""
    order = np.argsort(a_week, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1)
    monthly = a_week[order] * WEEKS_A_MONTH
    low, high = (_point(reached, monthly, level) for level in (0.1, 0.9))
    return Rates(low, weights @ a_week * WEEKS_A_MONTH, high)


def _point(reached: FloatArray, rate: FloatArray, level: float) -> FloatArray:
    """The rate at which `level` is reached, read between the points of the grid."""
    rows = np.arange(len(reached))
    at = np.minimum((reached < level - 1e-9).sum(axis=1), len(rate) - 1)
    below = np.maximum(at - 1, 0)
    before = np.where(at > 0, reached[rows, below], 0.0)
    share = np.clip((level - before) / np.maximum(reached[rows, at] - before, 1e-12), 0.0, 1.0)
    point: FloatArray = rate[below] + share * (rate[at] - rate[below])
    return point
