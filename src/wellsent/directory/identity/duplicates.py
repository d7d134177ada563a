"""Which rows of a provider list are the same provider: what `resolve` joins, and what the list itself makes likely.

`resolve` asks what is true of any list. A list with addresses says more: how often rows at one address, or rows of one
name at two, are alike beyond chance (`evidence`). Where that makes two rows as good as sure, and nothing that two
providers alone could have speaks against it, they are joined as well; what is likely is put to a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wellsent.directory.identity import evidence, relatives
from wellsent.directory.identity.likeness import UNLIKE, Likeness, Texts, texts_of
from wellsent.directory.identity.model import Mention, Resolution
from wellsent.directory.identity.person import Fit, family_fit, middle_fit
from wellsent.directory.identity.place import are_elsewhere
from wellsent.directory.identity.profile import Profile, of_mention
from wellsent.directory.identity.resolve import resolve
from wellsent.directory.names import parse_many

SURE = 0.85  # the chance that a pair is one from which it is joined without asking; few pairs lie near it
DOUBTFUL = 0.5
_AS_GOOD_AS_CERTAIN = 0.99  # above, the place has told what it can: the liker name goes first
_AS_A_WHOLE = 0.5  # the mean chance of all pairs between two clusters, below which they stay apart
_LARGEST, _WORK = 200, 4_000_000  # rows that share one word are compared, unless that is more work than it is worth

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Same:
    """Mentions (by their index) that are one or may be, how sure the least certain pair is (0 to 1), and why."""

    mentions: tuple[int, ...]
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Clusters of two mentions or more, and pairs that only a person can tell, the likeliest first."""

    clusters: tuple[Same, ...]
    review: tuple[Same, ...]


def find_duplicates(mentions: Sequence[Mention]) -> Duplicates:
    """Which mentions of one list are the same provider. Those that name nobody stay alone."""
    names = parse_many([mention.name for mention in mentions])
    profiles = [of_mention(at, mention, name) for at, (mention, name) in enumerate(zip(mentions, names, strict=True))]
    likeness = Likeness([texts_of(mention, profile) for mention, profile in zip(mentions, profiles, strict=True)])
    pairs = sorted(_pairs(likeness.rows))  # in one order, whatever order sets have: equals are joined alike each time
    weighed = _weighed(likeness, profiles, pairs)
    has_relatives = not relatives.are_typed_over(_names_at_one_address(likeness, profiles, pairs))
    resolution = resolve(mentions, has_relatives=has_relatives)
    joined = _Joined(resolution, likeness, weighed, profiles, has_relatives=has_relatives)
    joined.run()
    return Duplicates(tuple(joined.clusters()), tuple(joined.review(resolution)))


@dataclass(frozen=True, slots=True)
class _Weight:
    """The chance that a pair is one, and how rarely two names are as alike, in bits: what ranks pairs equally sure."""

    chance: float
    bits: float


def _weighed(likeness: Likeness, profiles: Sequence[Profile], pairs: Sequence[Pair]) -> dict[Pair, _Weight]:
    """Pairs that share something and may be one."""
    cells: dict[Pair, tuple[int, int, float]] = {}
    counts = [[0.0] * evidence.NAMES for _ in range(evidence.PLACES)]
    for one, other in pairs:
        name, place = likeness.name_bits(one, other), likeness.place_bits(one, other)
        row, column = evidence.row_of(place), evidence.column_of(name)
        if name >= evidence.TELLING:
            if _are_two(profiles[one], profiles[other], likeness.address_bits(one, other)):
                continue
            cells[one, other] = row, column, name
        counts[row][column] += 1
    every = len(profiles) * (len(profiles) - 1) // 2
    chances = evidence.likelihoods(evidence.completed(counts, _shares_of_rows(likeness), every))
    weighed = {pair: _Weight(chances[row][column], bits) for pair, (row, column, bits) in cells.items()}
    return {pair: weight for pair, weight in weighed.items() if weight.chance > 0.01}


def _shares_of_rows(likeness: Likeness) -> list[float]:
    """How many of all pairs lie in each row of the table of evidence."""
    seen = Counter(evidence.row_of(likeness.place_bits(one, other)) for one, other in likeness.random_pairs())
    return [seen[row] / max(seen.total(), 1) for row in range(evidence.PLACES)]


def _names_at_one_address(likeness: Likeness, profiles: Sequence[Profile], pairs: Sequence[Pair]) -> relatives.Names:
    """How the names of people at one address go together in this list."""
    people = [profile.person for profile in profiles if profile.is_person and profile.person.is_full]
    givens = Counter(person.given for person in people)
    by_chance = sum(count * count for count in givens.values()) / max(len(people) ** 2, 1)
    near = (
        (profiles[one].person, profiles[other].person)
        for one, other in pairs
        if relatives.are_people(profiles[one], profiles[other]) and likeness.at_one_address(one, other)
    )
    return relatives.names_at_one_address(near, by_chance)


def _pairs(rows: Sequence[Texts]) -> Iterator[Pair]:
    """Pairs of rows that share a word of the name, its beginning, a value, or two words of the address in a row."""
    blocks: defaultdict[object, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for key in _keys(row):
            blocks[key].append(at)
    largest = max(20, min(_LARGEST, _WORK // max(len(rows), 1)))
    seen: set[Pair] = set()
    for block in blocks.values():
        if len(block) > largest:
            continue
        for pair in ((one, other) for at, one in enumerate(block) for other in block[at + 1 :]):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _keys(row: Texts) -> set[object]:
    if not row.words:
        return set()
    place = row.place.split()
    keys: set[object] = {*row.words, *row.values, *(("begins", word[:4]) for word in row.words)}
    keys.update(pairwise(place))
    keys.update((place[-1], word[:2]) for word in row.words if place)
    return keys


def _are_two(one: Profile, other: Profile, address_bits: float | None) -> bool:
    """Whether two have what one never has: two NPIs; a person two suffixes or middle names, a practice two sites."""
    if one.npis and other.npis and one.npis.isdisjoint(other.npis):
        return True
    if one.is_person and other.is_person:
        mine, theirs = one.person, other.person
        if mine.suffix and theirs.suffix and mine.suffix != theirs.suffix:
            return True
        return middle_fit(mine, theirs) is Fit.DIFFERENT and family_fit(mine, theirs) is Fit.SAME
    if address_bits is None:
        return False
    return address_bits < UNLIKE or (are_elsewhere(one, other) and one.phones.isdisjoint(other.phones))


class _Joined:
    """Clusters that grow from those of `resolve`, from the likeliest pair down."""

    def __init__(
        self,
        resolution: Resolution,
        likeness: Likeness,
        weighed: dict[Pair, _Weight],
        profiles: Sequence[Profile],
        *,
        has_relatives: bool,
    ) -> None:
        self._likeness = likeness
        self._weighed = weighed
        self._profiles = profiles
        self._has_relatives = has_relatives
        self._partners: defaultdict[int, list[int]] = defaultdict(list)
        for (one, other), weight in weighed.items():
            if weight.chance >= SURE:
                self._partners[one].append(other)
                self._partners[other].append(one)
        self._of: dict[int, int] = {}
        self._members: dict[int, tuple[int, ...]] = {}
        self._sure: dict[int, tuple[float, str]] = {}
        for cluster in resolution.clusters:
            alone = [(one,) for one in cluster.mentions]
            for members in alone if cluster.name.is_blank else [cluster.mentions]:
                self._members[members[0]] = members
                self._sure[members[0]] = cluster.score, cluster.why
                self._of.update(dict.fromkeys(members, members[0]))

    def run(self) -> None:
        """Join what is sure."""
        ranked = sorted(
            self._weighed.items(), key=lambda item: (-min(item[1].chance, _AS_GOOD_AS_CERTAIN), -item[1].bits, item[0])
        )
        for pair, weight in ranked:
            if weight.chance < SURE:
                break
            first, second = (self._of[one] for one in pair)
            if first != second and self._agree(first, second):
                self._join(first, second, (weight.chance, self._why(pair)))

    def clusters(self) -> Iterator[Same]:
        """Those of two or more, in the order of their first mention."""
        for first in sorted(self._members):
            members = self._members[first]
            if len(members) > 1:
                score, why = self._sure[first]
                yield Same(members, round(score, 4), why)

    def review(self, resolution: Resolution) -> list[Same]:
        """Pairs of clusters to ask about, each by its likeliest pair: those of `resolve`, and what the list adds."""
        asked: dict[Pair, Same] = {}
        for doubt in resolution.doubtful:
            if doubt.other is not None:
                ends = [resolution.clusters[at].mentions[0] for at in (doubt.cluster, doubt.other)]
                self._ask(asked, Same((min(ends), max(ends)), doubt.score, doubt.why))
        for pair, weight in self._weighed.items():
            if weight.chance >= DOUBTFUL and self._of[pair[0]] != self._of[pair[1]]:
                self._ask(asked, Same(pair, round(min(weight.chance, 0.99), 4), self._why(pair)))
        return sorted(asked.values(), key=lambda one: (-one.score, one.mentions))

    def _ask(self, asked: dict[Pair, Same], same: Same) -> None:
        first, second = sorted(self._of[one] for one in same.mentions)
        held = asked.get((first, second))
        if first != second and (held is None or same.score > held.score):
            asked[first, second] = same

    def _agree(self, first: int, second: int) -> bool:
        """Whether the clusters as wholes go together, and no word that all of one say is missing from the other and
        the other way round: a slip is not made twice.
        """
        mine, theirs = self._members[first], self._members[second]
        chances = [self._chance(one, other) for one in mine for other in theirs]
        if sum(chances) < _AS_A_WHOLE * len(chances) or self._may_be_two_people(mine, theirs):
            return False
        if self._is_torn(mine, theirs) or self._is_torn(theirs, mine):
            return False
        return min(len(mine), len(theirs)) < 2 or not self._likeness.said_apart(mine, theirs)

    def _may_be_two_people(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Whether two clusters may be two of one family; or two people of part of a name, each at another address."""
        pairs = [(one, other) for one in mine for other in theirs if self._are_people(one, other)]
        if any(self._tells_apart(*pair) for pair in pairs):
            return True
        return bool(pairs) and not any(self._are_one_person(*pair) for pair in pairs)

    def _are_one_person(self, one: int, other: int) -> bool:
        first, second = self._profiles[one], self._profiles[other]
        is_no_relative = not relatives.may_be_relatives(first, second)
        if is_no_relative and family_fit(first.person, second.person) is not Fit.DIFFERENT:
            return True
        is_typed_over = not self._has_relatives and first.person.suffix == second.person.suffix
        return (is_no_relative or is_typed_over) and self._likeness.at_one_address(one, other)

    def _is_torn(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Whether one of mine goes as well with somebody who cannot be theirs: John Okafor beside an MD and a DPM."""
        inside = {*mine, *theirs}
        return any(
            rival not in inside
            and any(self._are_people(rival, other) and self._tells_apart(rival, other) for other in theirs)
            and self._are_people(one, rival)
            and not self._tells_apart(one, rival)
            and self._are_one_person(one, rival)
            and self._likeness.at_one_address(one, rival)
            for one in mine
            for rival in self._partners[one]
        )

    def _are_people(self, one: int, other: int) -> bool:
        return relatives.are_people(self._profiles[one], self._profiles[other])

    def _tells_apart(self, one: int, other: int) -> bool:
        return bool(relatives.what_tells_apart(self._profiles[one], self._profiles[other]))

    def _chance(self, one: int, other: int) -> float:
        weight = self._weighed.get((min(one, other), max(one, other)))
        return weight.chance if weight else 0.0

    def _join(self, first: int, second: int, sure: tuple[float, str]) -> None:
        keeps, goes = sorted((first, second))
        self._members[keeps] = tuple(sorted((*self._members[keeps], *self._members[goes])))
        self._sure[keeps] = min(sure, *(self._sure[one] for one in (keeps, goes) if self._sure[one][0] < 1), sure)
        self._of.update(dict.fromkeys(self._members.pop(goes), keeps))
        del self._sure[goes]

    def _why(self, pair: Pair) -> str:
        chance = self._chance(*pair)
        told = self._likeness.words_for(*pair)
        if chance < SURE:
            return f"{told}; in this list {chance:.0%} of the pairs as alike are one."
        others = round(1 / max(1 - chance, 0.001))
        return f"{told}; in this list fewer than 1 in {others} of the pairs as alike are two."
