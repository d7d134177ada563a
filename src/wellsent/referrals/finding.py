"""Finding referrals as people ask for them: by their reference, and by the patient, for those who may see patients."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from wellsent.accounts.caller import Caller
from wellsent.patients import queries as patients
from wellsent.patients.rules import PatientDetails
from wellsent.patients.searching import clue
from wellsent.referrals.models import number_named
from wellsent.referrals.queries import Line, lines, own
from wellsent.referrals.scope import own_referrals

_REFERRALS_MOST = 3


def by_reference(caller: Caller, text: str) -> Line | None:
    """The caller's referral that a text names ("R-2291", "r 2291", "2291"), as much of it as their role allows without
    a reason; None where it names none of theirs, whether or not there is one. Raises Refused.
    """
    named = number_named(text)
    found = lines(caller, own(caller).filter(pk=named)) if named is not None else []
    return found[0] if found else None


@dataclass(frozen=True, slots=True, repr=False)
class FoundPatient:
    """A patient who was searched for, with their latest referrals among the caller's. Printing one shows nothing."""

    details: PatientDetails
    referrals: tuple[tuple[int, str, date], ...]

    def __repr__(self) -> str:
        return "FoundPatient(...)"


def find_patients(caller: Caller, text: str, *, why: str, today: date, most: int) -> tuple[list[FoundPatient], bool]:
    """The patients a text means (family name, telephone, record number, birth date with a name) who have a referral
    among the caller's, and whether there are more. One audit event lists those found. Raises Refused, also without a
    reason (`why`).
    """
    mine = Exists(own_referrals(caller).filter(patient=OuterRef("pk")))
    numbers = patients.search(caller, clue(text, today=today), among=mine, most=most)
    shown = patients.reveal(caller, numbers[:most], why=why)  # refuses without a reason, also where nobody is found
    if not shown:
        return [], False
    referrals: dict[int, list[tuple[int, str, date]]] = defaultdict(list)
    rows = own_referrals(caller).filter(patient__in=shown).order_by("-received_on", "-pk")
    for patient, number, stage, received_on in rows.values_list("patient_id", "pk", "stage", "received_on"):
        if patient is not None and len(referrals[patient]) < _REFERRALS_MOST:
            referrals[patient].append((number, stage, received_on))
    found = [FoundPatient(shown[one], tuple(referrals[one])) for one in numbers[:most] if one in shown]
    return found, len(numbers) > most
