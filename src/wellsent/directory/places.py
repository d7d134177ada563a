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


@lru_cache(maxsize=8192)
def zip5(text: str | None) -> str:
    """Five digits of a ZIP or ZIP+4; a spreadsheet's lost leading zero is put back. "" when it is none.

    >>> zip5("04102-3134"), zip5("4102"), zip5("41023134"), zip5("30309.0")
    ('04102', '04102', '04102', '30309')
    """
    digits = "".join(filter(str.isdigit, re.sub(r"\.0$", "", (text or "").strip())))
    if len(digits) in (4, 8):
        digits = "0" + digits
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
