"""Recording the visits of an episode of care by date: planned, attended, missed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import rules, visiting
from wellsent.referrals.actions.moving import go, put_back
from wellsent.referrals.models import Referral, Visit
from wellsent.referrals.scope import must_be_worked_on, own_referral

IN_TREATMENT: Final = frozenset({rules.EVALUATED, rules.IN_CARE, rules.COMPLETED, rules.LOST})
MOST_AHEAD: Final = timedelta(days=2 * 366)


@transaction.atomic
def record_visit(*, referral: int, on: date, outcome: str | None, by: Caller) -> Referral:
    """What became of the visit of a day; None takes the visit of that day out again.

    The counts beside it follow, and an evaluated patient who came again is in care; where that visit was a mistake, no
    longer. Raises Refused before the evaluation, DataError for a day that cannot be.
    """
    if not by.may("visits.record"):
        by.must("referrals.record")
    return _record(own_referral(by, referral), {on: outcome}, by=by)


def _record(row: Referral, visits: Mapping[date, str | None], *, by: Caller) -> Referral:
    must_be_worked_on(row, by)
    if row.stage not in IN_TREATMENT:
        raise Refused(f"{row.reference} is {row.stage}: visits come after the evaluation.", "Record the evaluation.")
    day = today(by)
    for on, outcome in visits.items():
        _check(row, on, outcome, today=day)
    before = dict(row.visits.values_list("on", "outcome"))
    changed = {on: outcome for on, outcome in visits.items() if before.get(on) != outcome}
    if not changed:
        return row
    _store(row, changed, by=by)
    after = {on: outcome for on, outcome in {**before, **changed}.items() if outcome}
    row.edited_at = clock.now()
    row.save(update_fields=[*recount(row, before, after, today=day), "edited_at"])
    came = visiting.came_again(after, evaluated_on=row.evaluated_on)
    if came and row.stage == rules.EVALUATED:
        go(row, rules.IN_CARE, on=came, why=visiting.CAME_AGAIN, by=by)
    elif not came and row.stage == rules.IN_CARE:
        _not_in_care_after_all(row, by=by)
    facts.moved_on("referrals")
    audit.record(
        "referrals.visits", by=by, subject="referrals", references=[row.reference], details={"days": len(changed)}
    )
    return row


def _not_in_care_after_all(row: Referral, *, by: Caller) -> None:
    """The visit that took it into care was no visit. Where a person or a list says care by itself, that stands."""
    last = row.transitions.latest("id")
    if last.stage == rules.IN_CARE and last.why == visiting.CAME_AGAIN:
        try:
            with transaction.atomic():
                put_back(row, last, by=by)
        except Refused:  # one that shares the episode has been moved on since: both stay
            row.refresh_from_db()


def _check(row: Referral, on: date, outcome: str | None, *, today: date) -> None:
    if outcome is not None and outcome not in Visit.Outcome.values:
        raise DataError("A visit is planned, attended, missed or cancelled.", "Choose one of them.")
    if on < row.received_on:
        raise DataError("The visit lies before the referral.", "Correct the day.")
    if outcome == visiting.ATTENDED and row.evaluated_on and on < row.evaluated_on:
        raise DataError("The visit lies before the evaluation.", "Correct the one that is wrong.")
    if on > today and outcome in {visiting.ATTENDED, visiting.MISSED}:
        raise DataError("The visit lies ahead.", "Enter it as planned, or correct the day.")
    if on > today + MOST_AHEAD:
        raise DataError("The visit lies years ahead.", "Correct the day.")


def _store(row: Referral, changed: Mapping[date, str | None], *, by: Caller) -> None:
    """A visit that was there keeps its number: a list that brought it knows it by that."""
    now = clock.now()
    for on, outcome in changed.items():
        if outcome is None:
            row.visits.filter(on=on).delete()
        else:
            told = {"outcome": outcome, "recorded_at": now, "by": by.user}
            Visit.objects.update_or_create(referral=row, on=on, defaults=told)


def recount(row: Referral, before: Mapping[date, str], after: Mapping[date, str], *, today: date) -> list[str]:
    """Let the counts beside the dated visits follow them; returns the columns they stand in. Nothing is saved here."""
    stated = {column: getattr(row, column) for column in visiting.TOTALS}
    counts = visiting.counts(stated, before, after, as_of=today)
    for column, count in counts.items():
        setattr(row, column, count)
    return list(counts)
