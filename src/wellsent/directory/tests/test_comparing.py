"""Which pairs are compared at all: none that may be one person's is missed, few others are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory.identity import Known, Mention
from wellsent.directory.identity.blocking import candidate_pairs
from wellsent.directory.identity.person import Fit, family_fit, given_fit
from wellsent.directory.identity.profile import Profile, of_known, of_mention
from wellsent.directory.names import parse

FAMILIES = ("Okafor", "Okafro", "Okafor-Smith", "Smith", "Smyth", "De la Cruz", "Montalvo", "Montalbo", "Ng")
GIVENS = (
    "Ada", "Adda", "A.", "Kate", "Katherine", "Catherine", "Kathryn", "Alexander", "Alxeanderr", "Jon", "Jan", "J.",
    "Mary Ann", "Maryann", "J. Wesley", "Wesley", "William (Bill)", "Bill", "Robert", "R.", "",
)  # fmt: skip
people = st.builds(
    lambda family, given: f"{family}, {given}" if given else family, *map(st.sampled_from, (FAMILIES, GIVENS))
)


def mentioned(*names: str) -> list[Profile]:
    return [of_mention(at, Mention(name=name), parse(name)) for at, name in enumerate(names)]


def compared(profiles: list[Profile]) -> set[tuple[int, int]]:
    found = list(candidate_pairs(profiles))
    assert len(found) == len(set(found))
    return set(found)


@given(people, people)
def test_two_of_one_family_name_whose_given_names_go_together_are_compared(one: str, other: str) -> None:
    profiles = mentioned(one, other)
    first, second = (profile.person for profile in profiles)
    shares_a_name = first.family == second.family or first.pieces & second.pieces
    if shares_a_name and given_fit(first, second) is not Fit.DIFFERENT:
        assert compared(profiles) == {(0, 1)}


@given(people, people)
def test_a_slip_in_the_family_name_does_not_keep_two_of_one_initial_apart(one: str, other: str) -> None:
    profiles = mentioned(one, other)
    first, second = (profile.person for profile in profiles)
    is_one_initial = first.given[:1] == second.given[:1]
    if is_one_initial and family_fit(first, second) is Fit.TYPO and given_fit(first, second) is not Fit.DIFFERENT:
        assert compared(profiles) == {(0, 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Okafor, Ada", "Okafor, Robert"), ("Okafor, Ada", "Montalvo, Ada"), ("Smith, J.", "Smith, Kate")],
)
def test_two_whose_names_cannot_be_one_persons_are_not_looked_at(one: str, other: str) -> None:
    assert compared(mentioned(one, other)) == set()


def test_a_list_that_swapped_family_and_given_name_is_seen_through() -> None:
    assert compared(mentioned("Montalvo, Ada", "Ada, Montalvo")) == {(0, 1)}


def test_one_telephone_and_given_name_are_compared_whatever_the_family_name() -> None:
    profiles = mentioned("Zielinski, Ada", "Zeilinsky, Ada")
    assert compared(profiles) == set()
    for profile in profiles:
        profile.phones = frozenset(["4045550148"])
    assert compared(profiles) == {(0, 1)}


def test_two_known_ones_are_not_compared_with_each_other() -> None:
    known = [of_known(Known(id=number, names=("Okafor, Ada",))) for number in (7, 8)]
    assert compared([*known, *mentioned("Ada Okafor")]) == {(0, 2), (1, 2)}


def test_of_very_many_of_one_name_only_those_are_compared_who_share_more() -> None:
    many = mentioned(*["Smith, Ada"] * 400)
    for at, profile in enumerate(many):
        profile.zips = frozenset([f"{30_000 + at // 2}"])
    assert compared(many) == {(at, at + 1) for at in range(0, 400, 2)}
