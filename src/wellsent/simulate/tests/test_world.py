"""The made-up practice: the same seed gives the same truth, and its truth agrees with its events."""

from datetime import date

import numpy as np
import pytest

from wellsent.simulate.world import World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(11, sources=80, months=24)


def test_the_same_seed_gives_the_same_practice(world: World) -> None:
    again = make_world(11, sources=80, months=24)
    assert np.array_equal(again.referral_day, world.referral_day)
    assert np.array_equal(again.referral_source, world.referral_source)
    assert again.sources == world.sources


def test_another_seed_gives_another_practice(world: World) -> None:
    assert not np.array_equal(make_world(12, sources=80, months=24).monthly_rate, world.monthly_rate)


def test_months_end_with_the_last_day() -> None:
    world = make_world(3, sources=5, months=3, last_day=date(2026, 3, 10))
    assert world.first_day == date(2026, 1, 1)
    assert world.monthly_rate.shape == (5, 3)
    assert world.daily_rate.shape == (5, 31 + 28 + 10)


def test_days_are_sorted_and_within_the_records(world: World) -> None:
    assert np.all(np.diff(world.referral_day) >= 0)
    assert world.referral_day[0] >= world.first_day.toordinal()
    assert world.referral_day[-1] <= world.last_day.toordinal()


def test_monthly_rates_add_up_to_daily_ones(world: World) -> None:
    assert world.monthly_rate.sum() == pytest.approx(world.daily_rate.sum())


def test_over_many_practices_as_many_referrals_come_as_expected() -> None:
    worlds = [make_world(seed, sources=60, months=18) for seed in range(100, 110)]
    came = sum(len(world.referral_day) for world in worlds)
    expected = sum(world.daily_rate.sum() for world in worlds)
    assert came == pytest.approx(expected, rel=0.05)


def test_nothing_arrives_while_a_source_has_stopped_or_not_begun(world: World) -> None:
    rate = world.daily_rate[world.referral_source, world.referral_day - world.first_day.toordinal()]
    assert np.all(rate > 0)


def test_a_few_sources_send_most(world: World) -> None:
    volume = np.sort(world.daily_rate.sum(axis=1))[::-1]
    assert volume[:16].sum() > 0.45 * volume.sum()


def test_weekends_holidays_and_closures_are_quiet(world: World) -> None:
    weekday = (world.referral_day - 1) % 7
    assert np.mean(weekday >= 5) < 0.05
    assert date(2025, 12, 25).toordinal() not in world.referral_day
    for begin, end in world.closures:
        assert not np.any((world.referral_day >= begin.toordinal()) & (world.referral_day <= end.toordinal()))


def test_every_kind_of_change_happens_somewhere() -> None:
    changes = [
        c.what for s in range(4) for source in make_world(s, sources=150, months=36).sources for c in source.changes
    ]
    assert set(changes) == {"starts", "halves", "doubles", "pauses", "returns", "stops"}


def test_a_stopped_source_sends_nothing_until_it_returns(world: World) -> None:
    for source in world.sources:
        ends = [(change.day - world.first_day).days for change in source.changes[1:]] + [None]
        for change, end in zip(source.changes, ends, strict=False):
            if change.what in ("stops", "pauses"):
                begin = (change.day - world.first_day).days
                assert not world.daily_rate[source.key, begin:end].any()


def test_a_campaign_lifts_its_targets_from_their_own_start() -> None:
    plain, lifted = make_world(5), make_world(5, campaign_percent=50.0)
    assert lifted.campaign is not None
    assert not {t.source for t in lifted.campaign.targets} & set(lifted.campaign.comparison)
    target = lifted.campaign.targets[0]
    begin = (target.start - lifted.first_day).days
    rate = lifted.source_rate[target.source]
    assert np.all(rate[:begin] == plain.source_rate[target.source, :begin])
    assert rate[begin:] == pytest.approx(plain.source_rate[target.source, begin:] * 1.5)


def test_a_practice_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one source"):
        make_world(1, sources=0)
