"""The practice's figures in words and charts, each with its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from wellsent.accounts.caller import Caller
from wellsent.desk.standing_words import proportion
from wellsent.desk.this_week_words import course
from wellsent.insights import queries
from wellsent.insights.models import Reading
from wellsent.insights.queries import VolumeRow
from wellsent.referrals.true_source import queries as true_source
from wellsent.referrals.true_source.presenters import counts_who_ordered
from wellsent.ui import charts, formats

TABS = (
    ("kind", "Kind"),
    ("source", "Source"),
    ("practice", "Practice"),
    ("clinic", "Clinic"),
    ("payer", "Payer"),
    ("condition", "Condition"),
)
LEADS_TO = {"kind": "kind", "practice": "practice", "clinic": "clinic"}
"""Breakdowns whose groups are filters of the list of sources."""
MONTHS_SHOWN = 24
GROUPS_SHOWN = 25
LARGEST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was asked for: the breakdown, and a source to do without with the chance in percent that its
    patients come anyway."""

    by: str
    source: int | None
    anyway: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of a breakdown."""

    label: str
    url: str
    lately: str
    before: str
    share: str
    evaluated: str
    likely: str
    finished: str
    finished_likely: str
    compared: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The question and its answer."""

    largest: tuple[tuple[int, str], ...]
    source: int | None
    anyway: int
    shares: tuple[tuple[int, bool], ...]
    answer: str


@dataclass(frozen=True, slots=True)
class InsightsPage:
    subtitle: str
    chart: SafeString
    chart_table: SafeString
    band: str
    asked: Asked
    by: str
    tabs: tuple[tuple[str, str, bool], ...]
    groups: tuple[GroupRow, ...]
    ordered: str
    became: tuple[tuple[str, str, str], ...]
    states: tuple[tuple[str, str, int], ...]
    tiers: tuple[tuple[str, int, int, str], ...]
    concentration: tuple[tuple[str, str, str], ...]
    what_if: WhatIf
    watched: str


def insights_page(caller: Caller, reading: Reading, asked: Asked) -> InsightsPage:
    """Everything the page says."""
    practice = reading.practice
    past = [(month_name(one["month"]), one["referrals"]) for one in practice["monthly"]][-MONTHS_SHOWN:]
    ahead = [(month_name(one["month"]), one["low"], one["expected"], one["high"]) for one in practice["forecast"]]
    return InsightsPage(
        subtitle=f"{practice['referrals']:,} referrals from {formats.count(practice['sources'], 'source')}, "
        f"as of {formats.day(reading.as_of)} · ranges hold 4 times in 5",
        chart=charts.month_bars(past, ahead, title="Referrals by month, and the next six months with their range"),
        chart_table=_table(past, ahead),
        band=_band(ahead, practice["this_month"]),
        asked=asked,
        by=dict(TABS)[asked.by],
        tabs=tuple((label, f"?by={key}", key == asked.by) for key, label in TABS),
        groups=_groups(queries.volume(caller, reading, by=asked.by), asked.by),
        ordered=_who_ordered(caller, reading) if asked.by == "source" else "",
        became=_became(practice),
        states=_states(practice["states"]),
        tiers=tuple(
            (tier, told["sources"], told["probably"], f"{told['expected']:.0f}")
            for tier, told in practice["tiers"].items()
        ),
        concentration=_concentration(practice["concentration"]),
        what_if=_what_if(caller, reading, asked),
        watched=_watched(practice),
    )


def _who_ordered(caller: Caller, reading: Reading) -> str:
    """What volume by source counts, and how often patients named another."""
    found = true_source.answers(caller, until=reading.as_of)
    return counts_who_ordered(found.answered, found.others)


def month_name(month: str) -> str:
    """Nov 2025 for 2025-11."""
    year, number = month.split("-")
    return formats.month(date(int(year), int(number), 1))


def _table(past: Sequence[tuple[str, int]], ahead: Sequence[tuple[str, int, float, int]]) -> SafeString:
    came = [(label, count, "") for label, count in past]
    expected = [(label, f"{middle:.0f}", f"{low} to {high}") for label, low, middle, high in ahead]
    return charts.as_table(["Month", "Referrals", "Likely range"], [*came, *expected])


def _band(ahead: Sequence[tuple[str, int, float, int]], month: Mapping[str, Any]) -> str:
    if not ahead:
        return ""
    low, high = min(one[1] for one in ahead), max(one[3] for one in ahead)
    ahead_words = f"Next six months, hatched: {low} to {high} a month (4 times in 5)."
    return f"{ahead_words} The last bar before them is this month so far. {course(month, None)}"


def _groups(rows: Sequence[VolumeRow], by: str) -> tuple[GroupRow, ...]:
    """The largest groups; the rest in one line."""
    named, rest = [row for row in rows if row.key][:GROUPS_SHOWN], [row for row in rows if not row.key]
    rest += [row for row in rows if row.key][GROUPS_SHOWN:]
    shown = [_group(row, by) for row in named]
    if rest:
        label = formats.count(sum(row.groups for row in rest), "other")
        lately, before = sum(row.referrals for row in rest), sum(row.before for row in rest)
        share = formats.percent(sum(row.share for row in rest))
        shown.append(GroupRow(label, "", f"{lately:,}", f"{before:,}", share, "", "", "", "", ""))
    return tuple(shown)


def _group(row: VolumeRow, by: str) -> GroupRow:
    evaluated, likely = proportion(row.conversion)
    finished, finished_likely = proportion(row.completion)
    return GroupRow(
        label=row.label,
        url=_url(row.key, by),
        lately=f"{row.referrals:,}",
        before=f"{row.before:,}",
        share=formats.percent(row.share),
        evaluated=evaluated,
        likely=likely,
        finished=finished,
        finished_likely=finished_likely,
        compared=row.compared,
    )


def _url(key: str, by: str) -> str:
    """Where a group leads: to its source, or to the list of the sources in it."""
    if by == "source":
        return reverse("desk:source", args=[int(key)])
    if by in LEADS_TO and key != "0":
        return f"{reverse('desk:sources')}?{urlencode({LEADS_TO[by]: key})}"
    return ""


def _became(practice: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for label, key in (("Come to evaluation", "conversion"), ("Finish their plan of care", "completion")):
        told = practice[key]
        if told["n"]:
            likely = formats.percent_range(told["low"], told["high"])
            rows.append((label, formats.percent(told["expected"]), f"likely {likely}, of {told['n']:,}"))
    days = practice["days_to_evaluation"]
    if days["median"] is not None:
        rows.append(("Days until then", f"{days['median']}", f"median; one in ten over {days['p90']}"))
    return tuple(rows)


def _states(states: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """Words, address and number of each state."""
    return tuple(
        (words, f"{reverse('desk:sources')}?state={state}", states[state])
        for state, words in (("quiet", "Going quiet"), ("new", "New"), ("active", "Active"), ("lapsed", "Lapsed"))
    )


def _watched(practice: Mapping[str, Any]) -> str:
    watched, sources = practice["sources_watched"], practice["sources"]
    too_few = f" {sources - watched:,} sent too few, or lapsed, and are not." if sources > watched else ""
    return (
        f"{watched:,} of {formats.count(sources, 'source')} {'is' if watched == 1 else 'are'} watched for going "
        f"quiet.{too_few} At most {practice['false_alarms_a_month']:g} false alarms a month, by simulation."
    )


def _concentration(told: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Shares of the referrals expected in the next 90 days."""
    words = (("Your largest source", "top1"), ("Your five largest", "top5"))
    rows = [
        (label, formats.percent(told[key]["expected"]), formats.percent_range(told[key]["low"], told[key]["high"]))
        for label, key in words
    ]
    hhi = told["hhi"]
    if hhi["expected"]:
        few, many = 1 / hhi["high"], 1 / hhi["low"] if hhi["low"] else 1 / hhi["expected"]
        rows.append(("As if so many equal sources sent", f"{1 / hhi['expected']:.0f}", f"{few:.0f}–{many:.0f}"))
    return tuple(rows)


def _what_if(caller: Caller, reading: Reading, asked: Asked) -> WhatIf:
    largest = queries.standings(caller, reading).filter(retired=False).only("reading", "source", "sort_name")
    names = [(row.source_id, row.sort_name) for row in largest[:LARGEST_SHOWN]]
    answer = ""
    if asked.source is not None:
        lost = queries.without_source(caller, reading, asked.source, come_anyway=asked.anyway / 100)
        if lost:
            answer = (
                f"{lost.left:.0f} referrals instead of {lost.now:.0f} in the next 90 days: "
                f"{formats.span(round(lost.lost_low), round(lost.lost_high))} fewer, {formats.percent(lost.share)}."
            )
        else:
            answer = "Nothing has come from that source."
    shares = tuple((share, share == asked.anyway) for share in sorted({*range(0, 101, 10), asked.anyway}))
    return WhatIf(tuple(names), asked.source, asked.anyway, shares, answer)
