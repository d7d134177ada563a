"""How has one source's rate gone, week by week? For the chart on its page.

With all that is known by now (both passes of the chain), so that the line shows what probably was, not what was
thought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from wellsent.insights.methods.chain import PRESENT, transitions
from wellsent.insights.methods.rates import rates
from wellsent.insights.methods.replay import replay
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import History, see


@dataclass(frozen=True)
class WeekOfRate:
    """The week that ends on `day`: referrals a month in ordinary weeks, mean and 80 % range; and what came."""

    day: date
    low: float
    mean: float
    high: float
    received: int


def rate_story(history: History, source: int, shared: Shared) -> tuple[WeekOfRate, ...]:
    """The weeks of one source from the one after its first referral to as of."""
    seen = see(history, shared)
    weekly = seen.weekly.of(np.array([source]))
    start = shared.start(seen.first[source : source + 1])
    past = replay(weekly, transitions(shared.habits), start, shared.size)
    begin = int(weekly.first[0])
    line = rates(past.so[begin:, 0].astype(float), PRESENT)
    points = zip(line.low, line.expected, line.high, weekly.counts[0, begin:], strict=True)
    first_end = weekly.first_day + 7 * begin + 6
    return tuple(
        WeekOfRate(date.fromordinal(first_end + 7 * week), float(low), float(mean), float(high), int(received))
        for week, (low, mean, high, received) in enumerate(points)
    )
