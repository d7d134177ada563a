"""How alike two rows are as texts, name and place apart, in bits: the logarithm of how rarely two rows taken at random
are as alike. The list itself says how rarely.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, JaroWinkler

from wellsent.directory import places
from wellsent.directory.identity.model import Mention
from wellsent.directory.identity.profile import Profile
from wellsent.directory.names import Name, fold
from wellsent.directory.names.organisations import core
from wellsent.directory.names.words import FAMILY, GIVEN

_ALIKE = 0.88  # Jaro-Winkler: two words a slip apart
_BESIDES_WORDS = 4.0  # bits that likeness may add to what the words in common are worth
UNLIKE = 4.0  # bits: one pair of addresses in 16 is as alike
_FEW = 3  # names: what more share is a head office's
_ONE_TEXT = 0.85  # how alike two spellings of one e-mail or street are; people's names are in their e-mail
_RARE = 10.0  # bits: one pair of addresses in a thousand is as alike
_SECOND = 0.5  # telephone, address and e-mail hang together: the second counts half
_SAMPLE = 60_000  # random pairs: likeness is told up to 16 bits

_SHOWN = {"phone": "telephone", "email": "e-mail", "address": "address", "practice": "practice"}

Value = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Texts:
    """One row: the words of its name (sorted, each once) and their letters, its address with the town as one text, its
    e-mail, and the values it may share with others (telephones, e-mails, whole addresses, practices) with their kinds.
    """

    words: tuple[str, ...]
    who: object
    letters: str
    street: str
    place: str
    email: str
    values: frozenset[Value]
    kinds: frozenset[str]


def texts_of(mention: Mention, profile: Profile) -> Texts:
    """What a mention says, as texts; credentials and legal forms are left out."""
    words = tuple(sorted(set(_words(profile.main))))
    street = places.street(mention.address)
    town = (places.city(mention.city), fold(mention.state or ""), places.zip5(mention.zip) or fold(mention.zip or ""))
    values: set[Value] = {("phone", number) for number in profile.phones}
    values |= {("email", email) for email in profile.emails}
    if street:
        values.add(("address", f"{street}|{town[0]}"))
    if profile.is_person:
        values |= {("practice", practice) for practice in profile.practices}
    return Texts(
        words=words,
        who=(profile.person.family, profile.person.given[:1]) if profile.is_person and profile.person.given else words,
        letters="".join(words),
        street=street,
        place=" ".join(filter(None, (street, *town))) if street else "",
        email=min(profile.emails, default=""),
        values=frozenset(values),
        kinds=frozenset(what for what, _ in values),
    )


def _words(name: Name) -> Iterable[str]:
    if name.kind != "person":
        return core((name.family or name.text).replace("-", " "))
    parts = f"{name.given} {name.middle} {name.family} {name.suffix}".replace("-", " ").replace(".", " ")
    return filter(None, map(fold, parts.split()))


class Likeness:
    """Measures pairs of one list's rows: `name_bits` and `place_bits`."""

    def __init__(self, rows: Sequence[Texts]) -> None:
        self.rows = rows
        self._names = max(len({row.who for row in rows}), 1)
        self._holding = Counter(word for word, _ in {(word, row.who) for row in rows for word in row.words})
        self._sharing = Counter(value for value, _ in {(value, row.who) for row in rows for value in row.values})
        held = Counter(self._holding.values())
        # How many others hold what one name holds: twice those held twice, by those held once (Good 1953).
        self._once = min(1.0, (2 * held[2] + 1) / (held[1] + 1))
        self._bits = {word: self._word_bits(word) for word in self._holding}
        self._all_bits = [sum(self._bits[word] for word in row.words) for row in rows]
        self._by_chance = self._sampled(lambda one, other: self._alike(one, other)[0])
        self._place_by_chance = self._sampled(lambda one, other: _similar(rows[one].place, rows[other].place))
        self._email_by_chance = self._sampled(lambda one, other: _similar(rows[one].email, rows[other].email))

    def name_bits(self, one: int, other: int) -> float:
        """How rarely two names are as alike: by their words where they are the same, else by words and letters, and
        never more than the words in common allow.
        """
        if self.rows[one].words == self.rows[other].words:
            return self._all_bits[one]
        alike, shared = self._alike(one, other)
        return min(_rarely(alike, self._by_chance), shared + _BESIDES_WORDS, self._all_bits[one], self._all_bits[other])

    def place_bits(self, one: int, other: int) -> float | None:
        """How rarely two rows agree as well in telephone, e-mail, address or practice: the best, and half the second.

        None where nothing can be compared. Where the addresses are unlike, what many names share does not count: a head
        office lends its number to all its sites.
        """
        first, second = self.rows[one], self.rows[other]
        if not first.kinds & second.kinds:
            return None
        shared = first.values & second.values
        address = self.address_bits(one, other)
        if address is not None and address < UNLIKE:
            shared = frozenset(value for value in shared if self._sharing[value] <= _FEW)
        found = {what: self._value_bits((what, value)) for what, value in shared}
        found["address"] = max(found.get("address", 0.0), address or 0.0)
        alike = _similar(first.email, second.email)
        if "email" not in found and alike >= _ONE_TEXT:
            found["email"] = _rarely(alike, self._email_by_chance)
        best, next_best, *_ = *sorted(found.values(), reverse=True), 0.0, 0.0
        return best + _SECOND * next_best

    def address_bits(self, one: int, other: int) -> float | None:
        """How rarely two addresses are as alike; None where one is not known."""
        mine, theirs = self.rows[one].place, self.rows[other].place
        return _rarely(_similar(mine, theirs), self._place_by_chance) if mine and theirs else None

    def at_one_address(self, one: int, other: int) -> bool:
        """Whether two rows share a telephone, an e-mail or an address, or these are as good as the same, as few are."""
        first, second = self.rows[one], self.rows[other]
        shared = {what for what, _ in first.values & second.values}
        if not shared.isdisjoint(("phone", "email", "address")):
            return True
        if _similar(first.email, second.email) >= _ONE_TEXT:
            return True
        bits = self.address_bits(one, other)
        words = fuzz.token_set_ratio(first.street, second.street) / 100
        return bits is not None and bits >= _RARE and words >= _ONE_TEXT

    def said_apart(self, some: Iterable[int], others: Iterable[int]) -> bool:
        """Whether all of some rows say a word that no other row does, and all the others one that none of these does;
        initials and slips left out.
        """
        mine, theirs = ([set(self.rows[at].words) for at in rows] for rows in (some, others))
        return _has_more(mine, theirs) and _has_more(theirs, mine)

    def words_for(self, one: int, other: int) -> str:
        """What agrees, in words."""
        first, second = self.rows[one], self.rows[other]
        shared = {what for what, _ in first.values & second.values}
        address = self.address_bits(one, other) or 0.0
        told = ["same name" if first.words == second.words else "names alike"]
        told += [f"same {_SHOWN[what]}" for what in _SHOWN if what in shared]
        if "address" not in shared and address >= UNLIKE:
            told.append("addresses alike")
        text = "; ".join(told)
        return f"{text[:1].upper()}{text[1:]}"

    def random_pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of rows with different names, the same each time."""
        dice = random.Random(0)  # noqa: S311 - the same list gives the same answer
        count = len(self.rows)
        for _ in range(min(_SAMPLE, 40 * count)):
            one, other = dice.randrange(count), dice.randrange(count)
            if self.rows[one].words != self.rows[other].words:
                yield one, other

    def _word_bits(self, word: str) -> float:
        """By its share among the list's names, or by what is usual in the United States where that is more."""
        usual = 0.0088 * FAMILY[word] ** -0.6 if word in FAMILY else 0.004 if word in GIVEN else 0.0
        seen = max(self._holding[word] - 1, self._once) / (self._names + 20)
        return -math.log2(min(1.0, max(seen, usual)))

    def _value_bits(self, value: Value) -> float:
        return -math.log2(min(1.0, max(self._sharing[value] - 1, 0.5) / self._names))

    def _alike(self, one: int, other: int) -> tuple[float, float]:
        """How alike two names are, 0 to 1, and what the words they share are worth in bits."""
        first, second = self.rows[one], self.rows[other]
        letters = Indel.normalized_similarity(first.letters, second.letters)
        left = [word for word in second.words if word not in first.words]
        shared = 0.0
        for word in first.words:
            if word in second.words:
                shared += self._bits[word]
                continue
            for at, each in enumerate(left):
                if _slip(word, each):
                    shared += 0.9 * min(self._bits[word], self._bits[left.pop(at)])
                    break
        least, most = sorted((self._all_bits[one], self._all_bits[other]))
        by_words = (shared / max(least, 0.1) + shared / max(most, 0.1)) / 2
        return 0.75 * max(letters, by_words) + 0.25 * min(letters, by_words), shared

    def _sampled(self, measure: Callable[[int, int], float]) -> list[float]:
        return sorted(measure(one, other) for one, other in self.random_pairs())


def _has_more(some: Sequence[set[str]], others: Sequence[set[str]]) -> bool:
    theirs = set[str]().union(*others)
    common = set.intersection(*some)
    return any(
        len(word) > 1 and word not in theirs and not any(_slip(word, each) for each in theirs) for word in common
    )


def _similar(one: str, other: str) -> float:
    return Indel.normalized_similarity(one, other) if one and other else 0.0


@lru_cache(maxsize=262144)
def _slip(one: str, other: str) -> bool:
    return JaroWinkler.similarity(one, other) >= _ALIKE


def _rarely(measured: float, by_chance: Sequence[float]) -> float:
    """Bits: how few of the random pairs reach what was measured."""
    reached = len(by_chance) - bisect_left(by_chance, measured)
    return -math.log2((reached + 0.5) / (len(by_chance) + 0.5))
