"""Meeting the targets that were accepted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wellsent.plan.rules.lines import EFFECT, KEEP_IN_TOUCH, MINUTES, Suggestion
from wellsent.referrals.clocks import say

NEW_SHARE = 0.4
"""Of the hours for outreach, the share that may go to new offices; the rest keeps the sources there are. Our choice."""
FIRST_VISIT_WITHIN = timedelta(weeks=26)
"""A target accepted longer ago and never met is no plan any more."""


@dataclass(frozen=True, slots=True)
class AcceptedTarget:
    """Somebody the practice decided to win: since when, what spoke for it, and the last real contact."""

    key: int
    name: str
    on: date
    why: str
    last_real_contact: date | None = None


def first_visit(target: AcceptedTarget, *, as_of: date) -> Suggestion | None:
    """Meeting a target for the first time; none once somebody has met them since they were accepted."""
    met = target.last_real_contact is not None and target.last_real_contact >= target.on
    if met or as_of - target.on > FIRST_VISIT_WITHIN:
        return None
    return Suggestion(
        topic="first visit",
        group=KEEP_IN_TOUCH,
        source=target.key,
        who=target.name,
        action="visit",
        title=f"Visit {target.name} for the first time",
        reason=f"A target since {say(target.on)}. {target.why}",
        minutes=MINUTES["visit"],
        good=EFFECT["first visit"],
        since=target.on,
    )
