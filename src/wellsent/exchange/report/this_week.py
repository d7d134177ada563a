"""The weekly list of a report: the same rule as on the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wellsent.exchange.report.model import SourceLine, ToDo
from wellsent.exchange.report.outcomes import Outcomes
from wellsent.insights.methods.standing import Standing
from wellsent.outreach.rules import interval
from wellsent.plan.rules.contacts import SourceFacts
from wellsent.plan.rules.lines import Suggestion
from wellsent.plan.rules.week import week
from wellsent.referrals.rules import Waiting


def to_do(
    sources: Sequence[SourceLine],
    standing: Standing,
    outcomes: Outcomes,
    contacts: Mapping[int, date],
    *,
    as_of: date,
    hours: float,
) -> list[ToDo]:
    """What is worth doing in the week of `as_of`, loops to close first."""
    facts = [_facts(number, one, standing, contacts.get(number)) for number, one in enumerate(sources)]
    waiting = [Waiting(*one) for one in outcomes.waiting]
    chosen = week(facts, waiting, as_of=as_of, hours=hours, usual_days_to_evaluation=outcomes.days_median).chosen
    return [_to_do(line, sources, standing) for line in chosen]


def _facts(number: int, one: SourceLine, standing: Standing, last_contact: date | None) -> SourceFacts:
    return SourceFacts(
        key=number,
        name=one.called,
        state=one.state,
        tier=one.tier,
        chance_needed=1 - one.quiet.chance,
        low=one.low,
        expected=one.expected,
        high=one.high,
        usual_90_days=float(standing.usual.expected[number]) * 3,
        first_on=one.first,
        last_on=one.last,
        referrals=one.referrals,
        quiet_since=one.quiet.since if one.quiet.alarm else None,
        quiet_sentence=one.quiet.sentence,
        last_real_contact=last_contact,
        check_in_every=interval(one.tier).ideal,
    )


def _to_do(line: Suggestion, sources: Sequence[SourceLine], standing: Standing) -> ToDo:
    source = sources[line.source] if line.source is not None else None
    at_stake = (source.low, source.high) if source else None
    if line.source is not None and line.topic == "quiet":  # little more will come by itself: what used to is at stake
        usual = standing.usual
        at_stake = round(float(usual.low[line.source]) * 3), round(float(usual.high[line.source]) * 3)
    return ToDo(
        who=line.who,
        practice=(source.practice or "") if source and source.practice != line.who else "",
        action=line.action,
        reason=line.reason,
        minutes=line.minutes,
        at_stake=at_stake,
    )
