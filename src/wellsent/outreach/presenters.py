"""Words and tones for touches and for what is due; a tone is one of the badges' (good, due, stuck, info, or none)."""

from __future__ import annotations

from wellsent.outreach.models import Outcome, Touch
from wellsent.outreach.rules import Due

_WORDS = {
    Outcome.MET.value: "met {whom}",
    Outcome.NOBODY.value: "nobody there",
    Outcome.LEFT.value: "left a message or material",
    Outcome.SENT.value: "sent",
    Outcome.REFUSED.value: "{whom} asked us not to come",
}
_TONES = {"not due": "", "due": "due", "overdue": "stuck"}


def touch_words(touch: Touch) -> str:
    """A touch in one line: "Visit: met Maria Lopes"."""
    return f"{touch.get_kind_display()}: {_WORDS[touch.outcome].format(whom=touch.with_whom or 'someone')}"


def due_tone(due: Due) -> str:
    """How the state of a cadence looks."""
    return _TONES[due.state]
