"""How an open referral stands against the practice's own promises: its timer, how it is stuck, and what to do next.

Pure: the facts of one referral, its clinic's promise and the moment are told; out comes a state with its next step and
the words for it. Promises count working time (accounts.hours); what waits for others (a payer, an office, the patient's
own wish) is stuck in another way than what waits for us.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from wellsent.referrals.clocks import Clock, say, say_days
from wellsent.referrals.rules import BEFORE_EVALUATION, CONTACTED, EVALUATED, IN_CARE, OPEN, RECEIVED, SCHEDULED

STUCK, DUE, FINE = "stuck", "due", ""
TONES: Final = (STUCK, DUE, FINE)
"""From what needs somebody now to what is on course; also the order in which they are shown."""

CALLS_BEFORE_ANOTHER_WAY: Final = 3
"""Unanswered calls after which another call is not what helps (nothing firm is published: a practice's usual rule)."""
CALLS_BEFORE_GIVING_UP: Final = 6
BETWEEN_CALLS: Final = 3 * 60
"""Working minutes to leave between two unanswered calls, so that the next one falls into another part of the day."""
BOOKED_WITHIN: Final = 2
"""Working days after speaking to a patient by which the evaluation should have a day."""
PAYER_ANSWERS_WITHIN: Final = 5
"""Working days after which a payer that has not answered is asked again."""
OFFICE_ANSWERS_WITHIN: Final = 1
MISSED_IN_A_ROW: Final = 2
"""Visits missed one after the other from which somebody should call the patient."""
SILENT_IN_CARE: Final = timedelta(days=14)
"""Without a visit for so long and none planned, a patient in care is slipping away."""

WAITS_BEFORE_EVALUATION: Final = timedelta(days=90)
"""Received longer ago, never evaluated and not booked since, a referral has gone elsewhere: offered for closing, not
for calling."""
STAYS_IN_CARE: Final = timedelta(days=270)
"""Received longer ago and still open after the evaluation: its discharge was not recorded."""


def is_live(stage: str, *, received_on: date, scheduled_for: date | None, today: date) -> bool:
    """Whether somebody could still do something about a referral of this stage that came on a day. One booked months
    ahead (before an operation, say) waits for its day as long as others are treated."""
    waits = today - WAITS_BEFORE_EVALUATION
    booked = stage == SCHEDULED and scheduled_for is not None and scheduled_for >= waits
    if stage in BEFORE_EVALUATION and not booked:
        return received_on >= waits
    return stage in OPEN and received_on >= today - STAYS_IN_CARE


@dataclass(frozen=True, slots=True)
class Tries:
    """Calls since the patient was last reached: how many went unanswered, and when the last one was."""

    unanswered: int = 0
    last_at: datetime | None = None


def tries_of(attempts: Iterable[tuple[int, str, str, datetime]]) -> dict[int, Tries]:
    """The calls of each referral that went unanswered since its patient was last reached, by whatever way: (referral,
    how, outcome, moment), the oldest first. A letter or a text message is no call that nobody answered."""
    found: dict[int, Tries] = {}
    for number, how, outcome, at in attempts:
        if outcome == "reached":
            found[number] = Tries()
        elif how == "call":
            found[number] = Tries(found.get(number, Tries()).unanswered + 1, at)
    return found


@dataclass(frozen=True, slots=True)
class OnHold:
    """What a referral waits for: "payer", "office" or "patient", since when, and the day named for asking again."""

    waits_for: str
    since: datetime
    ask_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """The facts of an open referral that its state rests on; moments are aware."""

    stage: str
    received_at: datetime
    first_contact_on: date | None = None
    scheduled_for: date | None = None
    scheduled_time: time | None = None
    evaluated_on: date | None = None
    tries: Tries = Tries()
    holds: tuple[OnHold, ...] = ()
    visits_planned: int | None = None
    visits_attended: int | None = None
    missed_in_a_row: int = 0
    last_visit_on: date | None = None
    next_visit_on: date | None = None
    clinic_closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How a referral stands: `key` names the state, `badge` says it in three words, `advice` what to do next and why.

    `call_from` is the moment from which the patient should be called; None where a call is not what helps. `deadline`
    is the moment the promise ends, for those that still wait for us.
    """

    key: str
    tone: str
    badge: str
    advice: str
    call_from: datetime | None = None
    deadline: datetime | None = None

    @property
    def order(self) -> tuple[int, float]:
        """What comes first: stuck before due before fine, and within each what was promised earliest."""
        when = self.deadline or self.call_from
        return TONES.index(self.tone), when.timestamp() if when else float("inf")


def state_of(facts: OpenReferral, clock: Clock) -> State:
    """How an open referral stands now. A clinic that closed comes before all else: nobody there will do anything."""
    if facts.clinic_closed_on is not None and facts.clinic_closed_on <= clock.today:
        return State("clinic closed", STUCK, "clinic closed", "Its clinic has closed. Give it to another clinic.")
    return _STATES[facts.stage](facts, clock)


def _received(facts: OpenReferral, clock: Clock) -> State:
    deadline = clock.working.after(facts.received_at, clock.promise.first_contact)
    late = deadline is not None and deadline <= clock.now
    held = _hold(facts, clock, "patient")
    if held is not None:
        return held
    if facts.tries.unanswered >= CALLS_BEFORE_ANOTHER_WAY:
        return _not_reached(facts, clock, late=late, deadline=deadline)
    waited = clock.working.minutes(facts.received_at, clock.now)
    call_from = _next_call(facts, clock) or facts.received_at
    tried = f" {_tried(facts, clock)}" if facts.tries.unanswered else ""
    if late:
        promised = clock.span(clock.promise.first_contact)
        badge = f"{clock.span(waited)}, promise {promised}"
        advice = f"Call now: first contact was promised within {promised} of work.{tried}"
        return State("not contacted", STUCK, badge, advice, call_from, deadline)
    left = clock.promise.first_contact - waited
    tone = DUE if left <= clock.promise.first_contact // 4 else FINE
    advice = f"Call within the next {clock.span(left)} of work, as promised.{tried}"
    return State("not contacted yet", tone, clock.span(waited), advice, call_from, deadline)


def _not_reached(facts: OpenReferral, clock: Clock, *, late: bool, deadline: datetime | None) -> State:
    """Called several times in vain: from here on another way is advised, in the end another end."""
    count = facts.tries.unanswered
    advice = (
        f"{_tried(facts, clock)} Try another way: a text message or a letter, or a call in the evening, and tell the "
        "referring office that their patient has not been reached."
    )
    if count >= CALLS_BEFORE_GIVING_UP:
        advice = f"{_tried(facts, clock)} Tell the referring office, and close it as “could not be reached”."
    return State(
        "not reached", STUCK if late else DUE, f"{count} calls unanswered", advice, _next_call(facts, clock), deadline
    )


def _contacted(facts: OpenReferral, clock: Clock) -> State:
    for waits_for in ("payer", "patient", "office"):
        held = _hold(facts, clock, waits_for)
        if held is not None:
            return held
    since = clock.start_of(facts.first_contact_on) if facts.first_contact_on else facts.received_at
    days = clock.days(since)
    deadline = clock.working.after(facts.received_at, clock.promise.evaluation)
    late = deadline is not None and deadline <= clock.now
    if facts.tries.unanswered >= CALLS_BEFORE_ANOTHER_WAY:
        return _not_reached(facts, clock, late=late, deadline=deadline)
    if late:
        advice = (
            f"Spoken to {say_days(days)} ago and not booked; the evaluation was promised within "
            f"{clock.span(clock.promise.evaluation)} of work. Offer the first free hour at any of your clinics."
        )
        return State("not booked", STUCK, f"{say_days(days)}, not booked", advice, clock.now, deadline)
    tone, badge = (DUE, f"{say_days(days)}, not booked") if days >= BOOKED_WITHIN else (FINE, say_days(days))
    advice = "Book the evaluation: ask for two days that suit and offer the earlier one."
    return State("not booked yet", tone, badge, advice, since, deadline)


def _scheduled(facts: OpenReferral, clock: Clock) -> State:
    day = facts.scheduled_for
    if day is None:
        return State("no day", DUE, "no day", "It is called scheduled, and the day is missing. Enter it.", clock.now)
    appointment = datetime.combine(day, facts.scheduled_time or time.max, clock.zone)
    if appointment < clock.now:
        advice = (
            f"The evaluation was on {say(day)} and is not recorded. If the patient came, record it; if not, call now "
            "and book another day."
        )
        return State("evaluation missed", STUCK, "evaluation missed", advice, clock.now, appointment)
    deadline = clock.working.after(facts.received_at, clock.promise.evaluation)
    badge = clock.appointment(day, facts.scheduled_time)
    if deadline is not None and clock.start_of(day) > deadline:
        advice = f"Booked later than promised ({clock.span(clock.promise.evaluation)} of work): offer an earlier day."
        return State("booked late", DUE, badge, advice, None, deadline)
    return State("booked", FINE, badge, "Booked. Confirm the day before.", None, appointment)


def _in_care(facts: OpenReferral, clock: Clock) -> State:
    visits = _visits(facts)
    if facts.missed_in_a_row >= MISSED_IN_A_ROW:
        tone = STUCK if facts.missed_in_a_row > MISSED_IN_A_ROW else DUE
        advice = f"Missed {facts.missed_in_a_row} visits in a row. Call, ask why, and book the next one on the spot."
        return State("visits missed", tone, f"{facts.missed_in_a_row} visits missed", advice, clock.now)
    last = facts.last_visit_on or facts.evaluated_on
    ahead = facts.next_visit_on is not None and facts.next_visit_on >= clock.today
    if facts.last_visit_on and last and not ahead and clock.today - last > SILENT_IN_CARE:
        advice = f"No visit since {say(last)} and none planned. Call, and book one or record the discharge."
        return State("no visit lately", DUE, f"nothing since {say(last)}", advice, clock.now)
    return State("in care", FINE, visits, "On course." if visits else "Enter how many visits are planned.")


def _hold(facts: OpenReferral, clock: Clock, waits_for: str) -> State | None:
    """The state of a referral that waits for somebody else, quiet until it is time to ask again."""
    hold = next((one for one in facts.holds if one.waits_for == waits_for), None)
    if hold is None:
        return None
    days = clock.days(hold.since)
    if hold.ask_on is not None:
        ask = hold.ask_on <= clock.today
    else:
        ask = days >= {"payer": PAYER_ANSWERS_WITHIN, "office": OFFICE_ANSWERS_WITHIN}.get(waits_for, BOOKED_WITHIN)
    words = _HOLDS[waits_for]
    until = f" until {say(hold.ask_on)}" if hold.ask_on is not None and not ask else f", {say_days(days)}"
    call_from = clock.start_of(hold.ask_on or clock.today) if waits_for == "patient" and ask else None
    advice = words.ask if ask else words.wait
    return State(words.key, DUE if ask else FINE, f"{words.badge}{until}", advice, call_from)


@dataclass(frozen=True, slots=True)
class _HoldWords:
    key: str
    badge: str
    wait: str
    ask: str


_HOLDS: Final[Mapping[str, _HoldWords]] = {
    "payer": _HoldWords(
        "payer waiting",
        "waits for the payer",
        "The payer has been asked. Nothing to do until it answers.",
        "Ask the payer again, with the reference number at hand, and tell the patient where it stands.",
    ),
    "office": _HoldWords(
        "office waiting",
        "office asked",
        "The office has been asked. Its answer is awaited.",
        "The office has not answered. Call whoever books there, and ask for the one thing that is missing.",
    ),
    "patient": _HoldWords(
        "patient asked",
        "asked to be called later",
        "The patient asked to be called later.",
        "The day the patient named is here. Call, and offer two times.",
    ),
}

_STATES: Final[Mapping[str, Callable[[OpenReferral, Clock], State]]] = {
    RECEIVED: _received,
    CONTACTED: _contacted,
    SCHEDULED: _scheduled,
    EVALUATED: _in_care,
    IN_CARE: _in_care,
}


def _next_call(facts: OpenReferral, clock: Clock) -> datetime | None:
    """When to call again after a call that reached nobody; at once where there was none."""
    return clock.working.after(facts.tries.last_at, BETWEEN_CALLS) if facts.tries.last_at else None


def _tried(facts: OpenReferral, clock: Clock) -> str:
    """2 calls unanswered, the last one yesterday at 16:40."""
    count = "1 call" if facts.tries.unanswered == 1 else f"{facts.tries.unanswered} calls"
    last = facts.tries.last_at
    return f"{count} unanswered." if last is None else f"{count} unanswered, the last one {clock.past(last)}."


def _visits(facts: OpenReferral) -> str:
    """6 of 12 visits; 6 visits; nothing where neither is known."""
    attended, planned = facts.visits_attended, facts.visits_planned
    if planned:
        return f"{attended or 0} of {planned} visits"
    return "" if not attended else "1 visit" if attended == 1 else f"{attended} visits"
