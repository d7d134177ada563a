"""The lines of the list of patients to call: the card of each, with the patient's name and telephone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from wellsent.accounts.caller import Caller
from wellsent.directory import phones
from wellsent.directory import queries as directory
from wellsent.referrals import presenters, queries
from wellsent.referrals.presenters import CardView


@dataclass(frozen=True, slots=True)
class CallLine:
    """One patient to call. `later` says that the next call falls later today; `once` makes a tap one."""

    texts: ClassVar = frozenset({"place", "name", "born", "phone", "dial", "once"})

    card: CardView
    place: int
    name: str
    born: str
    phone: str
    dial: str
    later: bool
    once: str


MOST = 30
"""Patients shown at once: as many as one works through in a morning, and no more opened than are needed."""


def call_lines(caller: Caller, *, now: datetime, clinic: int | None) -> tuple[list[CallLine], int]:
    """The first patients to call, in order, and how many more wait; seeing them is written down."""
    every = queries.calls(caller, now=now, clinic=clinic)
    cards = every[:MOST]
    names = directory.names(caller, {card.source for card in cards})
    shown = queries.patient_details(caller, [card.number for card in cards], why="patients to call")
    lines = []
    for place, card in enumerate(cards, 1):
        patient = shown.get(card.number)
        number = phones.parse(patient.phone) if patient else None
        call_from = card.state.call_from if card.state else None
        lines.append(
            CallLine(
                card=presenters.card(card, names, may_record=True),
                place=place,
                name=(patient.name if patient else "") or "No patient named",
                born=f"{patient.birth_date:%-d %b %Y}" if patient and patient.birth_date else "",
                phone=number.shown if number else (patient.phone if patient else ""),
                dial=number.e164 if number else "",
                later=call_from is not None and call_from > now,
                once=uuid.uuid4().hex,
            )
        )
    return lines, len(every) - len(cards)
