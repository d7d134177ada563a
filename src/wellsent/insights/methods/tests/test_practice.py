"""The practice as a whole: months, forecast, concentration, and the story of one source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wellsent.insights.methods.concentration import concentration, without_source
from wellsent.insights.methods.forecast import monthly_volume, practice_forecast, this_month
from wellsent.insights.methods.months import month_of, months_after, months_between
from wellsent.insights.methods.standing import History, Standing, read_standing
from wellsent.insights.methods.story import rate_story
from wellsent.simulate.world import World, make_world

AS_OF = date(2026, 10, 31)


@pytest.fixture(scope="module")
def history() -> History:
    world = make_world(62, sources=40, months=30)
    return History(world.referral_source, world.referral_day, 40, AS_OF, world.closures)


@pytest.fixture(scope="module")
def standing(history: History) -> Standing:
    return read_standing(history)


def test_months_are_calendar_months() -> None:
    assert [month.name for month in months_between(date(2025, 11, 30), date(2026, 2, 1))] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert month_of(date(2028, 2, 9)).last == date(2028, 2, 29)
    assert [month.name for month in months_after(date(2026, 10, 15), 2)] == ["2026-11", "2026-12"]


def test_monthly_volume_counts_every_referral_once(history: History) -> None:
    assert sum(month.referrals for month in monthly_volume(history)) == len(history.until_today[1])


def test_six_months_are_forecast_from_the_next(history: History, standing: Standing) -> None:
    months = practice_forecast(history, standing)
    assert [month.month for month in months] == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]
    assert all(month.low <= month.expected <= month.high for month in months)


def test_the_forecast_does_not_see_the_future(history: History) -> None:
    earlier = replace(history, as_of=date(2026, 6, 30))
    past = np.asarray(history.day) <= date(2026, 6, 30).toordinal()
    blind = replace(earlier, source=history.source[past], day=history.day[past])
    assert practice_forecast(earlier, read_standing(earlier)) == practice_forecast(blind, read_standing(blind))


def test_a_steady_practice_is_forecast_near_its_level() -> None:
    days = np.arange(AS_OF.toordinal() - 900, AS_OF.toordinal() + 1)
    steady = History(np.arange(len(days)) % 15, days, 15, AS_OF)
    for month in practice_forecast(steady, read_standing(steady)):
        assert 22 < month.expected < 38


def test_this_month_is_what_came_and_what_its_other_days_will_bring(history: History) -> None:
    spans = []
    for day in (3, 17, 28):
        under_way = replace(history, as_of=date(2026, 9, day))
        told = this_month(under_way, read_standing(under_way))
        assert told.so_far == sum(date(2026, 9, 1).toordinal() <= one for one in under_way.until_today[1])
        assert told.so_far <= told.low <= told.expected <= told.high
        spans.append(told.high - told.low)
    assert spans == sorted(spans, reverse=True)


def test_a_month_that_is_over_is_only_what_came(history: History, standing: Standing) -> None:
    told = this_month(history, standing)
    came = monthly_volume(history)[-1]
    assert (told.month, told.low, told.expected, told.high) == (came.month, *[came.referrals] * 3)


def test_the_range_of_this_month_holds_what_came_and_is_no_wider_than_it_must() -> None:
    """How often it holds is measured on many practices by `make figures`; here, on a few dates."""
    world = make_world(701, sources=40, months=30)
    volume = {one.month: one.referrals for one in monthly_volume(_known(world, world.last_day))}
    for months_ago, day in ((2, 4), (5, 15), (8, 24)):
        history = _known(world, _months_before(world.last_day, months_ago).replace(day=day))
        told = this_month(history, read_standing(history))
        assert told.low <= volume[told.month] <= told.high
        assert told.high - told.low < told.expected


def test_a_list_that_ended_weeks_ago_says_since_when_nothing_came() -> None:
    days = np.arange(AS_OF.toordinal() - 900, AS_OF.toordinal() - 29)
    ended = History(np.arange(len(days)) % 15, days, 15, AS_OF)
    assert this_month(ended, read_standing(ended)).silent_since == date(2026, 10, 1).isoformat()
    closed = replace(ended, closures=((date(2026, 10, 2), AS_OF),))
    assert this_month(closed, read_standing(closed)).silent_since == ""


def _known(world: World, as_of: date) -> History:
    return History(world.referral_source, world.referral_day, 40, as_of)


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def test_a_practice_without_referrals_expects_none() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = History(nothing, nothing, 0, AS_OF)
    assert monthly_volume(empty) == ()
    assert [month.expected for month in practice_forecast(empty, read_standing(empty))] == [0.0] * 6
    assert this_month(empty, read_standing(empty)).high == 0
    assert concentration(read_standing(empty)).hhi.expected == 0


def test_concentration_is_of_expected_referrals(standing: Standing) -> None:
    known = concentration(standing)
    expected = standing.next_90_days.expected[np.array(standing.state) != "unknown"]
    assert known.top1.expected == pytest.approx(expected.max() / expected.sum())
    assert known.top1.expected <= known.top5.expected <= 1
    assert known.hhi.low <= known.hhi.expected <= known.top1.expected


def test_losing_a_source_costs_what_it_was_expected_to_send(standing: Standing) -> None:
    largest = int(np.argmax(standing.next_90_days.expected))
    gone, half = without_source(standing, largest), without_source(standing, largest, come_anyway=0.5)
    assert gone.now - gone.without == pytest.approx(standing.next_90_days.expected[largest])
    assert half.lost_share == pytest.approx(gone.lost_share / 2)


def test_a_chance_above_one_is_refused(standing: Standing) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        without_source(standing, 0, come_anyway=1.2)


def test_the_story_of_a_source_ends_on_as_of(history: History, standing: Standing) -> None:
    largest = int(np.argmax(standing.next_90_days.expected))
    story = rate_story(history, largest, standing.shared)
    assert story[-1].day == AS_OF
    assert all(week.low <= week.high for week in story)
    assert story[-1].mean == pytest.approx(standing.present.expected[largest], rel=0.01)
