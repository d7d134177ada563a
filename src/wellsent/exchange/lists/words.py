"""The words other systems use for a status, a kind of touch or nothing at all: data/words.csv."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

_BREAK = re.compile(r"\s*(?:[-–—:/,;(<]|\bdue to\b|\bbecause\b)\s*")


@cache
def _rows() -> list[dict[str, str]]:
    text = resources.files("wellsent.exchange.lists").joinpath("data/words.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _table(field: str) -> Mapping[str, str]:
    return {_plain(row["words"]): row["means"] for row in _rows() if row["field"] == field}


def _blank_words(field: str) -> frozenset[str]:
    """Signs count here: "-" and "0000-00-00" are whole cells."""
    return frozenset(row["words"] for row in _rows() if row["field"] == field)


def says_nothing(text: str) -> bool:
    """Whether a cell is blank or only says so: "N/A", "-", "(Unassigned)", "#REF!"."""
    return not text or (len(text) <= 20 and text.lower() in _BLANKS)


def says_no_date(text: str) -> bool:
    """Whether a date cell says that there is none (yet): "TBD", "0000-00-00", "No show", "Left message"."""
    if not text:
        return True
    if len(text) > 40 or any(map(str.isdigit, text.replace("0", ""))):
        return text.lower() in _BLANK_DATES
    said = meaning("status", text)
    return text.lower() in _BLANK_DATES or (said is not None and said[0] in _NOT_YET)


@lru_cache(maxsize=4_096)
def meaning(field: str, text: str) -> tuple[str, str] | None:
    """What the words mean in this field ("status", "touch_kind", "visit_status") and what is said beyond them.

    >>> meaning("status", "Cancelled - moved away")
    ('lost', 'moved away')
    """
    table = _table(field)
    plain = _plain(text)
    if plain in table:
        return table[plain], ""
    for found in _BREAK.finditer(text[:200]):
        first, rest = table.get(_plain(text[: found.start()])), text[found.end() :].rstrip(" )")
        if first:
            # "D/C - non-compliant": what follows says how the case was closed.
            return ("lost", rest) if table.get(_plain(rest)) == "lost" else (first, rest)
    return None


def _plain(text: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFKD", text[:200].lower()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\s_\-.]+", " ", text).split()) or text


_NOT_YET = frozenset({"received", "contacted", "scheduled", "lost"})
"""Where a referral stands while it was not evaluated: in a date's place, such a word says that there is no date."""
_BLANKS = _blank_words("blank")
_BLANK_DATES = _BLANKS | _blank_words("blank date")
