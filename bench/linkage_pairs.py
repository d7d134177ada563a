"""Pairs of rows judged: precision, recall and F1 of clusters against labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class Judged(NamedTuple):
    """Of the pairs put together the share that belongs together, of those that belong together the share found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def judged(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Judged:
    """Pairs put together against those that belong together."""
    return _judged(_pairs(zip(found, truth, strict=True)), _pairs(found), _pairs(truth))


def best_of(pairs: Iterable[tuple[int, int, float]], truth: Sequence[Hashable]) -> Judged:
    """The best F1 any threshold gives: joining from the likeliest pair down, and looking after each score."""
    cluster_of = list(range(len(truth)))
    members = {at: [at] for at in cluster_of}
    ordered = sorted(pairs, key=lambda pair: -pair[2])
    best, right, joined, belonging = Judged(0.0, 0.0), 0, 0, _pairs(truth)
    for at, (one, other, score) in enumerate(ordered):
        first, second = cluster_of[one], cluster_of[other]
        if first != second:
            mine, theirs = members[first], members.pop(second)
            ours = Counter(truth[each] for each in mine)
            joined += len(mine) * len(theirs)
            right += sum(ours[truth[each]] for each in theirs)
            mine += theirs
            for each in theirs:
                cluster_of[each] = first
        if at + 1 == len(ordered) or ordered[at + 1][2] != score:
            best = max(best, _judged(right, joined, belonging), key=lambda found: found.f1)
    return best


def _judged(right: int, joined: int, belonging: int) -> Judged:
    return Judged(right / max(joined, 1), right / max(belonging, 1))


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())
