"""The profile as a value: what cannot be is refused with its remedy, and the weights are said in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.base.errors import DataError
from wellsent.directory.kind_messages import CONDITIONS as KNOWN_TO_KINDS
from wellsent.directory.kind_messages import SHIPPED
from wellsent.plan.profile import rules
from wellsent.plan.profile.rules import CONDITIONS, DEFAULT_WEIGHTS, LANES, WEIGHTS, Ideal, Place

WHOLE = Ideal(("podiatry",), ("knee",), ("medicare",), (Place(1, "30309", 10, {"orthopaedic": "room"}),))
weights = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, st.integers(0, rules.MOST_WEIGHT)))


def refused(ideal: Ideal) -> str:
    with pytest.raises(DataError) as error:
        rules.check(ideal, kinds={"podiatry"}, zips={"30309"})
    return str(error.value)


def test_a_whole_profile_is_good_and_comes_back_as_it_was_stored() -> None:
    rules.check(WHOLE, kinds={"podiatry"}, zips={"30309"})
    assert rules.ideal_from(WHOLE.as_json()) == WHOLE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kinds": ()}, "No kind of provider is chosen. Tick at least one"),
        ({"kinds": ("astrology",)}, "There is no kind 'astrology'."),
        ({"conditions": ()}, "No condition is chosen."),
        ({"conditions": ("luck",)}, "There is no condition 'luck'."),
        ({"payers": ("uncle",)}, "There is no payer 'uncle'."),
        ({"places": ()}, "No clinic has a place. Enter the ZIP code"),
        ({"places": (Place(1, "00001", 10, {"hand": "room"}),)}, "00001 is no ZIP code that is known."),
        ({"places": (Place(1, "30309", 0, {"hand": "room"}),)}, "0 miles cannot be. Enter a number from 1 to 100."),
        ({"places": (Place(1, "30309", 10, {}),)}, "No clinic offers any care."),
        ({"places": (Place(1, "30309", 10, {"hand": "plenty"}),)}, "There is no lane with room 'hand: plenty'."),
        ({"weights": dict.fromkeys(WEIGHTS, 0)}, "Nothing counts. Move at least one slider"),
        ({"weights": {**DEFAULT_WEIGHTS, "payers": 5}}, "These weights cannot be."),
        ({"weights": {"payers": 1}}, "These weights cannot be."),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(changed: dict[str, object], said: str) -> None:
    assert said in refused(replace(WHOLE, **changed))  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((2, 2, 1, 2), "Capacity matters twice as much as payers."),
        ((3, 3, 3, 3), "All four matter alike: conditions, distance, payers, capacity."),
        ((0, 4, 2, 0), "Distance matters twice as much as payers."),
        ((0, 3, 2, 0), "Distance matters one and a half times as much as payers."),
        ((4, 3, 0, 0), "Conditions matter a little more than distance."),
        ((3, 1, 0, 0), "Conditions matter 3 times as much as distance."),
        ((0, 3, 0, 0), "Only distance counts."),
        ((4, 4, 0, 4), "Payers do not count."),
        ((4, 0, 4, 4), "Distance does not count."),
    ],
)
def test_weights_are_said_in_sentences(told: tuple[int, ...], said: str) -> None:
    assert said in rules.in_sentences(dict(zip(WEIGHTS, told, strict=True)))


@given(weights)
def test_the_sentences_name_everything_that_is_weighed_once_or_more(told: dict[str, int]) -> None:
    said = " ".join(rules.in_sentences(told)).casefold()
    assert all(name in said for name in WEIGHTS)


def test_every_condition_has_one_lane_and_kinds_speak_of_no_others() -> None:
    assert sorted(condition for lane in LANES.values() for condition in lane) == sorted(CONDITIONS)
    assert KNOWN_TO_KINDS == CONDITIONS
    assert {one for words in SHIPPED.values() for one in words.conditions} <= set(CONDITIONS)
