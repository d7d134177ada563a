"""Words and tones for a referral; a tone is one of the badges' (good, due, stuck, info, or none)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from wellsent.base.addresses import pages_of
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import promises, rules
from wellsent.referrals.models import Attempt, Referral, Stage
from wellsent.referrals.queries import LEFT_BEHIND_COUNTED, Card, Column, Detail, Line
from wellsent.ui import formats

MOVES: Final[Mapping[str, str]] = {
    rules.RECEIVED: "Back to received",
    rules.CONTACTED: "Contacted",
    rules.SCHEDULED: "Book the evaluation",
    rules.EVALUATED: "Evaluated",
    rules.IN_CARE: "In care",
    rules.COMPLETED: "Completed",
    rules.LOST: "Lost",
}
"""What the button says that moves a referral to a stage."""
BOOK_AGAIN: Final = "Book another day"
NEXT: Final[Mapping[str, str]] = {
    rules.RECEIVED: rules.SCHEDULED,
    rules.CONTACTED: rules.SCHEDULED,
    rules.SCHEDULED: rules.EVALUATED,
    rules.EVALUATED: rules.IN_CARE,
    rules.IN_CARE: rules.COMPLETED,
}
"""The move most often made from a stage: the one button on a card."""


ADDRESSES: Final[Mapping[str, str]] = {
    "url": "referrals:referral",
    "move_url": "referrals:move",
    "attempt_url": "referrals:attempt",
}
"""Where a card leads, by the field that says so."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that can be made from here; `at_once` when a tap is enough."""

    to: str
    words: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """A card of the board, or what a line of the calls says of the referral."""

    texts: ClassVar = frozenset({"number", "reference", "who", "about", "badge", "advice", "facts", *ADDRESSES})

    number: int
    reference: str
    stage: str
    who: str
    about: str
    tone: str
    badge: str
    advice: str
    facts: str
    moves: tuple[Move, ...]
    can_be_called: bool
    url: str
    move_url: str
    attempt_url: str

    @property
    def from_whom(self) -> str:
        """The source, and the condition where it is known."""
        return " · ".join(part for part in (self.who, self.about) if part)

    @property
    def told(self) -> str:
        """All that the referral says, in one line."""
        return " · ".join(part for part in (self.reference, self.who, self.about, self.facts) if part)

    @property
    def usual(self) -> tuple[Move, ...]:
        """The usual next move alone, where the stage has one."""
        return tuple(move for move in self.moves[:1] if move.to == NEXT.get(self.stage))


def ways(*, may_record: bool) -> list[tuple[str, str]]:
    """The ways to look at referrals: what each is called, and the name of its address."""
    calls = [("Calls", "referrals:calls")] if may_record else []
    return [("Board", "referrals:board"), *calls, ("List", "desk:referrals")]


def stage_words(stage: str) -> str:
    """A stage as pages name it."""
    return Stage(stage).label


def moved(row: Referral) -> str:
    """What a move did: "R-2291 is scheduled for 4 Dec"."""
    if row.stage == rules.SCHEDULED and row.scheduled_for:
        return f"{row.reference} is booked for {formats.day(row.scheduled_for)}."
    return f"{row.reference} is {stage_words(row.stage).lower()}."


def recorded(row: Referral) -> str:
    """What was saved, and what still has to be asked for."""
    lacks = rules.missing(condition=row.condition, payer=row.payer, patient=row.patient_id is not None)
    return f"{row.reference} is recorded." + (f" Still missing: {formats.in_words(lacks)}." if lacks else "")


def missing(row: Referral, patient: PatientDetails | None) -> str:
    """What somebody still has to ask for, in words; nothing where all is there or the referral is closed."""
    if row.stage not in rules.OPEN:
        return ""
    lacks = list(rules.missing(condition=row.condition, payer=row.payer, patient=patient is not None))
    if patient is not None:
        told = (("telephone", patient.phone), ("birth date", patient.birth_date))
        lacks += [words for words, value in told if not value]
    return formats.in_words(lacks)


def likely(one: Line) -> str:
    """A referral that may be the same, in one line: received 4 Nov, knee, contacted."""
    told = [f"received {formats.day(one.received_on)}", one.condition or "", stage_words(one.stage).lower()]
    return " · ".join(part for part in told if part)


def visit_counts(row: Referral) -> tuple[tuple[str, int], ...]:
    """How many visits were planned, attended, missed and cancelled, so far as is known."""
    counts = (
        ("Planned", row.visits_planned),
        ("Attended", row.visits_attended),
        ("Missed", row.visits_missed),
        ("Cancelled", row.visits_cancelled),
    )
    return tuple((words, count) for words, count in counts if count is not None)


def move_words(stage: str, to: str) -> str:
    """What the button says that moves a referral from one stage to another."""
    return BOOK_AGAIN if stage == to else MOVES[to]


@cache
def moves(stage: str) -> tuple[Move, ...]:
    """Every move that can be made, the usual next one first, the others in the order of the way."""
    ways = [
        Move(to, move_words(stage, to), at_once=not rules.asks_more(stage, to))
        for to in (*rules.WAY, rules.LOST)
        if to in rules.MAY_FOLLOW[stage]
    ]
    return tuple(sorted(ways, key=lambda one: one.to != NEXT.get(stage)))


def card(one: Card, names: Mapping[int, str], *, may_record: bool) -> CardView:
    """A card in words; without the right to record, nothing to press."""
    state = one.state
    return CardView(
        number=one.number,
        reference=one.reference,
        stage=one.stage,
        who=names.get(one.source, "a source that is gone"),
        about=one.condition or "",
        tone=state.tone if state else "",
        badge=state.badge if state else "",
        advice=state.advice if state else "",
        facts=_facts(one),
        moves=moves(one.stage) if may_record else (),
        can_be_called=may_record and state is not None and state.call_from is not None,
        **{field: pages_of(name)(one.number) for field, name in ADDRESSES.items()},
    )


def left_behind(count: int) -> str:
    """How many are open and too old for the board, and why; blank for none."""
    if not count:
        return ""
    number = f"More than {count - 1}" if count == LEFT_BEHIND_COUNTED else f"{count}"
    are = "is" if count == 1 else "are"
    return (
        f"{number} {are} open and too old for the board: came over 90 days ago and was never evaluated or booked "
        "since, or over 270 days ago."
    )


def standing(columns: Sequence[Column]) -> str:
    """54 open · 5 are stuck; "or more" where a column shows the stuck alone and holds others; nothing of the stuck to
    who does not see how referrals stand."""
    total = f"{sum(column.total for column in columns):,} open"
    stuck = [[card.state.tone == promises.STUCK for card in column.cards if card.state] for column in columns]
    count = sum(sum(some) for some in stuck)
    if not any(stuck):
        return total
    more = any(column.total > len(some) and all(some) for column, some in zip(columns, stuck, strict=True) if some)
    return f"{total} · {count} {'or more ' if more else ''}{'is' if count == 1 and not more else 'are'} stuck"


def _facts(one: Card) -> str:
    """The quiet line of a card: what is missing, and the physician's next visit."""
    facts = []
    if one.missing:
        facts.append(f"missing: {', '.join(one.missing)}")
    if one.next_physician_visit_on:
        facts.append(f"sees the physician on {formats.day(one.next_physician_visit_on)}")
    return " · ".join(facts)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a referral's history: the day, what happened, by whom and why."""

    when: str
    words: str
    by: str
    why: str
    order: tuple[date, int]


def history(detail: Detail, zone: ZoneInfo, *, today: date) -> list[Moment]:
    """Everything that happened to a referral, the latest first: stages, attempts, visits."""
    steps = [
        Moment(_day(one.on, today), stage_words(one.stage), _who(one.by), one.why, (one.on, number))
        for number, one in enumerate(detail.history)
    ]
    after = len(steps)  # on one day, a stage comes before the call or visit that followed it
    tried = [
        Moment(
            f"{_day(local.date(), today)}, {local:%H:%M}",
            f"{Attempt.How(one.how).label}: {Attempt.Outcome(one.outcome).label.lower()}",
            _who(one.by),
            "",
            (local.date(), after + number),
        )
        for number, one in enumerate(detail.attempts)
        if (local := one.at.astimezone(zone))
    ]
    visits = [
        Moment(_day(one.on, today), f"Visit {one.get_outcome_display().lower()}", "", "", (one.on, after))
        for one in detail.visits
    ]
    return sorted([*steps, *tried, *visits], key=lambda one: one.order, reverse=True)


def _who(name: str | None) -> str:
    return "a list" if name is None else name


def _day(day: date, today: date) -> str:
    return formats.day(day, today=today)
