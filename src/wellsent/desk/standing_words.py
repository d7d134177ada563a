"""A standing in words and colours. Only what needs somebody is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from wellsent.insights.models import Reading, SourceStanding
from wellsent.ui import formats

BADGES = {
    "quiet": SafeString('<span class="badge badge-due">quiet</span>'),
    "new": SafeString('<span class="badge badge-info">new</span>'),
}
SURE_OF_TIER = 0.8
"""Below this chance a tier is shown as probable (METHODS, section 2)."""


def being_computed(reading: Reading, time_zone: str) -> str:
    """As of 10:32, being brought up to date; nothing while the figures are fresh."""
    if reading.is_fresh:
        return ""
    return f"As of {reading.computed_at.astimezone(ZoneInfo(time_zone)):%H:%M}, being brought up to date."


@dataclass(frozen=True, slots=True)
class Callout:
    """The standing in one sentence: its first words, the rest, and how it should be looked at."""

    lead: str
    words: str
    tone: str = ""


class Standing(Protocol):
    """What these words need of a standing: a whole one, or a plain row of its fields."""

    state: str
    tier: str
    tier_certainty: float
    shown_tier: str
    tier_is_by_hand: bool
    low: int
    high: int


def badge(row: Standing) -> str:
    """new, active, quiet or lapsed."""
    return BADGES.get(row.state, row.state)


def short_day(value: date | None, *, today: date) -> SafeString | None:
    """4 Nov on one line; with the year where it is another."""
    return None if value is None else SafeString(f'<span class="nowrap">{formats.day(value, today=today)}</span>')


def tier_words(row: Standing) -> str:
    """A; B, probably; A, set by hand."""
    if row.tier_is_by_hand:
        return f"{row.shown_tier}, set by hand"
    return row.tier if row.tier_certainty >= SURE_OF_TIER else f"{row.tier}, probably"


def expected(row: Standing) -> str:
    """4 to 9: four times in five."""
    return formats.span(row.low, row.high)


def proportion(told: Mapping[str, Any]) -> tuple[str, str]:
    """How many of how many, 14 of 17, and the likely range; the words for none where nothing could be counted."""
    if not told.get("n"):
        return "none old enough", "–"
    return f"{told['yes']:,} of {told['n']:,}", formats.percent_range(told["low"], told["high"])


def callout(row: SourceStanding, *, today: date) -> Callout:
    """How a source stands, with the numbers it rests on."""
    ahead = f"{formats.span(row.low, row.high)} referrals expected in the next 90 days (4 times in 5)."
    if row.alarm:
        since = date.fromisoformat(row.quiet["since"])
        month = f"{since:%B}" if since.year == today.year else f"{since:%B %Y}"
        return Callout(f"Going quiet since {month}.", f"{row.quiet['sentence']}", "due")
    if row.state == "lapsed":
        return Callout("Lapsed.", f"Nothing since {formats.day(row.last_on)}, and almost surely gone.", "plain")
    rate = f"Usually {_a_month(row.monthly_low)} to {_a_month(row.monthly_high)} a month."
    if row.state == "new":
        first = formats.day(row.first_on, today=today)
        came = f"First referral on {first}" if row.referrals == 1 else f"{row.referrals:,} referrals since {first}"
        return Callout("New.", f"{came}. {ahead}")
    return Callout("Sending as usual.", f"{rate} {ahead}")


def _a_month(rate: float) -> str:
    """3; 0.4 where it is less than two."""
    return f"{rate:.1f}" if rate < 2 else f"{rate:.0f}"
