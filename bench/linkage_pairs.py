"""Pairs of rows judged: precision, recall and F1 of clusters against labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def judged(found: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs: those put together against those that belong together."""
    right = _pairs(zip(found, truth, strict=True))
    precision, recall = right / max(_pairs(found), 1), right / max(_pairs(truth), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_of(pairs: Iterable[tuple[int, int, float]], truth: Sequence[Hashable]) -> tuple[float, float, float]:
    """The best F1 over all thresholds, joining from the likeliest pair down, and its precision and recall."""
    best = (0.0, 0.0, 0.0)
    ordered = sorted(pairs, key=lambda pair: -pair[2])
    parent = list(range(len(truth)))
    def root(at):
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at
    members = {at: Counter([truth[at]]) for at in range(len(truth))}
    right = joined = 0
    total = _pairs(truth)
    for n, (one, other, score) in enumerate(ordered):
        a, b = root(one), root(other)
        if a != b:
            ca, cb = members[a], members.pop(b)
            joined += sum(ca.values()) * sum(cb.values())
            small, large = (ca, cb) if len(ca) < len(cb) else (cb, ca)
            right += sum(c * large[k] for k, c in small.items())
            ca.update(cb); parent[b] = a
        if n + 1 == len(ordered) or ordered[n + 1][2] != score:
            if joined:
                p, r = right / joined, right / total
                if p + r and 2 * p * r / (p + r) > best[2]:
                    best = (p, r, 2 * p * r / (p + r))
    return best


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())
