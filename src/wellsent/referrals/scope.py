"""Whose referrals a caller may see and change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.accounts.queries import today
from wellsent.accounts.scope import in_clinics
from wellsent.base.errors import DataError, Refused
from wellsent.base.unused import in_chunks
from wellsent.referrals import promises, rules
from wellsent.referrals.models import Referral
from wellsent.referrals.rules import JOINED


def counted(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Rows that stand for a referral: not those that repeat another one."""
    return rows.exclude(stage=JOINED)


def own_referrals(caller: Caller) -> QuerySet[Referral]:
    """The referrals of the caller's clinics. Raises Refused for roles that see none."""
    return counted(own_rows(caller))


def own_rows(caller: Caller) -> QuerySet[Referral]:
    """The same with the rows that repeat another one: for who opens one, or looks what a list's row became."""
    caller.must("referrals.see")
    return in_clinics(Referral.objects.all(), caller)


def own_referral(caller: Caller, number: int) -> Referral:
    """One referral of the caller's clinics, locked while it is changed. Raises DataError when it is not there."""
    row = own_rows(caller).select_for_update().filter(pk=number).first()
    if row is None:
        raise DataError("There is no such referral among those you may see.", "Go back to the list.")
    return row


def must_be_counted(row: Referral) -> None:
    """Refuse what is about a row that repeats another one."""
    if row.stage == JOINED:
        raise Refused(f"{row.reference} is joined to another referral.", "Open that one, or take the two apart first.")


def led_by(caller: Caller, row: Referral, *, today: date) -> Referral | None:
    """The referral that this one moves with, since both are of one episode of care and work goes on there; None for one
    that is worked on by itself."""
    if row.episode_with_id is None:
        return None
    first = own_rows(caller).filter(pk=row.episode_with_id).first()
    if first is None or not promises.is_live(
        first.stage, received_on=first.received_on, scheduled_for=first.scheduled_for, today=today
    ):
        return None
    return first if rules.goes_along(row.stage, current=first.stage) else None


def must_be_worked_on(row: Referral, by: Caller) -> None:
    """Refuse to work on a row that repeats another one, or that moves with another one: what is done there would be
    seen by nobody, and the other one would go on waiting for it."""
    must_be_counted(row)
    if first := led_by(by, row, today=today(by)):
        raise Refused(
            f"{row.reference} shares the episode of care of {first.reference} and moves with it.",
            f"Open {first.reference}.",
        )


def locked(numbers: Collection[int]) -> None:
    """Lock these referrals, always in one order: two people who change several of them at once wait for each other
    instead of standing in each other's way. Done before anything else is locked."""
    for chunk in in_chunks(sorted(numbers)):
        list(Referral.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk", flat=True))


def sees_whole(caller: Caller, *, why: str = "") -> bool:
    """Whether the caller sees more of a referral than reference, stage, source and day; the compliance officer does
    with a reason (`why`)."""
    return caller.may("patients.read") and (caller.role != Role.COMPLIANCE or bool(why.strip()))


def must_be_own(caller: Caller, clinics: Collection[int | None]) -> None:
    """Refuse to store a referral where the caller could not see it afterwards."""
    if caller.clinics is not None and not caller.clinics.issuperset(clinics):
        raise Refused("A referral must belong to one of your clinics.", "Choose the clinic, or ask an owner.")
