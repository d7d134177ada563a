"""The weekly list as of a day: facts of the rooms below put into the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory import queries as directory
from wellsent.insights import queries as insights
from wellsent.insights.models import Reading, SourceStanding
from wellsent.outreach import queries as outreach
from wellsent.outreach.introductions import queries as introductions
from wellsent.outreach.models import Touch, TouchKind
from wellsent.outreach.rules import interval
from wellsent.plan.models import Answer, TargetDecision
from wellsent.plan.rules.answers import Answered, still_open
from wellsent.plan.rules.contacts import THANK_WITHIN, SourceFacts, best_contact
from wellsent.plan.rules.lines import Suggestion
from wellsent.plan.rules.loops import WAITING_NO_LONGER
from wellsent.plan.rules.targets import FIRST_VISIT_WITHIN, AcceptedTarget
from wellsent.plan.rules.week import Week
from wellsent.plan.rules.week import week as put_together
from wellsent.plan.targets.queries.decided import accepted_since
from wellsent.referrals import queries as referrals
from wellsent.referrals.rules import Waiting

CHECK_INS_LOOKED_AT = 400
"""Of the active sources, so many of the largest may be due for a check-in: smaller ones never outbid them."""


@dataclass(frozen=True, slots=True)
class WeeklyPlan:
    """The list with what its page says beside it. `reading` is None for callers who see no volume, or before any."""

    week: Week
    as_of: date
    reading: Reading | None
    not_booked: int
    evaluation_missed: int


SUBJECTS = ("referrals", "directory", "practice", "touches", "plan")
"""What the weekly plan is made of."""
_POWERS = ("plan.see", "targets.see", "referrals.see", "referrals.record")
_plans: Final[Kept[WeeklyPlan]] = Kept(*SUBJECTS)


def weekly_plan(caller: Caller) -> WeeklyPlan:
    """What is worth doing this week, for this caller: contacts only for those who see the plan."""
    caller.must("sources.see")
    today = accounts.today(caller)
    reading = insights.reading(caller) if caller.may("plan.see") else None
    asked_for = (caller.clinics, *map(caller.may, _POWERS), reading.pk if reading else None, today)
    return _plans.get(asked_for, lambda: _weekly_plan(caller, reading, today), now=clock.now())


def _weekly_plan(caller: Caller, reading: Reading | None, today: date) -> WeeklyPlan:
    practice = accounts.organisation()
    waiting = _waiting(caller, today)
    usual = reading.practice["days_to_evaluation"]["median"] if reading else None
    accepted = accepted_since(caller, today - FIRST_VISIT_WITHIN) if caller.may("targets.see") else []
    reached = _reached(caller) if reading or accepted else _Reached({}, frozenset())
    week = put_together(
        _source_facts(reading, reached) if reading else (),
        waiting,
        as_of=today,
        hours=float(practice.outreach_hours_a_week) if practice else 0.0,
        usual_days_to_evaluation=usual,
        answers=_answers(caller),
        thanked=_thanked(caller, since=today - THANK_WITHIN),
        introductions=introductions.waiting(caller),
        accepted=_accepted(accepted, reached),
    )
    missed = sum(1 for one in waiting if one.scheduled_for and one.scheduled_for < today)
    unbooked = sum(1 for one in waiting if one.scheduled_for is None)
    return WeeklyPlan(week, today, reading, unbooked, missed)


def line(caller: Caller, *, topic: str, source: int | None) -> Suggestion | None:
    """The line of this week's list about a topic and a source, if it is still there."""
    week = weekly_plan(caller).week
    lines = (*week.chosen, *week.left_over)
    return next((one for one in lines if one.topic == topic and one.source == source), None)


def next_step(
    caller: Caller, standing: SourceStanding, *, touches: Sequence[Touch], numbers: Sequence[int], as_of: date
) -> Suggestion | None:
    """What is best done with one source now, whether or not it fits into this week's hours; None when nothing is.

    `touches` are those with it, the latest first, `numbers` all its numbers.
    """
    if not caller.may("plan.see") or standing.retired:
        return None
    contact = next((one.on for one in touches if one.real_contact), None)
    thanked = any(one.kind == TouchKind.THANK_YOU and one.on >= standing.first_on for one in touches)
    untouchable = standing.source.do_not_contact_since is not None
    if len(numbers) > 1:
        untouchable = standing.source_id in directory.not_to_contact(caller)
    line = best_contact(
        _facts(
            standing,
            name=standing.source.name,
            tier=standing.source.tier_by_hand or standing.tier,
            last_contact=contact,
            untouchable=untouchable,
        ),
        as_of=as_of,
        thanked=frozenset({standing.source_id} if thanked else ()),
    )
    if line is None:
        return None
    rows = Answer.objects.filter(source__in=numbers)
    answers = [replace(one, source=standing.source_id) for one in _answered(rows, as_of)]
    return next(iter(still_open([line], answers, as_of=as_of)), None)


def _waiting(caller: Caller, today: date) -> list[Waiting]:
    """Open referrals of the callers whose work it is to call patients."""
    if not (caller.may("referrals.record") or caller.may("plan.see")) or not caller.may("referrals.see"):
        return []
    return referrals.open_referrals(caller, as_of=today, since=today - WAITING_NO_LONGER)


@dataclass(frozen=True, slots=True)
class _Reached:
    """When each source was really met last, and who asked not to be contacted."""

    contacts: Mapping[int, date]
    untouchable: frozenset[int]


def _reached(caller: Caller) -> _Reached:
    return _Reached(outreach.last_real_contacts(caller), directory.not_to_contact(caller))


def _source_facts(reading: Reading, reached: _Reached) -> Iterable[SourceFacts]:
    """Plain facts of every source that a line could be about."""
    rows = reading.standings.filter(source__retired_on=None)
    parts = _candidates(rows, reading.as_of)
    seen = {row.source_id: row for part in parts for row in part.values_list(*_OF_SOURCE, *_STANDING, named=True)}
    return [
        _facts(
            row,
            name=row.source__name,
            tier=row.source__tier_by_hand or row.tier,
            last_contact=reached.contacts.get(row.source_id),
            untouchable=row.source_id in reached.untouchable,
        )
        for row in seen.values()
    ]


_OF_SOURCE: Final = ("source_id", "source__name", "source__tier_by_hand")
_STANDING: Final = (
    *("state", "tier", "fallen", "low", "expected", "high", "monthly_rate"),
    *("first_on", "last_on", "referrals", "alarm", "quiet"),
)
"""The columns that `_facts` reads: hundreds of whole rows would take as long to make as all else of the week."""


def _candidates(rows: QuerySet[SourceStanding], as_of: date) -> list[QuerySet[SourceStanding]]:
    """The sources in some need, and the largest of the steady ones."""
    urgent = rows.filter(Q(state="quiet") | Q(state="new", first_on__gte=as_of - THANK_WITHIN))
    return [urgent, rows.filter(state__in=["active", "new"])[:CHECK_INS_LOOKED_AT]]


def _facts(row: Any, *, name: str, tier: str, last_contact: date | None, untouchable: bool) -> SourceFacts:
    """`row` has what stands in `_STANDING`."""
    quiet: dict[str, Any] = row.quiet
    return SourceFacts(
        key=row.source_id,
        name=name,
        state=row.state,
        tier=tier,
        chance_needed=row.fallen,
        low=row.low,
        expected=row.expected,
        high=row.high,
        usual_90_days=row.monthly_rate * 3,
        first_on=row.first_on,
        last_on=row.last_on,
        referrals=row.referrals,
        quiet_since=date.fromisoformat(quiet["since"]) if row.alarm else None,
        quiet_sentence=quiet.get("sentence", ""),
        last_real_contact=last_contact,
        check_in_every=interval(tier).ideal,
        do_not_contact=untouchable,
    )


def _answers(caller: Caller) -> list[Answered]:
    """What people have said of lines, of every source through its merges."""
    stands_for = directory.survivors(caller)
    said = _answered(Answer.objects.all(), accounts.today(caller))
    return [one if one.source is None else replace(one, source=stands_for.get(one.source, one.source)) for one in said]


def _answered(rows: QuerySet[Answer], today: date) -> list[Answered]:
    """Answers of the last two years that hold, oldest first."""
    rows = rows.filter(undone_at=None, on__gte=today - timedelta(days=730)).order_by("pk")
    return [Answered(*row) for row in rows.values_list("source_id", "topic", "since", "choice", "on", "until")]


def _accepted(found: Sequence[TargetDecision], reached: _Reached) -> list[AcceptedTarget]:
    """The targets accepted, but those who retired or asked not to be contacted: no volume is in it."""
    people = [(one, one.provider.merged_into or one.provider) for one in found if one.provider]
    return [
        AcceptedTarget(who.pk, who.name, one.on, one.reason, reached.contacts.get(who.pk))
        for one, who in people
        if who.pk not in reached.untouchable and who.retired_on is None
    ]


def _thanked(caller: Caller, *, since: date) -> frozenset[int]:
    """Sources a thank-you went to since then."""
    last = outreach.last_touches(caller, kinds=["thank-you"])
    return frozenset(source for source, day in last.items() if day >= since)
