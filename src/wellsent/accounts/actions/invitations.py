"""Letting people in: a link each, for one person, once, for seven days."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction

from wellsent.accounts import audit, passwords
from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Clinic, Invitation, User
from wellsent.accounts.reach import checked_reach
from wellsent.accounts.rules import INVITATION_LASTS, token_hash
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused


@transaction.atomic
def invite(
    *, email: str, role: str, by: Caller, name: str = "", clinics: Iterable[Clinic] = (), all_clinics: bool = False
) -> str:
    """Invite one person and return the link's token, which is shown once: only its hash is kept.

    An open invitation to the same address is withdrawn: the new link replaces it. Raises Refused for callers who may
    not, DataError for an address that has an account, a role that does not exist or no clinic.
    """
    by.must("people.manage")
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise DataError("There is an account with this email already.", "Change that person's role instead.")
    chosen = checked_reach(role, clinics, all_clinics=all_clinics)
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        token_hash=token_hash(token),
        email=email,
        name=name.strip(),
        role=role,
        all_clinics=all_clinics,
        invited_by=by.user,
        invited_at=clock.now(),
        expires_at=clock.now() + INVITATION_LASTS,
    )
    invitation.clinics.set(chosen)
    audit.record("person.invited", by=by, subject="invitation", references=[invitation.pk], details={"role": role})
    return token


@transaction.atomic
def renew_invitation(*, invitation: int, by: Caller) -> str:
    """A new link for the same person, role and clinics, where the old one was lost or expired. Raises Refused."""
    by.must("people.manage")
    row = Invitation.objects.filter(pk=invitation, accepted_at=None, withdrawn_at=None).first()
    if row is None:
        raise Refused("This invitation was accepted or withdrawn.", "Invite the person anew.")
    clinics = row.clinics.all()
    return invite(email=row.email, name=row.name, role=row.role, clinics=clinics, all_clinics=row.all_clinics, by=by)


@transaction.atomic
def withdraw_invitation(*, invitation: int, by: Caller) -> None:
    """Make a link useless before it is used. Raises Refused; withdrawing twice changes nothing."""
    by.must("people.manage")
    if Invitation.objects.filter(pk=invitation, accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now()):
        audit.record("person.invitation-withdrawn", by=by, subject="invitation", references=[invitation])


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, by: Caller) -> User:
    """Make the account an invitation stands for.

    Raises Refused when the link no longer works, DataError when the password will not do.
    `by` is somebody not signed in: the link is what allows it, and the new person is who did it.
    """
    rows = Invitation.objects.select_for_update()
    row = rows.filter(token_hash=token_hash(token)).first()
    if row is None or row.state(clock.now()) != "open" or by.user is not None:
        raise Refused("This invitation no longer works.", "Ask whoever invited you for a new link.")
    if User.objects.filter(email=row.email).exists():
        raise Refused("There is an account with this email already.", "Sign in with it.")
    person = User(email=row.email, name=name.strip(), role=row.role, all_clinics=row.all_clinics)
    passwords.check(password, user=person)
    person.set_password(password)
    person.save()
    person.clinics.set(row.clinics.all())
    row.accepted_at, row.accepted_by = clock.now(), person
    row.save(update_fields=["accepted_at", "accepted_by"])
    audit.record("person.joined", by=caller_of(person), subject="invitation", references=[row.pk])
    return person
