"""Trying to reach a patient, and waiting for what is not ours to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import day_of, today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import rules
from wellsent.referrals.actions.moving import TAKE_BACK_WITHIN, go, take_back_moves
from wellsent.referrals.models import Attempt, Hold, Referral, Transition
from wellsent.referrals.scope import must_be_worked_on, own_referral


@transaction.atomic
def log_attempt(
    *, referral: int, outcome: str, once: UUID, how: str = "call", at: datetime | None = None, by: Caller
) -> Attempt:
    """Write down one try to reach a patient; one sent twice (`once`) is stored once.

    A patient who answers has been contacted: a referral only received moves on, and a wish to be called later is over.
    """
    by.must("referrals.record")
    row = own_referral(by, referral)
    known = Attempt.objects.filter(once=once).first()  # asked behind the lock: of two at the same moment, one waits
    if known:
        return known
    must_be_worked_on(row, by)
    if row.stage not in rules.OPEN:
        raise Refused(f"{row.reference} is {row.stage}: nobody needs to be reached.", "Open it again first.")
    if outcome not in Attempt.Outcome.values or how not in Attempt.How.values:
        raise DataError("There is no such outcome.", "Choose reached, no answer, left a message or wrong number.")
    now = clock.now()
    at = at or now
    on = day_of(by, at)
    if at > now or on < row.received_on:
        raise DataError("The attempt must lie between the referral and now.", "Correct its day.")
    moved = _reached(row, on, now=now, by=by) if outcome == Attempt.Outcome.REACHED else None
    attempt = Attempt.objects.create(
        referral=row, at=at, how=how, outcome=outcome, by=by.user, recorded_at=now, moved=moved, once=once
    )
    _touched(row)
    audit.record(
        "referrals.attempt", by=by, subject="referrals", references=[row.reference], details={"outcome": outcome}
    )
    return attempt


def _reached(row: Referral, on: date, *, now: datetime, by: Caller) -> Transition | None:
    """What follows from having spoken to the patient; the step it led to, if any."""
    row.holds.filter(waits_for=Hold.Waits.PATIENT, ended_at=None).update(ended_at=now, ended_by=by.user)
    return go(row, rules.CONTACTED, on=on, why="reached", by=by) if row.stage == rules.RECEIVED else None


@transaction.atomic
def take_back_attempt(*, attempt: int, by: Caller) -> Attempt:
    """Take back an attempt one logged oneself just now, and what it led to. Doing it twice does nothing more."""
    by.must("referrals.record")
    made, row = _locked_with_its_referral(Attempt.objects.filter(pk=attempt), by)
    if made.undone_at is not None:
        return made
    if made.by_id != by.user_id or clock.now() - made.recorded_at > TAKE_BACK_WITHIN:
        raise Refused("Only whoever logged it can take it back, within half an hour.", "Log what is right.")
    made.undone_at = clock.now()
    made.save(update_fields=["undone_at"])
    if made.outcome == Attempt.Outcome.REACHED:
        _waits_again(row, made)
    if made.moved_id is not None:
        take_back_moves(steps=[made.moved_id], by=by)
    _touched(row)
    audit.record("referrals.take back attempt", by=by, subject="referrals", references=[row.reference])
    return made


def _waits_again(row: Referral, made: Attempt) -> None:
    """The wish to be called later that this attempt had ended, unless the patient has said another one since."""
    wishes = row.holds.filter(waits_for=Hold.Waits.PATIENT)
    if not wishes.filter(ended_at=None).exists():
        wishes.filter(ended_at=made.recorded_at).update(ended_at=None, ended_by=None)


_Beside = TypeVar("_Beside", Attempt, Hold)


def _locked_with_its_referral(rows: QuerySet[_Beside], by: Caller) -> tuple[_Beside, Referral]:
    """One attempt or hold, and its referral, which is what is locked: everybody who changes something beside a referral
    locks that first."""
    number = rows.values_list("referral", flat=True).first()
    if number is None:
        raise DataError("There is no such entry.", "Load the page again.")
    row = own_referral(by, number)
    made = rows.filter(referral=row).first()
    if made is None:
        raise Refused("It has just been joined to another referral.", "Load the page again.")
    return made, row


@transaction.atomic
def hold(
    *,
    referral: int,
    waits_for: str,
    ask_on: date | None = None,
    note: str = "",
    since: datetime | None = None,
    by: Caller,
) -> Hold:
    """Note what a referral waits for: the payer, the office or the patient, from now on or `since` then. Said again,
    the day and note are new."""
    by.must("referrals.record")
    row = own_referral(by, referral)
    must_be_worked_on(row, by)
    if waits_for not in Hold.Waits.values:
        raise DataError("There is nothing of that name to wait for.", "Choose the payer, the office or the patient.")
    day = today(by)
    if ask_on is not None and not day <= ask_on <= day + rules.PLANNED_AHEAD:
        raise DataError("The day to ask again must lie within the coming year.", "Correct the day.")
    if row.stage not in rules.OPEN:
        raise Refused(f"{row.reference} is {row.stage}: it waits for nothing.", "Open it again first.")
    if since is not None and since > clock.now():
        raise DataError("The wait cannot begin later than now.", "Correct its beginning.")
    made, _ = Hold.objects.update_or_create(
        referral=row,
        waits_for=waits_for,
        ended_at=None,
        defaults={"ask_on": ask_on, "note": note.strip()[:500]},
        create_defaults={"ask_on": ask_on, "note": note.strip()[:500], "since": since or clock.now(), "by": by.user},
    )
    _touched(row)
    audit.record("referrals.hold", by=by, subject="referrals", references=[row.reference], details={"for": waits_for})
    return made


@transaction.atomic
def end_hold(*, hold: int, by: Caller) -> Hold:
    """What was waited for has come. Doing it twice does nothing more."""
    by.must("referrals.record")
    made, row = _locked_with_its_referral(Hold.objects.filter(pk=hold), by)
    if made.ended_at is None:
        made.ended_at, made.ended_by = clock.now(), by.user
        made.save(update_fields=["ended_at", "ended_by"])
        _touched(row)
        audit.record(
            "referrals.end hold",
            by=by,
            subject="referrals",
            references=[row.reference],
            details={"for": made.waits_for},
        )
    return made


def _touched(row: Referral) -> None:
    """A person has worked on it: an import that is undone leaves it alone."""
    row.edited_at = clock.now()
    row.save(update_fields=["edited_at"])
    facts.moved_on("referrals")
