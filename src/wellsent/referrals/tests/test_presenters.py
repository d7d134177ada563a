"""Words and tones of referrals."""

from __future__ import annotations

from datetime import date

import pytest

from wellsent.referrals import presenters
from wellsent.referrals.models import Stage
from wellsent.referrals.queries import Waiting


def waiting(days: int, *, booked: bool = False, late: bool = False) -> Waiting:
    return Waiting(1, "R-1", "received", 1, date(2026, 9, 1), date(2026, 9, 9) if booked else None, days, late)


@pytest.mark.parametrize(
    ("one", "words", "tone"),
    [
        (waiting(0), "came today", ""),
        (waiting(1), "1 day, not booked", "due"),
        (waiting(8), "8 days, not booked", "stuck"),
        (waiting(8, booked=True), "booked", ""),
        (waiting(8, booked=True, late=True), "evaluation missed", "stuck"),
    ],
)
def test_a_waiting_patient_is_said_in_words(one: Waiting, words: str, tone: str) -> None:
    assert (presenters.waiting_words(one), presenters.waiting_tone(one)) == (words, tone)


def test_every_stage_has_words_and_a_tone() -> None:
    for stage in Stage.values:
        assert presenters.stage_words(stage)
        assert presenters.stage_tone(stage) in {"good", "info", ""}
