"""Promises that stand whatever the hours: patients who wait, and introductions asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from wellsent.outreach.introductions.rules import Asked
from wellsent.plan.rules.lines import CLOSE_THE_LOOP, INTRODUCTIONS, MINUTES, Suggestion
from wellsent.referrals.clocks import say
from wellsent.referrals.rules import Waiting

WAITING_NO_LONGER = timedelta(days=90)
"""A referral that waits longer than this has gone elsewhere; calling it back is not this week's first work."""


def loops_to_close(waiting: Sequence[Waiting], *, as_of: date, usual_days: float | None) -> list[Suggestion]:
    """Patients who were referred and are not evaluated: those who missed their day, and those without one."""
    fresh = [one for one in waiting if as_of - one.received_on <= WAITING_NO_LONGER and one.received_on <= as_of]
    missed = [one for one in fresh if one.scheduled_for and one.scheduled_for < as_of]
    unbooked = [one for one in fresh if one.scheduled_for is None and one.received_on < as_of]
    lines = []
    if missed:
        first = min(one.scheduled_for for one in missed if one.scheduled_for)
        many = len(missed) > 1
        lines.append(
            _loop(
                "evaluation missed",
                title=f"Call {_patients(missed)} whose evaluation day has passed",
                reason=f"The {'first was' if many else 'evaluation was'} on {say(first)}; "
                f"no evaluation is recorded for {'any of them' if many else 'this patient'}.",
                rows=missed,
            )
        )
    if unbooked:
        days = sorted((as_of - one.received_on).days for one in unbooked)
        span = f"{days[0]} to {days[-1]} days" if days[0] != days[-1] else _count(days[0], "day")
        usual = f" Half of your patients are evaluated within {usual_days:.0f} days." if usual_days is not None else ""
        lines.append(
            _loop(
                "not booked",
                title=f"Call {_patients(unbooked)} not yet booked",
                reason=f"Received {span} ago and without a day for the evaluation.{usual}",
                rows=unbooked,
            )
        )
    return lines


def _loop(topic: str, *, title: str, reason: str, rows: Sequence[Waiting]) -> Suggestion:
    minutes = MINUTES["call patients"] * len(rows)
    newest = max(one.received_on for one in rows)
    return Suggestion(
        topic=topic,
        group=CLOSE_THE_LOOP,
        source=None,
        who=_patients(rows),
        action="call",
        title=title,
        reason=reason,
        minutes=minutes,
        good=float(len(rows)),
        since=newest,
    )


def to_hear_back(introductions: Iterable[Asked], *, as_of: date) -> list[Suggestion]:
    """The introductions that were asked for and not answered, those due first first."""
    return [
        Suggestion(
            topic="introduction",
            group=INTRODUCTIONS,
            source=one.to,
            who=one.to_name,
            action="hear back",
            title=f"Hear from {one.of_name} about {one.to_name}",
            reason=f"Asked on {say(one.asked_on)} for an introduction; "
            f"an answer {'was' if one.due_on < as_of else 'is'} due by {say(one.due_on)}.",
            minutes=MINUTES["hear back"],
            good=0.0,
            since=one.asked_on,
            introduction=one.number,
        )
        for one in sorted(introductions, key=lambda one: (one.due_on, one.number))
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _patients(rows: Sequence[object]) -> str:
    return "one referred patient" if len(rows) == 1 else f"{len(rows)} referred patients"
