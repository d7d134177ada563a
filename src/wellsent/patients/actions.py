"""Remembering, correcting and forgetting patients; writing them anew under a new key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from django.db import connection, transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.made_up import must_be_made_up
from wellsent.base import bulk, clock
from wellsent.base.emptying import empty
from wellsent.base.errors import DataError, Refused
from wellsent.base.fields import EncryptedField
from wellsent.base.rewriting import rewrite_batch
from wellsent.base.unused import in_chunks, unused
from wellsent.patients.finding import DETAILS, EVERY_INDEX, SEARCHED, Blind, Finder, blind, details_of, differing
from wellsent.patients.models import Patient, reference
from wellsent.patients.rules import NOBODY, PatientDetails, normal_forms


def _must_record(by: Caller) -> None:
    if not (by.may("referrals.record") or by.may("import.referrals")):
        raise Refused("Your role does not allow this.", "Ask an owner of the practice.")


def remember(details: PatientDetails, *, by: Caller) -> int:
    """The row number of this patient, known already or new. Raises DataError when nothing is known of them."""
    (number,) = remember_many([details], by=by)
    if number is None:
        raise DataError("The patient has neither a name nor a number.", "Enter one of them.")
    return number


@transaction.atomic
def tell(details: PatientDetails, *, by: Caller) -> int:
    """The row number of a patient as a person tells of them, known already or new.

    What was not known of them is known from now on, and a telephone number told now replaces an older one.
    """
    number = remember(details, by=by)
    row = Patient.objects.select_for_update().get(pk=number)
    known = details_of(*(getattr(row, name) for name in DETAILS))
    told = {name: value for name in DETAILS if (value := getattr(details, name)) and not getattr(known, name)}
    if details.phone:
        told["phone"] = details.phone
    if (better := replace(known, **told)) != known:
        correct(number, better, by=by)
    return number


@transaction.atomic
def remember_many(details: Sequence[PatientDetails | None], *, by: Caller) -> list[int | None]:
    """The row numbers of these patients, in order; None for one of whom nothing is known.

    Whoever is known already, from before or from earlier in the same list, keeps their number, and nothing stored of
    them changes. One audit event names all numbers.
    """
    _must_record(by)
    wanted = [one or NOBODY for one in details]
    forms = [normal_forms(one) for one in wanted]
    indexes = [blind(one) for one in forms]
    finder = Finder(indexes)
    new: list[tuple[PatientDetails, Blind]] = []
    positions: list[int | None] = []
    for one, form, index in zip(wanted, forms, indexes, strict=True):
        position = finder.find(one, index)
        if position is None and one != NOBODY:
            position = finder.add(one, index)
            new.append((one, (*index, *blind(form, SEARCHED))))
        positions.append(position)
    numbers = [*finder.numbers, *_insert(new)]
    of_rows = [None if position is None else numbers[position] for position in positions]
    distinct = sorted({number for number in of_rows if number is not None})
    audit.record(
        "patients.remember",
        by=by,
        subject="patients",
        references=[reference(number) for number in distinct],
        details={"rows": len(details), "new": len(new), "known": len(distinct) - len(new)},
    )
    return of_rows


def _insert(new: Sequence[tuple[PatientDetails, Blind]]) -> Sequence[int]:
    """Write these patients; returns their numbers."""
    if not new:
        return []
    name, birth_date, phone, record_number = (cast("EncryptedField", Patient._meta.get_field(one)) for one in DETAILS)
    numbers = bulk.next_ids(Patient, len(new))
    now = connection.ops.adapt_datetimefield_value(clock.now())
    bulk.insert(
        Patient,
        ["id", *DETAILS, *EVERY_INDEX, "created_at"],
        (
            (
                number,
                name.encrypted(one.name),
                birth_date.encrypted(one.birth_date),
                phone.encrypted(one.phone),
                record_number.encrypted(one.record_number),
                *index,
                now,
            )
            for number, (one, index) in zip(numbers, new, strict=True)
        ),
    )
    return numbers


@transaction.atomic
def correct(patient: int, details: PatientDetails, *, by: Caller) -> None:
    """Replace what is known of a patient. Raises DataError for a number that is not there."""
    by.must("referrals.record")
    if not Patient.objects.filter(pk=patient).exists():
        raise DataError("There is no such patient.", "Go back to the list.")
    _write({patient: details})
    audit.record("patients.correct", by=by, subject="patients", references=[reference(patient)])


@transaction.atomic
def correct_if_other(patient: int, details: PatientDetails, *, by: Caller) -> None:
    """Replace what is known of a patient where it differs: what was typed as it stood changes nothing."""
    row = Patient.objects.select_for_update().filter(pk=patient).first()
    if row is None or details_of(*(getattr(row, name) for name in DETAILS)) != details:
        correct(patient, details, by=by)


@transaction.atomic
def better_many(
    told: Sequence[tuple[int, PatientDetails]], *, known_before: datetime | None = None, by: Caller
) -> dict[int, dict[str, dict[str, str]]]:
    """Fill in and correct, from a list, what is known of patients; `known_before` leaves out those that came with it.

    Returns what each value was and became, for `put_back` (plain enough for JSON, and patient data: keep it encrypted).
    """
    _must_record(by)
    differs = differing(told, known_before=known_before)
    _write({number: after for number, (_, after) in differs.items()})
    if differs:
        references = [reference(number) for number in differs]
        audit.record("patients.correct", by=by, subject="patients", references=references, details={"by": "list"})
    return {
        number: {"was": _changed(before, after), "became": _changed(after, before)}
        for number, (before, after) in differs.items()
    }


@transaction.atomic
def put_back(changes: Sequence[tuple[int, Mapping[str, Mapping[str, str]]]], *, by: Caller) -> list[int]:
    """Put back what lists corrected, the latest first; returns patients of whom something was corrected since: that
    stays."""
    _must_record(by)
    stored: dict[int, PatientDetails] = {}
    for chunk in in_chunks(sorted({number for number, _ in changes})):
        rows = Patient.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk", *DETAILS)
        stored |= {number: details_of(*columns) for number, *columns in rows}
    kept: set[int] = set()
    for number, change in changes:
        if number not in stored:
            continue
        now = _changed(stored[number], NOBODY)
        same = {name: was for name, was in change["was"].items() if now.get(name, "") == change["became"][name]}
        if len(same) < len(change["was"]):
            kept.add(number)
        stored[number] = replace(stored[number], **{name: _again(name, was) for name, was in same.items()})
    _write(stored)
    if stored:
        references = [reference(number) for number in sorted(stored)]
        audit.record("patients.correct", by=by, subject="patients", references=references, details={"by": "undo"})
    return sorted(kept)


def _changed(one: PatientDetails, other: PatientDetails) -> dict[str, str]:
    """The values of the one where the other has another, as JSON can hold them; blank ones too."""
    values = {name: getattr(one, name) for name in DETAILS if getattr(one, name) != getattr(other, name)}
    return {name: value.isoformat() if isinstance(value, date) else value or "" for name, value in values.items()}


def _again(name: str, value: str) -> Any:
    """A value out of its JSON."""
    if name == "birth_date":
        return date.fromisoformat(value) if value else None
    return value


def _write(known: Mapping[int, PatientDetails]) -> None:
    """Write what is known of these patients, with every index they are found by."""
    bulk.update(
        Patient,
        [*DETAILS, *EVERY_INDEX],
        [
            (number, *(getattr(one, name) or None for name in DETAILS), *blind(normal_forms(one), EVERY_INDEX))
            for number, one in known.items()
        ],
    )


@transaction.atomic
def forget_unused(*, created_since: datetime, by: Caller) -> int:
    """Delete patients that came since then and whom nothing refers to: their import was undone. Returns how many."""
    _must_record(by)
    young = Patient.objects.filter(created_at__gte=created_since).values_list("pk", flat=True)
    numbers = unused(Patient, list(young))
    for chunk in in_chunks(numbers):
        Patient.objects.filter(pk__in=chunk).delete()
    audit.record("patients.forget", by=by, subject="patients", references=[reference(one) for one in numbers])
    return len(numbers)


def rewrite_encrypted(*, by: Caller) -> int:
    """Write every patient anew under the newest data key, in batches of their own transactions; returns how many.

    Broken off, it can be started again: what is already under the newest key is left alone.
    """
    by.must("settings.change")
    after: int | None = 0
    rewritten = 0
    while after is not None:
        progress = rewrite_batch(Patient, after=after)
        after, rewritten = progress.last, rewritten + progress.rewritten
    with transaction.atomic():
        audit.record("patients.rewrite", by=by, subject="patients", details={"rows": rewritten})
    return rewritten


@transaction.atomic
def forget_made_up(*, by: Caller) -> None:
    """Empty this room of a practice whose data is made up. Raises Refused for any other."""
    must_be_made_up(by)
    empty(Patient)
