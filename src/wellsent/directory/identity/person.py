"""Two people's names compared: what agrees, and whether anything speaks against their being one."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from wellsent.directory.names import Name, fold
from wellsent.directory.names.words import FAMILY, GIVEN
from wellsent.directory.nicknames import long_forms


class Fit(IntEnum):
    """How two parts of two names go together, from the best to the worst."""

    SAME = 0
    SHORT = 1  # Kate and Katherine, Mohammed and Mohamed
    INITIAL = 2  # A. and Ada
    TYPO = 3  # one slip of the fingers
    MISSING = 4  # one of them does not say
    VARIANT = 5  # Eric and Erin: one letter apart, but two names, or too short to tell
    PART = 6  # Okafor and Okafor-Smith: a married name, perhaps
    DIFFERENT = 7


class Person(NamedTuple):
    """A name folded for comparing; `is_attested` when something shows that it is a person's (a known given name)."""

    family: str
    pieces: frozenset[str]
    given: str
    middle: str
    suffix: str
    nickname: str
    degree: str
    is_attested: bool

    @property
    def is_full(self) -> bool:
        """Whether it has a given name, not an initial alone."""
        return len(self.given) > 1


_SLIPS_OF_A_THIRD = 0.75  # how alike two misspellings of one whole name still are
_DEGREES = {
    "MD": "MD", "MBBS": "MD", "MBBCH": "MD", "MBChB": "MD", "DO": "DO",
    "DPM": "DPM", "DC": "DC", "OD": "OD", "DDS": "DDS", "DMD": "DDS",
    "PA": "PA", "PA-C": "PA", "PAS": "PA", "PT": "PT", "DPT": "PT", "MPT": "PT", "RPT": "PT", "OT": "OT", "OTR": "OT",
    "OTR/L": "OT", "SLP": "SLP", "CCC-SLP": "SLP", "CRNA": "CRNA", "CNM": "CNM", "PharmD": "RPh", "RPh": "RPh",
    "PsyD": "PsyD", "LCSW": "LCSW", "RN": "RN",
}  # fmt: skip
_NURSES = (
    "NP",
    "FNP",
    "ANP",
    "GNP",
    "PNP",
    "CPNP",
    "ACNP",
    "AGNP",
    "CRNP",
    "ARNP",
    "APRN",
    "APN",
    "CFNP",
    "WHNP",
    "PMHNP",
)


@lru_cache(maxsize=262144)
def person_of(name: Name) -> Person:
    """The folded name; a nickname in brackets counts as a given name of its own."""
    degrees = [_degree(credential) for credential in name.credentials]
    family = name.family.replace("-", " ")
    return Person(
        family=fold(family),
        pieces=frozenset(piece for piece in map(fold, family.split()) if len(piece) > 2),
        given=fold(name.given),
        middle=fold(name.middle),
        suffix=fold(name.suffix),
        nickname=fold(name.nickname),
        degree=next(filter(None, degrees), ""),
        is_attested=bool(
            name.credentials or name.prefix or name.suffix or "," in name.text or fold(name.given) in GIVEN
        ),
    )


def _degree(credential: str) -> str:
    return _DEGREES.get(credential) or ("NP" if credential.split("-")[0] in _NURSES else "")


def family_fit(one: Person, other: Person) -> Fit:
    """How the family names go together; a hyphen, a blank or a middle name in between makes no difference."""
    if one.family == other.family:
        return Fit.SAME
    if _is_double(one, other):
        return Fit.SAME if other.family in one.family or one.family in other.family else Fit.TYPO
    if one.family == other.given and one.given == other.family:
        return Fit.SAME  # a list that swapped them
    if _slips(one.family, other.family):
        return Fit.TYPO
    shared = one.pieces & other.pieces or {one.middle} & other.pieces or {other.middle} & one.pieces
    return Fit.PART if shared else Fit.DIFFERENT


def given_fit(one: Person, other: Person) -> Fit:
    """How the given names go together, with nicknames, initials and people who go by their middle name."""
    fit = _words_fit(one.given, other.given)
    if fit is not Fit.DIFFERENT:
        return fit
    if one.family == other.given and one.given == other.family:
        return Fit.SAME
    if one.given + one.middle == other.given + other.middle:
        return Fit.SAME  # Mary Ann and Maryann
    if one.nickname or other.nickname:
        spoken = _words_fit(one.nickname or one.given, other.nickname or other.given)
        if spoken in (Fit.SAME, Fit.SHORT):
            return Fit.SHORT
    if _goes_by_middle(one, other):
        return Fit.SHORT if one.is_full and other.is_full else Fit.INITIAL
    return Fit.DIFFERENT


@lru_cache(maxsize=262144)
def _words_fit(first: str, second: str) -> Fit:
    """How two given names go together by themselves."""
    if not first or not second:
        return Fit.MISSING
    if first == second:
        return Fit.SAME
    if len(first) == 1 or len(second) == 1:
        initial, whole = sorted((first, second), key=len)
        return Fit.INITIAL if any(long[0] == initial[0] for long in long_forms(whole)) else Fit.DIFFERENT  # R. is Bob
    if not long_forms(first).isdisjoint(long_forms(second)) or sound(first) == sound(second):
        return Fit.SHORT
    if _slips(first, second):
        return Fit.VARIANT if first in GIVEN and second in GIVEN else Fit.TYPO
    is_close = min(len(first), len(second)) == 3 and OSA.distance(first, second, score_cutoff=1) <= 1
    return Fit.VARIANT if is_close else Fit.DIFFERENT


@lru_cache(maxsize=65536)
def sound(given: str) -> str:
    """A given name without what spellings of one sound differ in: Sara and Sarah, Erik and Eric."""
    plain = given.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("y", "i")
    plain = plain[:1] + plain[1:].replace("h", "")
    single = "".join(letter for at, letter in enumerate(plain) if at == 0 or letter != plain[at - 1])
    return single.removesuffix("e") if len(single) > 3 else single


def middle_fit(one: Person, other: Person) -> Fit:
    """How the middle names go together."""
    if not one.middle or not other.middle or _is_double(one, other):
        return Fit.MISSING
    if one.middle == other.middle:
        return Fit.SAME if len(one.middle) > 1 else Fit.INITIAL
    if one.middle[0] != other.middle[0]:
        return Fit.DIFFERENT
    is_initial = len(one.middle) == 1 or len(other.middle) == 1
    return Fit.INITIAL if is_initial else Fit.SAME if _slips(one.middle, other.middle) else Fit.VARIANT


def may_be_one(one: Person, other: Person) -> bool:
    """Whether nothing in the two names says that they are two people."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    family = family_fit(one, other)
    if family is Fit.DIFFERENT or given_fit(one, other) is Fit.DIFFERENT:
        return False
    return family is Fit.PART or middle_fit(one, other) is not Fit.DIFFERENT


def are_surely_two(one: Person, other: Person) -> bool:
    """Whether two names are two people's, and not two slips away from a third spelling."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return True
    if middle_fit(one, other) is Fit.DIFFERENT or given_fit(one, other) is Fit.VARIANT:
        return True
    if not one.is_full or not other.is_full:
        return given_fit(one, other) is Fit.DIFFERENT
    if given_fit(one, other) is Fit.DIFFERENT and one.given in GIVEN and other.given in GIVEN:
        return True
    whole = one.family + one.given, other.family + other.given
    return not may_be_one(one, other) and OSA.normalized_similarity(*whole) < _SLIPS_OF_A_THIRD


def contradict(one: Person, other: Person) -> bool:
    """Whether two names under one NPI cannot be one person's: neither the given nor the family name goes together."""
    given_goes = given_fit(one, other) in (Fit.SAME, Fit.SHORT, Fit.TYPO, Fit.VARIANT)
    return family_fit(one, other) is Fit.DIFFERENT and not given_goes


def _is_double(one: Person, other: Person) -> bool:
    """Whether one's middle name is the first half of the other's family name: Ada Okafor Smith is Ada Okafor-Smith."""
    if one.family == other.family:
        return False
    wholes = [(other.middle + other.family, one.family)] if len(other.middle) > 1 else []
    wholes += [(one.middle + one.family, other.family)] if len(one.middle) > 1 else []
    return any(whole == family or _slips(whole, family) for whole, family in wholes)


def _goes_by_middle(one: Person, other: Person) -> bool:
    """ "J. Wesley Dawson" is Wesley Dawson."""
    return (len(one.middle) > 1 and one.middle == other.given) or (len(other.middle) > 1 and other.middle == one.given)


@lru_cache(maxsize=262144)
def _slips(one: str, other: str) -> bool:
    """Whether two words are a slip of the fingers apart: one edit from four letters on, two from eight."""
    shortest = min(len(one), len(other))
    if shortest < 4 or abs(len(one) - len(other)) > 2:
        return False
    allowed = 2 if shortest >= 8 else 1
    if shortest == 4 and one in FAMILY and other in FAMILY:
        return False
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed
