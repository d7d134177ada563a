"""What does a patient tell us whose care goes on? For proportions of which many outcomes are not known yet.

Counting only those whose care has ended, the quick outcomes of the last months would count and the slow ones not, and
who drops out does so early. So the practice's own curves of ends by age (good ones, and all others, competing) say how
likely it is that a patient is still in care at some age, for one who ends well and for one who does not.

Source: Aalen & Johansen 1978; Klein & Moeschberger, *Survival Analysis*, ch. 2 and 4 (competing risks); Farewell 1982
(mixtures of those who will and those who will not).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class StillOpen:
    """For each age in days from 0: the chance of being open still, of one that ends well and of one that does not;
    and the share of all that end well."""

    good: FloatArray
    bad: FloatArray
    share: float


def still_open(age: IntArray, over: BoolArray, good: BoolArray, horizon: int) -> StillOpen:
    """The curves of a practice. `age` is in days, at the end where it is `over`, else today; who is open at the horizon
    ends there, and not well."""
    age = np.clip(age, 0, horizon)
    ended = over | (age == horizon)
    ends = np.bincount(age[ended], minlength=horizon + 1)
    good_ends = np.bincount(age[ended & good], minlength=horizon + 1)
    at_risk = np.maximum(np.cumsum(np.bincount(age, minlength=horizon + 1)[::-1])[::-1], 1)
    open_before = np.concatenate([[1.0], np.cumprod(1 - ends / at_risk)[:-1]])
    well, otherwise = (np.cumsum(open_before * some / at_risk) for some in (good_ends, ends - good_ends))
    return StillOpen(_left(well), _left(otherwise), float(well[-1] / max(well[-1] + otherwise[-1], 1e-9)))


def _left(reached: FloatArray) -> FloatArray:
    """The share of its last value that is not reached yet on each day; all of it where nothing ever is."""
    left: FloatArray = 1 - reached / reached[-1] if reached[-1] > 0 else np.ones_like(reached)
    return np.clip(left, 0, 1)
