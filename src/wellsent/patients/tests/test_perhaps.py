"""Who may be the same patient, for a person to look at; and what a person tells of one who is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base.errors import Refused
from wellsent.patients import actions, queries
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails, perhaps_same, same_patient, with_slips

BORN = date(1980, 2, 3)
ROSA = PatientDetails("Rosa Quill", BORN, "(404) 555-0117", "A17")


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        (PatientDetails("Rosa Quill", date(1980, 3, 2)), True),
        (PatientDetails("Rosa Quill", date(1980, 2, 8)), True),
        (PatientDetails("Rosa Quill"), True),
        (PatientDetails("R. Quil", BORN), True),
        (PatientDetails("Rosa Marsh", date(1991, 1, 1), "404-555-0117"), True),
        (PatientDetails("", None, "404-555-0117"), True),
        (PatientDetails("Tom Quill", date(1950, 1, 1), "404-555-0117"), True),
        (PatientDetails("Lily Fern", date(1950, 1, 1), "404-555-0117"), False),
        (PatientDetails("Rosa Quill", date(1955, 12, 30)), False),
        (PatientDetails("Lily Quill", BORN), False),
        (PatientDetails("Rosa Fern", BORN), False),
    ],
)
def test_a_person_is_asked_where_a_slip_would_explain_the_difference(other: PatientDetails, asked: bool) -> None:
    assert (perhaps_same(ROSA, other), perhaps_same(other, ROSA)) == (asked, asked)


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.dates(date(1920, 1, 1), date(2026, 1, 1)))
def test_whoever_is_the_same_for_sure_may_be_the_same(one: date, other: date) -> None:
    pair = PatientDetails("Rosa Quill", one), PatientDetails("Quill, Rosa", other)
    assert perhaps_same(*pair) or not same_patient(*pair)


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)))
def test_the_slips_of_a_birth_date_are_all_alike_and_hold_the_date_itself(born: date) -> None:
    slips = with_slips(PatientDetails("Rosa Quill", born))
    assert PatientDetails("Rosa Quill", born) in slips
    assert all(perhaps_same(PatientDetails("Rosa Quill", born), one) for one in slips)


@pytest.mark.django_db
def test_a_known_patient_is_found_with_a_slip_in_the_birth_date_and_that_is_written_down(owner: Caller) -> None:
    number = actions.remember(ROSA, by=owner)
    assert queries.perhaps(owner, PatientDetails("Rosa Quill", date(1980, 3, 2)), why="entry") == [number]
    event = AuditEvent.objects.filter(verb="patients.search").latest("pk")
    assert (event.references, event.reason) == ([f"P-{number}"], "entry")


@pytest.mark.django_db
def test_without_a_birth_date_those_named_are_compared_and_no_others(owner: Caller) -> None:
    rosa = actions.remember(PatientDetails("Rosa Quill", BORN), by=owner)
    tom = actions.remember(PatientDetails("Tom Marsh", BORN), by=owner)
    asked = PatientDetails("Rosa Quill")
    assert queries.perhaps(owner, asked, why="entry") == []
    assert queries.perhaps(owner, asked, among=[rosa, tom], why="entry") == [rosa]


@pytest.mark.django_db
def test_nobody_without_the_right_looks_for_patients(liaison: Caller, read_only: Caller) -> None:
    for caller in (liaison, read_only):
        with pytest.raises(Refused):
            queries.perhaps(caller, ROSA, why="entry")
        with pytest.raises(Refused):
            actions.tell(ROSA, by=caller)
    with pytest.raises(Refused):
        queries.lacking(read_only, [1])


@pytest.mark.django_db
def test_what_is_told_of_a_known_patient_fills_what_was_blank_and_replaces_a_telephone(owner: Caller) -> None:
    number = actions.remember(PatientDetails("Rosa Quill", BORN, "(404) 555-0100"), by=owner)
    assert actions.tell(PatientDetails("Quill, Rosa", BORN, "(404) 555-0117", "A17"), by=owner) == number
    row = Patient.objects.get()
    assert (row.name, row.phone, row.record_number) == ("Rosa Quill", "(404) 555-0117", "A17")
    assert queries.find(owner, PatientDetails(record_number="A17"), why="entry") == number


@pytest.mark.django_db
def test_nothing_new_told_changes_nothing(owner: Caller) -> None:
    number = actions.tell(ROSA, by=owner)
    assert actions.tell(PatientDetails("Rosa Quill", BORN), by=owner) == number
    assert not AuditEvent.objects.filter(verb="patients.correct").exists()


@pytest.mark.django_db
def test_what_is_lacking_of_a_patient_is_said_without_opening_anything(owner: Caller, liaison: Caller) -> None:
    whole = actions.remember(ROSA, by=owner)
    bare = actions.remember(PatientDetails(record_number="A18"), by=owner)
    events = AuditEvent.objects.count()
    assert queries.lacking(liaison, [whole, bare]) == {whole: (), bare: ("name", "birth date", "telephone")}
    assert AuditEvent.objects.count() == events
