"""The report as JSON: the keys of docs/report.md, which others script. Adding is free, changing is not."""

from __future__ import annotations

from typing import Any

from wellsent.exchange.report.model import PracticeFacts, Report, Share, SourceLine

Json = dict[str, Any]


def as_json(report: Report) -> Json:
    """The whole report as plain values; the order of sources is by expected referrals, largest first."""
    return {
        "as_of": report.as_of.isoformat(),
        "input": {
            "rows": report.input.rows,
            "accepted": report.input.accepted,
            "rejected": [_problem(one) for one in report.input.rejected],
            "duplicates": report.input.duplicates,
            "columns": dict(report.input.columns),
            "notes": list(report.input.notes),
        },
        "practice": _practice(report.practice),
        "sources": [_source(one) for one in report.sources],
        "this_week": [
            {"who": one.who, "action": one.action, "reason": one.reason, "minutes": one.minutes}
            for one in report.this_week
        ],
    }


def _problem(one: Any) -> Json:
    row: Json = {"row": one.row, "column": one.column, "reason": one.reason, "remedy": one.remedy}
    if one.value is not None:
        row["value"] = one.value
    return row


def _practice(facts: PracticeFacts) -> Json:
    days = None
    if facts.days_median is not None:
        days = {"median": facts.days_median, "p90": facts.days_p90}
    return {
        "monthly": [{"month": month, "referrals": count} for month, count in facts.monthly],
        "forecast": [
            {"month": one.month, "low": one.low, "expected": round(one.expected, 2), "high": one.high}
            for one in facts.forecast
        ],
        "conversion": _share(facts.conversion, "evaluated"),
        "completion": _share(facts.completion, "completed"),
        "days_to_evaluation": days,
        "concentration": {"top1": round(facts.top1, 4), "top5": round(facts.top5, 4), "hhi": round(facts.hhi, 4)},
        "alarm_budget": {
            "false_alarms_per_month": facts.false_alarms_per_month,
            "sources_watched": facts.sources_watched,
        },
    }


def _source(one: SourceLine) -> Json:
    return {
        "name": one.name,
        "npi": one.npi,
        "practice": one.practice,
        "kind": one.kind,
        "rows": list(one.rows),
        "referrals": one.referrals,
        "last_12_months": one.last_12_months,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "state": one.state,
        "tier": one.tier,
        "tier_certainty": round(one.tier_certainty, 4),
        "next_90_days": {"low": one.low, "expected": round(one.expected, 3), "high": one.high},
        "quiet": {
            "alarm": one.quiet.alarm,
            "since": one.quiet.since.isoformat() if one.quiet.since else None,
            "expected": round(one.quiet.expected, 2),
            "received": one.quiet.received,
            "chance": one.quiet.chance,
            "sentence": one.quiet.sentence,
        },
        "conversion": _share(one.conversion, "evaluated"),
        "completion": _share(one.completion, "completed"),
    }


def _share(share: Share | None, word: str) -> Json | None:
    """A proportion under the name of what it counts; None when nothing is old enough to be counted."""
    if share is None:
        return None
    return {
        word: round(share.estimate, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "n": share.n,
    }
