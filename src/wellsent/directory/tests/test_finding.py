"""Search: by any part of a name ever used, of a practice, or of an NPI."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from wellsent.accounts.caller import Caller, nobody
from wellsent.base import clock
from wellsent.base.errors import Refused
from wellsent.directory import actions, names, queries, rules
from wellsent.directory.models import Provider
from wellsent.directory.rules import ProviderFacts
from wellsent.testing.factories import an_npi

pytestmark = pytest.mark.django_db


def added(by: Caller, name: str, **more: Any) -> Provider:
    return actions.add_provider(ProviderFacts(names.parse(name), **more), by=by)


@pytest.mark.parametrize(
    "text",
    ["okafor", "OKAFOR", "kaf", "ada ok", "okafor, ada", "lakeside", "okafor lakeside", "Orthopaedics okafor", "md"],
)
def test_any_part_of_name_or_practice_finds(owner: Caller, text: str) -> None:
    row = added(owner, "Ada Okafor, MD", practice="Lakeside Orthopaedics")
    other = added(owner, "Luc Moreau, DO", practice="Harbor Family Medicine")
    found = set(queries.find(owner, text))
    assert row in found
    assert other not in found


@pytest.mark.parametrize(
    "text", ["O'Brien", "obrien", "O’BRIEN-NÚÑEZ", "nunez", unicodedata.normalize("NFD", "Núñez"), "José"]
)
def test_accents_capitals_and_punctuation_make_no_difference(owner: Caller, text: str) -> None:
    row = added(owner, "José O'Brien-Núñez, MD")
    assert list(queries.find(owner, text)) == [row]


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%", "' OR 1=1--", "", "   ", "okafor %x", "x_afor"])
def test_wildcards_and_nothing_find_nothing(owner: Caller, text: str) -> None:
    added(owner, "Ada Okafor, MD")
    assert list(queries.find(owner, text)) == []


def test_an_npi_is_found_by_any_part_however_it_is_grouped(owner: Caller) -> None:
    npi = an_npi()
    row = added(owner, "Ada Okafor, MD", npi=npi)
    for text in (npi, npi[:6], f"{npi[0]} {npi[1:4]} {npi[4:7]} {npi[7:]}"):
        assert list(queries.find(owner, text)) == [row]
    assert queries.by_npi(owner, f"{npi}.0") == row
    assert queries.by_npi(owner, an_npi()) is None
    assert queries.by_npi(owner, "no number") is None


def test_names_and_numbers_ever_used_find_the_survivor(owner: Caller) -> None:
    kept = added(owner, "Katherine Brandt, MD")
    merged = added(owner, "Kate Lindqvist", npi=an_npi(), practice="Riverside Clinic")
    actions.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    for text in ("lindqvist", "riverside", merged.npi):
        assert list(queries.find(owner, text).filter(entity="person")) == [kept]
    assert queries.by_npi(owner, merged.npi) == kept
    profile = queries.profile(owner, merged.pk)
    assert profile is not None
    assert (profile.provider, profile.npis, profile.numbers) == (kept, (merged.npi,), (kept.pk, merged.pk))
    assert profile.names == ("Katherine Brandt, MD", "Kate Lindqvist")
    assert [one.practice.name for one in profile.affiliations] == ["Riverside Clinic"]


def test_a_profile_of_nobody_is_none(owner: Caller) -> None:
    assert queries.profile(owner, 999_999) is None


def test_numbers_nobody_has_are_named(owner: Caller) -> None:
    row = added(owner, "Ada Okafor, MD")
    assert queries.missing(owner, [row.pk, 999_999]) == {999_999}


def test_a_search_of_thousands_of_words_is_answered_like_any_other(owner: Caller) -> None:
    row = added(owner, "Ada Okafor, MD")
    assert list(queries.find(owner, "okafor ada " * 5000)) == [row]
    assert list(queries.find(owner, " ".join(f"word{number}" for number in range(5000)))) == []


def test_whoever_is_not_signed_in_sees_no_source() -> None:
    for ask in (queries.sources, queries.kinds, queries.survivors, queries.known_for_resolving, queries.open_questions):
        with pytest.raises((Refused, KeyError)):
            ask(nobody())


@given(st.text(max_size=60))
def test_search_words_are_letters_and_digits_alone(text: str) -> None:
    assert all(word.isalnum() and word == word.casefold() for word in rules.words(text))


@given(st.text(max_size=60))
def test_twins_of_unicode_have_one_search_key(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert rules.search_key(composed).replace(" ", "") == rules.search_key(decomposed).replace(" ", "")


def test_names_that_begin_with_the_text_come_first_then_names_that_have_it_then_the_others(owner: Caller) -> None:
    by_office = added(owner, "Luc Moreau, DO", practice="Lake Oka Clinic")
    office = Provider.objects.get(name="Lake Oka Clinic")
    inside = added(owner, "Ada Tanaoka, MD")
    first, second = added(owner, "Zoe Okafor, MD"), added(owner, "Ada Okafor, MD")
    assert queries.first_found(owner, "oka", most=9) == [second, first, office, inside, by_office]
    assert queries.first_found(owner, "oka", most=2) == [second, first]
    assert queries.first_found(owner, "Okafor, z", most=9) == [first]
    assert queries.first_found(owner, " - ", most=9) == []


def test_who_has_retired_is_offered_where_that_is_of_use(owner: Caller) -> None:
    row, by_office = added(owner, "Ada Okafor, MD"), added(owner, "Luc Moreau, DO", practice="Lake Oka Clinic")
    office = Provider.objects.get(name="Lake Oka Clinic")
    for one in (row, by_office):
        actions.retire(provider=one.pk, on=clock.now().date(), why="moved away", by=owner)
    assert queries.first_found(owner, "oka", most=9) == [row, office, by_office]
    assert queries.first_found(owner, "oka", most=9, retired=False) == [office]


@given(text=st.lists(st.sampled_from(["oka", "ka", "ada", "é", "o'b", "lake", "md", ","]), max_size=3).map(" ".join))
def test_the_first_found_are_all_that_is_found_when_there_is_room(owner: Caller, text: str) -> None:
    if not Provider.objects.exists():
        added(owner, "Ada Okafor, MD", practice="Lakeside Orthopaedics")
        survivor = added(owner, "José O'Brien-Núñez, MD")
        actions.merge(survivor=survivor.pk, merged=added(owner, "Joe Okamoto").pk, by=owner)
    found = queries.first_found(owner, text, most=9)
    assert len(found) == len(set(found))
    assert set(found) == set(queries.find(owner, text))


def test_of_a_part_that_all_have_no_more_is_read_than_is_shown(
    owner: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [added(owner, f"Ada Okafor{chr(97 + number)}, MD") for number in range(20)]
    assert queries.first_found(owner, "okafor", most=3) == rows[:3]
    with django_assert_num_queries(2):  # the version of the facts, and the three
        assert queries.first_found(owner, "okafor", most=3) == rows[:3]
