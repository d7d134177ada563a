"""Places, telephone numbers and short forms of given names in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory import nicknames, phones, places


@pytest.mark.parametrize(
    "text", ["(404) 555-0148", "404.555.0148", "+1 404 555 0148", "1-404-555-0148", "4045550148.0", "'4045550148"]
)
def test_a_number_has_one_form_however_it_is_written(text: str) -> None:
    phone = phones.parse(text)
    assert phone is not None
    assert phone.e164 == "+14045550148"
    assert phones.comparable(text) == "4045550148"


def test_an_extension_is_kept_and_shown() -> None:
    phone = phones.parse("404-555-0148 x 12")
    assert phone is not None
    assert (phone.extension, phone.shown) == ("12", "(404) 555-0148 ext. 12")


@pytest.mark.parametrize(
    "text", [None, "", "n/a", "911", "555-0148", "1.50E+09", "4" * 40, "404-555-0148 x" + "1" * 20]
)
def test_what_no_telephone_could_dial_is_none(text: str | None) -> None:
    assert phones.parse(text) is None


def test_seven_digits_and_placeholders_compare_as_what_they_tell() -> None:
    assert phones.comparable("555-0148") == "5550148"
    assert phones.comparable("000-000-0000") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1200 North Lakeside Avenue, Suite 4", "1200 N. LAKESIDE AVE #4"),
        ("15 First Street", "15 1st St."),
        ("7 Elm Blvd Bldg B Floor 2", "7 ELM BOULEVARD"),
    ],
)
def test_one_address_has_one_form(one: str, other: str) -> None:
    assert places.street(one) == places.street(other) != ""


def test_zip_state_and_town_are_made_one_spelling() -> None:
    assert [places.zip5(text) for text in ("04102-3134", "4102", "41023134", "30309.0", "00000", "abc", None)] == [
        "04102", "04102", "04102", "30309", "", "", "",
    ]  # fmt: skip
    assert [places.state(text) for text in ("ga", "Georgia", "N.Y.", "New York", "ZZ", None)] == [
        "GA",
        "GA",
        "",
        "NY",
        "",
        "",
    ]
    assert places.city("St. Paul") == places.city("SAINT PAUL")


def test_short_forms_stand_for_their_long_ones_and_for_each_other() -> None:
    assert nicknames.are_same("Kate", "KATHERINE")
    assert nicknames.are_same("Bob", "Rob")
    assert nicknames.are_same("Pepe", "José")
    assert not nicknames.are_same("Kate", "Kara")


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(places.street(text) + places.zip5(text) + places.state(text) + places.city(text), str)
    assert phones.parse(text) is None or (phones.parse(text) or phones.Phone("")).e164.startswith("+")
