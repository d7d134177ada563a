"""Names as text: cleaned of what cannot be seen, folded for comparing, and put into ordinary capitals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wellsent.directory.names.words import GIVEN, LOWER_PARTICLES

_LONGEST = 300
_BLANKS = "\t\n\r\v\f"

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}
_SAME = str.maketrans(_QUOTES | _DASHES)
_ONE_LETTER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)

_MC = re.compile(r"\bMc([a-z])")
_MAC = re.compile(
    r"\bMac(?=(?:arthur|donald|dougall|farlane|gregor|intosh|intyre|kenzie|kinnon|lachlan|lean|leod|millan|neil|pherson"
    r"|queen|rae)\b)(.)"
)
_OWNED = re.compile(r"'S\b")
_AFTER_MARK = re.compile(r"(?<![\w])([^\W\d_])")


def tidy(text: str) -> str:
    """One line of visible text: controls, bidirectional and zero-width marks gone, blanks single, 300 letters at most.

    Compatibility forms become plain ones (a ligature its letters, full-width letters ordinary), so twins are equal.
    """
    plain = unicodedata.normalize("NFKC", text[: 4 * _LONGEST]).translate(_SAME)
    if not plain.isascii() or not plain.isprintable():
        plain = "".join(
            " " if c in "\t\n\r\v\f" else c for c in plain if c in "\t\n\r\v\f" or unicodedata.category(c)[0] != "C"
        )
    return " ".join(plain.split())[:_LONGEST].strip()


def fold(text: str) -> str:
    """Letters and digits alone, small, without accents: what two spellings of one name have in common.

    >>> fold("O’Brien-Müller") == fold("OBRIEN MULLER")
    True
    """
    return _fold_short(text) if len(text) <= _LONGEST else _fold(text)


def _fold(text: str) -> str:
    small = text.casefold()
    if small.isascii():
        return "".join(filter(str.isalnum, small))
    plain = unicodedata.normalize("NFKD", small.translate(_ONE_LETTER))
    return "".join(c for c in plain if c.isalnum())


_fold_short = lru_cache(maxsize=262144)(_fold)  # the same words come again and again; a long cell is not worth keeping


def recase(words: str, *, family: bool = False) -> str:
    """A name out of a list's capitals: McDonald, O'Brien, van der Berg-Ng. What is already mixed stays as written.

    >>> recase("VAN DER BERG-NG", family=True), recase("AJ"), recase("McIntyre")
    ('van der Berg-Ng', 'AJ', 'McIntyre')
    """
    written = words.split()
    return " ".join([_recase_word(word, family, len(written) > 1) for word in written])


def _recase_word(word: str, family: bool, in_compound: bool) -> str:
    if not (word.isupper() or word.islower()):
        return word
    if family and in_compound and word.lower() in LOWER_PARTICLES:
        return word.lower()
    is_initials = len(word) == 2 and word.isupper() and word.lower() not in GIVEN
    if is_initials and not family:
        return word
    titled = _AFTER_MARK.sub(lambda match: match[1].upper(), word.lower())
    titled = _OWNED.sub("'s", titled)
    return _MAC.sub(lambda match: "Mac" + match[1].upper(), _MC.sub(lambda match: "Mc" + match[1].upper(), titled))
