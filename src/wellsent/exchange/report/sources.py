"""Each source of the list with its standing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from wellsent.exchange.lists import ReadList
from wellsent.exchange.referral_rows import ReferralRows
from wellsent.exchange.report.model import Quiet, SourceLine
from wellsent.exchange.report.outcomes import Outcomes
from wellsent.exchange.report.practice import share
from wellsent.insights.methods.standing import History, Standing
from wellsent.insights.methods.words import quiet_sentence

if TYPE_CHECKING:
    from wellsent.exchange.report.build import Counted

YEAR = 365


def source_lines(
    read: ReadList,
    rows: ReferralRows,
    counted: Counted,
    history: History,
    standing: Standing,
    outcomes: Outcomes,
) -> list[SourceLine]:
    """One line for each source, in the order of `standing`."""
    days: dict[int, list[int]] = defaultdict(list)
    for source, day in zip(history.source.tolist(), history.day.tolist(), strict=True):
        days[source].append(day)
    numbers = _row_numbers(read, rows, counted)
    return [
        _line(number, rows, cluster, days[number], numbers[number], standing, outcomes)
        for number, cluster in enumerate(counted.clusters)
    ]


def _row_numbers(read: ReadList, rows: ReferralRows, counted: Counted) -> dict[int, list[int]]:
    """The list's rows of each source, those that repeat a referral too."""
    source_at = dict(zip(counted.index, counted.source, strict=True))
    numbers: dict[int, list[int]] = defaultdict(list)
    for index in rows.position:
        source = source_at.get(rows.repeats.get(index, index))
        if source is not None:
            numbers[source].append(read.rows[index])
    return numbers


def _line(
    number: int,
    rows: ReferralRows,
    cluster_number: int,
    days: list[int],
    row_numbers: list[int],
    standing: Standing,
    outcomes: Outcomes,
) -> SourceLine:
    cluster = rows.resolution.clusters[cluster_number]
    otherwise = cluster.practice or f"NPI {cluster.npi}"
    today = standing.as_of.toordinal()
    ahead = standing.next_90_days
    return SourceLine(
        name=cluster.name.sorted_display or otherwise,
        called=cluster.name.display or otherwise,
        npi=cluster.npi,
        practice=cluster.practice,
        kind=cluster.kind,
        rows=row_numbers,
        referrals=len(days),
        last_12_months=sum(day > today - YEAR for day in days),
        first=date.fromordinal(min(days)),
        last=date.fromordinal(max(days)),
        state=standing.state[number],
        tier=standing.tier[number],
        tier_certainty=float(standing.tier_certainty[number]),
        low=int(ahead.low[number]),
        expected=float(ahead.expected[number]),
        high=int(ahead.high[number]),
        quiet=quiet_of(standing, number),
        conversion=share(outcomes.conversion.sources[number]) if outcomes.conversion else None,
        completion=share(outcomes.completion.sources[number]) if outcomes.completion else None,
    )


def quiet_of(standing: Standing, number: int) -> Quiet:
    """The evidence on one source, with its sentence."""
    told = standing.evidence
    since = date.fromordinal(int(told.since[number]))
    low, high, received = int(told.low[number]), int(told.high[number]), int(told.received[number])
    chance = float(told.chance[number])
    sentence = quiet_sentence(low=low, high=high, received=received, chance=chance, since=since, as_of=standing.as_of)
    alarm = bool(standing.alarm[number])
    return Quiet(alarm, since, low, float(told.expected[number]), high, received, chance, sentence)
