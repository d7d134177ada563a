"""The contact most worth making with one source. Pure.

The good of an action is (how likely it is needed) x (what such a contact changes) x (what is at stake), in referrals
over the next 90 days. Nothing published says firmly what a visit changes, so `EFFECT` holds modest guesses, stated
there and shown in the guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wellsent.plan.rules.lines import EFFECT, KEEP_IN_TOUCH, MINUTES, Suggestion
from wellsent.referrals.clocks import say

WORTH_A_VISIT = 3.0
"""Usual referrals in 90 days from which a quiet source is visited; below, a call costs less than it may win."""
MOST_OVERDUE = 2.0
"""A check-in gains with every day it is overdue, up to so many times."""
THANK_WITHIN = timedelta(days=30)
"""A first referral older than this has been thanked or is past it."""
QUIET_IS_NOTICED = timedelta(days=14)
"""A contact made sooner after a source fell silent was not about its silence: nobody could know yet."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the weekly list needs to know of one source."""

    key: int
    name: str
    state: str
    tier: str
    chance_needed: float
    low: int
    expected: float
    high: int
    usual_90_days: float
    first_on: date
    last_on: date
    referrals: int
    quiet_since: date | None = None
    quiet_sentence: str = ""
    last_real_contact: date | None = None
    check_in_every: int = 30
    do_not_contact: bool = False


def best_contact(facts: SourceFacts, *, as_of: date, thanked: frozenset[int] = frozenset()) -> Suggestion | None:
    """The one contact most worth making with a source now, or none. Never for those who asked not to be contacted."""
    if facts.do_not_contact:
        return None
    if facts.quiet_since is not None and _quiet_due(facts, facts.quiet_since, as_of=as_of):
        return _quiet(facts, as_of=as_of)
    if facts.state == "new" and as_of - facts.first_on <= THANK_WITHIN and facts.key not in thanked:
        return _first_referral(facts, as_of=as_of)
    if facts.state in {"active", "new"} and _check_in_due(facts, as_of=as_of):
        return _check_in(facts, as_of=as_of)
    return None


def _quiet_due(facts: SourceFacts, since: date, *, as_of: date) -> bool:
    """Due until somebody has met them about it, and again when that is longer ago than their tier asks."""
    met_about_it = facts.last_real_contact is not None and facts.last_real_contact >= since + QUIET_IS_NOTICED
    return not met_about_it or _check_in_due(facts, as_of=as_of)


def _check_in_due(facts: SourceFacts, *, as_of: date) -> bool:
    """Due when the last real contact is longer ago than the tier's interval; for a source never contacted, at once."""
    if facts.last_real_contact is None:
        return True
    return (as_of - facts.last_real_contact).days >= facts.check_in_every


def _quiet(facts: SourceFacts, *, as_of: date) -> Suggestion:
    action = "visit" if facts.usual_90_days >= WORTH_A_VISIT else "call"
    return Suggestion(
        topic="quiet",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action=action,
        title=f"{action.capitalize()} {facts.name}",
        reason=f"{facts.quiet_sentence} {_last_contact(facts, as_of=as_of)}",
        minutes=MINUTES[action],
        good=facts.chance_needed * EFFECT["quiet"] * facts.usual_90_days,
        since=facts.quiet_since,
    )


def _first_referral(facts: SourceFacts, *, as_of: date) -> Suggestion:
    ago = (as_of - facts.first_on).days
    count = "a first referral" if facts.referrals == 1 else f"their first {facts.referrals} referrals"
    return Suggestion(
        topic="first referral",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action="thank-you",
        title=f"Thank {facts.name} for {count}",
        reason=f"The first arrived on {say(facts.first_on)}, {_ago(ago)}; nothing had come from them before.",
        minutes=MINUTES["thank-you"],
        good=EFFECT["first referral"] * max(facts.expected, 1.0),
        since=facts.first_on,
    )


def _check_in(facts: SourceFacts, *, as_of: date) -> Suggestion:
    visit = facts.tier == "A"
    overdue = 1.0
    if facts.last_real_contact is not None:
        overdue = min((as_of - facts.last_real_contact).days / facts.check_in_every, MOST_OVERDUE)
    expected = f"{facts.low} to {facts.high}" if facts.low != facts.high else f"{facts.low}"
    return Suggestion(
        topic="check-in",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action="visit" if visit else "call",
        title=f"{'Visit' if visit else 'Call'} {facts.name}",
        reason=f"Tier {facts.tier}, {expected} referrals expected in the next 90 days. "
        f"{_last_contact(facts, as_of=as_of)} A check-in every {facts.check_in_every} days is the aim.",
        minutes=MINUTES["visit" if visit else "call"],
        good=EFFECT["check-in"] * facts.expected * overdue,
        since=facts.last_real_contact,
    )


def _last_contact(facts: SourceFacts, *, as_of: date) -> str:
    if facts.last_real_contact is None:
        return "No real contact with them is recorded."
    return f"Last real contact {_ago((as_of - facts.last_real_contact).days)}."


def _ago(days: int) -> str:
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"
