"""A standing in words and colours."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wellsent.insights.models import SourceStanding
from wellsent.ui import formats

COLOURS = {"quiet": "badge-due", "new": "badge-info", "active": "badge-good", "lapsed": ""}
SURE_OF_TIER = 0.8
"""Below this chance a tier is shown as probable (METHODS, section 2)."""


def badge(row: SourceStanding) -> SafeString:
    """new, active, quiet or lapsed."""
    return format_html('<span class="badge {}">{}</span>', COLOURS.get(row.state, ""), row.state)


def tier_words(row: SourceStanding) -> str:
    """A; B, probably; A, set by hand."""
    if row.source.tier_by_hand:
        return f"{row.source.tier_by_hand}, set by hand"
    return row.tier if row.tier_certainty >= SURE_OF_TIER else f"{row.tier}, probably"


def expected(row: SourceStanding) -> str:
    """4 to 9: four times in five."""
    return formats.span(row.low, row.high)


def proportion(told: dict[str, Any]) -> tuple[str, str]:
    """ "14 of 17" and its likely range."""
    if not told.get("n"):
        return "none old enough", ""
    return f"{told['yes']} of {told['n']}", formats.percent_range(told["low"], told["high"])
