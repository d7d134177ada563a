"""What somebody types to find a patient, and whom it means. Pure; nothing here is kept or shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from wellsent.directory.names import fold
from wellsent.patients.rules import PatientDetails, sound

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_AMERICAN = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_PHONE = re.compile(r"\+?[\d(][\d\s().-]{8,}\d")
_OLDEST = 110
_WORDS_MOST = 6


@dataclass(frozen=True, slots=True, repr=False)
class Clue:
    """What was typed, taken apart: folded words of a name, a birth date, a telephone number, a record number.

    Printing one shows nothing.
    """

    words: tuple[str, ...] = ()
    born: date | None = None
    phone: str = ""
    record: str = ""

    def __repr__(self) -> str:
        return "Clue(...)"

    @property
    def says_enough(self) -> bool:
        """Whether it can mean somebody: a birth date alone means too many."""
        return bool(self.words or self.phone or self.record)


def clue(text: str, *, today: date) -> Clue:
    """What somebody typed: "quill", "Quill, Rosa 2/3/1980", "(404) 555-0148", "MRN 512". Days are American or ISO."""
    born, rest = _birth_date(text, today=today)
    phone = _PHONE.search(rest)
    digits = re.sub(r"\D", "", phone[0]) if phone else ""
    if phone and len(digits) >= 10:
        return Clue(_names(rest.replace(phone[0], " ")), born, digits[-10:])
    numbered = [word for word in re.split(r"[\s,]+", rest) if any(letter.isdigit() for letter in word)]
    record = fold(numbered[0]).lstrip("0") if len(numbered) == 1 else ""
    named = re.sub(r"\S*\d\S*", " ", rest)
    return Clue(() if record and not born else _names(named), born, record=record)


def _birth_date(text: str, *, today: date) -> tuple[date | None, str]:
    """A day in the text that somebody alive can be born on, and the text without it."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_AMERICAN, (3, 1, 2))):
        if found := pattern.search(text):
            year, month, day = (int(found[group]) for group in order)
            if len(found[order[0]]) < 4:
                year += 2000 if 2000 + year <= today.year else 1900
            try:
                born = date(year, month, day)
            except ValueError:
                continue
            if born <= today and today.year - year <= _OLDEST:
                return born, text.replace(found[0], " ")
    return None, text


def _names(text: str) -> tuple[str, ...]:
    folded = (fold(word) for word in re.split(r"[\s\-.,/]+", text))
    return tuple(word for word in folded if word)[:_WORDS_MOST]


def means(clue: Clue, details: PatientDetails) -> bool:
    """Whether a clue means this patient: every word typed begins one of their names, or sounds like the family name;
    and birth date and telephone, where typed, are theirs.
    """
    if clue.born and clue.born != details.birth_date:
        return False
    if clue.phone and clue.phone != re.sub(r"\D", "", details.phone)[-10:]:
        return False
    if clue.record and clue.record != fold(details.record_number).lstrip("0"):
        return False
    names = _names(details.name)
    return all(any(_begins(word, name) for name in names) for word in clue.words)


def _begins(typed: str, name: str) -> bool:
    return name.startswith(typed) or telling_sound(typed) == sound(name)


def telling_sound(word: str) -> str:
    """How a word sounds, where that says enough to find a name by: of a single sound are too many."""
    key = sound(word)
    return key if len(word) > 3 and len(key) > 1 else ""


def nearness(clue: Clue, details: PatientDetails) -> tuple[bool, str]:
    """What those found are sorted by: names spelled as typed before those that only sound so, then by name."""
    names = _names(details.name)
    return not all(any(name.startswith(word) for name in names) for word in clue.words), fold(details.name)
