"""Words for people, their sessions and what the audit trail holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wellsent.accounts import sessions
from wellsent.accounts.models import AuditEvent, Clinic, Invitation, Session, User
from wellsent.base import clock


def person(user: User) -> str:
    """How a person is named on pages."""
    return user.name or user.email


@dataclass(frozen=True, slots=True)
class SessionRow:
    handle: str
    browser: str
    address: str
    seen_at: datetime | None
    is_this: bool


def session_rows(rows: Iterable[Session], *, own_key: str | None) -> list[SessionRow]:
    """Where a person is signed in, in the words they know their devices by."""
    return [
        SessionRow(
            sessions.handle(row.session_key), row.browser, row.address, row.seen_at, is_this=row.session_key == own_key
        )
        for row in rows
    ]


def which(event: AuditEvent) -> str:
    """The records of an event: the first of many, and how many more; the export has them all."""
    more = event.reference_count - len(event.first_references)
    return ", ".join(map(str, event.first_references)) + (f" and {more:,} more" if more > 0 else "")


def told(details: Mapping[str, Any]) -> str:
    """kind: touches, rows: 410, added: 410; what is empty or zero is left out."""
    parts = [
        told(value) if isinstance(value, Mapping) else f"{name.replace('_', ' ')}: {_listed(value)}"
        for name, value in details.items()
        if value
    ]
    return ", ".join(filter(None, parts))


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def clinic_words(names: Iterable[Clinic], *, all_clinics: bool) -> str:
    """Which clinics somebody works for, in one line."""
    return "All clinics" if all_clinics else ", ".join(clinic.name for clinic in names)


def invitation_words(invitation: Invitation) -> str:
    """ "works until 1 Dec" or "expired"."""
    if invitation.expires_at <= clock.now():
        return "expired"
    return f"works until {invitation.expires_at.day} {invitation.expires_at:%b}"
