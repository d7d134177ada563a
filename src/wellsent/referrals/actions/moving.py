"""Moving referrals from one stage to the next, back, or out; and taking a move back.

The history is only ever added to: a move that is taken back leaves both steps in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import rules
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.scope import own_referral, own_referrals

TAKE_BACK_WITHIN: Final = timedelta(minutes=30)
"""How long whoever moved a referral can take it back; later, it is moved again with a reason."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move of several did: the steps taken, for taking them back, and those refused, with why."""

    steps: tuple[int, ...]
    refused: tuple[tuple[str, str], ...]


@transaction.atomic
def move(
    *,
    referral: int,
    to: str,
    seen: str,
    on: date,
    why: str = "",
    scheduled_for: date | None = None,
    scheduled_time: time | None = None,
    by: Caller,
) -> Referral:
    """Move a referral from the stage the person saw to another, on the day it happened; those that share its episode
    of care go with it.

    `why` is needed to lose, to reopen and to give up an appointment; `scheduled_for` to schedule. Raises Refused when
    the stages do not follow, when somebody else has moved it meanwhile, or when it is not the caller's.
    """
    by.must("referrals.record")
    row = own_referral(by, referral)
    if row.stage != seen:
        raise Refused(f"{row.reference} is {row.stage} by now.", "Look at it again before moving it.")
    _move(row, to, on=on, why=why, scheduled_for=scheduled_for, scheduled_time=scheduled_time, by=by)
    facts.moved_on("referrals")
    audit.record(
        "referrals.move", by=by, subject="referrals", references=[row.reference], details={"from": seen, "to": to}
    )
    return row


@transaction.atomic
def move_many(*, referrals: Sequence[int], to: str, on: date, why: str = "", by: Caller) -> Moved:
    """Move several at once, each from where it stands; those that cannot go there stay, and are named with why."""
    by.must("referrals.record")
    if to == rules.SCHEDULED:
        raise Refused("An appointment is made one at a time.", "Open the referral and enter its day.")
    steps: list[int] = []
    refused: list[tuple[str, str]] = []
    for row in own_referrals(by).select_for_update().filter(pk__in=referrals).order_by("pk"):
        try:
            steps.append(_move(row, to, on=on, why=why, by=by).pk)
        except DataError as error:
            refused.append((row.reference, error.reason))
    if steps:
        facts.moved_on("referrals")
        moved = Transition.objects.filter(pk__in=steps).values_list("referral", flat=True)
        references = [reference(number) for number in moved]
        audit.record("referrals.move", by=by, subject="referrals", references=references, details={"to": to})
    return Moved(tuple(steps), tuple(refused))


def _move(
    row: Referral,
    to: str,
    *,
    on: date,
    why: str,
    by: Caller,
    scheduled_for: date | None = None,
    scheduled_time: time | None = None,
) -> Transition:
    """Check and make one move, of a referral and of those that share its episode."""
    rules.check_move(row.stage, to, on=on, received_on=row.received_on, today=today(by), why=why)
    if to == rules.SCHEDULED and scheduled_for is None:
        raise Refused("The day of the appointment is missing.", "Enter the day.")
    changes = rules.dates_after_move(
        to,
        on=on,
        first_contact_on=row.first_contact_on,
        scheduled_for=scheduled_for,
        scheduled_time=scheduled_time,
    )
    sharing = Referral.objects.select_for_update().filter(episode_with=row, stage=row.stage).order_by("pk")
    with_it = [step(other, to, changes, on=on, why=f"with {row.reference}", by=by) for other in sharing]
    return step(row, to, changes, on=on, why=why, by=by, keeps={"with_it": [one.pk for one in with_it]})


def step(
    row: Referral,
    to: str,
    changes: Mapping[str, Any],
    *,
    on: date,
    why: str,
    by: Caller,
    keeps: Mapping[str, Any] | None = None,
) -> Transition:
    """Store one step with what it replaces (and what else taking it back `keeps` track of).

    Days never run backwards, and never lie before the referral.
    """
    changes = {
        name: max(value, row.received_on) if value is not None and name in _NOT_BEFORE_IT_CAME else value
        for name, value in changes.items()
    }
    rules.check_order(
        row.received_on,
        changes.get("evaluated_on", row.evaluated_on),
        changes.get("discharged_on", row.discharged_on),
    )
    was = {name: _plain(getattr(row, name)) for name in (*changes, "stage", "lost_reason")}
    for name, value in changes.items():
        setattr(row, name, value)
    row.stage, row.edited_at = to, clock.now()
    row.lost_reason = why.strip()[:200] if to == rules.LOST else ""
    row.save(update_fields=[*changes, "stage", "lost_reason", "edited_at"])
    return Transition.objects.create(
        referral=row,
        stage=to,
        on=max(on, row.received_on),
        recorded_at=row.edited_at,
        by=by.user,
        why=why.strip()[:200],
        before={"was": was, **(keeps or {})},
    )


_NOT_BEFORE_IT_CAME: Final = frozenset({"evaluated_on", "discharged_on"})
"""Of two referrals of one episode the later one may have come after the evaluation: for it, that day stands."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


@transaction.atomic
def take_back_moves(*, steps: Sequence[int], by: Caller) -> list[str]:
    """Take back moves one has just made oneself: the referral stands where it stood. Returns the references.

    Raises Refused when somebody has moved it since, when it was not the caller, or when it is too long ago.
    """
    by.must("referrals.record")
    rows = list(Transition.objects.filter(pk__in=steps).order_by("-pk"))
    if not rows:
        raise DataError("There is no such move.", "Load the page again.")
    references = [_take_back(row, by=by) for row in rows]
    facts.moved_on("referrals")
    audit.record("referrals.take back", by=by, subject="referrals", references=references)
    return references


def _take_back(made: Transition, *, by: Caller) -> str:
    row = own_referral(by, made.referral_id)
    if made.before is None or made.by_id != by.user_id:
        raise Refused(f"Only whoever moved {row.reference} can take it back.", "Move it again, with a reason.")
    if clock.now() - made.recorded_at > TAKE_BACK_WITHIN:
        raise Refused(f"{row.reference} was moved too long ago to be taken back.", "Move it again, with a reason.")
    restore(row, made, by=by)
    for other in Transition.objects.filter(pk__in=made.before.get("with_it", ())):
        restore(Referral.objects.select_for_update().get(pk=other.referral_id), other, by=by)
    return row.reference


def restore(row: Referral, made: Transition, *, by: Caller) -> None:
    """Put back what a step replaced, if it was the last one; the history keeps both."""
    latest = row.transitions.latest("id")
    if latest.pk != made.pk:
        raise Refused(f"{row.reference} has been moved on since.", "Look at it again.")
    was: dict[str, Any] = made.before["was"] if made.before else {}
    for name, value in was.items():
        setattr(row, name, _again(name, value))
    row.edited_at = clock.now()
    row.save(update_fields=[*was, "edited_at"])
    Transition.objects.create(
        referral=row, stage=row.stage, on=made.on, recorded_at=row.edited_at, by=by.user, why="taken back"
    )


def _again(name: str, value: Any) -> Any:
    """A stored value out of its JSON."""
    if value is None:
        return None
    if name == "scheduled_time":
        return time.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith(("_on", "_for")) else value
