"""How far do all sources swing together, beyond what weekday, holiday and season explain?

An epidemic, a competitor opening, a change of payers: what moves every source cannot be averaged away, so the range of
each forecast must hold it. Measured on quarters of the practice's past: how much the referrals of sources already known
varied against their own level in the half year before, beyond chance and what one large source does alone.
Source: Gelman & Hill, *Data Analysis Using Regression and Multilevel Models*, ch. 12 (a shared effect by period).
"""

from __future__ import annotations

import numpy as np

from wellsent.insights.methods.arrays import FloatArray, IntArray

_QUARTER, _LEVEL, _STEP = 90, 180, 30  # days
_USUAL = 0.05  # relative spread of a quarter, until the practice's past says otherwise
_LARGEST = 1.0  # beyond this a gamma's long tail says more than quarters ever showed
_USUAL_WEIGHT = 4.0  # quarters that this counts as
_ALONE = 0.35  # relative variance of one source's quarter: its drift, pauses and departure


def common_swing(source: IntArray, day: IntArray, worth: FloatArray) -> float:
    """The relative standard deviation of a quarter common to all sources.

    `day` is sorted and counted from the first day of `worth`, the exposure by day up to as of.
    """
    first = np.full(int(source.max(initial=-1)) + 1, len(worth))
    np.minimum.at(first, source, day)
    known_since = first[source]
    exposed = np.concatenate([[0.0], np.cumsum(worth)])
    ratios, chance = [], []
    for cut in range(len(worth) - _QUARTER, _LEVEL - 1, -_STEP):
        known = known_since < cut - _QUARTER
        before = known & (day >= cut - _LEVEL) & (day < cut)
        due = before.sum() * (exposed[cut + _QUARTER] - exposed[cut]) / max(exposed[cut] - exposed[cut - _LEVEL], 1.0)
        if due >= 5:
            came = (known & (day >= cut) & (day < cut + _QUARTER)).sum()
            share = np.bincount(source[before]) / before.sum()
            ratios.append(came / due)
            chance.append(1 / due + 1 / before.sum() + _ALONE * float((share**2).sum()))
    if len(ratios) < 2:
        return _USUAL
    level = float(np.mean(ratios))
    seen = float(np.var(ratios)) / max(level, 0.1) ** 2 - float(np.mean(chance)) / max(level, 0.1)
    quarters = len(ratios) * _STEP / _QUARTER
    variance = (quarters * max(seen, 0.0) + _USUAL_WEIGHT * _USUAL**2) / (quarters + _USUAL_WEIGHT)
    return min(float(np.sqrt(variance)), _LARGEST)
