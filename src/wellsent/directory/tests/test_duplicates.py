"""Rows of one list: what the list says of its own duplicates, and what is never joined."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.directory.identity import Mention, evidence
from wellsent.directory.identity.duplicates import find_duplicates
from wellsent.directory.identity.relatives import Names, are_typed_over

GIVEN = ("Ada", "Robert", "Mei", "Ingrid", "Kwame", "Luis", "Hannah", "Noor", "Tomasz", "Grace", "Miguel", "Ivan")
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
STREETS = ("Lakeside Ave", "Juniper Rd", "Foxglove Ln", "Harbor Blvd", "Mill St", "Orchard Dr", "Kingsway", "Quarry Rd")


def people(count: int, dice: random.Random, *, offices: int | None = None) -> list[Mention]:
    """Different people, each at an address of their own, or many at few offices."""
    names = [(dice.choice(GIVEN), a_family(dice)) for _ in range(count)]
    places = [
        (f"{dice.randrange(10, 9000)} {dice.choice(STREETS)}", dice.choice(("Macon", "Augusta", "Savannah")))
        for _ in range(offices or count)
    ]
    found = []
    for at, (given_name, family) in enumerate(names):
        address, city = places[at % len(places)]
        phone = f"404555{at % len(places):04}"
        found.append(Mention(name=f"{given_name} {family}, MD", address=address, city=city, state="GA", phone=phone))
    return found


def a_family(dice: random.Random) -> str:
    """Nobody else's: four syllables."""
    return "".join(dice.choice(CONSONANTS) + dice.choice(VOWELS) for _ in range(4)).title()


def together(mentions: Sequence[Mention]) -> set[tuple[int, ...]]:
    return {one.mentions for one in find_duplicates(mentions).clusters}


def misspelt(name: str, dice: random.Random) -> str:
    """Two slips of the fingers in the family name."""
    given_name, family = name.split()
    for _ in range(2):
        at = dice.randrange(1, len(family) - 1)
        family = family[:at] + dice.choice("aeinrst") + family[at:]
    return f"{given_name} {family}"


def test_where_whoever_shares_an_address_has_a_like_name_two_slips_are_the_same() -> None:
    dice = random.Random(3)
    first = people(120, dice)
    again = [
        Mention(name=misspelt((one.name or "").removesuffix(", MD"), dice), address=one.address, city=one.city)
        for one in first[:80]
    ]
    found = find_duplicates([*first, *again])
    joined, asked = {one.mentions for one in found.clusters}, {one.mentions for one in found.review}
    assert joined | asked == {(at, 120 + at) for at in range(80)}
    assert len(joined) >= 64


def test_colleagues_who_share_address_and_telephone_stay_apart() -> None:
    assert together(people(160, random.Random(5), offices=12)) == set()


def test_a_rare_name_at_two_addresses_is_one_where_the_list_shows_many_such() -> None:
    dice = random.Random(7)
    first = people(120, dice)
    moved = [Mention(name=one.name, address=f"{at} Other Road", city="Athens") for at, one in enumerate(first[:80])]
    assert together([*first, *moved]) == {(at, 120 + at) for at in range(80)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"npi": "1003000126"}, {"npi": "1003000134"}),
        ({"name": "Ada Okafor Jr."}, {"name": "Ada Okafor Sr."}),
        ({"name": "Ada B. Okafor"}, {"name": "Ada C. Okafor"}),
        (
            {"name": "Lakeside Family Clinic", "address": "12 Mill St"},
            {"name": "Lakeside Family Clinic", "address": "8700 Quarry Rd"},
        ),
    ],
    ids=["NPIs", "suffixes", "middle names", "sites"],
)
def test_what_one_provider_never_has_two_of_keeps_rows_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    both: dict[str, Any] = {"name": "Ada Okafor", "address": "12 Mill St", "city": "Macon", "phone": "4045550199"}
    crowd = people(60, random.Random(11))
    again = [Mention(name=each.name, address=each.address, city=each.city) for each in crowd]
    found = together([*crowd, *again, Mention(**{**both, **one}), Mention(**{**both, **other})])
    assert not any({120, 121} <= set(each) for each in found)


OFFICE: dict[str, Any] = {
    "address": "12 Mill St",
    "city": "Macon",
    "state": "GA",
    "zip": "31201",
    "phone": "4045550199",
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "John Okafor, MD"}, {"name": "John Okafor Jr, DPM"}),
        ({"name": "John Okafor, MD"}, {"name": "John Okafor Jr, MD"}),
        ({"name": "John Okafor, MD"}, {"name": "John Okafor, DO"}),
        ({"name": "John Okafor, MD", "kind": "podiatry"}, {"name": "John Okafor, MD", "kind": "neurology"}),
        ({"name": "J. Okafor, MD"}, {"name": "John Okafor, MD"}),
        ({"name": "Okafor, MD"}, {"name": "John Okafor, MD"}),
    ],
    ids=["father and son", "one Jr.", "degrees", "kinds", "initial", "no given name"],
)
@pytest.mark.parametrize(
    "places", [OFFICE, {**OFFICE, "practice": "Okafor Family Foot Care"}], ids=["office", "practice"]
)
def test_two_who_may_be_of_one_family_at_one_office_are_asked_about_and_never_joined(
    places: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    found = find_duplicates([*a_list_with_repeats(), Mention(**places, **one), Mention(**places, **other)])
    assert not any(set(each.mentions) & {120, 121} for each in found.clusters)
    assert (120, 121) in [each.mentions for each in found.review]


@pytest.mark.parametrize("other", ["James Okafor, MD", "Amara Okafor, DPM", "J. B. Okafor, MD"])
def test_siblings_and_couples_at_one_office_are_never_joined(other: str) -> None:
    found = together(
        [*a_list_with_repeats(), Mention(name="John A. Okafor, MD", **OFFICE), Mention(name=other, **OFFICE)]
    )
    assert not any(set(each) & {120, 121} for each in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "John Okafor, MD"}, {"name": "OKAFOR, JOHN"}),
        ({"name": "Robert Okafor, MD"}, {"name": "Bob Okafor, MD"}),
        ({"name": "John A. Okafor, MD"}, {"name": "John Okafor"}),
        ({"name": "John Okafor, MD", "npi": "1003000126"}, {"name": "J. Okafor Jr", "npi": "1003000126"}),
    ],
    ids=["full given name", "short form", "middle initial in one", "NPI"],
)
def test_what_a_relative_does_not_share_makes_two_rows_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (120, 121) in together([*a_list_with_repeats(), Mention(**OFFICE, **one), Mention(**OFFICE, **other)])


def test_who_fits_two_of_one_name_is_joined_to_neither() -> None:
    three = [Mention(name=name, **OFFICE) for name in ("John Okafor, MD", "John Okafor, DPM", "John Okafor")]
    found = find_duplicates([*a_list_with_repeats(), *three])
    assert not any(set(each.mentions) & {120, 121, 122} for each in found.clusters)
    assert {(120, 122), (121, 122)} <= {each.mentions for each in found.review}


def a_list_with_repeats() -> list[Mention]:
    """Sixty people, each twice."""
    crowd = people(60, random.Random(11))
    return [*crowd, *(Mention(name=each.name, address=each.address, city=each.city) for each in crowd)]


def test_names_are_typed_over_where_no_relative_explains_it() -> None:
    typed_over = Names(alike=300, given_alone=25, family_alone=28, neither=40, by_chance=0.005)
    assert are_typed_over(typed_over)
    assert not are_typed_over(replace(typed_over, family_alone=60)), "relatives besides"
    assert not are_typed_over(replace(typed_over, alike=3000)), "so few may have married"
    assert not are_typed_over(replace(typed_over, neither=5000)), "colleagues of one given name"
    assert not are_typed_over(Names(alike=9, given_alone=3, family_alone=2, neither=0, by_chance=0.0)), (
        "too few to tell"
    )


def test_another_given_name_is_a_slip_where_names_are_typed_over_and_a_relatives_elsewhere() -> None:
    dice = random.Random(17)
    crowd = people(160, dice)
    again = [
        Mention(name=(each.name or "").removesuffix(", MD"), address=each.address, city=each.city) for each in crowd
    ]
    other_given = dict(enumerate(again))
    for at in range(20):
        other_given[at] = replace(again[at], name=f"Beatrix {(again[at].name or '').split()[1]}")
    other_family = {
        at: replace(again[at], name=f"{(again[at].name or '').split()[0]} {a_family(dice)}") for at in range(20, 45)
    }
    pairs = {(at, 160 + at) for at in range(20)}
    assert together([*crowd, *other_given.values()]).isdisjoint(pairs)
    assert len(pairs & together([*crowd, *(other_given | other_family).values()])) > 16


def test_rows_that_name_nobody_stay_alone_and_what_is_likely_is_asked_with_a_reason() -> None:
    rows = [
        Mention(name="Erin Zielinski", phone="4045550111", address="1 Mill St"),
        Mention(name="Eric Zielinski", phone="4045550111", address="1 Mill St"),
        Mention(name="N/A"),
        Mention(name=""),
    ]
    found = find_duplicates(rows)
    assert found.clusters == ()
    assert [one.mentions for one in found.review] == [(0, 1)]
    assert found.review[0].why.endswith(".")


tables = st.lists(
    st.lists(st.integers(0, 500), min_size=evidence.NAMES, max_size=evidence.NAMES),
    min_size=evidence.PLACES,
    max_size=evidence.PLACES,
)


@settings(max_examples=30)
@given(tables)
def test_a_name_more_alike_never_speaks_less_for_one(counts: list[list[int]]) -> None:
    shares = [1 / evidence.PLACES] * evidence.PLACES
    chances = evidence.likelihoods(evidence.completed(counts, shares, 100_000))
    for row in chances:
        assert all(0 <= chance <= 1 for chance in row)
        assert all(later >= earlier - 1e-9 for earlier, later in pairwise(row))


def test_names_that_are_alike_as_often_as_chance_has_it_are_nobodys() -> None:
    by_chance = [10_000 * (2.0 ** (-2 * at)) * 0.75 for at in range(evidence.NAMES)]
    counts = [by_chance for _ in range(evidence.PLACES)]
    chances = evidence.likelihoods(counts)
    assert max(chance for row in chances for chance in row[:6]) < 0.2
