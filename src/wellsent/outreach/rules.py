"""Which contacts are real, and when the next one is due. Pure: the tier and the day are told.

Nothing published says how often to call on a source, so `CADENCE` states our defaults and shows them: monthly where a
source is worth most or is not yet known, less often below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LETTER, THANK_YOU = "letter", "thank-you"
MET, REFUSED = "met", "refused"


@dataclass(frozen=True, slots=True)
class Interval:
    """Days between real contacts: `ideal`, and at most `maximum`."""

    ideal: int
    maximum: int


CADENCE: Final[Mapping[str, Interval]] = {"A": Interval(30, 45), "B": Interval(45, 75), "C": Interval(90, 150)}
"""By tier. A guess of ours, to be changed by the practice."""
MONTHLY: Final = Interval(30, 45)
"""For a source whose tier is not known."""

TAKE_BACK_WITHIN: Final = timedelta(minutes=10)
"""How long whoever logged a touch can take it back."""


@dataclass(frozen=True, slots=True)
class Due:
    """When the next real contact is due: `state` is "not due", "due" or "overdue"."""

    state: str
    ideal_on: date
    latest_on: date
    days_since: int | None
    reason: str


def is_real_contact(kind: str, outcome: str) -> bool:
    """Whether a touch reached a person: they met, spoke or answered, be it to say no. A letter cannot tell."""
    return kind != LETTER and outcome in {MET, REFUSED}


def interval(tier: str) -> Interval:
    """The cadence of a tier; monthly for a tier we do not know."""
    return CADENCE.get(tier, MONTHLY)


def due(*, last_real_contact: date | None, tier: str, as_of: date, known_since: date) -> Due:
    """Where a source stands in its cadence, which restarts at the last real contact; before any, at `known_since`."""
    every = interval(tier)
    begins = last_real_contact or known_since
    ideal_on, latest_on = begins + timedelta(every.ideal), begins + timedelta(every.maximum)
    state = "overdue" if as_of > latest_on else "due" if as_of >= ideal_on else "not due"
    days = (as_of - last_real_contact).days if last_real_contact else None
    said = (
        f"Last real contact {days} {'day' if days == 1 else 'days'} ago" if last_real_contact else "No real contact yet"
    )
    return Due(state, ideal_on, latest_on, days, f"{said}; ideal every {every.ideal} days, at most {every.maximum}.")
