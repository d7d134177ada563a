"""The audit trail: written by the action itself, inside its transaction, also for bulk work and for page views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock


def record(
    verb: str,
    *,
    by: Caller,
    subject: str = "",
    references: Iterable[str | int] = (),
    reason: str = "",
    details: dict[str, Any] | None = None,
    database: str = DEFAULT_DB_ALIAS,
) -> None:
    """Write one event. `references` are row numbers or reference words, never names; `details` never patient values."""
    if not transaction.get_connection(database).in_atomic_block:
        raise RuntimeError("an audit event belongs inside the transaction of what it records")
    named = list(references)
    AuditEvent.objects.using(database).create(
        at=clock.now(),
        user=by.user,
        actor=by.name,
        verb=verb,
        subject=subject,
        references=named,
        first_references=named[: AuditEvent.SHOWN],
        reference_count=len(named),
        reason=reason[:300],
        details=details or {},
    )
