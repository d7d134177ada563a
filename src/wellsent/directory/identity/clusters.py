"""Growing clusters: who is joined with whom, and what must never be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wellsent.directory.identity.compare import Verdict
from wellsent.directory.identity.model import Decisions, Mention
from wellsent.directory.identity.person import (
    Fit,
    Person,
    family_fit,
    given_fit,
    may_be_one,
    middle_fit,
)
from wellsent.directory.identity.place import are_elsewhere
from wellsent.directory.identity.profile import Profile
from wellsent.directory.names.words import GIVEN


class Clusters:
    """Profiles joined into clusters (union-find), each holding everything its members say."""

    def __init__(self, profiles: Sequence[Profile], mentions: Sequence[Mention], decided: Decisions) -> None:
        self._parent = list(range(len(profiles)))
        self.held = list(profiles)
        self.weakest: dict[int, Verdict] = {}  # of each root, the verdict of its least certain joining
        self.doubts: dict[tuple[int, int], Verdict] = {}
        self._insisted: set[tuple[int, int]] = set()
        self._different: dict[int | str, set[int | str]] = {}
        if decided.same or decided.different:
            self._respect(decided, mentions)

    def root(self, at: int) -> int:
        """The profile that stands for the cluster this one is in."""
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def is_alone(self, at: int) -> bool:
        """Whether a profile has been joined with no other yet, and says what it said from the beginning."""
        return self._parent[at] == at and at not in self.weakest

    def join(self, one: int, other: int, verdict: Verdict) -> None:
        """Make one cluster of two; the less certain of their verdicts stays with it."""
        first, second = sorted((self.root(one), self.root(other)))
        if first == second:
            return
        self._parent[second] = first
        self.held[first].absorb(self.held[second])
        verdicts = [verdict, self.weakest.get(first), self.weakest.pop(second, None)]
        self.weakest[first] = min(filter(None, verdicts), key=lambda each: each.bits)

    def doubt(self, one: int, other: int, verdict: Verdict, *, insist: bool = False) -> None:
        """Remember that two may be one; `insist` on asking although their names say that they are two."""
        self.doubts.setdefault((one, other), verdict)
        if insist:
            self._insisted.add((one, other))

    def questions(self) -> Iterator[tuple[int, int, Verdict]]:
        """What is still in doubt, as pairs of roots."""
        for (one, other), verdict in self.doubts.items():
            first, second = self.root(one), self.root(other)
            is_settled = self.are_two(self.held[first], self.held[second])
            if first != second and not is_settled and ((one, other) in self._insisted or not self.clash(one, other)):
                yield first, second, verdict

    def clash(self, one: int, other: int) -> bool:
        """Whether the clusters of these two hold anything that two people's would and one's would not."""
        first, second = self.held[self.root(one)], self.held[self.root(other)]
        if self.are_two(first, second) or first.is_person != second.is_person:
            return True
        return _names_clash(first, second) if first.is_person else are_elsewhere(first, second)

    def are_two(self, first: Profile, second: Profile) -> bool:
        """Whether it is known that they are two: different NPIs, different known sources, or a person said so."""
        if first.known is not None and second.known is not None:
            return True
        mine, theirs = first.npis | first.contested, second.npis | second.contested
        if mine and theirs and mine.isdisjoint(theirs):
            return True
        return bool(self._different) and any(
            not second.refs.isdisjoint(self._different.get(ref, ())) for ref in first.refs
        )

    def _respect(self, decided: Decisions, mentions: Sequence[Mention]) -> None:
        """What people said of two, which names a mention by its key."""
        for profile in self.held:
            profile.refs |= {mentions[index].key for index in profile.mentions}
        for one, other in decided.different:
            self._different.setdefault(one, set()).add(other)
            self._different.setdefault(other, set()).add(one)
        at = {ref: index for index, profile in enumerate(self.held) for ref in profile.refs}
        for one, other in sorted(decided.same, key=str):
            if one in at and other in at:
                self.join(at[one], at[other], Verdict(60.0, ("a person said that they are the same",)))


def _names_clash(first: Profile, second: Profile) -> bool:
    """Whether the names of two clusters cannot be one person's.

    The main names must go together; of the others, whatever is no slip of the fingers must: Pat may be Patrick or
    Patricia, but a cluster that holds both Pat and Patrick takes no Patricia.
    """
    if not may_be_one(first.person, second.person):
        return True
    if len(first.people) == len(second.people) == 1:
        return False
    return any(_says_two(mine, theirs) for mine in first.people for theirs in second.people)


def _says_two(one: Person, other: Person) -> bool:
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return True
    if one.given in GIVEN and other.given in GIVEN and given_fit(one, other) is Fit.DIFFERENT:
        return True
    return middle_fit(one, other) is Fit.DIFFERENT and family_fit(one, other) is Fit.SAME
