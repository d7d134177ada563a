"""Reading referrals: always from the caller, who sees their own clinics, as much of each as their role allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.accounts.scope import in_clinics
from wellsent.base.errors import Refused
from wellsent.base.unused import in_chunks
from wellsent.directory.queries import same_as, survivors
from wellsent.patients import queries as patients
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import rules
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.scope import counted, own_referrals, own_rows, sees_whole


@dataclass(frozen=True, slots=True)
class Line:
    """A referral as lists and boards show it. The liaison sees reference, stage, source and the day it came: the rest
    is None for her. `source` is the survivor.
    """

    number: int
    reference: str
    stage: str
    source: int
    received_on: date
    clinic: int | None = None
    payer: str | None = None
    condition: str | None = None
    first_contact_on: date | None = None
    scheduled_for: date | None = None
    evaluated_on: date | None = None
    discharged_on: date | None = None
    visits_planned: int | None = None
    visits_attended: int | None = None
    lost_reason: str | None = None


def visible(caller: Caller, *, why: str = "") -> QuerySet[Referral]:
    """The whole referrals a caller may open: of their clinics, for roles that see patients' referrals.

    The compliance officer says why, and each such reading is audited. Raises Refused.
    """
    caller.must("patients.read")
    if not sees_whole(caller, why=why):
        raise Refused("Reading referrals needs a reason.", "Say why in a few words.")
    _write_down(caller, why)
    return own_referrals(caller)


def _write_down(caller: Caller, why: str) -> None:
    """The compliance officer's reading of referrals is an event of its own."""
    if caller.role == Role.COMPLIANCE:
        with transaction.atomic():
            audit.record("referrals.read", by=caller, subject="referrals", reason=why)


def open_referrals(caller: Caller, *, as_of: date, since: date | None = None) -> list[rules.Waiting]:
    """Referrals received by a day (and not before `since`) and not evaluated yet, the longest waiting first."""
    rows = own_referrals(caller).filter(stage__in=rules.BEFORE_EVALUATION, received_on__lte=as_of, evaluated_on=None)
    if since is not None:
        rows = rows.filter(received_on__gte=since)
    stands_for = survivors(caller)
    facts = rows.order_by("received_on", "pk").values_list("source_id", "received_on", "scheduled_for")
    return [
        rules.Waiting(stands_for.get(source, source), received_on, scheduled_for)
        for source, received_on, scheduled_for in facts
    ]


def for_source(caller: Caller, source: int, *, newest: int | None = None) -> list[Line]:
    """The referrals of one source under all its numbers, oldest first, as much of each as the caller's role allows;
    the `newest` so many of them where that is said.

    Raises Refused, also for who chooses gifts: a source's referrals are its volume.
    """
    if caller.chooses_gifts:
        raise Refused("Whoever chooses gifts sees no source's referrals.", "Ask a colleague who does not.")
    rows = own_referrals(caller).filter(source__in=same_as(caller, source)).order_by("-received_on", "-pk")
    return lines(caller, rows[:newest])[::-1]


def lines(caller: Caller, rows: QuerySet[Referral], *, why: str = "") -> list[Line]:
    """Rows of `own` as lines, in their order; what the caller's role may not see is None.

    The compliance officer sees the rest with a reason, and that is audited.
    """
    stands_for = survivors(caller)
    everything = sees_whole(caller, why=why)
    if everything:
        _write_down(caller, why)
    columns = ("pk", "stage", "source_id", "received_on", *(_REST if everything else ()))
    return [
        Line(number, reference(number), stage, stands_for.get(source, source), received_on, *rest)
        for number, stage, source, received_on, *rest in rows.values_list(*columns)
    ]


_REST = (
    "clinic_id",
    "payer",
    "condition",
    "first_contact_on",
    "scheduled_for",
    "evaluated_on",
    "discharged_on",
    "visits_planned",
    "visits_attended",
    "lost_reason",
)


def days_received(caller: Caller, source: int, *, until: date | None = None) -> list[date]:
    """The days on which one source's referrals came, under all its numbers: its timeline, for who may see volume."""
    caller.must("volume.see own sources")
    rows = counted(in_clinics(Referral.objects.filter(source__in=same_as(caller, source)), caller))
    if until is not None:
        rows = rows.filter(received_on__lte=until)
    return list(rows.order_by("received_on").values_list("received_on", flat=True))


def days_both_signed(caller: Caller, one: int, other: int) -> list[date]:
    """The days on which orders of both sources came, for who says whether they are one. Of the caller's clinics."""
    caller.must("sources.change")

    def days(source: int) -> QuerySet[Referral, date]:
        rows = own_referrals(caller).filter(source__in=same_as(caller, source))
        return rows.order_by().values_list("received_on", flat=True)

    return sorted(days(one).intersection(days(other)))


def sent_since(caller: Caller, sources: Collection[int], *, since: date) -> dict[int, int]:
    """How many referrals these numbers sent to the caller's clinics since a day; none is no entry. Raises Refused."""
    caller.must("volume.see")
    rows = counted(in_clinics(Referral.objects.filter(source__in=sources, received_on__gte=since), caller))
    return dict(rows.order_by().values_list("source").annotate(sent=Count("pk")))


def own(caller: Caller) -> QuerySet[Referral]:
    """The referrals of the caller's clinics, to be narrowed, sorted and paged, then shown through `lines`."""
    return own_referrals(caller)


def transitions(caller: Caller, referral: int) -> QuerySet[Transition]:
    """The history of one of the caller's referrals, oldest first; empty when it is not theirs."""
    return Transition.objects.filter(referral__in=own_rows(caller).filter(pk=referral)).select_related("by")


@transaction.atomic
def patient_details(caller: Caller, referrals: Sequence[int], *, why: str) -> dict[int, PatientDetails]:
    """The patients of these referrals, by referral number; those not the caller's, or without a patient, are left out.

    One audit event lists all patients shown. Raises Refused.
    """
    caller.must("patients.read")
    pairs: list[tuple[int, int]] = []
    for chunk in in_chunks(list(referrals)):
        rows = own_rows(caller).filter(pk__in=chunk).exclude(patient=None)
        pairs += [(number, patient) for number, patient in rows.values_list("pk", "patient_id") if patient is not None]
    shown = patients.reveal(caller, [patient for _, patient in pairs], why=why) if pairs else {}
    return {number: shown[patient] for number, patient in pairs}


@transaction.atomic
def patient_of(caller: Caller, row: Referral, *, why: str) -> PatientDetails | None:
    """The patient of a referral that `reachable` gave; None where none is known. Raises Refused."""
    if row.patient_id is None:
        return None
    return patients.reveal(caller, [row.patient_id], why=why).get(row.patient_id)


def numbers_by_key(caller: Caller, *, sources: Collection[int]) -> Mapping[tuple[int, int | None, date], list[int]]:
    """The caller's referrals of these sources by (source, patient, day received), numbers in order: what a list's row
    may stand for already.
    """
    stands_for = survivors(caller)
    wanted = set(sources)
    numbers = sorted(wanted | {merged for merged, survivor in stands_for.items() if survivor in wanted})
    found: dict[tuple[int, int | None, date], list[int]] = defaultdict(list)
    for chunk in in_chunks(numbers):
        rows = own_rows(caller).filter(source__in=chunk).order_by("pk")
        for number, source, patient, day in rows.values_list("pk", "source_id", "patient_id", "received_on").iterator():
            found[stands_for.get(source, source), patient, day].append(number)
    return {key: sorted(numbers) for key, numbers in found.items()}
