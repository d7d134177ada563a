"""When two mentions are one patient, and the normal forms they are found by. Pure; nothing here is kept or shown.

A patient wrongly joined is worse than one kept twice, so twins (one family name, one birth date) stay two, and every
doubt answers "no".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rapidfuzz.distance import Levenshtein

from wellsent.directory.names import fold


@dataclass(frozen=True, slots=True, repr=False)
class PatientDetails:
    """What is known of a patient; what is not known is blank. Printing one shows nothing."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    record_number: str = ""

    def __repr__(self) -> str:
        return "PatientDetails(...)"


NOBODY: Final = PatientDetails()
"""Of whom nothing is known."""


@dataclass(frozen=True, slots=True, repr=False)
class NormalForms:
    """What a patient is found by, one text for each blind index; None where too little is known."""

    by_name: str | None
    by_sound: str | None
    by_phone: str | None
    by_record: str | None
    by_family: str | None
    by_family_sound: str | None


@dataclass(frozen=True, slots=True)
class _Name:
    family: str
    given: tuple[str, ...]


_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "dr"})


def normal_forms(details: PatientDetails) -> NormalForms:
    """The texts to be blind-indexed.

    The family name goes in by its last word, so that "van der Berg", "Smith-Jones" and "Garcia Lopez" are found
    however a list cuts them. Without a birth date the whole name takes its place: nothing else tells people apart.
    """
    name = _name(details.name)
    born = details.birth_date.isoformat() if details.birth_date else ""
    whole = "|".join(sorted((name.family, *name.given)))
    record = _record(details.record_number)
    return NormalForms(
        by_name=(f"{name.family}|{born}" if born else f"whole|{whole}") if name.family else None,
        by_sound=f"{sound(name.family)}|{born}" if name.family and born else None,
        by_phone=_phone(details.phone) or None,
        by_record=record or None,
        by_family=name.family or None,
        by_family_sound=sound(name.family) or None,
    )


def same_patient(one: PatientDetails, other: PatientDetails) -> bool:
    """Whether two mentions found by a common index are one patient.

    A record number decides where names or birth dates do not contradict it. Otherwise the names must agree, given
    names included, and with them the birth date; the telephone where a birth date is missing; or, where nothing but
    names is known of both, the whole name.
    """
    born = _agree(one.birth_date, other.birth_date)
    record = _agree(_record(one.record_number), _record(other.record_number))
    if born is False and record is not True:
        return False
    mine, theirs = _name(one.name), _name(other.name)
    named = bool(mine.family and theirs.family)
    if record is True:
        return _known_by_number(mine, theirs, born=born, named=named)
    if not named or not _families_agree(mine.family, theirs.family):
        return False
    if born is True:
        return _givens_agree(mine.given, theirs.given, exactly=record is False)
    if record is False:
        return False
    if _agree(_phone(one.phone), _phone(other.phone)) is True:
        return _givens_agree(mine.given, theirs.given, exactly=False)
    nothing_else = one.birth_date is None and other.birth_date is None
    return nothing_else and mine == theirs


def perhaps_same(one: PatientDetails, other: PatientDetails) -> bool:
    """Whether a person should be asked if two mentions are one patient.

    Looser than `same_patient`, which joins by itself: names that agree are enough where a birth date is not known or
    has one slip in it, and a name that agrees in part is enough beside one telephone or record number.
    """
    if same_patient(one, other):
        return True
    mine, theirs = _name(one.name), _name(other.name)
    named = bool(mine.family and theirs.family)
    families = named and _families_agree(mine.family, theirs.family)
    givens = _givens_agree(mine.given, theirs.given, exactly=False)
    if _agree(_record(one.record_number), _record(other.record_number)) or _agree(
        _phone(one.phone), _phone(other.phone)
    ):
        return not named or families or (givens and bool(mine.given and theirs.given))
    return families and givens and _births_alike(one.birth_date, other.birth_date)


def bettered(known: PatientDetails, told: PatientDetails) -> PatientDetails:
    """What is known of a patient once a list has told more: blanks are filled in and other values taken over, but for
    what only says the same in another spelling, or less. A blank cell tells nothing."""
    mine, theirs = _name(known.name), _name(told.name)
    keeps_name = not theirs.family or (mine.family == theirs.family and _says_no_more(mine.given, theirs.given))
    return PatientDetails(
        name=known.name if keeps_name else told.name,
        birth_date=told.birth_date or known.birth_date,
        phone=told.phone if told.phone and _phone(told.phone) != _phone(known.phone) else known.phone or told.phone,
        record_number=known.record_number
        if _record(told.record_number) in {"", _record(known.record_number)}
        else told.record_number,
    )


def _says_no_more(known: tuple[str, ...], told: tuple[str, ...]) -> bool:
    """Whether given names are those known, or the first of them, or their initials."""
    return len(told) <= len(known) and all(
        mine == other or (len(other) == 1 and mine.startswith(other)) for mine, other in zip(known, told, strict=False)
    )


def _births_alike(one: date | None, other: date | None) -> bool:
    """Not known, equal, or one slip apart: a digit wrong, or day and month swapped."""
    if one is None or other is None:
        return True
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return swapped or Levenshtein.distance(one.isoformat(), other.isoformat(), score_cutoff=1) <= 1


def with_slips(details: PatientDetails) -> list[PatientDetails]:
    """These details, and as they were if one digit of the birth date is wrong, or its day and month are swapped."""
    if details.birth_date is None:
        return [details]
    born = details.birth_date.isoformat()
    year, month, day = born.split("-")
    texts = {born, f"{year}-{day}-{month}"}
    for at in (0, 1, 2, 3, 5, 6, 8, 9):
        texts |= {born[:at] + digit + born[at + 1 :] for digit in "0123456789"}
    return [replace(details, birth_date=one) for text in sorted(texts) if (one := _date(text))]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _known_by_number(mine: _Name, theirs: _Name, *, born: bool | None, named: bool) -> bool:
    """One record number: the same patient unless both the birth dates and the names say otherwise."""
    if born is False:
        return named and mine == theirs
    return (
        born is True
        or not named
        or _families_agree(mine.family, theirs.family)
        or bool({*mine.given} & {*theirs.given})
    )


def sound(word: str) -> str:
    """How a folded family name sounds, roughly: "philips" and "fillips", "kwan" and "quan" come out alike.

    A small key of our own in the manner of Philips' Metaphone (1990): groups of letters become one sound, vowels after
    the first letter and doubled letters go.
    """
    text = word
    for letters, as_one in _SOUNDS.items():
        text = text.replace(letters, as_one)
    first = "a" if text[:1] in _VOWELS and text else text[:1]
    rest = "".join(letter for letter in text[1:] if letter not in _VOWELS)
    return re.sub(r"(.)\1+", r"\1", first + rest)[:8]


_VOWELS: Final = frozenset("aeiouyhw")
_SOUNDS: Final[Mapping[str, str]] = {
    "sch": "s", "tch": "x", "ch": "x", "sh": "x", "ph": "f", "gh": "g", "kn": "n", "wr": "r", "qu": "k", "kw": "k",
    "ck": "k", "ce": "se", "ci": "si", "cy": "si", "c": "k", "q": "k", "x": "ks", "z": "s", "dg": "j", "v": "f",
}  # fmt: skip


def _name(text: str) -> _Name:
    """Family name (its last word) and given names, folded; "Last, First" and "First Last" alike."""
    before, comma, after = text.partition(",")
    words = _words(before)
    if comma and words:
        return _Name(words[-1], tuple(_words(after)))
    return _Name(words[-1], tuple(words[:-1])) if words else _Name("", ())


def _words(text: str) -> list[str]:
    folded = [fold(word) for word in re.split(r"[\s\-.,/]+", text)]
    return [word for word in folded if word and word not in _SUFFIXES and word not in _TITLES]


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[-10:] if len(digits) >= 10 else ""


def _record(text: str) -> str:
    """Letters and digits alone, without the leading zeros that spreadsheets drop."""
    return fold(text).lstrip("0")


def _agree(one: object, other: object) -> bool | None:
    """True, False, or None where one of the two is not known."""
    return one == other if one and other else None


def _families_agree(one: str, other: str) -> bool:
    """Equal, or longer names that differ by one slip of the pen or sound alike."""
    if one == other:
        return True
    long_enough = min(len(one), len(other)) > 3
    return long_enough and (sound(one) == sound(other) or Levenshtein.distance(one, other, score_cutoff=1) <= 1)


def _givens_agree(one: tuple[str, ...], other: tuple[str, ...], *, exactly: bool) -> bool:
    """Whether first names can be one person's: equal, an initial, or one slip of the pen within.

    The first letter must agree, since twins are often called Jayden and Kayden.
    """
    if not one or not other:
        return not exactly
    first, second = one[0], other[0]
    if first == second:
        return True
    if exactly or first[0] != second[0]:
        return False
    short = min(len(first), len(second))
    return short == 1 or (short > 4 and Levenshtein.distance(first, second, score_cutoff=1) <= 1)
