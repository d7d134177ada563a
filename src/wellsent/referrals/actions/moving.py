"""Moving a referral from one stage to the next, back, or out."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import Refused
from wellsent.referrals import rules
from wellsent.referrals.models import Referral, Transition
from wellsent.referrals.scope import own_referral


@transaction.atomic
def move(
    *, referral: int, to: str, seen: str, on: date, why: str = "", scheduled_for: date | None = None, by: Caller
) -> Referral:
    """Move a referral from the stage the person saw to another, on the day it happened.

    `why` is needed to lose, to reopen and to give up an appointment; `scheduled_for` to schedule. Raises Refused when
    the stages do not follow, when somebody else has moved it meanwhile, or when it is not the caller's.
    """
    by.must("referrals.record")
    row = own_referral(by, referral)
    if row.stage != seen:
        raise Refused(f"{row.reference} is {row.stage} by now.", "Look at it again before moving it.")
    rules.check_move(seen, to, on=on, received_on=row.received_on, today=today(by), why=why)
    if to == rules.SCHEDULED and scheduled_for is None:
        raise Refused("The day of the appointment is missing.", "Enter the day.")
    changes = rules.dates_after_move(to, on=on, scheduled_for=scheduled_for, first_contact_on=row.first_contact_on)
    for name, value in changes.items():
        setattr(row, name, value)
    rules.check_order(row.received_on, row.evaluated_on, row.discharged_on)
    row.stage, row.edited_at = to, clock.now()
    row.lost_reason = why.strip()[:200] if to == rules.LOST else ""
    row.save(update_fields=[*changes, "stage", "lost_reason", "edited_at"])
    Transition.objects.create(
        referral=row, stage=to, on=on, recorded_at=row.edited_at, by=by.user, why=why.strip()[:200]
    )
    facts.moved_on("referrals")
    audit.record(
        "referrals.move", by=by, subject="referrals", references=[row.reference], details={"from": seen, "to": to}
    )
    return row
