"""The practice's figures in words, each with its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from wellsent.desk.standing_words import proportion
from wellsent.insights.models import Reading
from wellsent.ui import charts, formats

GROUPS = (
    ("kind", "Kind"),
    ("source", "Source"),
    ("practice", "Practice"),
    ("clinic", "Clinic"),
    ("payer", "Payer"),
    ("condition", "Condition"),
)
MONTHS_SHOWN = 24
GROUPS_SHOWN = 25
YEAR = 12


@dataclass(frozen=True, slots=True)
class GroupRow:
    label: str
    last_year: str
    year_before: str
    share: str
    conversion: str
    likely: str


@dataclass(frozen=True, slots=True)
class InsightsPage:
    as_of: date
    fresh: bool
    chart: SafeString
    months: tuple[tuple[str, str], ...]
    band: str
    by: str
    tabs: tuple[tuple[str, str, bool], ...]
    groups: tuple[GroupRow, ...]
    became: tuple[tuple[str, str, str], ...]
    states: tuple[tuple[str, int], ...]
    tiers: tuple[tuple[str, int, int, str], ...]
    concentration: tuple[tuple[str, str, str], ...]
    watched: str


def insights_page(reading: Reading, rows: Sequence[dict[str, Any]], by: str) -> InsightsPage:
    """Everything the page says."""
    practice = reading.practice
    past = [(month_name(one["month"]), one["referrals"]) for one in practice["monthly"]][-MONTHS_SHOWN:]
    ahead = [(month_name(one["month"]), one["low"], one["expected"], one["high"]) for one in practice["forecast"]]
    return InsightsPage(
        as_of=reading.as_of,
        fresh=reading.is_fresh,
        chart=charts.month_bars(past, ahead, title="Referrals by month, and the next six months with their range"),
        months=tuple(
            [(label, f"{count:,}") for label, count in past]
            + [(label, f"{low} to {high}, likely {mid:.0f}") for label, low, mid, high in ahead]
        ),
        band=_band(ahead),
        by=dict(GROUPS)[by],
        tabs=tuple((key, label, key == by) for key, label in GROUPS),
        groups=_groups(rows),
        became=_became(practice),
        states=tuple(practice["states"].items()),
        tiers=tuple(
            (tier, told["sources"], told["probably"], f"{told['expected']:.0f}")
            for tier, told in practice["tiers"].items()
        ),
        concentration=_concentration(practice["concentration"]),
        watched=f"{formats.count(practice['sources_watched'], 'source')} of {practice['sources']:,} watched for going "
        f"quiet; at most {practice['false_alarms_a_month']:g} false alarms a month.",
    )


def month_name(month: str) -> str:
    """Nov 2025 for 2025-11."""
    year, number = month.split("-")
    return formats.month(date(int(year), int(number), 1))


def _band(ahead: Sequence[tuple[str, int, float, int]]) -> str:
    if not ahead:
        return ""
    low, high = min(one[1] for one in ahead), max(one[3] for one in ahead)
    return f"Next six months, hatched: {low} to {high} a month, 4 times in 5."


def _groups(rows: Sequence[dict[str, Any]]) -> tuple[GroupRow, ...]:
    """The largest groups of the last year; the rest in one line."""
    total = sum(sum(row["months"][-YEAR:]) for row in rows) or 1
    shown = []
    for row in rows[:GROUPS_SHOWN]:
        lately, before = sum(row["months"][-YEAR:]), sum(row["months"][-2 * YEAR : -YEAR])
        theirs, likely = proportion(row.get("conversion", {}))
        shown.append(
            GroupRow(row["label"], f"{lately:,}", f"{before:,}", formats.percent(lately / total), theirs, likely)
        )
    return tuple(shown)


def _became(practice: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for label, key in (("Come to evaluation", "conversion"), ("Finish their plan of care", "completion")):
        told = practice[key]
        if told["n"]:
            likely = formats.percent_range(told["low"], told["high"])
            rows.append((label, formats.percent(told["expected"]), f"likely {likely}, of {told['n']:,}"))
    days = practice["days_to_evaluation"]
    if days["median"] is not None:
        rows.append(("Days to evaluation", f"{days['median']:g}", f"half of them; nine in ten within {days['p90']:g}"))
    return tuple(rows)


def _concentration(told: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Shares of the referrals expected in the next 90 days."""
    words = (("Your largest source", "top1"), ("Your five largest", "top5"))
    rows = [
        (label, formats.percent(told[key]["expected"]), formats.percent_range(told[key]["low"], told[key]["high"]))
        for label, key in words
    ]
    hhi = told["hhi"]
    alike = 1 / hhi["expected"] if hhi["expected"] else 0
    rows.append(("As if so many sent alike", f"{alike:.0f}", f"index {hhi['expected']:.3f}"))
    return tuple(rows)
