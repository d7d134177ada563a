"""The truth beside the files: who each row really is, what happened when, and what became of every referral."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wellsent.simulate.calendar import month_starts
from wellsent.simulate.courses import Referral
from wellsent.simulate.export import Row
from wellsent.simulate.facts import PracticeFacts
from wellsent.simulate.layout import COLUMNS, Layout
from wellsent.simulate.people import Provider
from wellsent.simulate.visits import Visit


def truth_of(facts: PracticeFacts, layout: Layout, rows: Sequence[Row], visits: Sequence[Visit]) -> dict[str, Any]:
    """Everything true about the files, ready for JSON. Rows are numbered as a spreadsheet shows them, sources and
    referrals by their keys; rates are expected referrals in a calendar month; chances lie between 0 and 1.
    """
    world = facts.world
    return {
        "seed": world.seed,
        "practice": facts.name,
        "clinics": facts.clinics,
        "first_day": world.first_day.isoformat(),
        "last_day": world.last_day.isoformat(),
        "closures": [{"first": begin.isoformat(), "last": end.isoformat()} for begin, end in world.closures],
        "export": {
            "header_row": len(layout.titles) + 1,
            "totals_row": len(layout.titles) + 2 + len(rows) if layout.totals else None,
            "columns": {ours: theirs for ours, theirs in layout.columns if ours in COLUMNS},
            "dates": layout.dates,
            "encoding": layout.encoding,
        },
        "months": [f"{start:%Y-%m}" for start in month_starts(world.last_day, world.monthly_rate.shape[1])],
        "sources": [_source(facts, key) for key in range(len(world.sources))],
        "referrals": [_referral(referral) for referral in facts.referrals],
        "rows": _rows(layout, rows),
        "visits": {str(row): [visit.referral.key, visit.outcome] for row, visit in enumerate(visits, start=2)},
        "touches": {str(row): touch.source for row, touch in enumerate(facts.touches, start=2)},
        "providers": {str(row): key for row, key in enumerate(facts.known, start=2)},
        "campaign": _campaign(facts),
    }


def _source(facts: PracticeFacts, key: int) -> dict[str, Any]:
    provider: Provider = facts.providers[key]
    world = facts.world
    return {
        "source": key,
        "name": provider.name,
        "npi": provider.npi,
        "kind": provider.kind,
        "practice": provider.practice.name,
        "is_office": provider.person is None,
        "conversion": round(facts.chances[key].conversion, 4),
        "completion": round(facts.chances[key].completion, 4),
        "changes": [{"day": change.day.isoformat(), "what": change.what} for change in world.sources[key].changes],
        "monthly_rate": [round(float(rate), 4) for rate in world.monthly_rate[key]],
    }


def _referral(referral: Referral) -> dict[str, Any]:
    """What became of a referral in the end, also where the list cannot know it yet."""
    course = referral.course
    return {
        "referral": referral.key,
        "source": referral.source,
        "received": referral.received.isoformat(),
        "patient": referral.patient.record,
        "evaluated": course.evaluation is not None,
        "evaluation": _iso(course.evaluation),
        "completed": course.status == "completed",
        "ended": _iso(course.discharge or course.closed),
        "visits_attended": course.visits_attended,
    }


def _rows(layout: Layout, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    first_seen: dict[int, int] = {}
    made = {}
    for number, row in enumerate(rows, start=len(layout.titles) + 2):
        truth: dict[str, Any] = {"source": row.referral.source, "referral": row.referral.key}
        first = first_seen.setdefault(row.referral.key, number)
        if first != number:
            truth["duplicate_of"] = first
        if row.unreadable:
            column, why = row.unreadable
            truth["unreadable"] = {"column": column, "why": why}
        if row.wrong_npi:
            truth["wrong_npi"] = True
        made[str(number)] = truth
    return made


def _campaign(facts: PracticeFacts) -> dict[str, Any] | None:
    campaign = facts.world.campaign
    if campaign is None:
        return None
    return {
        "declared_on": campaign.declared_on.isoformat(),
        "percent": campaign.percent,
        "targets": [{"source": one.source, "start": one.start.isoformat()} for one in campaign.targets],
        "comparison": list(campaign.comparison),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
