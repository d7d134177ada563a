"""How many referrals are stuck, beside their name on every page: counted anew when facts change, else once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.referrals import queries

FRESH_FOR: Final = timedelta(minutes=1)
"""A promise that ends meanwhile is noticed a minute late."""
MOST_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class _Count:
    number: int
    version: str
    at: datetime


_counts: dict[frozenset[int] | None, _Count] = {}


def words(caller: Caller) -> str:
    """6 stuck; nothing where none is, or for who does not work on them."""
    if not caller.may("referrals.record"):
        return ""
    number, most = _counted(caller), queries.STUCK_COUNTED
    if not number:
        return ""
    return f"{most - 1}+ stuck" if number == most else f"{number} stuck"


def _counted(caller: Caller) -> int:
    version, now = facts.version("referrals", "practice"), clock.now()
    kept = _counts.get(caller.clinics)
    if kept is None or kept.version != version or not timedelta(0) <= now - kept.at < FRESH_FOR:
        if len(_counts) >= MOST_KEPT:
            _counts.clear()
        kept = _counts[caller.clinics] = _Count(queries.stuck(caller, now=now), version, now)
    return kept.number


def forget() -> None:
    """Count anew at the next page (between tests, whose databases begin from nothing)."""
    _counts.clear()
