"""What the facts say, for pages: one reading, fetched and never computed twice, and what is derived from it.

A reading counts the referrals of the clinics its reader sees, so everything here is narrowed by the caller's clinics:
who sees one clinic sees the volume, the standing and the forecast of that clinic, and only the sources that send to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.base import asked, clock
from wellsent.base.errors import CallError
from wellsent.base.kept import Kept
from wellsent.directory import queries as directory
from wellsent.insights import rules, versions
from wellsent.insights.models import Breakdown, Reading, SourceStanding
from wellsent.referrals.models import Referral

SEES_STANDING = "volume.see own sources"
"""The power to see how a source stands; clinicians hold it for the sources of their clinics' patients."""
SEES_VOLUME = "volume.see"
"""The power to see the practice's figures."""

REFERRALS_AT_ONCE, SOURCES_AT_ONCE = 50_000, 2_000
"""Up to so many a page computes an old reading itself; above, the worker does and the page says so."""

BREAKDOWNS = ("kind", "source", "practice", "clinic", "payer", "condition")
"""By what volume is broken down."""


@asked.once
def reading(caller: Caller, *, today: date | None = None) -> Reading | None:
    """The figures of the caller's clinics as of `today` at the practice, asked for where it is not told.

    Raises Refused for those who see no volume.

    An old one is brought up to date at once where that is quick; else it comes with `is_fresh` False while the worker
    computes the next. None while the first one of a large practice is being computed.
    """
    caller.must(SEES_STANDING)
    last = Reading.objects.filter(scope=rules.scope_of(caller.clinics)).defer("shared").first()
    today, version = today or accounts.today(caller), versions.version()
    if last and (last.as_of, last.facts) == (today, version):
        return last
    if _is_quick(caller):
        from wellsent.insights import actions  # brings numpy, which the web server does without while nothing is old

        return actions.refresh(as_of=today, by=caller)
    if last:
        last.is_fresh = False
    return last


def is_up_to_date(caller: Caller) -> bool:
    """Whether nothing has changed, and no day begun, since the last reading of the caller's clinics."""
    scope = rules.scope_of(caller.clinics)
    return Reading.objects.filter(scope=scope, as_of=accounts.today(caller), facts=versions.version()).exists()


_quick: Final[Kept[bool]] = Kept("referrals", "directory")


def _is_quick(caller: Caller) -> bool:
    return _quick.get(caller.clinics, lambda: _counts_are_small(caller), now=clock.now())


def _counts_are_small(caller: Caller) -> bool:
    received = in_clinics(Referral.objects.order_by(), caller)
    known = directory.sources(caller).order_by()
    return (
        received[: REFERRALS_AT_ONCE + 1].count() <= REFERRALS_AT_ONCE
        and known[: SOURCES_AT_ONCE + 1].count() <= SOURCES_AT_ONCE
    )


def standings(caller: Caller, reading: Reading) -> QuerySet[SourceStanding]:
    """The standing of every source of a reading, retired ones too, the largest first. Raises Refused."""
    caller.must(SEES_STANDING)
    return reading.standings.all()


def standing_of(caller: Caller, source: int, now: Reading | None = None) -> SourceStanding | None:
    """How one source stands now; None before its first referral, or for a caller who sees no volume.

    `now` is the caller's own reading, where it is at hand.
    """
    if not caller.may(SEES_STANDING):
        return None
    now = now or reading(caller)
    return now.standings.filter(source=directory.survivor_of(caller, source)).first() if now else None


def standings_of(caller: Caller, sources: Collection[int]) -> dict[int, SourceStanding] | None:
    """The same of a few sources that stand for themselves; None for a caller who sees no volume."""
    if not caller.may(SEES_STANDING):
        return None
    now = reading(caller)
    return {row.source_id: row for row in now.standings.filter(source__in=sources)} if now else {}


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """Referrals of one group over some months and over as many before; shares of the whole.

    `conversion` and `completion` say what became of them (empty for the small groups counted together), `compared`
    how the conversion compares with the practice's: higher, lower or no clear difference.
    """

    key: str
    label: str
    groups: int
    referrals: int
    before: int
    share: float
    conversion: Mapping[str, Any]
    completion: Mapping[str, Any]
    compared: str


def volume(caller: Caller, reading: Reading, *, by: str, months: int = 12) -> list[VolumeRow]:
    """The volume of the last months (the present one included) by kind, source, practice, clinic, payer or condition.

    Largest first, groups without a referral in either span left out. Raises CallError for anything else, Refused for
    those who see no volume.
    """
    caller.must(SEES_VOLUME)
    if by not in BREAKDOWNS or not 1 <= months <= 60:
        raise CallError(f"There is no volume by {by} over {months} months.", f"Choose one of {', '.join(BREAKDOWNS)}.")
    rows = Breakdown.objects.filter(reading=reading, by=by).values_list("rows", flat=True).first() or []
    total = sum(sum(row["months"][-months:]) for row in rows)
    practice = reading.practice["conversion"]
    shown = [_volume_row(row, months, total, practice) for row in rows]
    return sorted((row for row in shown if row.referrals or row.before), key=lambda row: (not row.key, -row.referrals))


def _volume_row(row: Mapping[str, Any], months: int, total: int, practice: Mapping[str, Any]) -> VolumeRow:
    lately = sum(row["months"][-months:])
    conversion = row.get("conversion", {})
    return VolumeRow(
        key=row["key"],
        label=row["label"],
        groups=row["groups"],
        referrals=lately,
        before=sum(row["months"][-2 * months : -months]),
        share=lately / total if total else 0.0,
        conversion=conversion,
        completion=row.get("completion", {}),
        compared=rules.comparison(conversion, practice) if conversion.get("n") else "",
    )


def without_source(caller: Caller, reading: Reading, source: int, *, come_anyway: float) -> rules.Without | None:
    """What if this source were lost, and its patients came another way with this chance? None for one not known.

    Raises CallError for a chance outside 0 to 1, Refused for those who see no volume.
    """
    caller.must(SEES_VOLUME)
    row = standing_of(caller, source, reading)
    if row is None:
        return None
    now = reading.practice["expected_90_days"]
    return rules.without(now, low=row.low, expected=row.expected, high=row.high, come_anyway=come_anyway)
