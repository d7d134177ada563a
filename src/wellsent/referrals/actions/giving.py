"""Giving referrals to another clinic: one that closes hands over what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError
from wellsent.base.many import Done
from wellsent.referrals.models import Referral, reference
from wellsent.referrals.scope import must_be_own, own_referrals


@transaction.atomic
def give_to_clinic(*, referrals: Sequence[int], clinic: int, by: Caller) -> Done:
    """Give referrals to a clinic that is open. What is kept is where each was, for `give_back`. Raises Refused."""
    by.must("referrals.record")
    must_be_own(by, {clinic})
    found = Clinic.objects.filter(pk=clinic).first()
    if found is None or found.has_closed(by=today(by)):
        raise DataError("This clinic is closed.", "Choose another one.")
    rows = own_referrals(by).select_for_update().filter(pk__in=referrals).exclude(clinic=clinic)
    was = dict(rows.order_by("pk").values_list("pk", "clinic"))
    _write(dict.fromkeys(was, clinic), by=by)
    return Done(list(was), {}, [[number, before] for number, before in was.items()])


@transaction.atomic
def give_back(*, kept: Any, by: Caller) -> int:
    """Take giving back: each is where it was. Returns how many."""
    by.must("referrals.record")
    was = {int(number): clinic for number, clinic in kept}
    own = own_referrals(by).select_for_update().filter(pk__in=was).values_list("pk", flat=True)
    _write({number: was[number] for number in own}, by=by)
    return len(was)


def _write(clinics: dict[int, int | None], *, by: Caller) -> None:
    for clinic in set(clinics.values()):
        of_it = [number for number, one in clinics.items() if one == clinic]
        Referral.objects.filter(pk__in=of_it).update(clinic=clinic, edited_at=clock.now())
    if clinics:
        facts.moved_on("referrals")
        references = [reference(number) for number in sorted(clinics)]
        audit.record("referrals.give", by=by, subject="referrals", references=references)
