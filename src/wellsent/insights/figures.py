"""A reading put together: the standing of each source as rows, and the practice's own figures. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from wellsent.insights.breakdowns import Group, Groups, breakdown
from wellsent.insights.gathering import Facts
from wellsent.insights.grouping import About
from wellsent.insights.kept import Kept, read_changed
from wellsent.insights.marks import marks
from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.methods.chain import GRID
from wellsent.insights.methods.concentration import concentration
from wellsent.insights.methods.forecast import monthly_volume, practice_forecast, this_month
from wellsent.insights.methods.proportions import Proportions, completion, conversion
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import Standing, read_standing
from wellsent.insights.methods.waiting import days_to_evaluation
from wellsent.insights.methods.words import quiet_sentence
from wellsent.insights.models import SourceStanding
from wellsent.insights.months import month_number, month_numbers

Json = dict[str, Any]
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Figures:
    """What one reading says, ready to be stored."""

    kept: Kept
    standings: list[SourceStanding]
    practice: Json
    breakdowns: dict[str, list[Json]]


def figures(facts: Facts, *, shared: Shared | None, kept: Kept | None) -> Figures:
    """Compute a reading. With `shared` nothing is fitted; with `kept`, of the same day, only what changed is read."""
    mark = marks(facts.history.source, facts.history.day, len(facts.provider))
    if kept is not None:
        standing = read_changed(facts.history, facts.provider, mark, kept)
    else:
        budget = facts.fitted_to.false_alarms_a_month
        standing = read_standing(facts.history, false_alarms_per_month=budget, shared=shared)
    now = Kept(facts.provider, mark, standing)
    converted, completed = _proportions(facts, facts.history.source, len(facts.provider))
    return Figures(
        kept=now,
        standings=_rows(facts, now, converted, completed),
        practice=_practice(facts, standing, converted, completed),
        breakdowns={by: _breakdown(facts, groups) for by, groups in facts.groups.items()},
    )


def _proportions(facts: Facts, group: IntArray, number: int) -> tuple[Proportions, Proportions]:
    """Conversion and completion, pooled over groups."""
    today = facts.history.today
    return (
        conversion(group, facts.history.day, facts.evaluated, number, today),
        completion(group, facts.evaluated, facts.ended, facts.completed, number, today),
    )


def _rows(facts: Facts, kept: Kept, converted: Proportions, completed: Proportions) -> list[SourceStanding]:
    standing, number = kept.standing, len(facts.provider)
    source, day = facts.history.source, facts.history.day
    referrals = np.bincount(source, minlength=number).tolist()
    lately = np.bincount(source[day > facts.history.today - _YEAR.days], minlength=number).tolist()
    first, last = np.full(number, facts.history.today), np.zeros(number, dtype=np.int64)
    np.minimum.at(first, source, day)
    np.maximum.at(last, source, day)
    usual = standing.belief[:, : len(GRID)].sum(axis=1, dtype=float)
    ahead, rate = standing.next_90_days, standing.usual
    return [
        SourceStanding(
            source_id=provider,
            **_as_listed(about),
            mark=int(kept.mark[at]),
            referrals=referrals[at],
            last_12_months=lately[at],
            first_on=date.fromordinal(int(first[at])),
            last_on=date.fromordinal(int(last[at])),
            clinics=facts.sends_to[at],
            state=standing.state[at],
            tier=standing.tier[at],
            tier_certainty=float(standing.tier_certainty[at]),
            shown_tier=about.tier_by_hand or standing.tier[at],
            expected=float(ahead.expected[at]),
            low=int(ahead.low[at]),
            high=int(ahead.high[at]),
            monthly_rate=float(rate.expected[at]),
            monthly_low=float(rate.low[at]),
            monthly_high=float(rate.high[at]),
            fallen=float(min(max(1 - usual[at], 0.0), 1.0)),
            alarm=bool(standing.alarm[at]),
            quiet=_quiet(standing, at),
            conversion=asdict(converted.sources[at]),
            completion=asdict(completed.sources[at]),
        )
        for at, (provider, about) in enumerate(zip(facts.provider.tolist(), facts.about, strict=True))
    ]


def _as_listed(about: About) -> Json:
    """What lists show of a source itself."""
    return {
        "sort_name": about.sort_name,
        "practice": about.practice,
        "kind": about.kind,
        "kind_label": about.kind_label,
        "npi": about.npi,
        "retired": about.retired,
        "tier_is_by_hand": bool(about.tier_by_hand),
    }


def _quiet(standing: Standing, at: int) -> Json:
    """What was expected since when and what came: the evidence of an alarm, or of there being none."""
    evidence = standing.evidence
    since = date.fromordinal(int(evidence.since[at]))
    low, high = int(evidence.low[at]), int(evidence.high[at])
    received, chance = int(evidence.received[at]), float(evidence.chance[at])
    return {
        "since": since.isoformat(),
        "low": low,
        "expected": float(evidence.expected[at]),
        "high": high,
        "received": received,
        "chance": chance,
        "sentence": quiet_sentence(
            low=low, high=high, received=received, chance=chance, since=since, as_of=standing.as_of
        ),
    }


def _practice(facts: Facts, standing: Standing, converted: Proportions, completed: Proportions) -> Json:
    waiting = days_to_evaluation(facts.history.day, facts.evaluated, facts.lost, facts.history.today)
    states = Counter(standing.state)
    return {
        "referrals": len(facts.history.day),
        "sources": len(facts.provider),
        "kinds": _named(facts.groups["kind"]),
        "clinics": _named(facts.groups["clinic"]),
        "states": {state: states.get(state, 0) for state in ("new", "active", "quiet", "lapsed")},
        "tiers": _tiers(standing),
        "monthly": [asdict(month) for month in monthly_volume(facts.history)],
        "this_month": asdict(this_month(facts.history, standing)),
        "forecast": [asdict(month) for month in practice_forecast(facts.history, standing)],
        "expected_90_days": float(standing.next_90_days.expected.sum()),
        "conversion": asdict(converted.practice),
        "completion": asdict(completed.practice),
        "days_to_evaluation": asdict(waiting),
        "concentration": asdict(concentration(standing)),
        "false_alarms_a_month": facts.fitted_to.false_alarms_a_month,
        "sources_watched": standing.sources_watched,
    }


def _named(groups: Groups) -> list[tuple[str, str]]:
    """The groups that a list can be narrowed to, by name; what nothing is known of is none."""
    named = [(key, label) for key, label in zip(groups.keys, groups.labels, strict=True) if key != "0"]
    return sorted(named, key=lambda one: one[1])


def _tiers(standing: Standing) -> Json:
    """For each tier: how many sources, how sure, and what is expected of them together in the next 90 days."""
    tiers, expected = np.array(standing.tier, dtype="U1"), standing.next_90_days.expected
    return {
        tier: {
            "sources": int((tiers == tier).sum()),
            "probably": int(((tiers == tier) & (standing.tier_certainty < 0.8)).sum()),
            "expected": float(expected[tiers == tier].sum()),
        }
        for tier in ("A", "B", "C")
    }


def _breakdown(facts: Facts, groups: Groups) -> list[Json]:
    """The groups with their volume by month, and what became of their referrals."""
    converted, completed = _proportions(facts, groups.code, len(groups.keys))
    places = {key: at for at, key in enumerate(groups.keys)}
    last_month = month_number(facts.history.as_of)
    rows = breakdown(groups, month_numbers(facts.history.day), last_month)
    return [_group(row, converted, completed, places) for row in rows]


def _group(row: Group, converted: Proportions, completed: Proportions, places: dict[str, int]) -> Json:
    became: Json = {}
    if row.key:
        at = places[row.key]
        became = {"conversion": asdict(converted.sources[at]), "completion": asdict(completed.sources[at])}
    return {"key": row.key, "label": row.label, "groups": row.groups, "months": list(row.months), **became}
