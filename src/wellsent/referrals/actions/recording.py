"""Recording one referral by hand, while the telephone is still at the ear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Organisation
from wellsent.accounts.queries import today
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions import add_provider
from wellsent.directory.queries import same_as
from wellsent.directory.rules import ProviderFacts
from wellsent.patients import actions as patients
from wellsent.patients import queries as patient_queries
from wellsent.patients.rules import NOBODY, PatientDetails
from wellsent.referrals import rules
from wellsent.referrals.actions.correcting import correct
from wellsent.referrals.actions.moving import step
from wellsent.referrals.actions.receiving import receive
from wellsent.referrals.models import Referral
from wellsent.referrals.rules import Received
from wellsent.referrals.scope import own_referral, own_referrals
from wellsent.referrals.true_source.actions import Told, say_source

LOOKS_FOR_DUPLICATES: Final = timedelta(days=120)
"""A referral of the same patient that came longer ago than this is another one."""
LOOKED_AT: Final = 300
"""How many of a source's last patients are compared by name, beside all who are found by an index."""


class LikelyDuplicate(Refused):
    """What is being recorded seems to be here already: `referrals` are their numbers, for a person to look at."""

    def __init__(self, referrals: Sequence[int]) -> None:
        super().__init__(
            "This patient's referral may be here already.", "Look at what is shown, then say whether it is the same."
        )
        self.referrals = tuple(referrals)


@transaction.atomic
def record(
    *,
    received: Received,
    patient: PatientDetails = NOBODY,
    once: UUID,
    received_at: datetime | None = None,
    new_source: ProviderFacts | None = None,
    shares: int | None = None,
    another: bool = False,
    brought: Told | None = None,
    by: Caller,
) -> Referral:
    """Record a referral as it was told; sent twice (`once`), it is stored once.

    `received_at` is the moment it came, where that was not just now: a fax of yesterday afternoon. `new_source` adds
    the source with it (then `received.source` is not looked at); `shares` names the referral whose episode of care it
    shares; `another` says that a person has looked at what seems the same, and it is not; `brought` is what was told
    of who brought it. Raises LikelyDuplicate, DataError for dates that contradict or a clinic that is closed, Refused.
    """
    by.must("referrals.record")
    # Two people who type the same referral at the same moment: the second one waits here, and is shown the first.
    Organisation.objects.select_for_update().first()
    known = Referral.objects.filter(once=once).first()
    if known:
        return own_referral(by, known.pk)
    if received_at is not None and received_at > clock.now():
        raise DataError("The moment it came lies ahead.", "Correct the time.")
    _check(received, today=today(by))
    if not another and shares is None and (found := likely_duplicates(received=received, patient=patient, by=by)):
        raise LikelyDuplicate(found)
    first = _first_of_episode(shares, by) if shares is not None else None
    if new_source is not None:
        received = replace(received, source=add_provider(new_source, by=by).pk)
    number = patients.tell(patient, by=by) if patient != NOBODY else first.patient_id if first else None
    row = receive(replace(received, patient=number), by=by)
    row.once = once
    row.received_at = received_at or (clock.now() if received.received_on == today(by) else None)
    row.save(update_fields=["once", "received_at"])
    if first is not None:
        _share(row, first, by=by)
    if brought is not None:
        say_source(referral=row.pk, told=brought, by=by)
        row.refresh_from_db()
    return row


@transaction.atomic
def fill_in(
    *, referral: int, told: Received, patient: PatientDetails = NOBODY, brought: Told | None = None, by: Caller
) -> Referral:
    """Add to a referral that is here already what was told a second time and it lacks; what it says stays, but for a
    patient's telephone and who brought it. A row that repeats another one stands for that one."""
    row = own_referral(by, referral)
    if row.duplicate_of_id is not None:
        row = own_referral(by, row.duplicate_of_id)
    number = patients.tell(patient, by=by) if patient != NOBODY else None
    blank: dict[str, Any] = {
        name: getattr(told, name) for name in _FILLED_IN if getattr(told, name) and not getattr(row, name)
    }
    if told.clinic is not None and row.clinic_id is None:
        blank["clinic"] = told.clinic
    if number is not None and row.patient_id is None:
        blank["patient"] = number
    correct(referral=row.pk, changes=blank, why="told again", by=by)
    if brought is not None:
        say_source(referral=row.pk, told=brought, by=by)
    row.refresh_from_db()
    return row


_FILLED_IN: Final = ("payer", "condition", "next_physician_visit_on", "source_note")


def _check(received: Received, *, today: date) -> None:
    """What a person types is held to more than what a list says: days in order, a clinic that is open."""
    rules.settled(received, today=today)
    rules.check_typed(received, today=today)
    if received.clinic is not None:
        clinic = Clinic.objects.filter(pk=received.clinic).first()
        if clinic is None or clinic.has_closed(by=received.received_on):
            raise DataError("This clinic is closed.", "Choose another one.")


def _share(row: Referral, first: Referral, *, by: Caller) -> None:
    """Let a referral share the episode of care of another one: from here on it stands where that one stands."""
    row.episode_with, first.edited_at = first, clock.now()  # what a person leans on is no import's to take out again
    row.save(update_fields=["episode_with"])
    first.save(update_fields=["edited_at"])
    if rules.goes_along(row.stage, current=first.stage) and row.stage != first.stage:
        day = row.received_on
        dates = {
            "first_contact_on": first.first_contact_on and max(first.first_contact_on, day),
            "evaluated_on": first.evaluated_on and max(first.evaluated_on, day),
            "scheduled_for": first.scheduled_for,
            "scheduled_time": first.scheduled_time,
        }
        step(row, first.stage, dates, on=day, why=f"with {first.reference}", by=by)


def likely_duplicates(*, received: Received, patient: PatientDetails, by: Caller) -> list[int]:
    """The caller's referrals that this one may repeat: of a patient who may be the same, or, where no patient is named,
    of the same source on the same day for the same condition; the latest first.
    """
    rows = own_referrals(by).filter(received_on__gte=received.received_on - LOOKS_FOR_DUPLICATES)
    from_source = rows.filter(source__in=same_as(by, received.source))
    if patient == NOBODY:
        rows = from_source.filter(patient=None, received_on=received.received_on, condition=received.condition)
    else:
        near = from_source.exclude(patient=None).order_by("-pk").values_list("patient", flat=True)[:LOOKED_AT]
        numbers = patient_queries.perhaps(by, patient, among=near, why="is this referral here already")
        if not numbers:
            return []
        rows = rows.filter(patient__in=numbers)
    return list(rows.order_by("-received_on", "-pk").values_list("pk", flat=True)[:10])


def _first_of_episode(shares: int, by: Caller) -> Referral:
    """The referral an episode goes by: pointers never point to one that points on. Raises Refused when it is over."""
    row = own_referral(by, shares)
    for onward in ("duplicate_of_id", "episode_with_id"):
        if (number := getattr(row, onward)) is not None:
            row = own_referral(by, number)
    if row.stage not in rules.OPEN:
        raise Refused(f"{row.reference} is {row.stage}: its episode of care is over.", "Record this one by itself.")
    return row
