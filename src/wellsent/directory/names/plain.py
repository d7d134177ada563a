"""Words by which nothing but a name and a degree is told. Of a cell made of these alone much need not be asked."""

from __future__ import annotations

from functools import lru_cache

from wellsent.directory.names.organisations import is_of_organisations
from wellsent.directory.names.text import fold
from wellsent.directory.names.words import NOT_A_SOURCE

_SIGNS = frozenset(["and", "or", "y", "of", "the", "for", "at", "on", "not", "inactive"])
"""What stands between two people, in an organisation's name, or in a remark."""
_FORM, _OF_FORMS = 4, frozenset("acilmnps")
"""A company's form, or a piece of one, has few letters, and of few sorts: PA, P SC, APMC."""
_BEGINNINGS = frozenset(text[:end] for text in NOT_A_SOURCE for end in range(len(text) + 1))


def is_plain(text: str) -> bool:
    """Whether a tidy cell names somebody and is made of words, commas and at most one initial, none of which marks an
    organisation, a second person, a nickname or a remark.
    """
    words = text.replace(",", " ").split()
    if not words or (_may_begin_nobody(words[0]) and fold(text) in NOT_A_SOURCE):
        return False
    return all(map(_is_plain_word, words)) and len([word for word in words if len(word.strip(".")) < 2]) < 2


@lru_cache(maxsize=65536)
def _may_begin_nobody(word: str) -> bool:
    """Whether what names nobody may begin with this word."""
    return fold(word) in _BEGINNINGS


@lru_cache(maxsize=65536)
def _is_plain_word(word: str) -> bool:
    letters = word[:1] if len(word) == 2 and word[1] == "." else word
    if not (letters.isascii() and letters.isalpha()):
        return False
    folded = fold(letters)
    may_be_a_form = 1 < len(folded) <= _FORM and _OF_FORMS.issuperset(folded)
    return not (may_be_a_form or folded in _SIGNS or folded.startswith("zz") or is_of_organisations(folded))
