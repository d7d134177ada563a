"""The practice as a whole: months, forecast, proportions, concentration."""

from __future__ import annotations

from datetime import date

from wellsent.exchange.report.model import MonthAhead, PracticeFacts, Share
from wellsent.exchange.report.outcomes import Outcomes
from wellsent.insights.methods.concentration import concentration
from wellsent.insights.methods.forecast import monthly_volume, practice_forecast, this_month
from wellsent.insights.methods.proportions import Proportion
from wellsent.insights.methods.standing import History, Standing


def practice_facts(
    history: History, standing: Standing, outcomes: Outcomes, false_alarms_per_month: float
) -> PracticeFacts:
    """Everything the report says of the practice as of the history's day."""
    months = monthly_volume(history) if len(history.day) else ()
    ahead = practice_forecast(history, standing) if len(history.day) else ()
    silent_since = this_month(history, standing).silent_since
    shares = concentration(standing)
    return PracticeFacts(
        monthly=[(one.month, one.referrals) for one in months],
        forecast=[MonthAhead(one.month, one.low, one.expected, one.high) for one in ahead],
        conversion=share(outcomes.conversion.practice) if outcomes.conversion else None,
        completion=share(outcomes.completion.practice) if outcomes.completion else None,
        days_median=outcomes.days_median,
        days_p90=outcomes.days_p90,
        top1=shares.top1.expected,
        top5=shares.top5.expected,
        hhi=shares.hhi.expected,
        false_alarms_per_month=false_alarms_per_month,
        sources_watched=standing.sources_watched,
        silent_since=date.fromisoformat(silent_since) if silent_since else None,
    )


def share(one: Proportion) -> Share | None:
    """A proportion as the report shows it; None when nothing has been counted."""
    return Share(one.expected, one.low, one.high, one.yes, one.n) if one.n else None
