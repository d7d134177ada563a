"""How a touch went, read from the words a list uses for it."""

from __future__ import annotations

import re
from typing import Final

MET, NOBODY, LEFT, SENT, REFUSED = "met", "nobody", "left", "sent", "refused"
WRITTEN: Final = frozenset({"email", "letter", "thank-you"})
"""Kinds that go out without meeting anybody: without a word on the outcome they were sent."""

_WORDS: Final = (
    (REFUSED, r"do not contact|asked not|refus|declin|not interested|no thanks|unsubscrib"),
    (NOBODY, r"nobody|no answer|no one|not there|closed|not in\b|unavailable|no show|missed|busy|away|cancel"),
    (LEFT, r"left|voice ?mail|\bvm\b|\blm\b|drop|card|flyer|message"),
    (
        MET,
        r"\bmet\b|spoke|talk|saw\b|seen|reached|replied|reply|answered|lunch|attend|discuss|good|positive|present|held",
    ),
    (SENT, r"sent|mailed|emailed|posted|delivered"),
)


def outcome_of(text: str | None, kind: str) -> str:
    """One of our outcomes. Blank or unknown words: a letter or an e-mail was sent, anything else met somebody."""
    for outcome, pattern in _WORDS:
        if text and re.search(pattern, text.casefold()):
            return outcome
    return SENT if kind in WRITTEN else MET
