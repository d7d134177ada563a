"""Open referrals with how each stands now: for the board, for the list of patients to call, and for the count of stuck
ones beside the navigation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wellsent.accounts.caller import Caller
from wellsent.accounts.hours import Promise
from wellsent.accounts.queries import day_of
from wellsent.accounts.queries import promises as promises_of
from wellsent.base.kept import Kept
from wellsent.directory.queries import survivors
from wellsent.referrals import promises, rules
from wellsent.referrals.clocks import Clock, clock
from wellsent.referrals.models import Hold, Referral, Stage, reference
from wellsent.referrals.promises import OpenReferral, State, Tries
from wellsent.referrals.queries.beside import Beside
from wellsent.referrals.scope import own_referrals, sees_whole

COLUMN_MOST: Final = 10
"""Cards of a column; the rest is one link away."""
CALLS_LOOKED_AT: Final = 300
STUCK_COUNTED: Final = 100
"""The count of stuck referrals beside the navigation goes no further: from there on it says "99+"."""
LEFT_BEHIND_COUNTED: Final = 100
"""The count of those too old for the board goes no further either."""
ON_THE_BOARD: Final = (rules.RECEIVED, rules.CONTACTED, rules.SCHEDULED, rules.EVALUATED, rules.IN_CARE)


@dataclass(frozen=True, slots=True)
class Card:
    """An open referral as the board shows it. The liaison sees reference, stage, source and day: the rest is None."""

    number: int
    stage: str
    source: int
    received_on: date
    clinic: int | None = None
    patient: int | None = None
    payer: str | None = None
    condition: str | None = None
    next_physician_visit_on: date | None = None
    state: State | None = None
    missing: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return reference(self.number)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards, stuck ones first, and how many referrals it holds in all."""

    stage: str
    cards: tuple[Card, ...]
    total: int


_COLUMNS: Final = (
    *("pk", "stage", "source_id", "received_on", "received_at", "clinic_id", "patient_id", "payer", "condition"),
    *("first_contact_on", "scheduled_for", "scheduled_time", "evaluated_on", "visits_planned", "visits_attended"),
    *("missed_in_a_row", "next_physician_visit_on"),
)


def live(caller: Caller, *, today: date) -> QuerySet[Referral]:
    """The caller's open referrals that somebody could still do something about (`promises.is_live`).

    Said by what they are not: so a database goes back from the newest day and stops when a page is full, where it would
    gather and sort them all by their stages first.
    """
    waits, treated = _live_since(today)
    too_old = Q(stage__in=[rules.RECEIVED, rules.CONTACTED], received_on__lt=waits)
    too_old |= Q(stage=rules.SCHEDULED, received_on__lt=waits) & (Q(scheduled_for=None) | Q(scheduled_for__lt=waits))
    lately = own_referrals(caller).filter(received_on__gte=treated)  # nothing older is live, whatever its stage
    return lately.exclude(stage__in=sorted(set(Stage.values) - rules.OPEN)).exclude(too_old)


def _live_since(today: date) -> tuple[date, date]:
    """Since when a referral must have come to be live: before its evaluation, and in care or booked."""
    return today - promises.WAITS_BEFORE_EVALUATION, today - promises.STAYS_IN_CARE


def _live(today: date, path: str = "") -> Q:
    """The same, said so that all of them are found quickest; also of the referral at the end of a path
    ("episode_with__")."""
    return reduce(or_, (_live_in(stage, today, path) for stage in ON_THE_BOARD))


def _live_in(stage: str, today: date, path: str = "") -> Q:
    """The same of one stage: each a range of the index of stage and day."""
    waits, treated = _live_since(today)
    came = f"{path}received_on__gte"
    if stage in {rules.EVALUATED, rules.IN_CARE}:
        return Q(**{f"{path}stage": stage, came: treated})
    if stage == rules.SCHEDULED:
        return Q(**{f"{path}stage": stage, came: treated}) & (
            Q(**{came: waits}) | Q(**{f"{path}scheduled_for__gte": waits})
        )
    return Q(**{f"{path}stage": stage, came: waits})


def _by_themselves(caller: Caller, clocks: _Clocks, clinic: int | None = None) -> QuerySet[Referral]:
    """The referrals, live or not, that are worked on by themselves. One that shares another's episode of care is left
    to that one, for as long as somebody works on it.
    """
    rows = own_referrals(caller).filter(Q(episode_with=None) | ~_live(clocks.today, "episode_with__"))
    return rows if clinic is None else rows.filter(clinic=clinic)


def left_behind(caller: Caller, *, today: date) -> QuerySet[Referral]:
    """Open referrals that are too old for the board: to be closed, many at once. None is open and in neither."""
    return own_referrals(caller).filter(reduce(or_, (_left_behind_in(stage, today) for stage in ON_THE_BOARD)))


def _left_behind_in(stage: str, today: date) -> Q:
    """The same of one stage: each a range of the index of stage and day."""
    waits, treated = _live_since(today)
    if stage in {rules.EVALUATED, rules.IN_CARE}:
        return Q(stage=stage, received_on__lt=treated)
    old = Q(stage=stage, received_on__lt=waits)
    if stage == rules.SCHEDULED:
        return old & (Q(scheduled_for=None) | Q(scheduled_for__lt=waits) | Q(received_on__lt=treated))
    return old


_left_behind_counts: Final[Kept[int]] = Kept("referrals")


def left_behind_count(caller: Caller, *, now: datetime) -> int:
    """How many are left behind, up to `LEFT_BEHIND_COUNTED`: there may be none, or a list of years without a word of
    what became of anybody. Each stage is read in the order of its index, so that neither is looked for among all.
    """
    caller.must("referrals.see")
    today = day_of(caller, now)

    def count() -> int:
        every = (own_referrals(caller).filter(_left_behind_in(stage, today)) for stage in ON_THE_BOARD)
        counts = (rows.order_by("received_on")[:LEFT_BEHIND_COUNTED].count() for rows in every)
        return min(sum(counts), LEFT_BEHIND_COUNTED)

    return _left_behind_counts.get((caller.clinics, today), count, now=now)


_boards: Final[Kept[list[Column]]] = Kept("referrals", "directory", "practice")
_calls: Final[Kept[list[Card]]] = Kept("referrals", "directory", "practice")


def board(caller: Caller, *, now: datetime, clinic: int | None = None) -> list[Column]:
    """The pipeline: a column for each open stage, what is stuck on top. Raises Refused for roles that see none."""
    caller.must("referrals.see")
    asked_for = (caller.clinics, sees_whole(caller), clinic)
    return _boards.get(asked_for, lambda: _board(caller, now, clinic), now=now)


def _board(caller: Caller, now: datetime, clinic: int | None) -> list[Column]:
    clocks = _Clocks(caller, now)
    rows = _by_themselves(caller, clocks, clinic)
    chosen = {
        stage: _first_of(rows.filter(_live_in(stage, clocks.today)), stage, clocks.stuck(stage))
        for stage in ON_THE_BOARD
    }
    cards = {card.number: card for card in _cards(caller, [row for some in chosen.values() for row in some], clocks)}
    totals = dict(rows.filter(_live(clocks.today)).order_by().values_list("stage").annotate(total=Count("pk")))
    return [
        Column(stage, tuple(sorted((cards[row["pk"]] for row in some), key=_urgency)), totals.get(stage, 0))
        for stage, some in chosen.items()
    ]


def _first_of(rows: QuerySet[Referral], stage: str, first: Q) -> list[dict[str, Any]]:
    """The rows of a column: those of whom it is known that they are stuck, then the others, each by what its timer
    starts from, so that an index gives them."""
    in_order = rows.order_by("scheduled_for" if stage == rules.SCHEDULED else "received_on", "pk").values(*_COLUMNS)
    found = list(in_order.filter(first)[:COLUMN_MOST])
    if len(found) < COLUMN_MOST:
        seen = {row["pk"] for row in found}
        found += [row for row in in_order[:COLUMN_MOST] if row["pk"] not in seen]
    return found[:COLUMN_MOST]


def calls(caller: Caller, *, now: datetime, clinic: int | None = None) -> list[Card]:
    """The patients to call today, in the order to call them: who can be called now, the most urgent of them on top;
    then those whose next call falls later today. Raises Refused for roles that see none.
    """
    caller.must("referrals.see")
    asked_for = (caller.clinics, sees_whole(caller), clinic)
    return _calls.get(asked_for, lambda: _to_call(caller, now, clinic), now=now)


def _to_call(caller: Caller, now: datetime, clinic: int | None) -> list[Card]:
    clocks = _Clocks(caller, now)
    tomorrow = clocks.today + timedelta(days=1)
    wanted = Q(stage__in=[rules.RECEIVED, rules.CONTACTED]) | Q(stage=rules.SCHEDULED, scheduled_for__lt=tomorrow)
    missed = Q(stage__in=[rules.EVALUATED, rules.IN_CARE], missed_in_a_row__gte=promises.MISSED_IN_A_ROW)
    rows = _by_themselves(caller, clocks, clinic).filter(_live(clocks.today))
    chosen = [
        *rows.filter(wanted).order_by("received_on", "pk").values(*_COLUMNS)[:CALLS_LOOKED_AT],
        *rows.filter(missed).order_by("pk").values(*_COLUMNS)[:CALLS_LOOKED_AT],
    ]
    end = datetime.combine(tomorrow, time.min, clocks.zone)
    due = [card for card in _cards(caller, chosen, clocks) if _is_to_be_called(card.state, end)]
    return sorted(due, key=lambda card: (_later(card.state, now), _urgency(card)))


def _is_to_be_called(state: State | None, end: datetime) -> bool:
    return state is not None and state.call_from is not None and state.call_from < end


def _later(state: State | None, now: datetime) -> bool:
    return state is not None and state.call_from is not None and state.call_from > now


def _urgency(card: Card) -> tuple[int, float, date, int]:
    order = card.state.order if card.state else (len(promises.TONES), 0.0)
    return (*order, card.received_on, card.number)


def stuck(caller: Caller, *, now: datetime) -> int:
    """How many of the caller's referrals are stuck before the evaluation, up to `STUCK_COUNTED`: one query for every
    page. It counts just those whose card says so (`promises.state_of`)."""
    clocks = _Clocks(caller, now)
    waiting = sorted(rules.BEFORE_EVALUATION)
    late = reduce(or_, (_live_in(stage, clocks.today) & clocks.stuck(stage) for stage in waiting))
    return _by_themselves(caller, clocks).filter(late).order_by()[:STUCK_COUNTED].count()


def _of_clinics(numbers: Sequence[int | None]) -> Q:
    named = Q(clinic__in=[number for number in numbers if number is not None])
    return named | Q(clinic=None) if None in numbers else named


def _stuck(one: Clock, stage: str) -> Q:
    """Which referrals of one clinic are stuck in a stage; all of a clinic that has closed."""
    closed = one.promise.hours.closed_for_good_on
    if closed is not None and closed <= one.today:
        return Q()
    waits = Hold.objects.filter(referral=OuterRef("pk"), ended_at=None)
    if stage == rules.RECEIVED:
        return Q(_late(one, one.promise.first_contact), ~Exists(waits.filter(waits_for=Hold.Waits.PATIENT)))
    if stage == rules.CONTACTED:
        return Q(_late(one, one.promise.evaluation), ~Exists(waits))
    if stage == rules.SCHEDULED:
        time_of_day = one.now.astimezone(one.zone).time()
        return Q(scheduled_for__lt=one.today) | Q(scheduled_for=one.today, scheduled_time__lt=time_of_day)
    return Q(missed_in_a_row__gte=promises.MISSED_IN_A_ROW)


def _late(one: Clock, minutes: int) -> Q:
    """Referrals that came so early that the promise is over. Only a day is known of some: they came with its first
    moment. The day alone also narrows what is looked at; it is the practice's own, a clinic's may be another."""
    latest = one.working.before(one.now, minutes)
    if latest is None:
        return Q(pk__in=[])
    day = latest.astimezone(one.zone).date()
    came = Q(received_at=None, received_on__lte=day) | Q(received_at__lt=latest + timedelta(seconds=1))
    return Q(received_on__lte=day + timedelta(days=1)) & came


class _Clocks:
    """The clock of each of the caller's clinics, and that of the practice (None)."""

    def __init__(self, caller: Caller, now: datetime) -> None:
        self.promises: dict[int | None, Promise] = promises_of(caller)
        self.of_clinics = {number: clock(promise, now=now) for number, promise in self.promises.items()}
        self.zone: ZoneInfo = self.of_clinics[None].zone
        self.today: date = self.of_clinics[None].today

    def of(self, clinic: int | None) -> Clock:
        return self.of_clinics.get(clinic, self.of_clinics[None])

    def stuck(self, stage: str) -> Q:
        """What is stuck in a stage, by the clock of each clinic. Clinics that promise the same are asked for together,
        since most of a practice's do; where all do, none is named.
        """
        alike: dict[Promise, list[int | None]] = defaultdict(list)
        for number, promise in self.promises.items():
            alike[promise].append(number)
        stuck = [(numbers, _stuck(self.of_clinics[numbers[0]], stage)) for numbers in alike.values()]
        return stuck[0][1] if len(stuck) == 1 else reduce(or_, (_of_clinics(numbers) & late for numbers, late in stuck))


def states(caller: Caller, rows: QuerySet[Referral], *, now: datetime) -> list[Card]:
    """These rows as cards, in their order; closed ones have no state."""
    return _cards(caller, list(rows.values(*_COLUMNS)), _Clocks(caller, now))


def state(caller: Caller, row: Referral, beside: Beside, *, now: datetime) -> Card:
    """One referral as a card, for who has been found to see it whole (`reading.visible`)."""
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return _card(columns, survivors(caller), beside, _Clocks(caller, now).of(row.clinic_id))


def _cards(caller: Caller, rows: Sequence[dict[str, Any]], clocks: _Clocks) -> list[Card]:
    stands_for = survivors(caller)
    if not sees_whole(caller):
        return [
            Card(row["pk"], row["stage"], stands_for.get(row["source_id"], row["source_id"]), row["received_on"])
            for row in rows
        ]
    beside = Beside.read([row["pk"] for row in rows if row["stage"] in rules.OPEN])
    return [_card(row, stands_for, beside, clocks.of(row["clinic_id"])) for row in rows]


def _card(row: dict[str, Any], stands_for: Mapping[int, int], beside: Beside, one: Clock) -> Card:
    return Card(
        number=row["pk"],
        stage=row["stage"],
        source=stands_for.get(row["source_id"], row["source_id"]),
        received_on=row["received_on"],
        clinic=row["clinic_id"],
        patient=row["patient_id"],
        payer=row["payer"],
        condition=row["condition"],
        next_physician_visit_on=row["next_physician_visit_on"],
        state=promises.state_of(_facts(row, beside, one), one) if row["stage"] in rules.OPEN else None,
        missing=rules.missing(condition=row["condition"], payer=row["payer"], patient=row["patient_id"] is not None),
    )


def _facts(row: dict[str, Any], beside: Beside, one: Clock) -> OpenReferral:
    number = row["pk"]
    last, ahead = beside.visits.get(number, (None, None))
    return OpenReferral(
        stage=row["stage"],
        received_at=row["received_at"] or one.start_of(row["received_on"]),
        first_contact_on=row["first_contact_on"],
        scheduled_for=row["scheduled_for"],
        scheduled_time=row["scheduled_time"],
        evaluated_on=row["evaluated_on"],
        tries=beside.tries.get(number, Tries()),
        holds=tuple(beside.holds.get(number, ())),
        visits_planned=row["visits_planned"],
        visits_attended=row["visits_attended"],
        missed_in_a_row=row["missed_in_a_row"] or 0,
        last_visit_on=last,
        next_visit_on=ahead,
        clinic_closed_on=one.promise.hours.closed_for_good_on,
    )
