"""Whose referrals a caller may see and change."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.base.errors import DataError, Refused
from wellsent.referrals.models import Referral


def own_referrals(caller: Caller) -> QuerySet[Referral]:
    """The referrals of the caller's clinics. Raises Refused for roles that see none."""
    caller.must("referrals.see")
    return in_clinics(Referral.objects.all(), caller)


def own_referral(caller: Caller, number: int) -> Referral:
    """One referral of the caller's clinics, locked while it is changed. Raises DataError when it is not there."""
    row = own_referrals(caller).select_for_update().filter(pk=number).first()
    if row is None:
        raise DataError("There is no such referral among those you may see.", "Go back to the list.")
    return row


def must_be_own(caller: Caller, clinics: Collection[int | None]) -> None:
    """Refuse to store a referral where the caller could not see it afterwards."""
    if caller.clinics is not None and not caller.clinics.issuperset(clinics):
        raise Refused("A referral must belong to one of your clinics.", "Choose the clinic, or ask an owner.")
