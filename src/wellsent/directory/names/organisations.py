"""Practices by name: telling an organisation from a person, and the part of its name that tells it from others."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from wellsent.directory.names.text import fold, recase
from wellsent.directory.names.words import (
    GIVEN,
    KEPT_UPPER,
    LEGAL_FORMS,
    ORGANISATION,
    ORGANISATION_AT_END,
    PRACTICE_SPELLING,
)

_LEGAL_AFTER_DEGREE = re.compile(
    r"\b(?:m\.?\s?d|d\.?\s?o|d\.?d\.?s|d\.?m\.?d|o\.?d|d\.?p\.?m|d\.?c|ph\.?\s?d|psy\.?d)\.?,?\s+"
    r"(?:p\.?\s?[ac]|p\.?s\.?c?|a\.?p\.?m\.?c|inc|p\.?l\.?l\.?c|l\.?l\.?c|s\.?c|p\.?l)\.?$",
    re.IGNORECASE,
)
_LEGAL_END = re.compile(
    r"(?:^|[\s,])(?:l\.?p|p\.?\s?c|l\.\s?l\.\s?c|p\.\s?l\.\s?l\.\s?c|l\s?l\s?c|l\.?c|l\.\s?l\.\s?p|p\s?l\s?l\s?c|p\.?\s?s\.?\s?c)\.?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_][^\W_'.\-]*(?:['.\-][^\W_]+)*", re.UNICODE)
_STEMS = re.compile(
    r"(?:ortho|medi|cardio|neuro|physio|rehab|endo|pharma|health|thera|onco|gastro|derma|radio|surgi)\w{3,}"
    r"(?:care|plus|one|med|tech|quest|line|works|path|fund|pro|nova|gear)"
    r"|\w{3,}(?:care|health|therapy|rehab|clinic|pharm|scrip|olog(?:y|ists?|ic|ical)|iatrics?|dontics?|oscopy|opathy)"
)
_OF_PLACE = re.compile(
    r"^(?:county|city|town|township|village|state|school|board|department|university|hospice|college)\s+of\b",
    re.IGNORECASE,
)


def is_organisation(text: str, *, has_given_after_comma: bool = False) -> bool:
    """Whether a tidy cell names an organisation; `has_given_after_comma` when it reads "word, known given name".

    Judged by words that people are not called by, legal forms, digits, "of" and possessives; a doctor's degree with a
    company's form behind it ("Scott Lamb, MD, PA") is the company.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return False
    if any(word[0].isdigit() for word in words) and not has_given_after_comma:
        return True
    plain = {word for word in words if "." not in word}  # "M.Ed." is no "Med"
    if has_given_after_comma:
        return bool(plain & {"inc", "llc", "pllc", "corp", "ltd"})
    if _LEGAL_AFTER_DEGREE.search(text) or (_LEGAL_END.search(text) and len(words) > 1) or _OF_PLACE.search(text):
        return True
    return (
        bool(plain & ORGANISATION)
        or any(word.endswith("'s") for word in words)
        or (len(words) > 1 and bool({"of", "the", "for", "at", "on"} & plain))
        or (len(words) > 1 and any(_STEMS.fullmatch(word) for word in plain))
        or (len(words) > 2 and words[-1] in ORGANISATION_AT_END and words[0] not in GIVEN)
    )


def is_of_organisations(word: str) -> bool:
    """Whether a folded word may mark an organisation, by itself or at the end."""
    return word in ORGANISATION or word in ORGANISATION_AT_END or _STEMS.fullmatch(word) is not None


@lru_cache(maxsize=65536)
def core(text: str) -> tuple[str, ...]:
    """The words of a practice's name that tell it from others, folded and made one spelling.

    >>> core("Lakeside Orthopaedics, P.A.") == core("LAKESIDE ORTHOPEDIC PA")
    True
    """
    joined = re.sub(r"\b(\w)\.\s?(?=\w\b)", r"\1", text.replace("&", " and "))
    words = [one_spelling(fold(word)) for word in re.split(r"[^\w']+", joined) if fold(word)]
    telling = tuple(word for word in words if word not in LEGAL_FORMS)
    return telling or tuple(words)


@lru_cache(maxsize=16384)
def one_spelling(word: str) -> str:
    """A folded word of practices' names in its one spelling (orthopedics: ortho), a slip of the fingers undone."""
    if word in PRACTICE_SPELLING or len(word) < _LONG_ENOUGH:
        return PRACTICE_SPELLING.get(word, word)
    near = process.extractOne(word, _LONG_SPELLINGS, scorer=OSA.distance, score_cutoff=1)
    return PRACTICE_SPELLING.get(near[0], near[0]) if near else word


_LONG_ENOUGH = 7  # letters: shorter words have too many neighbours
_LONG_SPELLINGS = [word for word in {*PRACTICE_SPELLING, *PRACTICE_SPELLING.values()} if len(word) >= _LONG_ENOUGH]
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "at", "in", "on", "de", "la", "del", "y"})
_NOT_UPPER = frozenset({"ST", "MT", "FT", "DR", "MRS", "MR", "CTR", "GRP", "LTD", "JR", "SR", "BLVD"})


def recase_organisation(text: str) -> str:
    """A practice's name out of a list's capitals; what is already mixed stays as written."""
    if not (text.isupper() or text.islower()):
        return text
    upper = text.upper().split()
    words = [_recase_word(word, first=at == 0) for at, word in enumerate(upper)]
    return " ".join(words)


def _recase_word(word: str, *, first: bool) -> str:
    bare = word.strip(",.()")
    if word.lower() in _SMALL_WORDS and not first:
        return word.lower()
    is_dotted = "." in bare and all(len(piece) <= 1 for piece in bare.split("."))
    is_acronym = bare in KEPT_UPPER or (re.fullmatch(r"[^AEIOUY]{2,4}", bare) is not None and bare not in _NOT_UPPER)
    if is_dotted or is_acronym or "&" in bare:
        return word
    return recase(word, family=True)
