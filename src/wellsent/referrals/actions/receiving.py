"""Receiving referrals, one by hand or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import bulk, clock, facts
from wellsent.base.errors import DataError
from wellsent.base.fields import EncryptedTextField
from wellsent.directory.queries import missing
from wellsent.referrals import rules
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.rules import Received
from wellsent.referrals.scope import must_be_own

COLUMNS = tuple(name for name in rules.FIELDS if name != "status")  # those that need a closer look come last


def receive(referral: Received, *, by: Caller) -> Referral:
    """Record one referral with the history its dates imply. Raises Refused, and DataError for dates that contradict."""
    by.must("referrals.record")
    (number,) = _receive([referral], by=by)
    return Referral.objects.get(pk=number)


def receive_many(referrals: Sequence[Received], *, by: Caller) -> Sequence[int]:
    """Record the referrals of a list; returns their numbers in order. All or nothing, one audit event."""
    by.must("import.referrals")
    return _receive(referrals, by=by)


@transaction.atomic
def _receive(referrals: Sequence[Received], *, by: Caller) -> Sequence[int]:
    if not referrals:
        return []
    must_be_own(by, {one.clinic for one in referrals})
    if missing(by, {one.source for one in referrals}):
        raise DataError("A referral names a source that is not there.", "Load the page again and choose the source.")
    day = today(by)
    settled = [rules.settled(one, today=day) for one in referrals]
    numbers = bulk.next_ids(Referral, len(settled))
    now = connection.ops.adapt_datetimefield_value(clock.now())
    histories = [rules.history(one) for one in settled]
    note: EncryptedTextField = Referral._meta.get_field("source_note")
    bulk.insert(
        Referral,
        ["id", *COLUMNS, "stage", "created_at"],
        (
            _as_row(number, one, history[-1].stage, note, now)
            for number, one, history in zip(numbers, settled, histories, strict=True)
        ),
    )
    bulk.insert(
        Transition,
        ["referral", "stage", "on", "recorded_at", "by", "why"],
        (
            (number, step.stage, step.on, now, by.user_id, "")
            for number, history in zip(numbers, histories, strict=True)
            for step in history
        ),
    )
    facts.moved_on("referrals")
    audit.record("referrals.receive", by=by, subject="referrals", references=[reference(one) for one in numbers])
    return numbers


def _as_row(number: int, one: Received, stage: str, note: EncryptedTextField, now: Any) -> tuple[Any, ...]:
    """One referral as the database stores it, in the order of COLUMNS, of which the last three need a closer look."""
    at = connection.ops.adapt_timefield_value(one.scheduled_time)
    lost_reason = one.lost_reason if stage == rules.LOST else ""
    return (number, *_as_they_are(one), at, lost_reason, note.encrypted(one.source_note), stage, now)


_as_they_are = attrgetter(*COLUMNS[:-3])
