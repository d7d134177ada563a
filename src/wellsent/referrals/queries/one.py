"""Everything of one referral: its history, who tried to reach the patient, what it waits for, its visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import day_of
from wellsent.referrals import telling
from wellsent.referrals.models import Hold, Referral, Visit, reference
from wellsent.referrals.promises import Tries, tries_of
from wellsent.referrals.queries.beside import Beside
from wellsent.referrals.queries.reading import visible
from wellsent.referrals.queries.timers import Card, state
from wellsent.referrals.scope import own_referrals, own_rows
from wellsent.referrals.telling import Telling, Told


@dataclass(frozen=True, slots=True)
class Stepped:
    """A stage reached: the day, why, and by whom; None where a list said so."""

    stage: str
    on: date
    why: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt to reach the patient."""

    at: datetime
    how: str
    outcome: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another referral that belongs to one, the name of its source, and which one it repeats, if any."""

    number: int
    received_on: date
    source: str
    repeats: int | None

    @property
    def reference(self) -> str:
        return reference(self.number)


@dataclass(frozen=True, slots=True)
class Detail:
    """One referral with all that was done for it; `joined` are rows that repeat it, `sharing` those of its episode."""

    row: Referral
    card: Card
    history: tuple[Stepped, ...]
    attempts: tuple[Tried, ...]
    holds: tuple[Hold, ...]
    visits: tuple[Visit, ...]
    joined: tuple[Other, ...]
    sharing: tuple[Other, ...]
    to_be_told: tuple[Telling, ...]


def reachable(caller: Caller, number: int) -> Referral | None:
    """One of the caller's referrals, one that repeats another too; None when it is not theirs."""
    # What few referrals have (one they repeat, an episode they share) is read where it is there: joining it to every
    # row takes longer than all else on the page.
    return own_rows(caller).select_related("source", "clinic").filter(pk=number).order_by().first()


def detail(caller: Caller, row: Referral, *, now: datetime, today: date, why: str = "") -> Detail:
    """Everything of a referral that `reachable` gave; the compliance officer says why, which is written down.

    Raises Refused for who may not see patients' referrals.
    """
    visible(caller, why=why)
    # The columns that are shown, not whole rows: making these takes longer than the database does.
    steps = row.transitions.values_list("stage", "on", "why", "by__name")
    tried = row.attempts.filter(undone_at=None).values_list("at", "how", "outcome", "by__name")
    history, attempts = tuple(Stepped(*one) for one in steps), tuple(Tried(*one) for one in tried)
    calls = [(row.pk, one.how, one.outcome, one.at) for one in attempts]
    holds = tuple(row.holds.filter(ended_at=None))
    visits = tuple(row.visits.all())
    belonging = own_rows(caller).filter(Q(duplicate_of=row) | Q(episode_with=row))
    others = [Other(*one) for one in belonging.values_list("pk", "received_on", "source__name", "duplicate_of")]
    tries = tries_of(calls).get(row.pk, Tries())
    return Detail(
        row=row,
        card=state(caller, row, Beside.of_one(row.pk, calls, holds, visits), now=now),
        history=history,
        attempts=attempts,
        holds=holds,
        visits=visits,
        joined=tuple(one for one in others if one.repeats == row.pk),
        sharing=tuple(one for one in others if one.repeats != row.pk),
        to_be_told=tuple(telling.to_be_told(_told(caller, row, history, tries), as_of=today)),
    )


def of_same_patient(caller: Caller, row: Referral, *, since: date) -> list[Referral]:
    """The caller's other referrals of the same patient since a day: the same one come twice, or another."""
    caller.must("patients.read")
    rows = own_referrals(caller).filter(patient=row.patient_id, received_on__gte=since).exclude(pk=row.pk)
    return list(rows.select_related("source")[:20])


def _told(caller: Caller, row: Referral, history: tuple[Stepped, ...], tries: Tries) -> Told:
    return Told(
        received_on=row.received_on,
        steps=[(one.stage, one.on) for one in history],
        scheduled_for=row.scheduled_for,
        evaluated_on=row.evaluated_on,
        discharged_on=row.discharged_on,
        lost_reason=row.lost_reason,
        unanswered=tries.unanswered,
        last_try_on=day_of(caller, tries.last_at) if tries.last_at else None,
        missed_in_a_row=row.missed_in_a_row or 0,
        visits_attended=row.visits_attended,
    )
