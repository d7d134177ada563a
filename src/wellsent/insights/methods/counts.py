"""How many referrals did each source send in each week since it was first known?

Weeks of seven days counted back from `as_of`, so the last one is whole. A source's first week is left out: it is known
only from its first referral on, which says nothing about its rate. Source: Zucchini, MacDonald & Langrock, ch. 1
(series of counts); left truncation as in Klein & Moeschberger, *Survival Analysis*, ch. 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class WeeklyCounts:
    """`counts[source, week]`; `first[source]` is the first week that counts (the number of weeks: none does yet)."""

    counts: IntArray
    worth: FloatArray  # [weeks]: ordinary weeks each is worth
    first: IntArray
    first_day: int  # ordinal of the first day of week 0

    def of(self, sources: IntArray) -> WeeklyCounts:
        """The weeks of some of the sources."""
        return WeeklyCounts(self.counts[sources], self.worth, self.first[sources], self.first_day)


def weekly_counts(source: IntArray, day: IntArray, n_sources: int, as_of: int, worth: FloatArray) -> WeeklyCounts:
    """Weeks that end on `as_of`; `worth` is the exposure of each day up to `as_of`, as many as the weeks have."""
    weeks = len(worth) // 7
    first_day = as_of - 7 * weeks + 1
    week = (day - first_day) // 7
    counts = np.bincount(source * weeks + week, minlength=n_sources * weeks).reshape(n_sources, weeks)
    first = np.full(n_sources, weeks, dtype=np.int64)
    np.minimum.at(first, source, week + 1)
    return WeeklyCounts(counts, worth.reshape(weeks, 7).sum(axis=1) / 7, first, first_day)
