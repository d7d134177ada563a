"""What the front desk of the made-up practice has on its hands today: a good practice with a handful of problems.

Everything is done through the actions that people use, at believable times on the last days the practice was open.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wellsent.accounts.caller import Caller
from wellsent.accounts.hours import Hours
from wellsent.accounts.queries import clinics, promises
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import actions, queries
from wellsent.referrals.queries import Card
from wellsent.referrals.rules import Received
from wellsent.referrals.visiting import ATTENDED, MISSED

OPENED: Final = time(9)
"""Before that, the practice has not begun its day: yesterday was the last one."""
AFTERNOON: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A referral told to the front desk: how many open days ago, at what time, of whom and for what; the source and
    clinic by their place. `tries` are attempts (days ago, time, outcome), `booked` an hour some days ahead."""

    key: str
    ago: int
    at: time
    name: str
    born: date
    phone: str
    payer: str
    condition: str
    source: int
    clinic: int = 0
    tries: tuple[tuple[int, time, str], ...] = ()
    booked: time | None = None
    shares: str = ""
    again: bool = False


ARRIVALS: Final = (
    Arrival("a", 1, time(8, 50), "Abernathy, Ruth", date(1957, 4, 11), "(404) 555-0111", "Medicare",
            "M17.12 - Osteoarthritis of left knee", 0, 0,
            tries=((1, time(11, 20), "no answer"), (0, time(8, 40), "left message"))),
    Arrival("b", 1, time(10, 15), "Castellano, Marco", date(1984, 9, 2), "(678) 555-0124", "Aetna",
            "M54.50 - Low back pain", 1, 1, tries=((1, time(13, 5), "reached"),), booked=time(9)),
    Arrival("c", 1, time(11, 40), "Oduya, Grace", date(1969, 12, 20), "(470) 555-0137", "Blue Cross",
            "M75.101 - Rotator cuff tear, right", 2, 0, tries=((1, time(14, 30), "reached"),)),
    Arrival("d", 1, time(14, 25), "Lindholm, Per", date(1991, 6, 30), "(404) 555-0142", "United Healthcare",
            "S93.401A - Ankle sprain, right", 0, 1),
    Arrival("e", 1, time(16, 10), "Castellano, Marco", date(1984, 9, 2), "(678) 555-0124", "Aetna",
            "M54.50 - Low back pain", 3, 1, shares="b"),
    Arrival("f", 0, time(8, 15), "Whitfield, Dora", date(1949, 2, 8), "(770) 555-0158", "Medicare",
            "Z96.641 - Hip replacement, right", 2, 0),
    Arrival("g", 0, time(8, 35), "Lindholm, Pers", date(1991, 6, 30), "(404) 555-0142", "United Healthcare",
            "Ankle sprain right", 0, 1, again=True),
    Arrival("h", 0, time(8, 55), "Narayan, Kiran", date(1976, 11, 5), "(678) 555-0163", "Cigna", "", 4, 1),
)  # fmt: skip


@dataclass
class _Desk:
    """The days the practice was open (the last one first), and who acts."""

    by: Caller
    hours: Hours
    days: Sequence[date]
    now: datetime
    numbers: dict[str, int] = field(default_factory=dict)

    def moment(self, ago: int, at: time) -> datetime:
        """A time of an open day; where the last one is over, what came on it came in its afternoon."""
        zone = ZoneInfo(self.hours.time_zone)
        later = ago == 0 and self.days[0] < self.now.astimezone(zone).date()
        return datetime.combine(self.days[ago], at, zone) + (AFTERNOON if later else timedelta())

    def ahead(self, days: int) -> date:
        """The day on which so many further open days have passed."""
        return _some(_open_days(self.hours, self.days[0] + timedelta(days=1), 1), days)[-1]

    def attempt(self, referral: int, ago: int, at: time, outcome: str, how: str = "call") -> None:
        when = self.moment(ago, at)
        if when < self.now:
            actions.log_attempt(referral=referral, outcome=outcome, once=uuid.uuid4(), how=how, at=when, by=self.by)


def set_up(now: datetime, *, by: Caller) -> None:
    """Give the front desk its morning, on top of the lists that have come in."""
    hours = promises(by)[None].hours
    local = now.astimezone(ZoneInfo(hours.time_zone))
    last = local.date() if local.time() >= OPENED else local.date() - timedelta(days=1)
    desk = _Desk(by, hours, _some(_open_days(hours, last, -1), 12), now)
    cards = queries.states(by, queries.live(by, today=local.date()).order_by("received_on", "pk"), now=now)
    _work_on_those_who_wait(desk, cards)
    _book(desk, [card for card in cards if card.stage == "scheduled"])
    _treat(desk, [card for card in cards if card.stage == "in care"])
    _receive(desk, list(dict.fromkeys(card.source for card in cards)))


def _open_days(hours: Hours, start: date, step: int) -> Iterator[date]:
    day = start
    while True:
        if hours.is_open_on(day):
            yield day
        day += timedelta(days=step)


def _some(days: Iterator[date], number: int) -> list[date]:
    return [day for day, _ in zip(days, range(number), strict=False)]


def _receive(desk: _Desk, sources: Sequence[int]) -> None:
    """What has come by telephone and fax since yesterday, and what was done about it."""
    places = [clinic.pk for clinic in clinics(desk.by)]
    for one in ARRIVALS:
        if desk.moment(one.ago, one.at) >= desk.now or not sources or not places:
            continue
        row = actions.record(
            received=Received(
                source=sources[one.source % len(sources)],
                received_on=desk.days[one.ago],
                clinic=places[one.clinic % len(places)],
                payer=one.payer,
                condition=one.condition,
            ),
            patient=PatientDetails(one.name, one.born, one.phone),
            once=uuid.uuid4(),
            received_at=desk.moment(one.ago, one.at),
            shares=desk.numbers.get(one.shares),
            another=one.again,
            by=desk.by,
        )
        desk.numbers[one.key] = row.pk
        for ago, at, outcome in one.tries:
            desk.attempt(row.pk, ago, at, outcome)
        if one.booked:
            _schedule(desk, row.pk, "contacted", desk.ahead(2), one.booked)


def _schedule(desk: _Desk, number: int, seen: str, day: date, at: time) -> None:
    on = desk.days[0]
    actions.move(referral=number, to="scheduled", seen=seen, on=on, scheduled_for=day, scheduled_time=at, by=desk.by)


def _work_on_those_who_wait(desk: _Desk, cards: Sequence[Card]) -> None:
    """Of those the lists left open: two cannot be reached, one asked to be called later, one waits for its payer and
    one for an office's answer; the others are booked or closed, as in a practice that keeps its promises."""
    waiting = [card for card in cards if card.stage == "received" and card.received_on < desk.days[2]]
    for card in waiting[:2]:
        for ago, at, outcome in ((2, time(10, 5), "no answer"), (1, time(15, 40), "left message")):
            desk.attempt(card.number, ago, at, outcome)
        desk.attempt(card.number, 0, time(8, 20), "no answer")
    for card in waiting[2:3]:
        desk.attempt(card.number, 1, time(11, 50), "left message", "text")
        note = "Away until then, asked for a morning"
        actions.hold(referral=card.number, waits_for="patient", ask_on=desk.ahead(3), note=note, by=desk.by)
    spoken_to = [card for card in cards if card.stage == "contacted"]
    for card in waiting[3:]:
        desk.attempt(card.number, 1, time(13, 30), "reached")
    spoken_to = [*spoken_to, *waiting[3:]]
    for card, (waits_for, ago) in zip(spoken_to, (("payer", 6), ("office", 1), ("payer", 2)), strict=False):
        since = desk.moment(ago, time(10, 30))
        actions.hold(referral=card.number, waits_for=waits_for, since=since, by=desk.by)
    for card in spoken_to[3:]:
        _schedule(desk, card.number, "contacted", desk.ahead(3), time(14, 30))


def _book(desk: _Desk, cards: Sequence[Card]) -> None:
    """Appointments have their hour; one patient did not come to the evaluation."""
    hours = (time(9), time(10, 30), time(13), time(15, 15), time(11, 45))
    missed = any(card.state is not None and card.state.key == "evaluation missed" for card in cards)
    for place, card in enumerate(cards):
        changes: dict[str, object] = {"scheduled_time": hours[place % len(hours)]}
        if not missed and card.received_on < desk.days[1]:
            changes["scheduled_for"], missed = desk.days[1], True
        actions.correct(referral=card.number, changes=changes, by=desk.by)


def _treat(desk: _Desk, cards: Sequence[Card]) -> None:
    """One patient in care missed the last two visits; some go back to their physician soon."""
    for place, card in enumerate(cards[::4]):
        changes = {"next_physician_visit_on": desk.ahead(3 + 2 * place)}
        actions.correct(referral=card.number, changes=changes, by=desk.by)
    for card in cards[len(cards) // 2 :]:
        came = [visit.on for visit in queries.visits_of(desk.by, [card.number]) if visit.outcome == ATTENDED]
        if len(came) > 3:
            for on in came[-2:]:
                actions.record_visit(referral=card.number, on=on, outcome=MISSED, by=desk.by)
            return
