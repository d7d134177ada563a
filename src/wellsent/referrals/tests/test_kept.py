"""What is kept of a referral comes back out of its JSON as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from wellsent.referrals.kept import again, plain


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("received_on", date(2026, 2, 3)),
        ("scheduled_for", None),
        ("scheduled_time", time(9, 30)),
        ("received_at", datetime(2026, 2, 3, 14, 5, 7, 123, tzinfo=UTC)),
        ("visits_attended", 0),
        ("clinic_id", 7),
        ("condition", "2026-02-03"),
        ("lost_reason", ""),
        ("source_note", "Dr. Quill’s office"),
        ("source_note", None),
    ],
)
def test_a_kept_value_comes_back_as_it_was(column: str, value: Any) -> None:
    assert again(column, json.loads(json.dumps(plain(value)))) == value
