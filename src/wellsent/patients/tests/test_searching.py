"""What somebody types to find a patient, whom it means, and the indexes it is looked for in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Exists
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller
from wellsent.base.errors import Refused
from wellsent.patients import actions, finding, queries
from wellsent.patients.filling import fill_searched
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.patients.searching import Clue, clue, means

TODAY = date(2026, 11, 24)
ROSA = PatientDetails("Rosa Quill", date(1980, 2, 3), "404 555 0148", "MRN-0512")
EVERYBODY = Exists(Patient.objects.all())


def typed(text: str) -> Clue:
    return clue(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("quill", Clue(("quill",))),
        ("Quill, Rosa", Clue(("quill", "rosa"))),
        ("Quill 2/3/1980", Clue(("quill",), date(1980, 2, 3))),
        ("rosa quill 02-03-80", Clue(("rosa", "quill"), date(1980, 2, 3))),
        ("1980-02-03 Quill", Clue(("quill",), date(1980, 2, 3))),
        ("(404) 555-0148", Clue(phone="4045550148")),
        ("+1 404 555 0148", Clue(phone="4045550148")),
        ("512", Clue(record="512")),
        ("MRN-0512", Clue(record="mrn0512")),
        ("２９ 0512", Clue()),
        ("", Clue()),
        ("%", Clue()),
        ("_", Clue()),
    ],
)
def test_what_is_typed_is_taken_apart(text: str, taken: Clue) -> None:
    assert typed(text) == taken


@pytest.mark.parametrize("text", ["2/3/1980", "2/30/1980 ", "0000-00-00", "", "  ", "((((", "99/99/9999"])
def test_a_birth_date_alone_says_too_little(text: str) -> None:
    assert not Clue(born=typed(text).born).says_enough


@pytest.mark.parametrize("text", ["Quill 11/25/2026", "Quill 1/1/1850", "Quill 2026-02-29"])
def test_nobody_alive_is_born_tomorrow_long_ago_or_never(text: str) -> None:
    assert typed(text).born is None


@given(st.text(max_size=300))
def test_whatever_is_typed_is_taken_apart_without_a_word(text: str) -> None:
    assert repr(typed(text)) == "Clue(...)"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("quill", True),
        ("QUILL, R", True),
        ("Rosa Kwill", True),
        ("Rosa Q", True),
        ("Quill 2/3/1980", True),
        ("Quill 2/4/1980", False),
        ("Quilt", False),
        ("Anna Quill", False),
        ("404-555-0148", True),
        ("404-555-0149", False),
    ],
)
def test_every_word_must_be_theirs(text: str, meant: bool) -> None:
    assert means(typed(text), ROSA) is meant


def test_an_accent_is_no_difference_however_it_is_written() -> None:
    for written in ("Jos\u00e9 N\u00fa\u00f1ez", "Jose\u0301 Nu\u0301n\u0303ez", "JOSE NUNEZ"):
        for asked in ("N\u00fa\u00f1ez", "Nu\u0301n\u0303ez", "nunez"):
            assert means(typed(asked), PatientDetails(written))


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.mark.parametrize(
        "text", ["quill", "Kwill", "Rosa Quill", "quill 2/3/1980", "kwill 2/3/80", "4045550148", "mrn0512"]
    )
    def test_each_way_finds_the_patient_and_nobody_else(self, front_desk: Caller, text: str) -> None:
        number = actions.remember(ROSA, by=front_desk)
        actions.remember(PatientDetails("Nils Lindqvist", date(1955, 5, 5), "404 555 0199", "700"), by=front_desk)
        assert queries.search(front_desk, typed(text), among=EVERYBODY, most=5) == [number]

    def test_a_corrected_name_is_found_by_the_new_one_alone(self, front_desk: Caller) -> None:
        number = actions.remember(ROSA, by=front_desk)
        actions.correct(number, PatientDetails("Rosa Marsh", date(1980, 2, 3)), by=front_desk)
        assert queries.search(front_desk, typed("marsh"), among=EVERYBODY, most=5) == [number]
        assert queries.search(front_desk, typed("quill"), among=EVERYBODY, most=5) == []

    def test_a_list_that_corrects_the_name_lets_the_patient_be_found_by_the_new_one(self, front_desk: Caller) -> None:
        number = actions.remember(ROSA, by=front_desk)
        was = actions.better_many([(number, replace(ROSA, name="Rosa Okonkwo"))], by=front_desk)
        assert queries.search(front_desk, typed("okonkwo"), among=EVERYBODY, most=5) == [number]
        assert queries.search(front_desk, typed("quill"), among=EVERYBODY, most=5) == []
        actions.put_back(list(was.items()), by=front_desk)
        assert queries.search(front_desk, typed("quill"), among=EVERYBODY, most=5) == [number]

    def test_the_name_as_it_is_typed_comes_before_what_only_sounds_so(self, front_desk: Caller) -> None:
        sounds = actions.remember(PatientDetails("Anna Reid", date(1970, 1, 1)), by=front_desk)
        spelled = actions.remember(PatientDetails("Zoe Reed", date(1970, 1, 2)), by=front_desk)
        assert queries.search(front_desk, typed("reed"), among=EVERYBODY, most=5) == [spelled, sounds]

    def test_it_says_that_there_are_more(self, front_desk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        people = [PatientDetails(f"A{letter} Quill", date(1970, 1, 1)) for letter in "bcdefg"]
        actions.remember_many(people, by=front_desk)
        assert len(queries.search(front_desk, typed("quill"), among=EVERYBODY, most=3)) == 4
        monkeypatch.setattr(finding, "OPENED_MOST", 2)
        assert len(queries.search(front_desk, typed("quill"), among=EVERYBODY, most=3)) == 2

    def test_those_who_may_not_read_patients_search_none(self, liaison: Caller) -> None:
        with pytest.raises(Refused):
            queries.search(liaison, typed("quill"), among=EVERYBODY, most=3)

    def test_patients_from_before_get_their_indexes_once(self, front_desk: Caller) -> None:
        known = [actions.remember(PatientDetails(f"Ada Fam{n}", date(1970, 1, 1)), by=front_desk) for n in range(5)]
        nameless = actions.remember(PatientDetails(record_number="77"), by=front_desk)
        before = list(Patient.objects.order_by("pk").values_list("by_family", "by_family_sound"))
        Patient.objects.update(by_family=None, by_family_sound=None)
        assert fill_searched() == len(known)
        assert list(Patient.objects.order_by("pk").values_list("by_family", "by_family_sound")) == before
        assert Patient.objects.get(pk=nameless).by_family is None
        assert fill_searched() == 0
