"""Addresses, towns, states and ZIP codes: one spelling for comparing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wellsent.base import states
from wellsent.directory.names.text import fold

_WORDS: Final = {
    "street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln",
    "boulevard": "blvd", "boul": "blvd", "court": "ct", "place": "pl", "highway": "hwy", "parkway": "pkwy",
    "pky": "pkwy", "circle": "cir", "terrace": "ter", "square": "sq", "trail": "trl", "turnpike": "tpke",
    "plaza": "plz",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "saint": "st", "mount": "mt", "fort": "ft",
}  # fmt: skip
_UNIT = re.compile(
    r"\b(?:suite|ste|unit|apt|apartment|rm|room|floor|fl|bldg|building|dept|level|po box|box)\b\.?\s*#?\s*[\w\-]*"
    r"|#\s*[\w\-]+",
    re.IGNORECASE,
)

STATES: Final = {fold(name): code for code, name in states.STATES.items()}
"""States, districts and territories by folded name."""

_KEPT: Final = frozenset(("N", "S", "E", "W", "NE", "NW", "SE", "SW", "PO", "US", "II", "III", "PC", "PA", "LLC", "MD"))
"""What stays in capitals."""

_CODES: Final = frozenset(STATES.values())


@lru_cache(maxsize=65536)
def street(address: str | None) -> str:
    """An address's number and street in one spelling, without suite or floor; "" when there is none.

    >>> street("1200 North Lakeside Avenue, Suite 4") == street("1200 N. LAKESIDE AVE #4")
    True
    """
    bare = _UNIT.sub(" ", address or "")
    words = [fold(word) for word in re.split(r"[^\w']+", bare) if fold(word)]
    return " ".join(_WORDS.get(word, word) for word in words)


@lru_cache(maxsize=65536)
def unit(address: str | None) -> str:
    """The suite, room or floor of an address in one spelling; "" when it names none.

    >>> unit("1200 N Lakeside Ave, Suite 4-B"), unit("1200 Lakeside Ave #4b"), unit("1200 Lakeside Ave")
    ('4b', '4b', '')
    """
    found = _UNIT.search(address or "")
    words = [fold(word) for word in re.split(r"[^\w]+", found[0])] if found else []
    return "".join(word for word in words if any(map(str.isdigit, word)) or len(word) == 1)


_WORD: Final = re.compile(r"\d+(?:ST|ND|RD|TH)\b|[A-Z][A-Z']*")


def title(text: str) -> str:
    """Capitals as a letter has them, of what the registry writes in capitals alone: "12 MLK JR BLVD SE" keeps its SE.

    >>> title("1200 N 60TH PL, SUITE 4B"), title("St. Paul"), title("12 O'HARE RD")
    ('1200 N 60th Pl, Suite 4B', 'St. Paul', "12 O'Hare Rd")
    """
    if text != text.upper():
        return text
    return _WORD.sub(lambda word: word[0] if word[0] in _KEPT else _in_small(word[0]), text)


def _in_small(word: str) -> str:
    """A word or an ordinal out of capitals: 60th, O'Hare."""
    if word[0].isdigit():
        return word.lower()
    first, *rest = word.split("'")
    return "'".join([first.capitalize(), *(part.capitalize() if len(part) > 1 else part.lower() for part in rest)])


def in_one_line(text: str) -> str:
    """An address in one line in ordinary capitals, all but its state.

    >>> in_one_line("12 LAKESIDE AVE, ATLANTA, GA 30309")
    '12 Lakeside Ave, Atlanta, GA 30309'
    """
    rest, comma, end = text.rpartition(", ")
    return f"{title(rest)}{comma}{end if end[:2] in _CODES and not end[2:3].isalpha() else title(end)}"


@lru_cache(maxsize=8192)
def zip5(text: str | None) -> str:
    """Five digits of a ZIP or ZIP+4; a spreadsheet's lost leading zero is put back. "" when it is none.

    >>> zip5("04102-3134"), zip5("4102"), zip5("41023134"), zip5("30309.0")
    ('04102', '04102', '04102', '30309')
    """
    digits = "".join(filter(str.isdigit, re.sub(r"\.0$", "", (text or "").strip())))
    digits = digits.zfill({3: 5, 4: 5, 7: 9, 8: 9}.get(len(digits), 0))
    return digits[:5] if len(digits) in (5, 9) and digits[:5] != "00000" else ""


@lru_cache(maxsize=4096)
def state(text: str | None) -> str:
    """The two letters of a state, district or territory written out or short; "" when it is none of them."""
    code = (text or "").strip().strip(".").upper()
    return code if code in _CODES else STATES.get(fold(text or ""), "")


@lru_cache(maxsize=16384)
def city(text: str | None) -> str:
    """A town's name in one spelling: "St. Paul" and "SAINT PAUL" are one."""
    words = [fold(word) for word in re.split(r"[^\w']+", text or "") if fold(word)]
    return " ".join(_WORDS.get(word, word) for word in words)
