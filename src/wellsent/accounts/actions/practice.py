"""Setting the practice up, and what its owner decides about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from wellsent.accounts import audit, passwords
from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Clinic, Closure, Organisation, Role, User
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused

SUBJECT = "practice"  # moves on with everything here that standing or the plan is computed from


@transaction.atomic
def set_up(
    *,
    name: str,
    clinics: Iterable[str],
    owner_name: str,
    email: str,
    password: str,
    by: Caller,
    time_zone: str = "America/New_York",
    state: str = "",
    outreach_hours_a_week: Decimal = Decimal(4),
    opens_at: time = time(8),
    closes_at: time = time(17),
    second_factor_roles: Iterable[str] = (),
    is_sample: bool = False,
) -> User:
    """Make the organisation, its clinics (all in one `state`, where it is told) and its first owner, all or nothing; it
    happens once.

    Raises Refused when it was done before, DataError for a password or names that will not do.
    """
    names = [clinic.strip() for clinic in clinics if clinic.strip()]
    if not names or len({clinic.casefold() for clinic in names}) < len(names):
        raise DataError("The clinics need a name each, all different.", "Enter one clinic a line.")
    if Organisation.objects.exists():
        raise Refused("This installation is set up already.", "Sign in.")
    try:
        with transaction.atomic():
            Organisation.objects.create(
                pk=1,
                name=name.strip(),
                time_zone=time_zone,
                outreach_hours_a_week=outreach_hours_a_week,
                second_factor_roles=sorted(second_factor_roles),
                is_sample=is_sample,
            )
    except IntegrityError as error:  # two people pressed the button at the same time
        raise Refused("This installation is set up already.", "Sign in.") from error
    for clinic in names:
        Clinic.objects.create(name=clinic, state=state, opens_at=opens_at, closes_at=closes_at)
    owner = User(email=email.strip().lower(), name=owner_name.strip(), role=Role.OWNER, all_clinics=True)
    passwords.check(password, user=owner)
    owner.set_password(password)
    owner.save()
    doer = caller_of(owner) if by.user is None and not by.role else by
    audit.record("practice.set-up", by=doer, subject="person", references=[owner.pk])
    facts.moved_on(SUBJECT)
    return owner


@transaction.atomic
def change_practice(*, by: Caller, **changes: Any) -> Organisation:
    """Change what is decided for the whole practice: fields of Organisation by name. Raises Refused."""
    by.must("settings.change")
    practice = Organisation.objects.select_for_update().get()
    before = {field: str(getattr(practice, field)) for field in changes}
    for field, value in changes.items():
        setattr(practice, field, value)
    practice.save(update_fields=list(changes))
    after = {field: str(value) for field, value in changes.items()}
    changed = {field: [before[field], after[field]] for field in changes if before[field] != after[field]}
    audit.record("practice.changed", by=by, subject="practice", details=changed)
    facts.moved_on(SUBJECT)
    return practice


@transaction.atomic
def add_clinic(*, by: Caller, **fields: Any) -> Clinic:
    """Open a clinic. Raises Refused."""
    by.must("settings.change")
    clinic = Clinic.objects.create(**fields)
    audit.record("clinic.added", by=by, subject="clinic", references=[clinic.pk])
    facts.moved_on(SUBJECT)
    return clinic


@transaction.atomic
def change_clinic(*, clinic: int, by: Caller, **changes: Any) -> Clinic:
    """Change a clinic's name, hours or closing day: fields of Clinic by name. Raises Refused."""
    by.must("settings.change")
    found = Clinic.objects.select_for_update().get(pk=clinic)
    for field, value in changes.items():
        setattr(found, field, value)
    found.save(update_fields=list(changes))
    audit.record("clinic.changed", by=by, subject="clinic", references=[clinic])
    facts.moved_on(SUBJECT)
    return found


@transaction.atomic
def add_closure(
    *, first_day: date, last_day: date, by: Caller, clinic: Clinic | None = None, reason: str = ""
) -> Closure:
    """Note days on which the practice, or one clinic, was closed.

    Raises Refused, DataError when they end before they begin.
    """
    by.must("settings.change")
    if last_day < first_day:
        raise DataError("The last day is before the first.", "Swap them.")
    closure = Closure.objects.create(clinic=clinic, first_day=first_day, last_day=last_day, reason=reason.strip())
    audit.record("closure.added", by=by, subject="closure", references=[closure.pk])
    facts.moved_on(SUBJECT)
    return closure


@transaction.atomic
def remove_closure(*, closure: int, by: Caller) -> None:
    """Take back closed days that were noted by mistake. Raises Refused."""
    by.must("settings.change")
    found = Closure.objects.filter(pk=closure).first()
    if found is None:
        return
    days = [found.first_day.isoformat(), found.last_day.isoformat()]
    found.delete()
    audit.record("closure.removed", by=by, subject="closure", references=[closure], details={"days": days})
    facts.moved_on(SUBJECT)
