"""One referral that came twice is joined to itself; it can be taken apart again, exactly."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import Refused
from wellsent.referrals import rules
from wellsent.referrals.actions.moving import restore, step
from wellsent.referrals.models import Attempt, Referral
from wellsent.referrals.scope import own_referral

FILLED: Final = (
    "practice_id",
    "clinic_id",
    "patient_id",
    "payer",
    "condition",
    "visits_planned",
    "next_physician_visit_on",
)
"""What the one that stays takes over where it is blank."""


@transaction.atomic
def join(*, duplicate: int, into: int, by: Caller) -> Referral:
    """Say that `duplicate` is the referral `into`, come a second time: it counts nowhere from now on.

    What `into` lacks is taken over, attempts to reach the patient go with it. Returns the one that stays. Raises
    Refused when one of them is joined already, or when others lean on the duplicate.
    """
    by.must("referrals.record")
    if duplicate == into:
        raise Refused("A referral cannot be joined to itself.", "Choose the other one.")
    first, second = (own_referral(by, number) for number in sorted((duplicate, into)))
    gone, stays = (first, second) if first.pk == duplicate else (second, first)
    for row in (gone, stays):
        if row.stage == rules.JOINED:
            raise Refused(f"{row.reference} is joined to another already.", "Open that one.")
    leaning = Referral.objects.filter(Q(episode_with=gone) | Q(duplicate_of=gone)).first()
    if leaning:
        raise Refused(f"{leaning.reference} leans on {gone.reference}.", f"Join {stays.reference} to it instead.")
    filled = {name: getattr(gone, name) for name in FILLED if getattr(gone, name) and not getattr(stays, name)}
    for name, value in filled.items():
        setattr(stays, name, value)
    stays.edited_at = clock.now()
    stays.save(update_fields=[*filled, "edited_at"])
    attempts = list(gone.attempts.values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=attempts).update(referral=stays)
    keeps = {"filled": {name: _plain(value) for name, value in filled.items()}, "attempts": attempts}
    why = f"the same as {stays.reference}"
    step(gone, rules.JOINED, {"duplicate_of_id": stays.pk}, on=gone.received_on, why=why, by=by, keeps=keeps)
    facts.moved_on("referrals")
    audit.record("referrals.join", by=by, subject="referrals", references=[gone.reference, stays.reference])
    return stays


@transaction.atomic
def take_apart(*, referral: int, by: Caller) -> Referral:
    """Say that a joined referral is one of its own after all: both are as before, but for what was edited since."""
    by.must("referrals.record")
    gone = own_referral(by, referral)
    made = gone.transitions.latest("id")
    if gone.stage != rules.JOINED or made.before is None or gone.duplicate_of_id is None:
        raise Refused(f"{gone.reference} is not joined to another.", "Load the page again.")
    stays = own_referral(by, gone.duplicate_of_id)
    untouched = [name for name, value in made.before["filled"].items() if _plain(getattr(stays, name)) == value]
    for name in untouched:
        setattr(stays, name, _BLANK.get(name))
    stays.edited_at = clock.now()
    stays.save(update_fields=[*untouched, "edited_at"])
    Attempt.objects.filter(pk__in=made.before["attempts"], referral=stays).update(referral=gone)
    restore(gone, made, by=by)
    facts.moved_on("referrals")
    audit.record("referrals.take apart", by=by, subject="referrals", references=[gone.reference, stays.reference])
    return gone


_BLANK: Final = {"payer": "", "condition": ""}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
