"""Two people who both signed an order on one day: said before they are taken for one."""

from __future__ import annotations

from datetime import date

from wellsent.accounts.caller import Caller
from wellsent.directory.models import Provider
from wellsent.directory.rules import doubt_about_merging
from wellsent.referrals import queries as referrals

WITHOUT_DAYS = "Both signed an order on the same day, so they may be two people."


def both_signed_on(caller: Caller, one: Provider, other: int) -> list[date]:
    """The days on which both signed an order; none for practices: an office may do so under two names."""
    return referrals.days_both_signed(caller, one.pk, other) if one.entity == Provider.Entity.PERSON else []


def doubt(caller: Caller, days: list[date]) -> str:
    """Why they may be two all the same; whoever sees no volume is told no days."""
    return doubt_about_merging(days) if caller.may("volume.see") or not days else WITHOUT_DAYS
