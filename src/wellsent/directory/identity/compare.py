"""How strongly two profiles speak for being one source, in bits, and why in words.

The model is Fellegi and Sunter's (1969): each agreement adds the logarithm of how rarely it happens by chance, each
disagreement takes away. An agreement on a rare name counts more than on Smith (Winkler 2000, frequency-based
matching); here the shares come from the list itself, steadied by what is usual in the United States.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from wellsent.directory import kinds
from wellsent.directory.identity import practice
from wellsent.directory.identity.person import Fit, Person, family_fit, given_fit, middle_fit
from wellsent.directory.identity.profile import Profile
from wellsent.directory.names.words import FAMILY

SURE = 7.0  # bits: 1 chance in 130 of being wrong, before the checks of the whole cluster
DOUBTFUL = 0.0  # bits: as likely as not
_PRIOR_SHARE = 0.8  # of mentions are of somebody who is mentioned elsewhere, too
_STEADY = 50.0  # entities' worth of belief in the usual shares
_RARE_FAMILY, _USUAL_GIVEN = 6e-5, 0.004


@dataclass(frozen=True, slots=True)
class Verdict:
    """How strongly two go together, in bits over even odds, and what speaks for and against it."""

    bits: float
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """The chance that the two are one, 0 to 1."""
        return 1 / (1 + 2.0 ** -max(-60.0, min(self.bits, 60.0)))

    @property
    def why(self) -> str:
        """The reasons as one sentence."""
        text = "; ".join(self.reasons)
        return f"{text[:1].upper()}{text[1:]}."


@dataclass(slots=True)
class Rarity:
    """How common names, practices and numbers are among the profiles at hand."""

    entities: int
    families: Counter[str] = field(default_factory=Counter)
    givens: Counter[str] = field(default_factory=Counter)
    shared: Counter[object] = field(default_factory=Counter)

    @classmethod
    def among(cls, profiles: Sequence[Profile]) -> Rarity:
        people = {(p.person.family, p.person.given[:1]): p.person for p in profiles if p.is_person and p.person.given}
        offices = {p.core for p in profiles if not p.is_person}
        rarity = cls(entities=max(len(people) + len(offices), 20))
        for one in people.values():
            rarity.families[one.family] += 1
            rarity.givens[one.given] += 1
        rarity.shared = _counted_once(profiles)
        return rarity

    @property
    def prior(self) -> float:
        """Bits against a pair taken at random."""
        return math.log2(_PRIOR_SHARE / self.entities)

    def family(self, name: str) -> float:
        """Bits that agreement on a family name is worth: 7 for Smith, 14 for a rare one."""
        rank = FAMILY.get(name)
        usual: float = (
            0.0088 * float(rank) ** -0.6 if rank else _RARE_FAMILY
        )  # fitted by eye to the ranks of the 2010 census
        return self._bits(self.families[name], usual)

    def given(self, name: str) -> float:
        """Bits that agreement on a given name is worth."""
        return self._bits(self.givens[name], _USUAL_GIVEN)

    def rare(self, value: object, least: float, most: float) -> float:
        """Bits that agreement on a practice, number or street is worth."""
        share = max(self.shared[value], 1) / self.entities
        return max(least, min(most, -math.log2(max(share, 1e-6))))

    def _bits(self, seen: int, usual: float) -> float:
        # One of those seen is the name at hand itself; agreement by chance needs another.
        share = (max(seen - 1, 0) + _STEADY * usual) / (self.entities + _STEADY)
        return -math.log2(share)


def _counted_once(profiles: Sequence[Profile]) -> Counter[object]:
    """How many sources each practice, number and street stands beside, however often and however each is written."""
    seen = {
        (value, profile.person.family, profile.person.given[:1])
        for profile in profiles
        if profile.person.given or not profile.is_person
        for value in (*profile.practices, *profile.phones, *profile.streets, *profile.emails)
    }
    return Counter(value for value, _, _ in seen)


def compare(one: Profile, other: Profile, rarity: Rarity) -> Verdict:
    """How strongly two profiles of the same sort (two people, or two organisations) speak for being one source."""
    if one.is_person:
        name_bits, reasons, most = _compare_people(one.person, other.person, rarity)
    else:
        name_bits, reasons, most = _compare_organisations(one, other)
    place_bits, place_reasons = _compare_places(one, other, rarity)
    kind_bits, kind_reasons = _compare_kinds(one, other)
    bits = rarity.prior + name_bits + place_bits + kind_bits
    return Verdict(min(bits, most), (*reasons, *place_reasons, *kind_reasons))


def _compare_people(one: Person, other: Person, rarity: Rarity) -> tuple[float, list[str], float]:
    """Bits, reasons and the most the whole may come to: a married name is never sure."""
    family, given, middle = family_fit(one, other), given_fit(one, other), middle_fit(one, other)
    if Fit.DIFFERENT in (family, given):
        return -40.0, ["different names"], -40.0
    full = one if len(one.given) >= len(other.given) else other
    bits = rarity.family(min(one.family, other.family, key=rarity.family))
    reasons, most = [], math.inf
    if family is Fit.SAME:
        reasons.append("same family name")
    elif family is Fit.TYPO:
        bits -= 5.0 if one.family in FAMILY and other.family in FAMILY else 3.0
        reasons.append(f"{_shown(one.family)} and {_shown(other.family)} are a typing slip apart")
    else:
        bits, most = bits - 4.0, SURE - 0.5
        reasons.append("one family name is part of the other")
    given_bits, words = _given_bits(given, one, other, rarity.given(full.given))
    bits += given_bits
    reasons.append(words)
    if given is Fit.VARIANT:
        most = SURE - 0.5
    bits += {Fit.SAME: 5.0, Fit.INITIAL: 3.0, Fit.VARIANT: -3.0, Fit.DIFFERENT: -6.0}.get(middle, 0.0)
    if middle is Fit.DIFFERENT:
        reasons.append("the middle names differ")
    if bool(one.suffix) != bool(other.suffix):
        bits -= 1.5
    if one.degree and other.degree:
        doctors = {one.degree, other.degree} == {"MD", "DO"}
        bits += 1.0 if one.degree == other.degree else -2.0 if doctors else -4.0
    return bits, reasons, most


def _given_bits(fit: Fit, one: Person, other: Person, same: float) -> tuple[float, str]:
    first, second = _shown(one.given), _shown(other.given)
    if fit is Fit.SAME:
        return same, "same given name"
    if fit is Fit.SHORT:
        short, long = sorted((first, second), key=len)
        return same - 2.0, f"{short} may be short for {long}"
    if fit is Fit.TYPO:
        return same - 3.0, f"{first} and {second} are a typing slip apart"
    if fit is Fit.VARIANT:
        return same - 6.0, f"{first} and {second} are close, but two names"
    if fit is Fit.INITIAL:
        initial, whole = sorted((first, second), key=len)
        return (3.5, f"{initial}. may be {whole}") if initial != whole else (3.5, "same initial")
    return 0.0, "one gives no given name"


def _shown(folded: str) -> str:
    return folded.capitalize()


def _compare_organisations(one: Profile, other: Profile) -> tuple[float, list[str], float]:
    alike = practice.likeness(one.core, other.core)
    telling = len(practice.telling_words(one.core if len(one.core) <= len(other.core) else other.core))
    bits = (5.0 + 3.0 * min(telling, 4)) if telling else 2.0
    if one.core == other.core:
        return bits + 6.0, ["same name"], math.inf
    if alike >= practice.SAME:
        return bits + 2.0, ["the names agree but for their spelling"], math.inf
    if alike >= practice.DIFFERENT:
        return 2.0, ["the names agree in part"], math.inf
    return -8.0 + 10.0 * alike, ["the names have little in common"], SURE - 0.5


def _compare_places(one: Profile, other: Profile, rarity: Rarity) -> tuple[float, list[str]]:
    """What practices, numbers and places say. They hang together, so the second counts half, the third a quarter."""
    gains: list[tuple[float, str]] = []
    loss, losses = 0.0, []
    for mine, theirs, least, most, words in (
        (one.emails, other.emails, 6.0, 12.0, "same e-mail"),
        (one.phones, other.phones, 4.0, 10.0, "same telephone"),
        (one.streets, other.streets, 4.0, 10.0, "same address"),
    ):
        common = mine & theirs
        if common:
            gains.append((max(rarity.rare(value, least, most) for value in common), words))
        elif mine and theirs:
            loss -= 2.0 if words == "same address" and not one.is_person else 1.0
    if one.wrong_npis or other.wrong_npis:
        gains += _near_npi(one, other)
    practice_bits, words = _compare_practices(one, other, rarity)
    if practice_bits > 0:
        gains.append((practice_bits, words))
    elif practice_bits < 0:
        loss += -2.0 if gains else practice_bits
        losses = [words]
    town_bits = _compare_towns(one, other)
    gains.sort(reverse=True)
    total = sum(bits * weight for (bits, _), weight in zip(gains, (1.0, 0.5, 0.25, 0.25, 0.25), strict=False))
    return total + loss + town_bits, [words for _, words in gains] + losses


def _compare_practices(one: Profile, other: Profile, rarity: Rarity) -> tuple[float, str]:
    if not one.practices or not other.practices:
        return 0.0, ""
    alike, which = max((practice.likeness(mine, theirs), mine) for mine in one.practices for theirs in other.practices)
    if alike >= practice.SAME:
        return rarity.rare(which, 3.0, 9.0), "the practices' names agree"
    if alike >= practice.DIFFERENT:
        return 1.5, "the practices' names agree in part"
    return -10.0, "the practices differ"


def _compare_towns(one: Profile, other: Profile) -> float:
    bits = 0.0
    if one.states and other.states and not one.states & other.states:
        bits -= 5.0
    if one.zips & other.zips:
        return bits + 3.0
    if one.cities & other.cities:
        return bits + 2.0
    is_elsewhere = (one.zips and other.zips) or (one.cities and other.cities)
    return bits - (2.0 if is_elsewhere else 0.0)


def _near_npi(one: Profile, other: Profile) -> list[tuple[float, str]]:
    """An NPI that fails its check digit, a slip away from the other's (or the same wrong number twice)."""
    if one.wrong_npis & other.wrong_npis:
        return [(10.0, "the same mistyped NPI")]
    pairs = [(wrong, right) for wrong in one.wrong_npis for right in other.npis]
    pairs += [(wrong, right) for wrong in other.wrong_npis for right in one.npis]
    is_near = any(OSA.distance(wrong, right, score_cutoff=1) <= 1 for wrong, right in pairs)
    return [(12.0, "one NPI is a slip away from the other")] if is_near else []


_SAYS_LITTLE = frozenset({"nurse-practitioner", "physician-assistant", "clinical-nurse-specialist"})


def _compare_kinds(one: Profile, other: Profile) -> tuple[float, list[str]]:
    mine, theirs = one.kinds - _SAYS_LITTLE, other.kinds - _SAYS_LITTLE
    if not mine or not theirs:
        return 0.0, []
    if mine & theirs:
        return 1.5, []
    if _families(mine) & _families(theirs):
        return 0.0, []
    are_ours = mine <= kinds.ALL.keys() and theirs <= kinds.ALL.keys()
    return (-3.0, ["the kinds differ"]) if are_ours else (-1.5, [])


def _families(slugs: Iterable[str]) -> set[str]:
    """Families that kinds share: hand surgery goes with orthopaedics, sports medicine with both its parents."""
    found = {kinds.ALL[slug].family for slug in slugs if slug in kinds.ALL} - {"other"}
    return found | ({"primary-care", "orthopaedic-surgery"} if "sports-medicine" in found else set())
