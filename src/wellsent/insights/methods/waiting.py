"""How long from referral to evaluation? Median and 90th percentile, with those still waiting counted as waiting.

The share evaluated by each day after the referral (Aalen and Johansen: patients lost never will be, patients still
waiting count up to as of), then the days by which half and nine tenths of those ever evaluated are. Source: Aalen &
Johansen 1978; Klein & Moeschberger, *Survival Analysis*, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.methods.proportions import NEVER

_HORIZON = 120  # days: who is not evaluated by then hardly ever is


@dataclass(frozen=True)
class Waiting:
    """Days from referral to evaluation; None where nobody has been evaluated."""

    median: int | None
    p90: int | None


def days_to_evaluation(received: IntArray, evaluated: IntArray, lost: IntArray, as_of: int) -> Waiting:
    """Days are ordinals, `NEVER` where it has not been; an evaluation before the referral counts as the same day."""
    known = (received > NEVER) & (received <= as_of)
    received, evaluated, lost = received[known], evaluated[known], lost[known]
    came = (evaluated > NEVER) & (evaluated <= as_of)
    gone = ~came & (lost > NEVER) & (lost <= as_of)
    waited = np.clip(np.where(came, evaluated, as_of) - received, 0, _HORIZON + 1)
    waited[gone] = _HORIZON + 1  # never evaluated, and known not to be: at risk throughout
    events = np.bincount(waited[came], minlength=_HORIZON + 2)[: _HORIZON + 1]
    if not events.sum():
        return Waiting(None, None)
    left = np.bincount(waited, minlength=_HORIZON + 2)
    at_risk = len(waited) - np.concatenate([[0], np.cumsum(left)[:_HORIZON]])
    waiting = np.cumprod(1 - events / np.maximum(at_risk, 1))
    evaluated_by = (1 - waiting) / (1 - waiting[-1])
    median, p90 = (int(np.argmax(evaluated_by >= share - 1e-9)) for share in (0.5, 0.9))
    return Waiting(median, p90)
