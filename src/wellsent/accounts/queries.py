"""Who works here, what was decided about the practice, and what the audit trail holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.http import urlsafe_base64_decode

from wellsent.accounts.caller import Caller
from wellsent.accounts.hours import Hours, Promise
from wellsent.accounts.models import AuditEvent, Clinic, Closure, Invitation, Organisation, SavedView, Session, User
from wellsent.accounts.rules import token_hash
from wellsent.base import asked, clock
from wellsent.base.copies.recovery_key import Keeping
from wellsent.base.kept import Kept
from wellsent.base.models import Backup, RecoveryKey


@asked.once
def organisation() -> Organisation | None:
    """The practice this installation belongs to, or None before set-up."""
    return Organisation.objects.first()


def today(caller: Caller) -> date:
    """The day it is where the practice is."""
    return day_of(caller, clock.now())


def day_of(caller: Caller, moment: datetime) -> date:
    """The day a moment falls on where the practice is."""
    practice = organisation()
    return moment.astimezone(ZoneInfo(practice.time_zone if practice else "UTC")).date()


def open_invitation(token: str) -> Invitation | None:
    """The invitation a link stands for, while it works."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).first()
    return found if found and found.state(clock.now()) == "open" else None


def person_of_reset_link(person: str, proof: str) -> User | None:
    """Whom a link for a new password is for, while it works."""
    try:
        number = int(urlsafe_base64_decode(person))
    except ValueError:
        return None
    found = User.objects.filter(pk=number, is_active=True).first()
    return found if found and default_token_generator.check_token(found, proof) else None


@asked.once
def clinics(caller: Caller) -> QuerySet[Clinic]:
    """The clinics a caller works for, by name."""
    return Clinic.objects.all() if caller.clinics is None else Clinic.objects.filter(pk__in=caller.clinics)


_clinic_names: Final[Kept[list[tuple[int, str, date | None]]]] = Kept("practice")


def clinic_names(caller: Caller, *, open_on: date | None = None) -> dict[int, str]:
    """Those clinics by number, in the order of their names; with a day, those not closed for good by then."""
    rows = clinics(caller).values_list("pk", "name", "closed_on")
    every = _clinic_names.get(caller.clinics, lambda: list(rows), now=clock.now())
    return {number: name for number, name, closed in every if not (open_on and closed and closed <= open_on)}


def open_clinics(caller: Caller, *, on: date) -> QuerySet[Clinic]:
    """Those of them that have not closed for good by a day; one that closes later still works."""
    return clinics(caller).filter(Q(closed_on=None) | Q(closed_on__gt=on))


def closures(caller: Caller) -> QuerySet[Closure]:
    """The days the practice, or one of the caller's clinics, was closed."""
    rows = Closure.objects.select_related("clinic")
    return rows if caller.clinics is None else rows.filter(Q(clinic=None) | Q(clinic__in=caller.clinics))


_promises: Final[Kept[dict[int | None, Promise]]] = Kept("practice")


def promises(caller: Caller) -> dict[int | None, Promise]:
    """What each of the caller's clinics promises, and when it is open; None stands for the practice as a whole."""
    return _promises.get(caller.clinics, lambda: _promised(caller), now=clock.now())


def _promised(caller: Caller) -> dict[int | None, Promise]:
    practice = organisation()
    zone = practice.time_zone if practice else "UTC"
    shut: dict[int | None, list[tuple[date, date]]] = {None: []}
    for clinic_id, first, last in Closure.objects.values_list("clinic", "first_day", "last_day"):
        shut.setdefault(clinic_id, []).append((first, last))
    promised: dict[int | None, Promise] = {None: Promise(Hours(zone, closed=tuple(shut[None])))}
    for clinic in clinics(caller):
        hours = Hours(
            time_zone=clinic.time_zone or zone,
            opens_at=clinic.opens_at,
            closes_at=clinic.closes_at,
            open_days=frozenset(int(day) for day in clinic.open_days),
            closed=(*shut[None], *shut.get(clinic.pk, ())),
            keeps_holidays=clinic.keeps_holidays,
            closed_for_good_on=clinic.closed_on,
        )
        promised[clinic.pk] = Promise(
            hours,
            first_contact=clinic.first_contact_hours * 60,
            evaluation=clinic.evaluation_days * hours.minutes_a_day,
        )
    return promised


def colleagues(caller: Caller) -> QuerySet[User]:
    """People who can sign in now: for choosing who did or does something."""
    return User.objects.filter(is_active=True)


def everybody(caller: Caller) -> QuerySet[User]:
    """Everybody who works or worked here, by name: for choosing whose doings to read. Raises Refused."""
    caller.must("audit.read")
    return User.objects.order_by("name")


def people(caller: Caller) -> QuerySet[User]:
    """Everybody who works or worked here, those who can sign in first. Raises Refused."""
    caller.must("people.manage")
    return User.objects.prefetch_related("clinics").order_by("-is_active", "name")


def invitations(caller: Caller) -> QuerySet[Invitation]:
    """Invitations nobody has accepted or withdrawn, expired ones too. Raises Refused."""
    caller.must("people.manage")
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).prefetch_related("clinics")


def own_sessions(caller: Caller) -> QuerySet[Session]:
    """Where the caller is signed in now."""
    if caller.user is None:
        return Session.objects.none()
    still = Q(expire_date__gt=clock.now(), signed_in_at__gte=caller.user.sessions_valid_from)
    return Session.objects.filter(still, user=caller.user).order_by("-seen_at")


def audit_trail(
    caller: Caller,
    *,
    person: int | None = None,
    verb: str = "",
    subject: str = "",
    reference: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    time_zone: str = "UTC",
) -> QuerySet[AuditEvent]:
    """What was done, newest first. Raises Refused.

    `verb` also takes the start of one ("sign-in"); days are those of `time_zone`.
    """
    caller.must("audit.read")
    rows = AuditEvent.objects.all()
    if person:
        rows = rows.filter(user=person)
    if verb:
        rows = rows.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if subject:
        rows = rows.filter(subject=subject)
    if first_day:
        rows = rows.filter(at__gte=clock.midnight(first_day, time_zone))
    if last_day:
        rows = rows.filter(at__lt=clock.midnight(last_day + timedelta(days=1), time_zone))
    if reference:  # an element of a JSON list, found as text: SQLite cannot look into JSON lists
        listed = Cast("references", TextField())
        rows = rows.annotate(listed=listed).filter(listed__regex=rf'[\[ "]{re.escape(reference)}["\],]')
    return rows


def audit_verbs(caller: Caller) -> Iterable[str]:
    """The verbs the trail holds, for choosing one. Raises Refused."""
    caller.must("audit.read")
    return AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct()


def person(caller: Caller, number: int) -> User | None:
    """One person, for managing them; None when there is none. Raises Refused."""
    return people(caller).filter(pk=number).first()


def recovery_key(caller: Caller) -> RecoveryKey | None:
    """What is kept of the recovery key that backups are locked for now, or None for who does not look after them."""
    return RecoveryKey.objects.first() if caller.may("settings.change") else None


def keeping(caller: Caller) -> Keeping | None:
    """What a new backup is locked with, or None while there is no recovery key."""
    row = recovery_key(caller)
    return Keeping(public=bytes(row.public), seal=row.seal) if row else None


def last_backup(caller: Caller, *, verified: bool = False) -> Backup | None:
    """The newest backup made here; with `verified`, the one that was proved last."""
    if not caller.may("settings.change"):
        return None
    rows = Backup.objects.filter(verified_at__isnull=False).order_by("-verified_at") if verified else Backup.objects
    return rows.first()


def saved_views(caller: Caller, list_key: str) -> QuerySet[SavedView]:
    """The views of a list that a caller is offered: their own, and those shared with the practice; by name."""
    rows = SavedView.objects.filter(list_key=list_key, removed_at=None)
    return rows.filter(Q(owner=caller.user) | Q(is_shared=True))
