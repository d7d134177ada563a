"""Remembering, finding, revealing and forgetting: encrypted, audited, all or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock, keys
from wellsent.base.errors import DataError, Refused
from wellsent.patients import actions, queries
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.testing.factories import a_patient, a_referral

pytestmark = pytest.mark.django_db

ROSA = PatientDetails("Rosa Quill", date(1980, 2, 3), "404 555 0148", "512")
NILS = PatientDetails("Nils Lindqvist", date(1955, 5, 5))


def _stored(number: int) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM patients_patient WHERE id = %s", [number])
        return list(cursor.fetchone())


def test_a_patient_is_remembered_and_known_again(front_desk: Caller) -> None:
    number = actions.remember(ROSA, by=front_desk)
    assert actions.remember(PatientDetails("QUILL, ROSA", date(1980, 2, 3)), by=front_desk) == number
    assert Patient.objects.count() == 1


def test_a_list_gives_each_patient_one_number(front_desk: Caller) -> None:
    again = PatientDetails("Quill, R.", date(1980, 2, 3))
    first, second, third, nobody = actions.remember_many([ROSA, NILS, again, None], by=front_desk)
    assert first == third != second
    assert nobody is None
    assert Patient.objects.count() == 2


def test_each_index_finds_the_patient(front_desk: Caller) -> None:
    number = actions.remember(ROSA, by=front_desk)
    for clue in (
        PatientDetails("Rosa Quill", date(1980, 2, 3)),
        PatientDetails("Rosa Kwill", date(1980, 2, 3)),
        PatientDetails("Rosa Quill", phone="4045550148"),
        PatientDetails("", None, "", "0512"),
    ):
        assert queries.find(front_desk, clue, why="test") == number
    assert queries.find(front_desk, NILS, why="test") is None


def test_no_value_of_a_patient_is_stored_in_plain(front_desk: Caller) -> None:
    row = _stored(actions.remember(ROSA, by=front_desk))
    in_bytes = b"|".join(bytes(value) for value in row if isinstance(value, (bytes, memoryview)))
    for value in (b"Rosa", b"Quill", b"1980-02-03", b"0148", b"512"):
        assert value not in in_bytes


def test_nobody_is_nobody(front_desk: Caller) -> None:
    with pytest.raises(DataError, match="neither a name nor a number"):
        actions.remember(PatientDetails(), by=front_desk)


def test_what_is_revealed_is_what_was_told(front_desk: Caller) -> None:
    number = actions.remember(ROSA, by=front_desk)
    assert queries.reveal(front_desk, [number, 999_999], why="referral page") == {number: ROSA}


def test_one_reading_writes_one_event_with_all_references(front_desk: Caller) -> None:
    numbers = [actions.remember(one, by=front_desk) for one in (ROSA, NILS)]
    queries.reveal(front_desk, numbers, why="call list")
    event = AuditEvent.objects.get(verb="patients.read")
    assert event.references == [f"P-{number}" for number in sorted(numbers)]
    assert (event.actor, event.reason) == (front_desk.name, "call list")


def test_the_liaison_and_read_only_people_read_no_patient(liaison: Caller, read_only: Caller) -> None:
    number = a_patient().pk
    for caller in (liaison, read_only):
        with pytest.raises(Refused):
            queries.reveal(caller, [number], why="curious")
        with pytest.raises(Refused):
            queries.find(caller, ROSA, why="curious")
        with pytest.raises(Refused):
            actions.remember(ROSA, by=caller)


def test_reading_without_a_reason_is_refused(compliance: Caller) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        queries.reveal(compliance, [a_patient().pk], why="  ")


def test_no_audit_event_means_no_reading_and_no_writing(front_desk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    number = actions.remember(NILS, by=front_desk)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no audit today")

    monkeypatch.setattr("wellsent.accounts.audit.record", fail)
    with pytest.raises(RuntimeError):
        queries.reveal(front_desk, [number], why="page")
    with pytest.raises(RuntimeError):
        actions.remember(ROSA, by=front_desk)
    assert Patient.objects.count() == 1


def test_the_audit_trail_holds_no_value_of_a_patient(front_desk: Caller) -> None:
    number = actions.remember(ROSA, by=front_desk)
    queries.reveal(front_desk, [number], why="page")
    queries.find(front_desk, ROSA, why="page")
    trail = repr(list(AuditEvent.objects.values_list()))
    assert not [word for word in ("Rosa", "Quill", "1980", "0148") if word in trail]


def test_a_corrected_patient_is_found_by_the_new_name_alone(front_desk: Caller) -> None:
    number = actions.remember(NILS, by=front_desk)
    actions.correct(number, PatientDetails("Nils Moreau", NILS.birth_date), by=front_desk)
    assert queries.find(front_desk, PatientDetails("Nils Moreau", NILS.birth_date), why="x") == number
    assert queries.find(front_desk, NILS, why="x") is None
    with pytest.raises(DataError, match="no such patient"):
        actions.correct(999_999, ROSA, by=front_desk)


def test_only_young_patients_without_a_referral_are_forgotten(front_desk: Caller) -> None:
    old = a_patient()
    Patient.objects.update(created_at=clock.now() - timedelta(days=1))
    referred, left_over = a_patient(), a_patient()
    a_referral(patient=referred)
    assert actions.forget_unused(created_since=clock.now() - timedelta(hours=1), by=front_desk) == 1
    assert set(Patient.objects.values_list("pk", flat=True)) == {old.pk, referred.pk}
    assert AuditEvent.objects.get(verb="patients.forget").references == [f"P-{left_over.pk}"]


def test_after_a_key_rotation_everything_is_written_anew_once(owner: Caller, front_desk: Caller) -> None:
    number = actions.remember(ROSA, by=front_desk)
    blank = actions.remember(PatientDetails("Emi Sato"), by=front_desk)
    newest = keys.rotate_data_key()
    assert actions.rewrite_encrypted(by=owner) == 2
    assert {keys.key_number(bytes(value)) for value in _stored(number)[1:5]} == {newest}
    assert queries.reveal(owner, [number], why="x") == {number: ROSA}
    assert queries.reveal(owner, [blank], why="x")[blank].birth_date is None
    assert actions.rewrite_encrypted(by=owner) == 0


def test_a_rewriting_that_was_broken_off_goes_on(owner: Caller, front_desk: Caller) -> None:
    from wellsent.base.rewriting import rewrite_batch

    for number in range(5):
        actions.remember(PatientDetails(f"Person Number{number}"), by=front_desk)
    keys.rotate_data_key()
    assert rewrite_batch(Patient, size=2).rewritten == 2
    assert actions.rewrite_encrypted(by=owner) == 3


def test_only_whoever_changes_settings_writes_all_anew(front_desk: Caller) -> None:
    with pytest.raises(Refused):
        actions.rewrite_encrypted(by=front_desk)
