"""This week in words: lines, groups, the month beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from wellsent.accounts.caller import Caller
from wellsent.plan.models import Answer
from wellsent.plan.queries import WeeklyPlan
from wellsent.plan.rules.lines import CLOSE_THE_LOOP, INTRODUCTIONS, KEEP_IN_TOUCH, Suggestion
from wellsent.referrals.clocks import say
from wellsent.ui import charts, formats

COLOURS = {"quiet": "due", "evaluation missed": "stuck", "not booked": "due"}
ABOUT = {
    "quiet": "going quiet",
    "first referral": "new source",
    "check-in": "check-in",
    "first visit": "target",
    "not booked": "referrals waiting",
    "evaluation missed": "referrals waiting",
    "introduction": "introduction",
}
REASONS = ("retired or moved away", "on leave", "we have spoken about it", "not a concern")
REASONS_OF_PATIENTS = ("booked already, not in the list yet", "they go elsewhere", "not a concern")
GROUPS = (CLOSE_THE_LOOP, INTRODUCTIONS, KEEP_IN_TOUCH)
SUCH = {"visit": "visits", "call": "calls", "thank-you": "notes"}
SMALL = 0.25
"""A check-in that is worth less, in referrals over 90 days, is a short one: told in a row, not on a card."""
FEWEST_BRIEF = 3
WORTH_SAYING = 0.005
MONTHS_SHOWN, LEFT_OVER_SHOWN = 12, 20


@dataclass(frozen=True, slots=True)
class LineView:
    """One card of the list."""

    title: str
    why: str
    facts: str
    mark: str
    colour: str
    source: int | None
    url: str
    topic: str
    action: str
    loop: bool
    reasons: tuple[str, ...]
    introduction: int | None = None


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
    """Cards, and below them the short check-ins as rows, which only together are worth much."""

    title: str
    lines: tuple[LineView, ...]
    brief_title: str = ""
    brief: tuple[LineView, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthView:
    """Referrals of the month so far, and what is expected next."""

    title: str
    so_far: int
    chart: SafeString
    course: str
    ahead: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    subtitle: str
    groups: tuple[GroupView, ...]
    left_over: tuple[LineView, ...]
    left_over_count: int
    month: MonthView | None
    waiting: tuple[tuple[str, int], ...]
    may_answer: bool
    may_call: bool
    never_used: bool
    fresh: bool
    watched: str
    count: int


def week_page(plan: WeeklyPlan, *, clinics: Sequence[str], may_answer: bool, may_call: bool = False) -> WeekPage:
    """Everything the page says."""
    monday = plan.as_of - timedelta(days=plan.as_of.weekday())
    places = formats.in_words(clinics)
    practice: dict[str, Any] = plan.reading.practice if plan.reading else {}
    groups = tuple(_group(plan, title) for title in GROUPS if plan.week.lines(title))
    waiting = (
        ("No day for the evaluation yet", plan.not_booked),
        ("Evaluation day has passed", plan.evaluation_missed),
    )
    return WeekPage(
        subtitle=f"{formats.week(monday, monday + timedelta(days=6))}{' · ' + places if places else ''}",
        groups=groups,
        left_over=tuple(_line(one) for one in plan.week.left_over[:LEFT_OVER_SHOWN]),
        left_over_count=len(plan.week.left_over),
        month=_month(practice, plan.as_of) if practice.get("referrals") else None,
        waiting=tuple(one for one in waiting if one[1]),
        may_answer=may_answer,
        may_call=may_call,
        never_used=plan.reading is not None and not practice.get("referrals"),
        fresh=plan.reading is None or plan.reading.is_fresh,
        watched=_watched(practice),
        count=len(plan.week.chosen),
    )


def answer_words(answer: Answer) -> str:
    """done; later, from 5 December; not needed, on leave."""
    if answer.until is not None:
        return f"later, from {say(answer.until)}"
    reason = f", {answer.reason}" if answer.reason else ""
    return f"{answer.get_choice_display().lower()}{reason}"


def _group(plan: WeeklyPlan, title: str) -> GroupView:
    spent = formats.duration(plan.week.minutes(title))
    words = f"{spent} of {formats.duration(plan.week.minutes_to_spend)}" if title == KEEP_IN_TOUCH else spent
    lines = plan.week.lines(title)
    brief = [line for line in lines if line.topic == "check-in" and line.good < SMALL]
    if len(brief) < FEWEST_BRIEF:
        return GroupView(f"{title} · {words}", tuple(map(_line, lines)))
    cards = tuple(_line(line) for line in lines if line not in brief)
    return GroupView(f"{title} · {words}", cards, _brief_title(brief), tuple(map(_line, brief)))


def _brief_title(lines: Sequence[Suggestion]) -> str:
    minutes, good = sum(line.minutes for line in lines), sum(line.good for line in lines)
    return f"{len(lines)} short check-ins · {formats.duration(minutes)} · {_together(good)}"


def _together(good: float) -> str:
    return f"worth about {formats.count_about(good, 'referral')} together in 90 days, by estimate"


def _line(line: Suggestion) -> LineView:
    loop = line.group == CLOSE_THE_LOOP
    facts = [ABOUT[line.topic], formats.duration(line.minutes)]
    if not loop and line.good >= WORTH_SAYING:
        facts.append(_worth(line))
    return LineView(
        title=line.title,
        why=line.reason,
        facts=" · ".join(facts),
        mark="!" if loop else formats.initials(line.who),
        colour=COLOURS.get(line.topic, ""),
        source=line.source,
        url=reverse("referrals:board") if line.source is None else reverse("desk:source", args=[line.source]),
        topic=line.topic,
        action=line.action,
        loop=loop,
        reasons=() if line.introduction else REASONS_OF_PATIENTS if loop else REASONS,
        introduction=line.introduction,
    )


def _worth(line: Suggestion) -> str:
    """What the contact may win; less than one referral as how many such contacts win one."""
    if line.good >= 0.75:
        return f"worth about {formats.count_about(line.good, 'referral')} in 90 days, by estimate"
    return f"about one referral for every {max(round(1 / line.good), 2)} such {SUCH[line.action]}, by estimate"


def _month(practice: dict[str, Any], as_of: date) -> MonthView:
    months = practice["monthly"][-MONTHS_SHOWN:]
    ahead = practice["forecast"]
    before = next((one["referrals"] for one in practice["monthly"] if one["month"] == _a_year_before(as_of)), None)
    words = f"{_name(ahead[0]['month'])}: {ahead[0]['low']} to {ahead[0]['high']}, 4 times in 5." if ahead else ""
    whole = [one for one in months if one["month"] != f"{as_of:%Y-%m}"]
    chart = charts.sparkline(
        [one["referrals"] for one in whole],
        [(one["low"], one["expected"], one["high"]) for one in ahead],
        title="Referrals by month, and the next months with their range",
    )
    rows = [(_name(one["month"]), f"{one['referrals']:,}") for one in months]
    rows += [(_name(one["month"]), f"{one['low']} to {one['high']}") for one in ahead]
    so_far = practice["this_month"]["so_far"]
    return MonthView(
        f"Referrals in {as_of:%B}", so_far, chart, course(practice["this_month"], before), words, tuple(rows)
    )


def course(month: Mapping[str, Any], before: int | None) -> str:
    """How the month under way will end (last year's beside it), or that the list seems to end before it does."""
    if month["silent_since"]:
        last = formats.day(date.fromisoformat(month["silent_since"]))
        return f"Nothing has come since {last}, which is hardly chance: is there a newer list to import?"
    name = _name(month["month"]).partition(" ")[0]
    last_year = f" (last {name}: {before:,})" if before is not None else ""
    return f"On course for {formats.span(month['low'], month['high'])}{last_year}."


def _a_year_before(day: date) -> str:
    return f"{day.year - 1}-{day:%m}"


def _name(month: str) -> str:
    year, number = month.split("-")
    return f"{date(int(year), int(number), 1):%B %Y}"


def _watched(practice: dict[str, Any]) -> str:
    if not practice.get("sources_watched"):
        return ""
    count = formats.count(practice["sources_watched"], "source")
    verb = "is" if practice["sources_watched"] == 1 else "are"
    budget = f"at most {practice['false_alarms_a_month']:g} false alarms a month"
    return f"{count} {verb} watched for going quiet, with {budget}."
