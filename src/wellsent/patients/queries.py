"""Reading patients: always by somebody, always for a reason, always written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base.errors import Refused
from wellsent.patients.finding import DETAILS, Finder, blind, details_of, differing, sharing_a_clue
from wellsent.patients.models import Patient, reference
from wellsent.patients.rules import NOBODY, PatientDetails, normal_forms, perhaps_same, with_slips
from wellsent.patients.searching import Clue, means, nearness


@transaction.atomic
def reveal(caller: Caller, patients: Sequence[int], *, why: str) -> dict[int, PatientDetails]:
    """What is known of these patients, by number; numbers that are not there are left out.

    Which of them the caller may see is decided by the room that asks (referrals know clinics, patients do not): hand in
    no others. `why` names the page or export, or is the compliance officer's own reason; it is never blank. One audit
    event lists all of them. Raises Refused.
    """
    caller.must("patients.read")
    if not why.strip():
        raise Refused("Reading patient data needs a reason.", "Say why in a few words.")
    rows = Patient.objects.in_bulk(list(patients))
    if rows:
        audit.record(
            "patients.read",
            by=caller,
            subject="patients",
            references=[reference(number) for number in sorted(rows)],
            reason=why,
        )
    return {number: details_of(*(getattr(row, name) for name in DETAILS)) for number, row in sorted(rows.items())}


def find(caller: Caller, details: PatientDetails, *, why: str) -> int | None:
    """The number of the known patient these details mean, or None. Raises Refused."""
    (number,) = find_many(caller, [details], why=why)
    return number


@transaction.atomic
def find_many(caller: Caller, details: Sequence[PatientDetails | None], *, why: str) -> list[int | None]:
    """The numbers of the known patients these details mean, in order; None where nobody known is meant.

    Finding is reading, so it is audited as such, in one event. Raises Refused.
    """
    caller.must("patients.read")
    wanted = [one or NOBODY for one in details]
    indexes = [blind(normal_forms(one)) for one in wanted]
    finder = Finder(indexes)
    positions = [finder.find(one, index) for one, index in zip(wanted, indexes, strict=True)]
    found = [None if position is None else finder.numbers[position] for position in positions]
    distinct = sorted({number for number in found if number is not None})
    audit.record(
        "patients.search",
        by=caller,
        subject="patients",
        references=[reference(number) for number in distinct],
        reason=why,
    )
    return found


@transaction.atomic
def perhaps(caller: Caller, details: PatientDetails, *, among: Collection[int] = (), why: str) -> list[int]:
    """The numbers of known patients that these details may mean, for a person to look at: those that share an index,
    a birth date that is one slip away included, and those `among` some patients who are alike by name.

    Audited. Raises Refused.
    """
    caller.must("patients.read")
    finder = Finder([blind(normal_forms(one)) for one in with_slips(details)])
    known = {number: finder.details(at) for at, number in enumerate(finder.numbers)}
    rows = Patient.objects.filter(pk__in=set(among) - known.keys())
    known |= {number: details_of(*columns) for number, *columns in rows.values_list("pk", *DETAILS)}
    found = sorted(number for number, one in known.items() if perhaps_same(one, details))
    audit.record(
        "patients.search",
        by=caller,
        subject="patients",
        references=[reference(number) for number in found],
        reason=why,
    )
    return found


@transaction.atomic
def would_change(caller: Caller, told: Sequence[tuple[int, PatientDetails]], *, why: str) -> set[int]:
    """The numbers of the patients of whom this tells something new. Comparing is reading: audited. Raises Refused."""
    caller.must("patients.read")
    references = [reference(number) for number in sorted({number for number, _ in told})]
    audit.record("patients.search", by=caller, subject="patients", references=references, reason=why)
    return set(differing(told))


def search(caller: Caller, clue: Clue, *, among: Exists, most: int) -> list[int]:
    """The numbers of the patients a clue means, the nearest first; one more than `most` where there are more.

    `among` is the condition on a patient by which the room that asks says whom the caller may see (referrals know
    clinics, patients do not). Whoever shows those found reads them through `reveal`, which writes it down. Raises
    Refused.
    """
    caller.must("patients.read")
    if not clue.says_enough:
        return []
    found = [
        (nearness(clue, details), -number) for number, details in sharing_a_clue(clue, among) if means(clue, details)
    ]
    return [-number for _, number in sorted(found)[: most + 1]]
