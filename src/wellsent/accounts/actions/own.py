"""What people change about their own sign-in."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from wellsent.accounts import audit, passwords, queries, sessions
from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import User
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused


@transaction.atomic
def change_own_name(*, name: str, by: Caller) -> None:
    """Change how the caller is named on pages."""
    person = _own(by)
    person.name = name.strip()
    person.save(update_fields=["name"])
    facts.moved_on("people")  # their names stand on pages that are kept; no figure depends on them
    audit.record("own.name", by=by, subject="person", references=[person.pk])


@transaction.atomic
def change_own_password(*, current: str, new: str, session: SessionBase, by: Caller) -> User:
    """Change the caller's password and end every other session. Raises DataError when a password will not do."""
    person = _own(by)
    if not person.check_password(current):
        raise DataError("This is not your present password.", "Enter the one you signed in with.")
    passwords.check(new, user=person)
    person.set_password(new)
    _end_all_but(session, person)
    person.save(update_fields=["password", "sessions_valid_from"])
    audit.record("own.password", by=by, subject="person", references=[person.pk])
    return person


@transaction.atomic
def end_own_sessions(*, session: SessionBase, by: Caller) -> None:
    """End every session of the caller but this one."""
    person = _own(by)
    _end_all_but(session, person)
    person.save(update_fields=["sessions_valid_from"])
    audit.record("own.sessions-ended", by=by, subject="person", references=[person.pk])


@transaction.atomic
def end_own_session(*, handle: str, by: Caller) -> None:
    """End one session of the caller, named by its `sessions.handle`; one that is over already is no error."""
    for session in queries.own_sessions(by):
        if sessions.handle(session.session_key) == handle:
            session.delete()
            audit.record("own.session-ended", by=by, subject="person", references=[_own(by).pk])


@transaction.atomic
def use_reset_link(*, person: str, proof: str, password: str, by: Caller) -> User:
    """Set a new password with a link; ends every session. Raises Refused when the link no longer works.

    `by` is somebody not signed in: the link is what allows it.
    """
    found = queries.person_of_reset_link(person, proof)
    if found is not None:  # of two who use it at once, the second finds it used
        found = User.objects.select_for_update().get(pk=found.pk)
    if found is None or by.user is not None or not default_token_generator.check_token(found, proof):
        raise Refused("This link no longer works.", "Ask for a new one.")
    passwords.check(password, user=found)
    found.set_password(password)
    found.sessions_valid_from = clock.now()
    found.save(update_fields=["password", "sessions_valid_from"])
    audit.record("own.password-reset", by=caller_of(found), subject="person", references=[found.pk])
    return found


def _own(by: Caller) -> User:
    if by.user is None:
        raise Refused("This is for people who signed in.")
    return User.objects.select_for_update().get(pk=by.user.pk)


def _end_all_but(session: SessionBase, person: User) -> None:
    person.sessions_valid_from = clock.now()
    sessions.outlives_a_change(session)
