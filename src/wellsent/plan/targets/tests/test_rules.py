"""Who fits and why: the arithmetic of the fit, lanes without room, what to expect, and what the hours can work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory.registry.entry import Medicare, OptOut
from wellsent.plan.profile.rules import FULL, LITTLE, MOST_WEIGHT, ROOM, WEIGHTS, Ideal, Place
from wellsent.plan.targets import rules
from wellsent.plan.targets.benchmarks import BY_KIND
from wellsent.plan.targets.deciding import Decided, DecidedOn, undecided
from wellsent.plan.targets.expecting import expected, four_in_five
from wellsent.plan.targets.rules import Candidate, KindFacts, PayerShare, Target

TODAY = date(2026, 11, 24)
NORTHSIDE, HARBOR = 1, 2
CLINICS = {NORTHSIDE: "Northside", HARBOR: "Harbor"}
KINDS = {
    "podiatry": KindFacts("Podiatry", ("foot and ankle",)),
    "primary-care": KindFacts("Primary care", ("knee", "neck", "foot and ankle", "hip")),
    "unsaid": KindFacts("Unsaid"),
}
EVENLY = dict.fromkeys(WEIGHTS, 2)
IDEAL = Ideal(
    ("podiatry", "primary-care"),
    ("foot and ankle",),
    ("medicare",),
    (Place(NORTHSIDE, "30309", 10, {"orthopaedic": ROOM}), Place(HARBOR, "30030", 10, {"orthopaedic": LITTLE})),
    EVENLY,
)


def somebody(**facts: Any) -> Candidate:
    facts = {"key": "n1", "name": "Ada", "kind": "podiatry", "address": "", "zip": "30309", **facts}
    return Candidate(**{"miles": {NORTHSIDE: 5.0}, **facts})


def ranked(*candidates: Candidate, ideal: Ideal = IDEAL, kinds: dict[str, KindFacts] = KINDS) -> rules.Ranked:
    return rules.rank(candidates, ideal, kinds=kinds, clinics=CLINICS, as_of=TODAY)


def only(candidate: Candidate, ideal: Ideal = IDEAL, kinds: dict[str, KindFacts] = KINDS) -> Target:
    (target,) = ranked(candidate, ideal=ideal, kinds=kinds).targets
    return target


def said(target: Target) -> str:
    return " ".join(reason.text for reason in target.reasons)


def test_a_fit_is_the_weighted_share_of_four_things_each_told_with_its_numbers() -> None:
    target = only(somebody())
    assert {reason.about: (reason.points, reason.most) for reason in target.reasons} == {
        "conditions": (2.0, 2),
        "capacity": (2.0, 2),
        "distance": (1.0, 2),
        "payers": (1.0, 2),
    }
    assert target.fit == 75
    assert "All that podiatry typically sends is what you want more of: foot and ankle." in said(target)
    assert "About 6.5 miles by road from Northside; your limit is about 13." in said(target)
    assert "The orthopaedic lane has room at Northside." in said(target)
    assert "Which payers they would send is not known, which counts half." in said(target)


def test_a_kind_that_sends_much_besides_fits_less() -> None:
    target = only(somebody(kind="primary-care"))
    assert "Of 4 conditions typical for primary care, you want more of 1: foot and ankle." in said(target)
    assert target.fit == round(100 * (0.5 + 2 + 1 + 1) / 8)


def test_what_a_kind_sends_counts_half_where_nobody_has_said_it() -> None:
    assert "What they typically send is not said, which counts half." in said(only(somebody(kind="unsaid")))


def test_payers_are_read_from_the_referrals_of_the_kind() -> None:
    kinds = {"podiatry": replace(KINDS["podiatry"], payers=PayerShare(30, 40))}
    target = only(somebody(), kinds=kinds)
    assert "Of the last 40 referrals of this kind, 30 had a payer that you take." in said(target)
    assert target.fit == round(100 * (2 + 2 + 1 + 1.5) / 8)


ON = date(2026, 11, 20)
OUT = OptOut(date(2025, 1, 1), date(2027, 1, 1), may_order=False)


def by_medicare(candidate: Candidate, ideal: Ideal = IDEAL, **files: Any) -> Target:
    """The target as Medicare's files have it."""
    told = {"ordering_of": ON, "opted_out_of": ON, **files}
    ranked = rules.rank([candidate], ideal, kinds=KINDS, clinics=CLINICS, as_of=TODAY, medicare=Medicare(**told))
    return ranked.targets[0]


def test_who_may_order_for_medicare_counts_for_it_with_the_day_of_the_file() -> None:
    target = by_medicare(somebody(npi="1"), ordering=frozenset({"1"}))
    assert "Enrolled to order and refer for Medicare’s patients (CMS’s file loaded on 20 November 2026)." in said(
        target
    )
    payers = [(reason.points, reason.most) for reason in target.reasons if reason.about in {"payers", "medicare"}]
    assert payers == [(1.0, 1.0), (0.5, 1.0)]


def test_who_opted_out_counts_against_with_the_days_while_they_last() -> None:
    target = by_medicare(somebody(npi="1"), opted_out={"1": OUT})
    assert "Opted out of Medicare from 1 January 2025 to 1 January 2027" in said(target)
    assert target.fit < only(somebody()).fit
    over = by_medicare(somebody(npi="1"), opted_out={"1": replace(OUT, ends_on=TODAY - timedelta(days=1))})
    assert "Opted out" not in said(over)


def test_who_is_not_in_the_file_is_said_to_be_unknown_and_nothing_is_said_without_it() -> None:
    target = by_medicare(somebody(npi="1"))
    assert "Not among those enrolled to order and refer" in said(target)
    assert target.fit == only(somebody()).fit
    assert by_medicare(somebody(npi="1"), ordering_of=None) == only(somebody(npi="1"))
    assert by_medicare(somebody()) == only(somebody())  # without an NPI nothing is known of them
    elsewhere = replace(IDEAL, payers=("commercial",))
    assert "Medicare" not in said(by_medicare(somebody(npi="1"), ideal=elsewhere))


def test_the_clinic_where_it_fits_best_is_named() -> None:
    assert only(somebody(miles={NORTHSIDE: 9.0, HARBOR: 0.0})).clinic == HARBOR
    assert only(somebody(miles={NORTHSIDE: 5.0, HARBOR: 4.9})).clinic == NORTHSIDE


def test_little_room_lowers_and_a_full_lane_leaves_out() -> None:
    assert only(somebody(miles={HARBOR: 5.0})).fit < only(somebody()).fit
    full = replace(IDEAL, places=(Place(NORTHSIDE, "30309", 10, {"orthopaedic": FULL, "hand": ROOM}),))
    left = ranked(somebody(), ideal=full)
    assert (left.targets, left.without_room) == ((), 1)


def test_a_clinic_that_closed_takes_nobody() -> None:
    left = rules.rank([somebody()], IDEAL, kinds=KINDS, clinics={HARBOR: "Harbor"}, as_of=TODAY)
    assert (left.targets, left.without_room) == ((), 1)


def test_who_has_just_begun_says_so_and_comes_first() -> None:
    begun = somebody(key="k1", known=1, referrals=1, last_on=TODAY - timedelta(days=5))
    first, second = ranked(somebody(), begun).targets
    assert (first.candidate, first.fit - second.fit) == (begun, rules.BEGUN_POINTS)
    assert first.reasons[0].text == "One patient came on 19 November 2026: they have just begun."


def test_a_first_referral_long_ago_is_told_and_adds_nothing() -> None:
    target = only(somebody(referrals=2, last_on=date(2026, 1, 3)))
    assert target.reasons[0].text == "2 patients came, the last on 3 January 2026, and none since."
    assert target.fit == only(somebody()).fit


def test_an_npi_of_this_year_is_told() -> None:
    assert "Has an NPI since June 2026: likely new in practice." in said(only(somebody(since=date(2026, 6, 2))))
    assert "Has an NPI" not in said(only(somebody(since=date(2019, 6, 2))))


def test_what_is_kept_with_a_decision_rests_on_no_referral() -> None:
    kinds = {"podiatry": replace(KINDS["podiatry"], payers=PayerShare(30, 40))}
    kept = rules.spoken_for(only(somebody(referrals=2, last_on=TODAY), kinds=kinds))
    assert "patients came" not in kept
    assert "referrals" not in kept
    assert "foot and ankle" in kept


def test_sources_and_those_left_alone_are_no_targets() -> None:
    rows = [somebody(known=number, referrals=count) for number, count in ((1, 0), (2, 2), (3, 3), (4, 0))]
    assert [one.known for one in rules.without_sources(rows, left_out={4})] == [1, 2]


def test_decisions_are_respected_until_their_day() -> None:
    known, stranger = somebody(known=7, npi="1999000017"), somebody(npi="1999000025")
    for decision, is_open in (
        (Decided("accepted"), False),
        (Decided("declined"), False),
        (Decided("later", TODAY + timedelta(days=1)), False),
        (Decided("later", TODAY), True),
    ):
        decided = DecidedOn({7: decision}, {"1999000025": decision})
        assert undecided([known, stranger], decided, as_of=TODAY) == ([known, stranger] if is_open else [])


def test_who_was_decided_on_as_a_stranger_stays_so_when_known() -> None:
    decided = DecidedOn({}, {"1999000017": Decided("declined")})
    assert undecided([somebody(known=7, npi="1999000017")], decided, as_of=TODAY) == []


def test_what_to_expect_comes_from_the_practice_s_own_sources_and_says_so() -> None:
    told = expected([1, 2, 2, 3, 9], None)
    assert (told.low, told.high) == (1, 9)
    assert told.text == (
        "1 to 9 referrals a year once they refer, an estimate from 4 in 5 of your 5 sources of this kind."
    )


def test_with_too_few_sources_a_published_number_is_named_with_its_place_and_year() -> None:
    told = expected([4], BY_KIND["primary-care"])
    assert (told.low, told.high) == (0, 10)
    for words in ("an estimate", "you have 1 source of this kind", "10.1 %", "170 million", "1997 to 2010"):
        assert words in told.text


def test_without_either_there_is_no_estimate_and_that_is_said() -> None:
    told = expected([], None)
    assert (told.low, told.high) == (None, None)
    assert told.text == "No estimate: you have no sources of this kind, 5 are needed, and nothing published holds."


@pytest.mark.parametrize(
    ("hours", "accepted", "told"), [(4, 0, (13, 13)), (4, 5, (13, 8)), (4, 20, (13, 0)), (0, 0, (0, 0))]
)
def test_the_hours_say_how_many_new_offices_there_is_time_for(
    hours: float, accepted: int, told: tuple[int, int]
) -> None:
    assert rules.workable(hours, accepted=accepted) == told


CANDIDATES = st.builds(
    somebody,
    key=st.uuids().map(str),
    kind=st.sampled_from(sorted(KINDS)),
    miles=st.dictionaries(st.sampled_from([NORTHSIDE, HARBOR]), st.floats(0, 10), min_size=1),
    referrals=st.integers(0, 2),
    last_on=st.dates(date(2025, 1, 1), TODAY),
    since=st.none() | st.dates(date(2005, 1, 1), TODAY),
)
WEIGHED = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, st.integers(0, MOST_WEIGHT))).filter(lambda w: any(w.values()))


@given(st.lists(CANDIDATES, max_size=8), WEIGHED)
def test_every_fit_lies_between_0_and_100_best_first_and_is_what_its_reasons_give(
    candidates: list[Candidate], weights: dict[str, int]
) -> None:
    found = ranked(*candidates, ideal=replace(IDEAL, weights=weights))
    fits = [target.fit for target in found.targets]
    assert fits == sorted(fits, reverse=True)
    assert len(fits) + found.without_room == len(candidates)
    for target in found.targets:
        given_points = sum(reason.points for reason in target.reasons if reason.most) * 100 / sum(weights.values())
        given_points += sum(reason.points for reason in target.reasons if reason.about in {"begun", "new"})
        assert target.fit == min(100, round(given_points))
        assert target.fit >= 0


@given(CANDIDATES, WEIGHED, st.sampled_from([None, *KINDS]), st.integers(0, 40))
def test_being_enrolled_never_lowers_a_fit_opting_out_never_raises_it_and_the_unknown_leaves_it(
    candidate: Candidate, weights: dict[str, int], sends: str | None, taken: int
) -> None:
    ideal, one = replace(IDEAL, weights=weights), replace(candidate, npi="1")
    kinds = {**KINDS, **({sends: replace(KINDS[sends], payers=PayerShare(taken, 40))} if sends else {})}

    def fit(**files: Any) -> int:
        told = Medicare(**{"ordering_of": ON, "opted_out_of": ON, **files})
        found = rules.rank([one], ideal, kinds=kinds, clinics=CLINICS, as_of=TODAY, medicare=told)
        return found.targets[0].fit

    without = only(one, ideal, kinds).fit
    assert fit(opted_out={"1": OUT}, ordering=frozenset({"1"})) <= without <= fit(ordering=frozenset({"1"}))
    assert fit() == without


@given(CANDIDATES, WEIGHED)
def test_nobody_fits_less_for_being_nearer(candidate: Candidate, weights: dict[str, int]) -> None:
    ideal = replace(IDEAL, weights=weights)
    nearer = replace(candidate, miles={clinic: miles / 2 for clinic, miles in candidate.miles.items()})
    assert only(nearer, ideal).fit >= only(candidate, ideal).fit


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_the_range_lies_within_what_was_sent_and_holds_four_in_five(counts: list[int]) -> None:
    low, high = four_in_five(counts)
    assert min(counts) <= low <= high <= max(counts)
    assert sum(low <= count <= high for count in counts) >= 0.8 * len(counts)
