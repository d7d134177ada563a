"""Which sources carry the practice? Tiers A, B and C, honest about small numbers.

By the referrals expected over twelve months at the usual rate: A makes up half of the volume, B the next third, C the
rest. The certainty is the chance that a source's real rate lies between the cuts of its tier. Source: partial pooling
as in Gelman & Hill, *Data Analysis Using Regression and Multilevel Models*, ch. 12: rates are compared after
shrinking.
"""

from __future__ import annotations

import math

import numpy as np

from wellsent.insights.methods.arrays import BoolArray, FloatArray, IntArray

TIERS = ("A", "B", "C")
_SHARES = (1 / 2, 5 / 6)


def tier_cuts(rate: FloatArray, lapsed: BoolArray) -> tuple[float, float]:
    """The rates at which tiers A and B begin, so that they hold half and five sixths of the living sources' volume."""
    ordered = np.sort(rate[~lapsed])[::-1]
    if not len(ordered):
        return math.inf, math.inf
    before = np.concatenate([[0.0], np.cumsum(ordered)[:-1]]) / max(ordered.sum(), 1e-12)
    first, second = (float(ordered[before < share][-1]) for share in _SHARES)
    return first, second


def tier_of(rate: FloatArray, lapsed: BoolArray, cuts: tuple[float, float]) -> IntArray:
    """0, 1 or 2 for A, B or C. A lapsed source is C whatever it used to send."""
    return np.where(lapsed, 2, (rate < cuts[0]).astype(np.int64) + (rate < cuts[1]))


def tier_certainty(
    tier: IntArray,
    weights: FloatArray,
    rates: FloatArray,
    gone: FloatArray,
    lapsed: BoolArray,
    cuts: tuple[float, float],
) -> FloatArray:
    """The chance of the named tier, from chances over `rates`; for a lapsed source, that no more comes."""
    middle = np.sqrt(rates[1:] * rates[:-1])
    edges = np.concatenate([[0.0], middle, [math.inf]])
    lower = np.array([*cuts, 0.0])[tier]
    upper = np.array([math.inf, *cuts])[tier]
    share = _within(edges, lower, upper)
    return np.where(lapsed, gone, (weights * share).sum(axis=1))


def _within(edges: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """[sources, rates]: which share of each point's stretch of log rates lies from `lower` up to `upper`."""
    logs = np.log(np.clip(edges, edges[1] ** 2 / edges[2], edges[-2] ** 2 / edges[-3]))
    with np.errstate(divide="ignore"):
        low, high = np.log(lower)[:, None], np.log(upper)[:, None]
    overlap = np.minimum(high, logs[1:]) - np.maximum(low, logs[:-1])
    return np.clip(overlap / np.diff(logs), 0.0, 1.0)
