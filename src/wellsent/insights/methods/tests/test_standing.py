"""How sources stand: nothing from the future, one alone as among all, and every odd history answered."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import History, Standing, read_standing
from wellsent.simulate.world import World, make_world

AS_OF = date(2026, 10, 31)
TODAY = AS_OF.toordinal()


def history_of(world: World, as_of: date | None = None) -> History:
    return History(
        world.referral_source, world.referral_day, len(world.sources), as_of or world.last_day, world.closures
    )


def history(days_ago: dict[int, list[int]], n_sources: int | None = None) -> History:
    """Referrals by source, as days before as of."""
    pairs = [(source, TODAY - ago) for source, agos in days_ago.items() for ago in agos]
    source, day = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return History(source, day, n_sources or len(days_ago), AS_OF)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(41, sources=60, months=24)


@pytest.fixture(scope="module")
def standing(world: World) -> Standing:
    return read_standing(history_of(world))


def same(one: Standing, other: Standing) -> bool:
    arrays = [(getattr(one, outer), getattr(other, outer)) for outer in ("tier_certainty", "alarm", "belief")] + [
        (getattr(getattr(one, outer), inner), getattr(getattr(other, outer), inner))
        for outer, inners in (
            ("usual", ("low", "expected", "high")),
            ("present", ("low", "expected", "high")),
            ("next_90_days", ("low", "expected", "high")),
            ("evidence", ("since", "low", "expected", "high", "received", "chance")),
        )
        for inner in inners
    ]
    plain = one.state == other.state and one.tier == other.tier and one.sources_watched == other.sources_watched
    return plain and one.shared == other.shared and all(np.array_equal(left, right) for left, right in arrays)


@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(1, 400)), max_size=60), st.integers(30, 300))
def test_no_referral_after_as_of_changes_anything(future: list[tuple[int, int]], back: int) -> None:
    world = make_world(5, sources=20, months=20)
    as_of = world.last_day - timedelta(days=back)
    past = world.referral_day <= as_of.toordinal()
    known = History(world.referral_source[past], world.referral_day[past], 20, as_of)
    extra = np.array([source for source, _ in future], dtype=np.int64)
    later = np.array([as_of.toordinal() + ahead for _, ahead in future], dtype=np.int64)
    more = replace(known, source=np.concatenate([extra, known.source]), day=np.concatenate([later, known.day]))
    assert same(read_standing(known), read_standing(more))


def test_the_same_history_gives_the_same_standing(world: World, standing: Standing) -> None:
    assert same(read_standing(history_of(world)), standing)


def test_the_order_of_referrals_does_not_matter(world: World, standing: Standing) -> None:
    shuffled = np.random.default_rng(1).permutation(len(world.referral_day))
    mixed = replace(history_of(world), source=world.referral_source[shuffled], day=world.referral_day[shuffled])
    assert same(read_standing(mixed), standing)


def test_what_is_shared_survives_json(standing: Standing) -> None:
    assert Shared.from_json(json.loads(json.dumps(standing.shared.to_json()))) == standing.shared


def test_given_what_is_shared_nothing_is_fitted_again(world: World, standing: Standing) -> None:
    assert same(read_standing(history_of(world), shared=standing.shared), standing)


@pytest.mark.parametrize("source", [0, 7, 31])
def test_one_source_alone_stands_as_it_does_among_all(world: World, standing: Standing, source: int) -> None:
    days: IntArray = world.referral_day[world.referral_source == source]
    alone = read_standing(
        History(np.zeros(len(days), dtype=np.int64), days, 1, AS_OF, world.closures), shared=standing.shared
    )
    assert alone.state[0] == standing.state[source]
    assert alone.tier[0] == standing.tier[source]
    assert alone.next_90_days.low[0] == standing.next_90_days.low[source]
    assert alone.next_90_days.high[0] == standing.next_90_days.high[source]
    assert alone.evidence.since[0] == standing.evidence.since[source]
    assert alone.evidence.chance[0] == pytest.approx(standing.evidence.chance[source], rel=1e-4)
    assert alone.next_90_days.expected[0] == pytest.approx(standing.next_90_days.expected[source], rel=1e-4)


def test_the_alarm_is_on_exactly_where_the_state_is_quiet(standing: Standing) -> None:
    assert [state == "quiet" for state in standing.state] == standing.alarm.tolist()


def test_a_weekly_source_that_fell_silent_is_quiet_and_the_others_are_not() -> None:
    steady = {source: list(range(3 + source, 700, 9)) for source in range(1, 12)}
    standing = read_standing(history(steady | {0: list(range(80, 700, 7))}))
    assert standing.state[0] == "quiet"
    assert set(standing.state[1:]) == {"active"}
    assert standing.evidence.received[0] == 0
    assert date.fromordinal(int(standing.evidence.since[0])) == AS_OF - timedelta(days=79)
    assert standing.evidence.chance[0] < 0.01


def test_a_source_silent_for_most_of_a_year_has_lapsed() -> None:
    steady = {source: list(range(3 + source, 900, 9)) for source in range(1, 12)}
    standing = read_standing(history(steady | {0: list(range(320, 900, 7))}))
    assert standing.state[0] == "lapsed"
    assert standing.tier[0] == "C"
    assert not standing.alarm[0]


def test_a_small_source_of_which_nothing_is_to_be_expected_any_more_has_lapsed_too() -> None:
    steady = {source: list(range(3 + source, 1200, 9)) for source in range(1, 12)}
    standing = read_standing(history(steady | {0: list(range(520, 1200, 60))}))
    assert standing.state[0] == "lapsed"
    assert standing.next_90_days.high[0] == 0


def test_a_source_that_sends_twice_a_year_is_not_lapsed_after_seven_months() -> None:
    seldom = {source: list(range(10 * source, 1400, 180)) for source in range(1, 12)}
    assert read_standing(history(seldom | {0: list(range(210, 1400, 170))})).state[0] == "active"


def test_a_quiet_source_is_never_one_that_chance_alone_would_often_make_so(standing: Standing) -> None:
    assert standing.alarm.any()
    assert standing.evidence.chance[standing.alarm].max() <= 0.1


def test_an_alarm_that_chance_alone_would_often_raise_is_none() -> None:
    few = {source: list(range(10 * source, 900, 45)) for source in range(1, 8)}
    told = history(few | {0: list(range(1, 900, 6))})
    shared = replace(read_standing(told).shared, threshold=-math.inf)  # everything that is likely enough is suspected
    standing = read_standing(told, shared=shared)
    assert np.all(standing.evidence.chance[standing.alarm] <= 0.1)
    assert [state == "quiet" for state in standing.state] == standing.alarm.tolist()


def test_a_source_first_seen_this_quarter_is_new() -> None:
    steady = {source: list(range(3 + source, 700, 9)) for source in range(1, 12)}
    assert read_standing(history(steady | {0: [40, 12]})).state[0] == "new"


def test_a_source_with_two_referrals_is_not_watched() -> None:
    steady = {source: list(range(3 + source, 700, 9)) for source in range(1, 6)}
    standing = read_standing(history(steady | {0: [650, 640]}))
    assert standing.sources_watched == 5
    assert not standing.alarm[0]


def test_a_week_in_which_the_whole_practice_was_closed_alarms_nobody() -> None:
    days = {source: [ago for ago in range(1 + source % 5, 700, 5) if not 0 <= ago < 25] for source in range(12)}
    assert not read_standing(history(days)).alarm.any()


def test_a_source_not_yet_heard_of_is_unknown_and_changes_nobody(world: World, standing: Standing) -> None:
    more = read_standing(replace(history_of(world), n_sources=61))
    assert more.state[60] == "unknown"
    assert more.state[:60] == standing.state
    assert np.array_equal(more.next_90_days.expected[:60], standing.next_90_days.expected)


def test_a_practice_without_a_referral_gets_an_answer() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    standing = read_standing(History(nothing, nothing, 0, AS_OF))
    assert standing.state == ()
    assert standing.sources_watched == 0


@pytest.mark.parametrize(
    "days_ago",
    [
        pytest.param({0: [10]}, id="one referral"),
        pytest.param({0: list(range(0, 600, 11))}, id="one source"),
        pytest.param({0: [5] * 30, 1: [5] * 3, 2: [5]}, id="all on one day"),
        pytest.param({0: [0], 1: [0]}, id="all today"),
        pytest.param({0: list(range(0, 40, 3)), 1: [2, 30], 2: [39]}, id="under two months"),
        pytest.param({0: list(range(0, 3650, 6)), 1: list(range(5, 3650, 40))}, id="ten years"),
        pytest.param({0: [ago for ago in range(400) for _ in range(3)], 1: [3, 90]}, id="ninety a month"),
        pytest.param({0: [3] * 5000 + [200], 1: [3, 90]}, id="thousands on one day"),
    ],
)
def test_odd_histories_are_answered_in_order(days_ago: dict[int, list[int]]) -> None:
    standing = read_standing(history(days_ago))
    ahead, evidence = standing.next_90_days, standing.evidence
    assert np.all(ahead.low <= ahead.high)
    assert np.all(np.isfinite(ahead.expected))
    assert np.all((evidence.chance >= 0) & (evidence.chance <= 1))
    assert np.all(standing.usual.low <= standing.usual.high)
    assert np.all((standing.tier_certainty >= 0) & (standing.tier_certainty <= 1.0001))
