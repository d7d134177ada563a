from __future__ import annotations

import pytest

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.accounts.presenters import AuditRow, audit_row

pytestmark = pytest.mark.django_db


def told(owner: Caller, references: list[int], reason: str = "", **details: object) -> AuditRow:
    """One event as the page of the audit trail has it."""
    audit.record("import.run", by=owner, subject="batch", references=references, reason=reason, details=details)
    return audit_row(AuditEvent.objects.latest("pk"))


def test_what_is_known_of_an_event_is_told_in_words(owner: Caller) -> None:
    row = told(owner, [3], "asked for", kind="touches", counts={"rows": 410, "changed": 0, "sources_new": 2})
    assert (row.which, row.why) == ("batch 3", "asked for. kind: touches, rows: 410, sources new: 2")


def test_of_many_records_the_first_are_named(owner: Caller) -> None:
    assert told(owner, list(range(1, 411))).which == "batch 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 398 more"
