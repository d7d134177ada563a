"""Changing what a colleague may do, taking access away and giving it back."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Role, User
from wellsent.accounts.reach import checked_reach, reach_of
from wellsent.accounts.rules import keeps_an_owner
from wellsent.base import clock, facts
from wellsent.base.errors import Refused


@transaction.atomic
def change_person(
    *,
    person: int,
    name: str,
    role: str,
    by: Caller,
    clinics: Iterable[Clinic] = (),
    all_clinics: bool = False,
    chooses_gifts: bool = False,
) -> User:
    """Change a person's name and what they may see. A change of what they may see ends their sessions at once.

    Raises Refused when the practice would be left without an owner, DataError for an unknown role or no clinic.
    """
    found = _locked(person, by)
    chosen = checked_reach(role, clinics, all_clinics=all_clinics)
    _must_keep_an_owner(found, stays_owner=role == Role.OWNER)
    before = reach_of(found)
    found.name, found.role = name.strip(), role
    found.all_clinics, found.chooses_gifts = all_clinics, chooses_gifts
    found.clinics.set(chosen)
    after = reach_of(found)
    if before != after:
        found.sessions_valid_from = clock.now()
    found.save()
    facts.moved_on("people")  # their names stand on pages that are kept; no figure depends on them
    audit.record(
        "person.changed", by=by, subject="person", references=[person], details={"before": before, "after": after}
    )
    return found


@transaction.atomic
def retire(*, person: int, by: Caller) -> None:
    """Somebody left: no sign-in any more, every session ends now; what they did keeps their name. Raises Refused."""
    found = _locked(person, by)
    if found.pk == by.user_id:
        raise Refused("You cannot retire yourself.", "Ask another owner.")
    _must_keep_an_owner(found, stays_owner=False)
    found.is_active, found.sessions_valid_from = False, clock.now()
    found.save(update_fields=["is_active", "sessions_valid_from"])
    audit.record("person.retired", by=by, subject="person", references=[person])


@transaction.atomic
def bring_back(*, person: int, by: Caller) -> None:
    """Somebody came back: the old sign-in works again. Raises Refused."""
    found = _locked(person, by)
    found.is_active = True
    found.save(update_fields=["is_active"])
    audit.record("person.returned", by=by, subject="person", references=[person])


@transaction.atomic
def end_sessions(*, person: int, by: Caller) -> None:
    """Sign a person off everywhere, now (a lost laptop). Raises Refused."""
    found = _locked(person, by)
    found.sessions_valid_from = clock.now()
    found.save(update_fields=["sessions_valid_from"])
    audit.record("person.sessions-ended", by=by, subject="person", references=[person])


@transaction.atomic
def remove_second_factor(*, person: int, by: Caller) -> None:
    """Somebody lost telephone and recovery codes: take their second factor away, so that they set up a new one.

    Make sure first that it is them who ask. Ends their sessions. Raises Refused.
    """
    found = _locked(person, by)
    Authenticator.objects.filter(user=found).delete()
    found.sessions_valid_from = clock.now()
    found.save(update_fields=["sessions_valid_from"])
    audit.record("second-factor.removed", by=by, subject="person", references=[person])


@transaction.atomic
def make_reset_link(*, person: int, by: Caller) -> str:
    """The part of a link ("MQ/c1a2-...") with which a person sets a new password. Raises Refused.

    The link works once, for a day, and dies with the next password or sign-in.
    """
    found = _locked(person, by)
    if not found.is_active:
        raise Refused("This person is retired.", "Bring them back first.")
    audit.record("person.reset-link", by=by, subject="person", references=[person])
    return f"{urlsafe_base64_encode(force_bytes(found.pk))}/{default_token_generator.make_token(found)}"


def _locked(person: int, by: Caller) -> User:
    """The person, held against changes by others until the end of the transaction."""
    by.must("people.manage")
    found = User.objects.select_for_update().filter(pk=person).first()
    if found is None:
        raise Refused("There is no such person.", "Choose one from the list of people.")
    return found


def _must_keep_an_owner(person: User, *, stays_owner: bool) -> None:
    others = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True).exclude(pk=person.pk)
    is_owner = person.role == Role.OWNER and person.is_active
    if not keeps_an_owner(is_owner=is_owner, other_owners=len(others), stays_owner=stays_owner):
        raise Refused("The practice would have no owner left.", "Make somebody else an owner first.")
