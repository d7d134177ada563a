"""How many referrals are stuck, beside their name on every page."""

from __future__ import annotations

from typing import Final

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.referrals import queries

_counts: Final[Kept[int]] = Kept("referrals", "practice")


def words(caller: Caller) -> str:
    """6 stuck; nothing where none is, or for who does not work on them."""
    if not caller.may("referrals.record"):
        return ""
    now, most = clock.now(), queries.STUCK_COUNTED
    number = _counts.get(caller.clinics, lambda: queries.stuck(caller, now=now), now=now)
    if not number:
        return ""
    return f"{most - 1}+ stuck" if number == most else f"{number} stuck"
