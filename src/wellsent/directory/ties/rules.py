"""What a tie may be, and how far it carries. Pure.

Nothing published measures how likely an introduction is; the shares in STRENGTH and AGE are guesses of ours, used for
putting paths in order and never shown as chances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MUTUAL_PATIENT: Final = "patient"
SAME_GROUP: Final = "group"
KINDS: Final = {
    "trained": "Trained together",
    "colleagues": "Former colleagues",
    SAME_GROUP: "Same group",
    MUTUAL_PATIENT: "A patient of both",
    "civic": "Same civic group",
    "event": "Met at our event",
}
STRENGTHS: Final = {1: "Have met", 2: "Know each other", 3: "Would take each other's call"}
CONSENTS: Final = {
    "told": "“You may tell both of my providers that I am a patient of both.”",
    "own-form": "Our own signed form, which allows us to tell both providers so",
}
"""The wordings a consent can have. None holds a name; words that a practice writes itself stay in its signed form."""

STRENGTH: Final = {1: 40, 2: 65, 3: 85}
"""Of a hundred such askings, so many are taken to come through. A guess."""
AGE: Final = ((timedelta(days=730), 100), (timedelta(days=1825), 80))
"""Up to how old the last word on a tie is, and how many hundredths of its strength are left. A guess."""
OLDER: Final = 60
DERIVED_STRENGTH: Final = 2
"""People who work at one practice today know each other."""
SAME_ADDRESS, SAME_MEDICARE_GROUP, SAME_CLASS = "address", "medicare group", "class"
SIDE_BY_SIDE: Final = frozenset({SAME_ADDRESS, SAME_MEDICARE_GROUP, SAME_CLASS})
"""What follows from where two practise, or left one school in one year, alone: they may not know each other."""
BESIDE_STRENGTH: Final = 1
MOST_TOGETHER: Final = 100
"""In a group of more clinicians, being in it says nothing of who knows whom. A guess."""

_SPEAKS_OF_A_PATIENT: Final = re.compile(
    r"\b(my|our|his|her|their|a|an|the|same|shared|mutual|common|both'?s?)\s+(\w+\s+)?(patient|pt)s?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Consent:
    """A patient's consent that both providers may be told: who took it, when, in which words (a key of CONSENTS)."""

    taken_by: str
    on: date
    wording: str


def objection(kind: str, strength: int, evidence: str, consent: Consent | None, *, today: date) -> tuple[str, str]:
    """Why a tie cannot be stored, and what to do about it; two empty texts where nothing stands against it."""
    if kind not in KINDS:
        return f"{kind!r} is no tie.", f"Choose one of: {', '.join(KINDS)}."
    if strength not in STRENGTHS:
        return "How well they know each other is missing.", "Choose one of the three."
    if kind == MUTUAL_PATIENT:
        return _objection_to_patient(evidence, consent, today=today)
    if not evidence.strip():
        return "How this is known is missing.", "Write a sentence or a link."
    if _SPEAKS_OF_A_PATIENT.search(evidence):
        return (
            "This speaks of a patient, and no consent is recorded.",
            "Say it without the patient, or record “a patient of both” with the consent.",
        )
    return "", ""


def _objection_to_patient(evidence: str, consent: Consent | None, *, today: date) -> tuple[str, str]:
    if consent is None or not consent.taken_by.strip() or consent.wording not in CONSENTS:
        return (
            "That they share a patient may be told only with the patient's recorded consent.",
            "Enter who took it, when, and in which words; without one, leave this tie out.",
        )
    if consent.on > today:
        return "The day of the consent lies ahead.", "Correct the day."
    if evidence.strip():
        return "A tie through a patient has no other words, so that nobody is named.", "Leave how it is known blank."
    return "", ""


def weight(strength: int, known_on: date | None, *, as_of: date) -> int:
    """How far a tie carries, in hundredths: its strength, less where nobody has confirmed it for years.

    `known_on` None is a tie that holds today by itself.
    """
    age = as_of - known_on if known_on else timedelta()
    left = next((share for until, share in AGE if age <= until), OLDER)
    return STRENGTH[strength] * left // 100
