"""Likely pairs joined into clusters, from the strongest down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from wellsent.directory.identity.clusters import Clusters
from wellsent.directory.identity.compare import SURE, Verdict, compare
from wellsent.directory.identity.person import are_surely_two, may_be_one
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.rarity import Rarity
from wellsent.directory.identity.relatives import may_be_relatives

_MARGIN = 4.0  # bits by which the best of two rivals must lead

Pair = tuple[float, int, int, Verdict]


class Joining:
    """One pass over the likely pairs: joined when sure by themselves, by all the clusters hold, and without a rival."""

    def __init__(self, clusters: Clusters, rarity: Rarity, pairs: Sequence[Pair], *, has_relatives: bool) -> None:
        self._clusters = clusters
        self._has_relatives = has_relatives
        self._rarity = rarity
        self._pairs = pairs
        self._partners: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        self._sure: set[tuple[int, int]] = set()
        for bits, one, other, _ in pairs:
            self._partners[one].append((bits, other))
            self._partners[other].append((bits, one))
            if bits >= SURE:
                self._sure |= {(one, other), (other, one)}

    def run(self) -> None:
        """Join the sure pairs, remember the others as doubts."""
        for bits, one, other, verdict in self._pairs:
            if self._clusters.root(one) == self._clusters.root(other):
                continue
            if bits >= SURE and self._may_join(one, other, verdict):
                self._clusters.join(one, other, verdict)
            else:
                self._clusters.doubt(one, other, verdict)

    def _may_join(self, one: int, other: int, verdict: Verdict) -> bool:
        are_as_compared = self._clusters.is_alone(one) and self._clusters.is_alone(other)
        if not are_as_compared and (self._clusters.clash(one, other) or not self._agree_as_a_whole(one, other)):
            return False
        if self._has_relatives and may_be_relatives(self._held(one), self._held(other)):
            return False
        return not self._is_torn(one, other, verdict.bits) and not self._is_torn(other, one, verdict.bits)

    def _agree_as_a_whole(self, one: int, other: int) -> bool:
        """Whether nothing that the two clusters hold speaks against it, whatever the pair says by itself."""
        return not compare(self._held(one), self._held(other), self._rarity).is_opposed

    def _is_torn(self, here: int, there: int, bits: float) -> bool:
        """Whether something else fits `here` about as well as `there` does, though the two may not be one."""
        mine, theirs = self._clusters.root(here), self._clusters.root(there)
        return any(
            rival_bits > bits - _MARGIN
            and (rival, there) not in self._sure
            and self._clusters.root(rival) not in (mine, theirs)
            and self._are_rivals(rival, there)
            and not self._clusters.clash(rival, here)
            for rival_bits, rival in self._partners[here]
        )

    def _are_rivals(self, one: int, other: int) -> bool:
        """Whether two clusters may well be two, so that what fits both fits neither. Misspellings of one are none."""
        first, second = self._held(one), self._held(other)
        if self._clusters.are_two(first, second):
            return True
        if first.is_person and not may_be_one(first.person, second.person):
            return are_surely_two(first.person, second.person)
        return compare(first, second, self._rarity).is_opposed

    def _held(self, at: int) -> Profile:
        return self._clusters.held[self._clusters.root(at)]
