"""A line of the weekly list, and the minutes each thing takes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CLOSE_THE_LOOP = "Close the loop first"
KEEP_IN_TOUCH = "Keep in touch"
INTRODUCTIONS = "Introductions asked for"

MINUTES = {"visit": 35, "call": 10, "thank-you": 10, "call patients": 5, "hear back": 5}
EFFECT = {"quiet": 0.15, "first referral": 0.10, "check-in": 0.03, "first visit": 0.10}
"""Share of the referrals at stake that one contact is taken to keep or win. A guess, and named as one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the weekly list. `since` is the occasion it rests on: a new occasion is a new line."""

    topic: str
    group: str
    source: int | None
    who: str
    action: str
    title: str
    reason: str
    minutes: int
    good: float
    since: date | None = None
    introduction: int | None = None
