"""How strongly two profiles speak for being one source, in bits, and why in words.

The model is Fellegi and Sunter's (1969): each agreement adds the logarithm of how rarely it happens by chance, each
disagreement takes away. An agreement on a rare name counts more than on Smith (Winkler 2000, frequency-based
matching); here the shares come from the list itself, steadied by what is usual in the United States.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from wellsent.directory.identity import practice
from wellsent.directory.identity.person import Fit, Person, family_fit, given_fit, middle_fit
from wellsent.directory.identity.place import compare_places
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.rarity import Rarity
from wellsent.directory.identity.relatives import families_of, kinds_differ, telling_kinds, what_tells_apart
from wellsent.directory.names.words import FAMILY

SURE = 5.0  # bits: 1 chance in 33 of being wrong by the pair alone, before the checks of the whole cluster
DOUBTFUL = 0.0  # bits: as likely as not
_NAMESAKE_FROM_OUTSIDE = 2.3
"""Bits: the others of the list have other names, so that only somebody mentioned nowhere else (1 mention in 5) could be
the namesake of a full name."""

Worth = Callable[[str], float]
"""Bits that agreement on a name is worth."""


class Verdict(NamedTuple):
    """How strongly two go together, in bits over even odds, and why.

    `is_opposed`: something speaks so plainly against it (another practice, degree or name) that it is never sure.
    """

    bits: float
    reasons: tuple[str, ...]
    is_opposed: bool = False

    @property
    def score(self) -> float:
        """The chance that the two are one, 0 to 1."""
        return 1 / (1 + math.exp2(-max(-60.0, min(self.bits, 60.0))))

    @property
    def why(self) -> str:
        """The reasons as one sentence."""
        text = "; ".join(self.reasons)
        return f"{text[:1].upper()}{text[1:]}."


def compare(one: Profile, other: Profile, rarity: Rarity) -> Verdict:
    """How strongly two profiles of the same sort (two people, or two organisations) speak for being one source."""
    places = compare_places(one, other, rarity)
    if one.is_person:
        shared = Rarity.family_anywhere if places.same_practice else rarity.family
        name_bits, reasons, most = _compare_people(one.person, other.person, shared, rarity.given)
    else:
        name_bits, reasons, most = _compare_organisations(one, other)
    told = what_tells_apart(one, other) if one.is_person else "the kinds differ" if kinds_differ(one, other) else ""
    bits = rarity.prior + name_bits + places.bits + _compare_kinds(one, other)
    if one.is_person and told:
        most = min(most, SURE - 0.5)
    is_opposed = most < SURE or (not places.agrees and places.other_practice and not one.kinds & other.kinds)
    if is_opposed or (_needs_a_place(one, other) and (not places.agrees or places.conflicts)):
        most = min(most, SURE - 0.5)
    reasons += [*places.reasons, *filter(None, [told])]
    return Verdict(min(bits, most), tuple(reasons), is_opposed)


def _needs_a_place(one: Profile, other: Profile) -> bool:
    """Whether the names alone are too little: no full given name, or words that may be no person's name at all."""
    if not one.is_person:
        return bool(one.streets and other.streets)
    if not one.person.is_full or not other.person.is_full:
        return one.has_places or other.has_places
    return bool(one.streets and other.streets) and not (one.person.is_attested and other.person.is_attested)


def _compare_people(
    one: Person, other: Person, family_bits: Worth, given_bits: Worth
) -> tuple[float, list[str], float]:
    """Bits, reasons and the most the whole may come to: a married name is never sure."""
    family, given, middle = family_fit(one, other), given_fit(one, other), middle_fit(one, other)
    if Fit.DIFFERENT in (family, given):
        return -40.0, ["different names"], -40.0
    full = one if len(one.given) >= len(other.given) else other
    bits = min(family_bits(one.family), family_bits(other.family))
    reasons, most = [], math.inf
    if family is Fit.SAME:
        reasons.append("same family name")
    elif family is Fit.TYPO:
        bits -= 5.0 if one.family in FAMILY and other.family in FAMILY else 3.0
        reasons.append(f"{_shown(one.family)} and {_shown(other.family)} are a typing slip apart")
    else:
        bits, most = bits - 4.0, SURE - 0.5
        reasons.append("one family name is part of the other")
    if family is given is Fit.SAME and one.is_full and other.is_full:
        bits += _NAMESAKE_FROM_OUTSIDE
    bits_of_given, words = _compare_givens(given, one, other, given_bits(full.given))
    bits += bits_of_given
    reasons.append(words)
    if given is Fit.VARIANT:
        most = SURE - 0.5
    bits += {Fit.SAME: 5.0, Fit.INITIAL: 3.0, Fit.VARIANT: -3.0, Fit.DIFFERENT: -6.0}.get(middle, 0.0)
    if bool(one.suffix) != bool(other.suffix):
        bits -= 1.5
    if one.degree and other.degree:
        doctors = {one.degree, other.degree} == {"MD", "DO"}
        bits += 1.0 if one.degree == other.degree else -4.0 if doctors else -6.0
    return bits, reasons, most


def _compare_givens(fit: Fit, one: Person, other: Person, same: float) -> tuple[float, str]:
    first, second = _shown(one.given), _shown(other.given)
    if fit is Fit.SAME:
        return same, "same given name"
    if fit is Fit.SHORT:
        short, long = sorted((first, second), key=len)
        return same - 2.0, f"{short} may be short for {long}"
    if fit is Fit.TYPO:
        return same - 3.0, f"{first} and {second} are a typing slip apart"
    if fit is Fit.VARIANT:
        return same - 6.0, f"{first} and {second} are close, but may be two names"
    if fit is Fit.INITIAL:
        initial, whole = sorted((first, second), key=len)
        return (3.5, f"{initial}. may be {whole}") if initial != whole else (3.5, "same initial")
    return 0.0, "one gives no given name"


def _shown(folded: str) -> str:
    return folded.capitalize()


def _compare_organisations(one: Profile, other: Profile) -> tuple[float, list[str], float]:
    if practice.numbers_differ(one.core, other.core):
        return -20.0, ["the numbers in the names differ"], -20.0
    alike = max(practice.likeness(one.core, other.core), practice.letters_likeness(one.main.family, other.main.family))
    telling = len(practice.telling_words(one.core if len(one.core) <= len(other.core) else other.core))
    bits = (5.0 + 3.0 * min(telling, 4)) if telling else 2.0
    if one.core == other.core:
        return bits + 6.0, ["same name"], math.inf
    if alike >= practice.SAME:
        return bits + 2.0, ["the names agree but for their spelling"], math.inf
    if alike >= practice.DIFFERENT:
        return 2.0, ["the names agree in part"], math.inf
    return -8.0 + 10.0 * alike, ["the names have little in common"], SURE - 0.5


def _compare_kinds(one: Profile, other: Profile) -> float:
    if not one.kinds or not other.kinds:
        return 0.0
    mine, theirs = telling_kinds(one), telling_kinds(other)
    if not mine or not theirs:
        return 0.0
    if mine & theirs:
        return 1.5
    if families_of(mine) & families_of(theirs):
        return 0.0
    return -3.0 if kinds_differ(one, other) else -1.5
