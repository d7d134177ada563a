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


_STAYS_DUE = "Nobody was reached, so the next check-in stays due."


def touch_words(touch: Touch) -> str:
    """A touch in one line: "Visit: met Maria Lopes"."""
    return f"{touch.get_kind_display()}: {_WORDS[touch.outcome].format(whom=touch.with_whom or 'someone')}"


def logged_words(touch: Touch) -> str:
    """Logged: call, Ada Okafor, MD. Nobody was reached, so the next check-in stays due."""
    follows = "The next check-in counts from this day." if touch.real_contact else _STAYS_DUE
    return f"Logged: {touch.get_kind_display().lower()}, {touch.source.name}. {follows}"


def due_tone(due: Due) -> str:
    """How the state of a cadence looks."""
    return _TONES[due.state]
