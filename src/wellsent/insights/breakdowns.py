"""Volume by kind, practice, clinic, payer, condition or source: how many referrals of each group came in each month.

Pure. Kept for the largest groups of the last five years; the rest is counted together, so that a breakdown stays small
whatever the size of the practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import IntArray

LARGEST = 200
MONTHS_KEPT = 60
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group each referral belongs to: an index into `keys` and `labels`, which name the groups."""

    code: IntArray
    keys: Sequence[str]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The referrals of one group by month, oldest first. `key` "" stands for all groups too small to be named."""

    key: str
    label: str
    months: tuple[int, ...]
    groups: int = 1

    def last_year(self) -> int:
        """Referrals of the last twelve months, the present one included."""
        return sum(self.months[-_YEAR:])


def breakdown(groups: Groups, month: IntArray, last_month: int) -> tuple[Group, ...]:
    """The groups, largest of the last twelve months first; those beyond the 200 largest as one group at the end.

    `month` numbers each referral's month (months.py); referrals older than five years are left out.
    """
    number = len(groups.keys)
    if not number:
        return ()
    first = max(int(month.min(initial=last_month)), last_month - MONTHS_KEPT + 1)
    width = last_month - first + 1
    kept = (month >= first) & (month <= last_month)
    cells = groups.code[kept] * width + (month[kept] - first)
    counts = np.bincount(cells, minlength=number * width).reshape(number, width)
    size = counts[:, -_YEAR:].sum(axis=1)
    order = np.lexsort((np.arange(number), -counts.sum(axis=1), -size))
    order = order[counts[order].sum(axis=1) > 0]
    named = [Group(groups.keys[at], groups.labels[at], tuple(counts[at].tolist())) for at in order[:LARGEST].tolist()]
    rest = order[LARGEST:]
    if len(rest):
        named.append(Group("", "all others", tuple(counts[rest].sum(axis=0).tolist()), groups=len(rest)))
    return tuple(named)
