"""What the facts say, for pages: one reading, fetched and never computed twice, and what is derived from it.

A reading counts the referrals of the clinics its reader sees, so everything here is narrowed by the caller's clinics:
who sees one clinic sees the volume, the standing and the forecast of that clinic, and only the sources that send to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, When

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.base.errors import CallError
from wellsent.directory import queries as directory
from wellsent.insights import actions, gathering
from wellsent.insights.models import Breakdown, Reading, SourceStanding
from wellsent.insights.months import month_name, month_number
from wellsent.insights.rules import scope_of
from wellsent.referrals.models import Referral

SEES_STANDING = "volume.see own sources"
"""The power to see how a source stands; clinicians hold it for the sources of their clinics' patients."""
SEES_VOLUME = "volume.see"
"""The power to see the practice's figures."""

REFERRALS_AT_ONCE, SOURCES_AT_ONCE = 50_000, 2_000
"""Up to so many a page computes an old reading itself; above, the worker does and the page says so."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "expected": ("expected",),
    "name": ("source__sort_name",),
    "kind": ("source__kind__label", "source__sort_name"),
    "state": ("state", "source__sort_name"),
    "tier": ("shown_tier", "source__sort_name"),
    "last_12_months": ("last_12_months",),
    "last": ("last_on",),
    "first": ("first_on",),
}
"""What standings can be sorted by."""


def reading(caller: Caller) -> Reading | None:
    """The figures of the caller's clinics. Raises Refused for those who see no volume.

    An old one is brought up to date at once where that is quick; else it comes with `is_fresh` False while the worker
    computes the next. None while the first one of a large practice is being computed.
    """
    caller.must(SEES_STANDING)
    last = Reading.objects.filter(scope=scope_of(caller.clinics)).defer("shared", "practice").first()
    today, version = accounts.today(caller), gathering.version()
    if last and (last.as_of, last.facts) == (today, version):
        return last
    if _is_quick(caller):
        return actions.refresh(as_of=today, by=caller)
    if last:
        last.is_fresh = False
    return last


def is_up_to_date(caller: Caller) -> bool:
    """Whether nothing has changed, and no day begun, since the last reading of the caller's clinics."""
    last = Reading.objects.filter(scope=scope_of(caller.clinics)).values_list("as_of", "facts").first()
    return last == (accounts.today(caller), gathering.version())


def _is_quick(caller: Caller) -> bool:
    received = in_clinics(Referral.objects.order_by(), caller)
    known = directory.sources(caller).order_by()
    return (
        received[: REFERRALS_AT_ONCE + 1].count() <= REFERRALS_AT_ONCE
        and known[: SOURCES_AT_ONCE + 1].count() <= SOURCES_AT_ONCE
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which standings a list shows: all, unless narrowed. `clinic` and `practice` are numbers of rows."""

    text: str = ""
    state: str = ""
    tier: str = ""
    kind: str = ""
    practice: int | None = None
    clinic: int | None = None
    nothing_for_days: int | None = None
    retired: bool = False


