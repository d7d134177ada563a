"""Two practices' names compared."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from wellsent.directory.names import Name, fold
from wellsent.directory.names.organisations import core
from wellsent.directory.names.words import GENERIC

SAME = 0.8
DIFFERENT = 0.5

Core = tuple[str, ...]

_TELLING, _COMMON = 3.0, 1.0
_LONG, _VERY_LONG = 10, 14  # letters from which one slip in a whole name makes no difference, three leave it open


@lru_cache(maxsize=262144)
def likeness(one: Core, other: Core) -> float:
    """From 0 (nothing in common) to 1 (the same words): shares of the words, telling ones counting three times.

    A word may hold a slip of the fingers, or be cut short; numbers must be equal. Blanks between words do not matter.
    """
    by_letters = _letters_alike("".join(one), "".join(other)) if _digits(one) == _digits(other) else 0.0
    return max(by_letters, _words_alike(one, other))


def _letters_alike(one: str, other: str) -> float:
    """How alike two names are as wholes: one slip makes no difference, three leave it open (Northside, Southside)."""
    if one == other:
        return 1.0
    shortest = min(len(one), len(other))
    slips = OSA.distance(one, other, score_cutoff=3)
    if shortest >= _LONG and slips <= 1:
        return 0.95
    return 0.6 if shortest >= _VERY_LONG and slips <= 3 else 0.0


def _words_alike(one: Core, other: Core) -> float:
    left = list(other)
    shared = 0.0
    for word in one:
        match = next((each for each in left if _go_together(word, each)), None)
        if match is not None:
            left.remove(match)
            shared += _weight(word)
    every = sum(map(_weight, one)) + sum(map(_weight, left))
    return shared / every if every else 0.0


@lru_cache(maxsize=262144)
def letters_likeness(one: str, other: str) -> float:
    """How alike two names are before their words are made one spelling, blanks left out of account."""
    first, second = fold(one), fold(other)
    same_numbers = [c for c in first if c.isdigit()] == [c for c in second if c.isdigit()]
    return _letters_alike(first, second) if same_numbers else 0.0


def numbers_differ(one: Core, other: Core) -> bool:
    """Whether both names hold numbers and none in common ("Clinic 2", "Clinic 3")."""
    mine, theirs = set(_digits(one)), set(_digits(other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def telling_words(core: Core) -> list[str]:
    """The words that few practices share."""
    return [word for word in core if word not in GENERIC and (len(word) > 2 or word.isdigit())]


def _digits(core: Core) -> list[str]:
    return [word for word in core if any(map(str.isdigit, word))]


def _weight(word: str) -> float:
    return _COMMON if word in GENERIC or len(word) < 3 else _TELLING


def _go_together(one: str, other: str) -> bool:
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < 4 or one.isdigit() or other.isdigit():
        return False
    is_cut = one.startswith(other) or other.startswith(one)
    return is_cut or (shortest > 4 and OSA.distance(one, other, score_cutoff=1) <= 1)


def core_of(name: Name) -> Core:
    """The telling words of an organisation's name."""
    return core(name.family)
