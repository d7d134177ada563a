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
_LONG = 10  # letters from which one slip in a whole name makes no difference


@lru_cache(maxsize=262144)
def likeness(one: Core, other: Core) -> float:
    """From 0 (nothing in common) to 1 (the same words): shares of the words, telling ones counting three times.

    A word may hold a slip of the fingers, or be cut short; numbers must be equal. Blanks between words do not matter.
    """
    joined = "".join(one), "".join(other)
    if joined[0] == joined[1]:
        return 1.0
    if min(map(len, joined)) >= _LONG and OSA.distance(*joined, score_cutoff=1) <= 1 and _digits(one) == _digits(other):
        return 0.95
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
    """1 when two whole names are at most one slip of the fingers apart, blanks left out of account; else 0."""
    first, second = fold(one), fold(other)
    is_long = min(len(first), len(second)) >= _LONG
    same_numbers = [c for c in first if c.isdigit()] == [c for c in second if c.isdigit()]
    return float(is_long and same_numbers and OSA.distance(first, second, score_cutoff=1) <= 1)


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
