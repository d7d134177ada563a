"""Words and tones for a referral; a tone is one of the badges' (good, due, stuck, info, or none)."""

from __future__ import annotations

from wellsent.referrals import rules
from wellsent.referrals.models import Stage
from wellsent.referrals.queries import Waiting

_TONES = {rules.COMPLETED: "good", rules.LOST: ""}
STUCK_AFTER = 7
"""Days after which a referral without an appointment is late rather than due: our default."""


def stage_words(stage: str) -> str:
    """A stage as pages name it."""
    return Stage(stage).label


def stage_tone(stage: str) -> str:
    """How a stage looks: nothing is coloured but what is finished well or still open."""
    return _TONES.get(stage, "info")


def waiting_words(waiting: Waiting) -> str:
    """What a waiting patient waits for: "4 days, not booked", "evaluation missed", "booked"."""
    if waiting.late:
        return "evaluation missed"
    if waiting.scheduled_for:
        return "booked"
    if waiting.days_waiting == 0:
        return "came today"
    return f"{waiting.days_waiting} {'day' if waiting.days_waiting == 1 else 'days'}, not booked"


def waiting_tone(waiting: Waiting) -> str:
    """Late is "stuck", waiting without an appointment is "due"."""
    if waiting.late or (waiting.scheduled_for is None and waiting.days_waiting > STUCK_AFTER):
        return "stuck"
    return "" if waiting.scheduled_for or waiting.days_waiting == 0 else "due"
