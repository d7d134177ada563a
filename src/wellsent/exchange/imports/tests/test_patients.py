"""Lists of patients, and telephones in lists of referrals: what is known of those referred gets better."""

from __future__ import annotations

from typing import Any

import pytest

from wellsent.accounts.caller import Caller
from wellsent.exchange.imports import actions
from wellsent.exchange.imports.tests.test_importing import as_csv, bring_in, counts
from wellsent.exchange.models import Batch, ImportedRow
from wellsent.patients import actions as patients_actions
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.referrals.models import Referral

pytestmark = pytest.mark.django_db

REFERRED = ("Ref Date", "Referring Provider", "MRN", "Patient Name", "DOB")
ROSA = ("01/05/2026", "Okafor, Ada MD", "A1", "Quill, Rosa", "02/03/1980")
HEADS = ("MRN", "Patient Name", "DOB", "Cell Phone")


@pytest.fixture
def rosa(owner: Caller) -> int:
    bring_in(as_csv([ROSA], REFERRED), by=owner)
    return Patient.objects.get().pk


def patients(*rows: tuple[str, ...], by: Caller) -> Batch:
    return bring_in(as_csv(rows, HEADS), by=by, kind="patients")


def known(number: int) -> tuple[Any, ...]:
    row = Patient.objects.get(pk=number)
    return row.name, row.birth_date and row.birth_date.isoformat(), row.phone, row.record_number


def test_what_is_known_is_filled_in_and_corrected(owner: Caller, rosa: int) -> None:
    batch = patients(("A1", "Quill-Reyes, Rosa", "02/03/1980", "404-555-0148"), by=owner)
    assert known(rosa) == ("Quill-Reyes, Rosa", "1980-02-03", "404-555-0148", "A1")
    assert counts(batch)["changed"] == 1


def test_whom_no_referral_names_is_left_out_and_counted(owner: Caller, rosa: int) -> None:
    batch = patients(("B7", "Fern, Lily", "09/30/1990", "404-555-0149"), ("A1", "", "", "404-555-0148"), by=owner)
    assert (counts(batch)["changed"], batch.counts["left_out"], batch.counts["rejected"]) == (1, 1, 0)
    assert Patient.objects.count() == 1


def test_a_blank_an_initial_or_another_spelling_replaces_nothing(owner: Caller, rosa: int) -> None:
    before = known(rosa)
    batch = patients(("A1", "R. QUILL", "", ""), by=owner)
    assert counts(batch) == {"added": 0, "changed": 0, "same": 1, "repeated": 0, "rejected": 0}
    assert known(rosa) == before


def test_the_same_list_again_changes_nothing_and_keeps_what_was_corrected_by_hand(owner: Caller, rosa: int) -> None:
    row = ("A1", "Quill, Rosa", "02/03/1980", "404-555-0148")
    patients(row, by=owner)
    patients_actions.correct(rosa, PatientDetails("Quill, Rosa", None, "404-555-0150", "A1"), by=owner)
    assert counts(patients(row, by=owner))["same"] == 1
    patients(("A1", "Quill, Rosa", "02/04/1980", "404-555-0148"), by=owner)
    assert known(rosa)[1:3] == ("1980-02-04", "404-555-0150")


def test_undo_puts_back_every_value_but_what_was_corrected_since(owner: Caller, rosa: int) -> None:
    before = known(rosa)
    row = ("A1", "Quill-Reyes, Rosa", "02/03/1980", "404-555-0148")
    assert actions.undo(patients(row, by=owner), by=owner) == []
    assert known(rosa) == before
    batch = patients(row, by=owner)
    patients_actions.correct(rosa, PatientDetails("Quill-Reyes, Rosa", None, "404-555-0150", "A1"), by=owner)
    assert actions.undo(batch, by=owner) == [f"P-{rosa}"]
    assert known(rosa)[:3] == ("Quill, Rosa", None, "404-555-0150")


def test_a_corrected_patient_is_found_by_the_new_values(owner: Caller, rosa: int) -> None:
    patients(("A1", "Quill-Reyes, Rosa", "02/03/1980", ""), by=owner)
    assert (
        patients_actions.remember(PatientDetails("Rosa Quill-Reyes", Patient.objects.get().birth_date), by=owner)
        == rosa
    )


def test_a_patient_of_another_clinic_is_left_out(owner: Caller, outsider: Caller, rosa: int) -> None:
    del owner
    batch = patients(("A1", "Quill, Rosa", "02/03/1980", "404-555-0148"), by=outsider)
    assert batch.counts["left_out"] == 1
    assert known(rosa)[2] is None


def test_a_list_of_referrals_brings_and_corrects_telephones(owner: Caller, rosa: int) -> None:
    heads = (*REFERRED, "Patient Phone", "Visits Missed", "Visits Cancelled", "Next MD Visit")
    row = (*ROSA, "404-555-0148", "2", "1", "12/14/2026")
    batch = bring_in(as_csv([row], heads), by=owner)
    assert counts(batch)["changed"] == 1
    referral = Referral.objects.get()
    assert (referral.visits_missed, referral.visits_cancelled) == (2, 1)
    assert f"{referral.next_physician_visit_on}" == "2026-12-14"
    assert known(rosa)[2] == "404-555-0148"
    actions.undo(batch, by=owner)
    assert known(rosa)[2] is None
    assert not ImportedRow.objects.filter(batch=batch).exists()
