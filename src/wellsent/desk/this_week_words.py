"""This week in words: lines, groups, the month beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString

from wellsent.accounts.caller import Caller
from wellsent.plan.queries import WeeklyPlan
from wellsent.plan.rules import CLOSE_THE_LOOP, KEEP_IN_TOUCH, Suggestion
from wellsent.ui import charts, formats

COLOURS = {"quiet": "due", "evaluation missed": "stuck", "not booked": "due"}
ABOUT = {
    "quiet": "going quiet",
    "first referral": "new source",
    "check-in": "check-in",
    "not booked": "referrals waiting",
    "evaluation missed": "referrals waiting",
}
REASONS = ("retired or moved away", "on leave", "we have spoken about it", "not a concern")
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LineView:
    """One card of the list."""

    title: str
    why: str
    facts: str
    mark: str
    colour: str
    source: int | None
    topic: str
    loop: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """What the page says when it has no line."""

    title: str
    text: str


def nothing(caller: Caller) -> Nothing:
    """An empty list in words that hold for this caller: what somebody does not see, nobody has told them is well."""
    if caller.may("plan.see"):
        return Nothing(
            "All done for this week",
            "Nobody waits, nobody has gone quiet unanswered, and every check-in was kept. "
            "New lines come by themselves as facts arrive.",
        )
    if caller.may("referrals.record"):
        return Nothing(
            "No referral waits",
            "Each one of your clinics has its day for the evaluation. "
            "Whom to contact is listed for those who see volume.",
        )
    return Nothing(
        "No list for you here",
        "Whom to contact is listed for those who see volume. Sources and the contacts made are open to you.",
    )


@dataclass(frozen=True, slots=True)
class GroupView:
    title: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """Referrals of the month so far, and what is expected next."""

    title: str
    so_far: int
    chart: SafeString
    ahead: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    subtitle: str
    groups: tuple[GroupView, ...]
    left_over: tuple[LineView, ...]
    month: MonthView | None
    waiting: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]
    may_answer: bool
    never_used: bool
    fresh: bool
    watched: str
    count: int


def week_page(plan: WeeklyPlan, *, clinics: Sequence[str], may_answer: bool) -> WeekPage:
    """Everything the page says."""
    monday = plan.as_of - timedelta(days=plan.as_of.weekday())
    places = formats.in_words(clinics)
    practice: dict[str, Any] = plan.reading.practice if plan.reading else {}
    groups = tuple(_group(plan, title) for title in (CLOSE_THE_LOOP, KEEP_IN_TOUCH) if plan.week.lines(title))
    waiting = (
        ("No day for the evaluation yet", plan.not_booked),
        ("Evaluation day has passed", plan.evaluation_missed),
    )
    return WeekPage(
        subtitle=f"{formats.week(monday, monday + timedelta(days=6))}{' · ' + places if places else ''}",
        groups=groups,
        left_over=tuple(_line(one) for one in plan.week.left_over[:20]),
        month=_month(practice, plan.as_of) if practice.get("referrals") else None,
        waiting=tuple(one for one in waiting if one[1]),
        reasons=REASONS,
        may_answer=may_answer,
        never_used=plan.reading is not None and not practice.get("referrals"),
        fresh=plan.reading is None or plan.reading.is_fresh,
        watched=_watched(practice),
        count=sum(len(group.lines) for group in groups),
    )


def _group(plan: WeeklyPlan, title: str) -> GroupView:
    spent = formats.duration(plan.week.minutes(title))
    words = spent if title == CLOSE_THE_LOOP else f"{spent} of {formats.duration(plan.week.minutes_to_spend)}"
    return GroupView(f"{title} · {words}", tuple(_line(line) for line in plan.week.lines(title)))


def _line(line: Suggestion) -> LineView:
    loop = line.group == CLOSE_THE_LOOP
    facts = [ABOUT[line.topic], formats.duration(line.minutes)]
    if not loop and line.good >= 0.05:
        facts.insert(1, f"about {line.good:.1f} referrals in 90 days hang on it, an estimate")
    return LineView(
        title=line.title,
        why=line.reason,
        facts=" · ".join(facts),
        mark="!" if loop else formats.initials(line.who),
        colour=COLOURS.get(line.topic, ""),
        source=line.source,
        topic=line.topic,
        loop=loop,
    )


def _month(practice: dict[str, Any], as_of: date) -> MonthView:
    months = practice["monthly"][-MONTHS_SHOWN:]
    ahead = practice["forecast"]
    this = months[-1]["referrals"] if months and months[-1]["month"] == f"{as_of:%Y-%m}" else 0
    before = next((one["referrals"] for one in practice["monthly"] if one["month"] == _a_year_before(as_of)), None)
    words = []
    if ahead:
        words.append(f"{_name(ahead[0]['month'])}: {ahead[0]['low']} to {ahead[0]['high']}, 4 times in 5.")
    if before is not None:
        words.append(f"Last {as_of:%B}: {before}.")
    whole = [one for one in months if one["month"] != f"{as_of:%Y-%m}"]
    chart = charts.sparkline(
        [one["referrals"] for one in whole],
        [(one["low"], one["expected"], one["high"]) for one in ahead],
        title="Referrals by month, and the next months with their range",
    )
    rows = [(_name(one["month"]), f"{one['referrals']:,}") for one in months]
    rows += [(_name(one["month"]), f"{one['low']} to {one['high']}") for one in ahead]
    return MonthView(f"Referrals in {as_of:%B}", this, chart, " ".join(words), tuple(rows))


def _a_year_before(day: date) -> str:
    return f"{day.year - 1}-{day:%m}"


def _name(month: str) -> str:
    year, number = month.split("-")
    return f"{date(int(year), int(number), 1):%B %Y}"


def _watched(practice: dict[str, Any]) -> str:
    if "sources_watched" not in practice:
        return ""
    count = formats.count(practice["sources_watched"], "source")
    verb = "is" if practice["sources_watched"] == 1 else "are"
    budget = f"at most {practice['false_alarms_a_month']:g} false alarms a month"
    return f"{count} {verb} watched for going quiet, with {budget}."
