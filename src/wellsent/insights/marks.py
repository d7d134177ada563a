"""A mark of each source's referral days: while it is the same, the source need not be read again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wellsent.insights.methods.arrays import IntArray

_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def marks(source: IntArray, day: IntArray, n_sources: int) -> IntArray:
    """One signed 64-bit number for each source: the sum, wrapping around, of a scattered number for each of its days.

    The order of referrals does not matter, their number does. Source of the scattering: Steele, Lea & Flood 2014,
    "Fast splittable pseudorandom number generators" (splitmix64).
    """
    total = np.zeros(n_sources, dtype=np.uint64)
    order = np.argsort(source, kind="stable")
    if len(order):
        own, begins = np.unique(source[order], return_index=True)
        total[own] = np.add.reduceat(_scattered(day[order]), begins)
    result: IntArray = total.view(np.int64)
    return result


def _scattered(day: IntArray) -> npt.NDArray[np.uint64]:
    number = day.astype(np.uint64) * _ODD[0]
    number = (number ^ (number >> np.uint64(30))) * _ODD[1]
    number = (number ^ (number >> np.uint64(27))) * _ODD[2]
    scattered: npt.NDArray[np.uint64] = number ^ (number >> np.uint64(31))
    return scattered
