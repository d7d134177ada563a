"""Rows of one list: what the list says of its own duplicates, and what is never joined."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.directory.identity import Mention, evidence
from wellsent.directory.identity.duplicates import find_duplicates

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
    """Two slips of the fingers."""
    for _ in range(2):
        at = dice.randrange(1, len(name) - 1)
        name = name[:at] + dice.choice("aeinrst") + name[at:]
    return name


def test_where_whoever_shares_an_address_has_a_like_name_two_slips_are_the_same() -> None:
    dice = random.Random(3)
    first = people(120, dice)
    again = [
        Mention(name=misspelt((one.name or "").removesuffix(", MD"), dice), address=one.address, city=one.city)
        for one in first[:80]
    ]
    found = together([*first, *again])
    right = {(at, 120 + at) for at in range(80)}
    assert found <= right
    assert len(found) >= 72


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
