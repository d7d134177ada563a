"""Recording the visits of an episode of care by date: planned, attended, missed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import rules, visiting
from wellsent.referrals.actions.moving import step
from wellsent.referrals.models import Referral, Visit
from wellsent.referrals.scope import own_referral

IN_TREATMENT = frozenset({rules.EVALUATED, rules.IN_CARE, rules.COMPLETED, rules.LOST})
MOST_AHEAD_YEARS = 2


@transaction.atomic
def record_visit(*, referral: int, on: date, outcome: str | None, by: Caller) -> Referral:
    """What became of the visit of a day; None takes the visit of that day out again.

    The counts beside it follow, and an evaluated patient who came again is in care. Raises Refused before the
    evaluation, DataError for a day that cannot be.
    """
    if not by.may("visits.record"):
        by.must("referrals.record")
    return _record(own_referral(by, referral), {on: outcome}, by=by)


def _record(row: Referral, visits: Mapping[date, str | None], *, by: Caller) -> Referral:
    if row.stage not in IN_TREATMENT:
        raise Refused(f"{row.reference} is {row.stage}: visits come after the evaluation.", "Record the evaluation.")
    day = today(by)
    for on, outcome in visits.items():
        _check(row, on, outcome, today=day)
    before = dict(row.visits.values_list("on", "outcome"))
    _store(row, visits, before, by=by)
    after = {on: outcome for on, outcome in {**before, **visits}.items() if outcome}
    _count(row, list(before.values()), list(after.values()))
    row.missed_in_a_row = visiting.missed_in_a_row(after.items(), as_of=day)
    row.edited_at = clock.now()
    row.save()
    came_again = [on for on, outcome in after.items() if outcome == visiting.ATTENDED and on > (row.evaluated_on or on)]
    if row.stage == rules.EVALUATED and came_again:
        step(row, rules.IN_CARE, {}, on=min(came_again), why="came again", by=by)
    facts.moved_on("referrals")
    audit.record(
        "referrals.visits", by=by, subject="referrals", references=[row.reference], details={"days": len(visits)}
    )
    return row


def _check(row: Referral, on: date, outcome: str | None, *, today: date) -> None:
    if outcome is not None and outcome not in Visit.Outcome.values:
        raise DataError("A visit is planned, attended, missed or cancelled.", "Choose one of them.")
    if on < row.received_on:
        raise DataError("The visit lies before the referral.", "Correct the day.")
    if on > today and outcome in {visiting.ATTENDED, visiting.MISSED}:
        raise DataError("The visit lies ahead.", "Enter it as planned, or correct the day.")
    if on.year > today.year + MOST_AHEAD_YEARS:
        raise DataError("The visit lies years ahead.", "Correct the day.")


def _store(row: Referral, visits: Mapping[date, str | None], before: Mapping[date, str], *, by: Caller) -> None:
    """A visit that was there keeps its number: a list that brought it knows it by that."""
    now = clock.now()
    for on, outcome in visits.items():
        if outcome is None:
            row.visits.filter(on=on).delete()
        elif before.get(on) != outcome:
            told = {"outcome": outcome, "recorded_at": now, "by": by.user}
            Visit.objects.update_or_create(referral=row, on=on, defaults=told)


def _count(row: Referral, before: Sequence[str], after: Sequence[str]) -> None:
    stated = {outcome: getattr(row, f"visits_{outcome}") for outcome in visiting.COUNTED}
    for outcome, count in visiting.totals(stated, before, after).items():
        setattr(row, f"visits_{outcome}", count)
