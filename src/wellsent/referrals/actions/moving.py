"""Moving referrals from one stage to the next, back, or out; and taking a move back.

The history is only ever added to: a move that is taken back leaves both steps in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, Final

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.base.many import Done
from wellsent.referrals import rules
from wellsent.referrals.clocks import say
from wellsent.referrals.kept import again, plain
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.scope import locked, must_be_counted, must_be_worked_on, own_referral, own_referrals

TAKE_BACK_WITHIN: Final = timedelta(minutes=30)
"""How long whoever moved a referral can take it back; later, it is moved again with a reason."""


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
    must_be_counted(row)
    if row.stage != seen:
        raise Refused(f"{row.reference} is {row.stage} by now.", "Look at it again before moving it.")
    made = _move(row, to, on=on, why=why, scheduled_for=scheduled_for, scheduled_time=scheduled_time, by=by)
    _written_down([made], {"from": seen, "to": to}, by=by)
    return row


@transaction.atomic
def move_many(*, referrals: Sequence[int], to: str, on: date, why: str = "", by: Caller) -> Done:
    """Move several at once, each from where it stands; those that cannot go there stay, and are named with why. What is
    kept are the steps, for `take_back_moves`."""
    by.must("referrals.record")
    if to == rules.SCHEDULED:
        raise Refused("An appointment is made one at a time.", "Open the referral and enter its day.")
    made: list[Transition] = []
    gone: set[int] = set()
    refused: dict[int, str] = {}
    rows = list(own_referrals(by).select_for_update().filter(pk__in=referrals).order_by("pk"))
    for row in sorted(
        rows, key=lambda one: one.episode_with_id is not None
    ):  # the first of an episode takes its others
        if row.pk in gone:
            continue
        try:
            with transaction.atomic():
                made.append(_move(row, to, on=on, why=why, by=by))
        except DataError as error:
            refused[row.pk] = error.reason
        else:
            gone.update(_referrals_of(_with_it(made[-1])))
    if made:
        _written_down(made, {"to": to}, by=by)
    return Done([one.referral_id for one in made], refused, [one.pk for one in made])


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
    """Check a person's move, and make it."""
    must_be_worked_on(row, by)
    day = today(by)
    rules.check_move(row.stage, to, on=on, received_on=row.received_on, today=day, why=why)
    if to == rules.SCHEDULED:
        if scheduled_for is None:
            raise Refused("The day of the appointment is missing.", "Enter the day.")
        rules.check_appointment(scheduled_for, received_on=row.received_on, today=day)
        if row.stage == rules.SCHEDULED and row.scheduled_for is not None:
            if (row.scheduled_for, row.scheduled_time) == (scheduled_for, scheduled_time):
                raise Refused(f"{row.reference} is booked for that day already.", "Choose another day or time.")
            why = why or f"instead of {say(row.scheduled_for)}"
    return go(row, to, on=on, why=why, scheduled_for=scheduled_for, scheduled_time=scheduled_time, by=by)


def go(
    row: Referral,
    to: str,
    *,
    on: date,
    why: str,
    by: Caller,
    scheduled_for: date | None = None,
    scheduled_time: time | None = None,
) -> Transition:
    """Make one move, of a referral and of those that share its episode, with what it says of their dates."""
    plan = {"scheduled_for": scheduled_for, "scheduled_time": scheduled_time}
    with_it = take_along(row, to, current=row.stage, on=on, by=by, **plan)
    return step(row, to, _dates(row, to, on=on, **plan), on=on, why=why, by=by, keeps={"with_it": with_it})


def take_along(row: Referral, to: str, *, current: str, on: date, by: Caller, **plan: Any) -> list[int]:
    """Let those that share a referral's episode go where it goes from `current`; returns their steps.

    One of them that stands further on already (its own list says so) stays where it is.
    """
    others = Referral.objects.select_for_update().filter(episode_with=row).order_by("pk")
    return [
        step(other, to, _dates(other, to, on=on, **plan), on=on, why=f"with {row.reference}", by=by).pk
        for other in others
        if rules.goes_along(other.stage, current=current)
    ]


def _dates(row: Referral, to: str, *, on: date, **plan: Any) -> dict[str, Any]:
    """What a move says of the dates of a row. One that shares an episode may have come after the day: then it counts
    from its own day on, as it does where its own evaluation was later.
    """
    opened_again = row.stage == rules.LOST and to == rules.EVALUATED
    day = max(on, row.received_on)
    if to == rules.COMPLETED and row.episode_with_id is not None:
        day = max(day, row.evaluated_on or day)
    return rules.dates_after_move(
        to,
        on=day,
        first_contact_on=row.first_contact_on,
        evaluated_on=row.evaluated_on if opened_again else None,
        **plan,
    )


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

    Days never run backwards in a history: what is entered late follows what was entered before it.
    """
    rules.check_order(
        row.received_on,
        changes.get("evaluated_on", row.evaluated_on),
        changes.get("discharged_on", row.discharged_on),
    )
    was = {name: plain(getattr(row, name)) for name in (*changes, "stage", "lost_reason")}
    for name, value in changes.items():
        setattr(row, name, value)
    row.stage, row.edited_at = to, clock.now()
    row.lost_reason = why.strip()[:200] if to == rules.LOST else ""
    row.save(update_fields=[*changes, "stage", "lost_reason", "edited_at"])
    return Transition.objects.create(
        referral=row,
        stage=to,
        on=max(on, row.transitions.latest("id").on),
        recorded_at=row.edited_at,
        by=by.user,
        why=why.strip()[:200],
        before={"was": was, **(keeps or {})},
    )


def _with_it(made: Transition) -> list[int]:
    """The steps that went with one, of those that share the episode."""
    return list((made.before or {}).get("with_it", ()))


def _referrals_of(steps: Sequence[int]) -> list[int]:
    rows = Transition.objects.filter(pk__in=steps).order_by("pk") if steps else Transition.objects.none()
    return list(rows.values_list("referral", flat=True))


def _written_down(made: Sequence[Transition], details: Mapping[str, str], *, by: Caller) -> None:
    """One event names every referral that moved."""
    along = _referrals_of([number for one in made for number in _with_it(one)])
    references = [reference(number) for number in (*(one.referral_id for one in made), *along)]
    facts.moved_on("referrals")
    audit.record("referrals.move", by=by, subject="referrals", references=references, details=dict(details))


@transaction.atomic
def take_back_moves(*, steps: Sequence[int], by: Caller) -> list[str]:
    """Take back moves one has just made oneself: the referral stands where it stood. Returns the references.

    Raises Refused when somebody has moved it since, when it was not the caller, or when it is too long ago.
    """
    by.must("referrals.record")
    rows = list(Transition.objects.filter(pk__in=steps).order_by("-pk"))
    if not rows:
        raise DataError("There is no such move.", "Load the page again.")
    locked([row.referral_id for row in rows])
    references = [_take_back(row, by=by) for row in rows]
    facts.moved_on("referrals")
    audit.record("referrals.take back", by=by, subject="referrals", references=references)
    return references


def _take_back(made: Transition, *, by: Caller) -> str:
    row = own_referral(by, made.referral_id)
    must_be_counted(row)
    if made.before is None or made.by_id != by.user_id:
        raise Refused(f"Only whoever moved {row.reference} can take it back.", "Move it again, with a reason.")
    if clock.now() - made.recorded_at > TAKE_BACK_WITHIN:
        raise Refused(f"{row.reference} was moved too long ago to be taken back.", "Move it again, with a reason.")
    put_back(row, made, by=by)
    return row.reference


def put_back(row: Referral, made: Transition, *, by: Caller) -> None:
    """Put back what a step replaced, of a referral and of those that went with it; as `restore` for each."""
    restore(row, made, by=by)
    for other in Transition.objects.filter(pk__in=_with_it(made)).order_by("pk"):
        restore(Referral.objects.select_for_update().get(pk=other.referral_id), other, by=by)


def restore(row: Referral, made: Transition, *, by: Caller) -> None:
    """Put back what a step replaced, if it was the last one; the history keeps both. A step of a list, which kept
    nothing, leads back to the stage before it."""
    if row.transitions.latest("id").pk != made.pk:
        raise Refused(f"{row.reference} has been moved on since.", "Look at it again.")
    was: dict[str, Any] = (
        made.before["was"] if made.before else {"stage": row.transitions.exclude(pk=made.pk).latest("id").stage}
    )
    for name, value in was.items():
        setattr(row, name, again(name, value))
    try:
        rules.check_order(row.received_on, row.evaluated_on, row.discharged_on)
    except DataError as error:
        raise Refused(f"The dates of {row.reference} were corrected since.", "Look at it again.") from error
    row.edited_at = clock.now()
    row.save(update_fields=[*was, "edited_at"])
    Transition.objects.create(
        referral=row, stage=row.stage, on=made.on, recorded_at=row.edited_at, by=by.user, why="taken back"
    )
