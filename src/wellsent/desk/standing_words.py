"""A standing in words and colours. Only what needs somebody is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wellsent.insights.models import Reading, SourceStanding
from wellsent.ui import formats

COLOURS = {"quiet": "badge-due", "new": "badge-info"}
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


def badge(row: SourceStanding) -> SafeString:
    """new, active, quiet or lapsed."""
    if row.state not in COLOURS:
        return format_html("{}", row.state)
    return format_html('<span class="badge {}">{}</span>', COLOURS[row.state], row.state)


def short_day(value: date | None, *, today: date) -> SafeString | None:
    """4 Nov on one line; with the year where it is another."""
    return None if value is None else format_html('<span class="nowrap">{}</span>', formats.day(value, today=today))


def tier_words(row: SourceStanding) -> str:
    """A; B, probably; A, set by hand."""
    if row.source.tier_by_hand:
        return f"{row.source.tier_by_hand}, set by hand"
    return row.tier if row.tier_certainty >= SURE_OF_TIER else f"{row.tier}, probably"


def expected(row: SourceStanding) -> str:
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
        came = formats.count(row.referrals, "referral")
        return Callout("New.", f"{came} since {formats.day(row.first_on, today=today)}. {ahead}")
    return Callout("Sending as usual.", f"{rate} {ahead}")


def _a_month(rate: float) -> str:
    """3; 0.4 where it is less than two."""
    return f"{rate:.1f}" if rate < 2 else f"{rate:.0f}"
