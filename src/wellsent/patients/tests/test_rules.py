"""Who is the same patient, and by what they are found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.patients.rules import PatientDetails, normal_forms, same_patient, sound

BORN = date(1980, 2, 3)
ROSA = PatientDetails("Rosa Quill", BORN)

words = st.sampled_from(
    ["Rosa", "Quill", "Ana", "Anna", "van", "der", "Berg", "O'Brien", "Smith-Jones", "Jr", "José", ""]
)
names = st.lists(words, max_size=4).map(" ".join) | st.lists(words, min_size=2, max_size=4).map(", ".join)
people = st.builds(
    PatientDetails,
    name=names,
    birth_date=st.none() | st.dates(date(1980, 1, 1), date(1980, 1, 3)),
    phone=st.sampled_from(["", "404 555 0148", "(404) 555-0149"]),
    record_number=st.sampled_from(["", "00123", "123", "77"]),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Quill", "QUILL, ROSA"),
        ("Rosa Quill", "Quill, Rosa M."),
        ("Rosa Quill", "R. Quill"),
        ("Marisa Quill", "Marissa Quill"),
        ("José Núñez", "Nunez, Jose"),
        ("Anna van der Berg", "VAN DER BERG, ANNA"),
        ("Maria Garcia Lopez", "Garcia Lopez, Maria"),
        ("Dr. Rosa Quill Jr.", "Rosa Quill"),
    ],
)
def test_spellings_of_one_name_with_one_birth_date_are_one_patient(one: str, other: str) -> None:
    assert same_patient(PatientDetails(one, BORN), PatientDetails(other, BORN))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jayden Quill", "Kayden Quill"), ("Ana Quill", "Eva Quill"), ("Rosa Quill", "Rosa Brandt")],
)
def test_twins_and_strangers_born_on_one_day_stay_two(one: str, other: str) -> None:
    assert not same_patient(PatientDetails(one, BORN), PatientDetails(other, BORN))


def test_one_name_with_two_birth_dates_is_two_patients() -> None:
    assert not same_patient(ROSA, PatientDetails("Rosa Quill", date(1981, 2, 3)))


def test_a_record_number_decides_though_leading_zeros_were_dropped() -> None:
    assert same_patient(
        PatientDetails("Rosa Quill", record_number="00512"), PatientDetails("R Quill", record_number="512")
    )


def test_a_record_number_of_another_system_joins_nobody() -> None:
    one = PatientDetails("Rosa Quill", BORN, record_number="512")
    assert not same_patient(one, PatientDetails("Nils Lindqvist", date(1955, 5, 5), record_number="512"))


def test_two_record_numbers_keep_near_names_apart() -> None:
    one = PatientDetails("Marisa Quill", BORN, record_number="1")
    assert not same_patient(one, PatientDetails("Marissa Quill", BORN, record_number="2"))


def test_a_telephone_stands_in_for_a_missing_birth_date() -> None:
    one = PatientDetails("Rosa Quill", BORN, phone="(404) 555-0148")
    assert same_patient(one, PatientDetails("Quill, Rosa", phone="+1 404 555 0148"))


def test_a_family_telephone_does_not_join_the_family() -> None:
    one = PatientDetails("Rosa Quill", phone="404 555 0148")
    assert not same_patient(one, PatientDetails("Nils Quill", phone="404 555 0148"))


def test_where_only_names_are_known_the_whole_name_counts() -> None:
    assert same_patient(PatientDetails("Rosa Quill"), PatientDetails("QUILL, ROSA"))
    assert not same_patient(PatientDetails("Rosa Quill"), PatientDetails("R Quill"))


@given(people, people)
def test_being_the_same_is_mutual(one: PatientDetails, other: PatientDetails) -> None:
    assert same_patient(one, other) == same_patient(other, one)


@given(people, people)
def test_the_same_patient_shares_an_index(one: PatientDetails, other: PatientDetails) -> None:
    if same_patient(one, other):
        mine, theirs = normal_forms(one), normal_forms(other)
        shared = [
            name
            for name in mine.__slots__
            if getattr(mine, name) is not None and getattr(mine, name) == getattr(theirs, name)
        ]
        assert shared or _differs_by_a_slip_of_the_pen(one, other)


def _differs_by_a_slip_of_the_pen(one: PatientDetails, other: PatientDetails) -> bool:
    """Family names one letter apart that do not sound alike cannot be found by an index: the price of not reading."""
    return normal_forms(one).by_sound != normal_forms(other).by_sound


@pytest.mark.parametrize(
    ("one", "other"), [("philips", "fillips"), ("kwan", "quan"), ("knight", "nigt"), ("meyer", "maier")]
)
def test_names_that_sound_alike_have_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("quill", "brandt"), ("okafor", "oakley"), ("lee", "ray")])
def test_names_that_do_not_sound_alike_have_two(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_nothing_of_a_patient_shows_when_printed() -> None:
    shown = f"{ROSA!r} {normal_forms(ROSA)!r}"
    assert "Rosa" not in shown
    assert "quill" not in shown


@given(st.text(max_size=300))
def test_any_text_has_normal_forms(text: str) -> None:
    forms = normal_forms(PatientDetails(text, BORN, text, text))
    assert forms.by_name is None or forms.by_name.endswith("1980-02-03")
