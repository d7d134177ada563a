"""An event of the audit trail in words."""

from __future__ import annotations

from wellsent.accounts import presenters
from wellsent.accounts.models import AuditEvent


def test_what_is_known_of_an_event_is_told_in_words() -> None:
    details = {"kind": "touches", "counts": {"rows": 410, "changed": 0, "sources_new": 2}}
    assert presenters.told(details) == "kind: touches, rows: 410, sources new: 2"


def test_of_many_records_the_first_are_named() -> None:
    few = AuditEvent(first_references=[3, "R-4"], reference_count=2)
    many = AuditEvent(first_references=list(range(1, 13)), reference_count=410)
    assert presenters.which(few) == "3, R-4"
    assert presenters.which(many) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 398 more"
