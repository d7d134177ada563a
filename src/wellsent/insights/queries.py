"""What the facts say, for pages: one reading, fetched and never computed twice, and what is derived from it.

A reading counts the referrals of the clinics its reader sees, so everything here is narrowed by the caller's clinics:
who sees one clinic sees the volume, the standing and the forecast of that clinic, and only the sources that send to it.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from django.db.models import QuerySet

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.base.errors import CallError
from wellsent.directory import queries as directory
from wellsent.insights import actions, gathering
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import History
from wellsent.insights.methods.story import WeekOfRate, rate_story
from wellsent.insights.models import Breakdown, Reading, SourceStanding
from wellsent.insights.rules import scope_of
from wellsent.referrals import queries as referrals
from wellsent.referrals.models import Referral

SEES_STANDING = "volume.see own sources"
"""The power to see how a source stands; clinicians hold it for the sources of their clinics' patients."""
SEES_VOLUME = "volume.see"
"""The power to see the practice's figures."""

REFERRALS_AT_ONCE, SOURCES_AT_ONCE = 50_000, 2_000
"""Up to so many a page computes an old reading itself; above, the worker does and the page says so."""


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


def standings(caller: Caller, reading: Reading) -> QuerySet[SourceStanding]:
    """The standing of every source of a reading, with the source itself and the tier that counts (by hand, if set).

    Retired sources are left out. Raises Refused for those who see no volume.
    """
    caller.must(SEES_STANDING)
    rows = reading.standings.filter(source__retired_on=None, source__merged_into=None)
    return rows.select_related("source", "source__kind")


def standing_of(caller: Caller, source: int) -> SourceStanding | None:
    """How one source stands now; None before its first referral, or for a caller who sees no volume."""
    if not caller.may(SEES_STANDING):
        return None
    now = reading(caller)
    if now is None:
        return None
    return now.standings.filter(source=directory.survivor_of(caller, source)).first()


def rate_line(caller: Caller, source: int) -> tuple[WeekOfRate, ...]:
    """The rate of one source week by week, for its chart; empty where nothing has come from it."""
    caller.must(SEES_STANDING)
    now = reading(caller)
    lines = referrals.for_source(caller, source)
    if now is None or not lines:
        return ()
    shared = Shared.from_json(json.loads(now.shared)["fit"])
    days = np.array([line.received_on.toordinal() for line in lines], dtype=np.int64)
    history = History(np.zeros(len(days), dtype=np.int64), days, 1, now.as_of)
    return rate_story(history, 0, shared)


def breakdown(caller: Caller, reading: Reading, by: str) -> list[dict[str, Any]]:
    """Volume by month and what became of the referrals, by kind, practice, clinic, payer, condition or source.

    Raises CallError for anything else, Refused for those who see no volume.
    """
    caller.must(SEES_VOLUME)
    kept = Breakdown.objects.filter(reading=reading, by=by).first()
    if kept is None:
        raise CallError(f"There is no volume by {by}.", f"Choose one of: {', '.join(breakdowns(caller, reading))}.")
    return list(kept.rows)


def breakdowns(caller: Caller, reading: Reading) -> list[str]:
    """By what volume can be broken down."""
    caller.must(SEES_VOLUME)
    return list(Breakdown.objects.filter(reading=reading).order_by("pk").values_list("by", flat=True))
