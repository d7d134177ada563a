"""What an ordinary day is worth: weekends, holidays, seasons and closures, told or not."""

from datetime import date

import numpy as np
import pytest

from wellsent.insights.methods.arrays import IntArray
from wellsent.insights.methods.exposure import Profile, exposure, fit_profile, holidays

FLAT = Profile((1.0,) * 7, (0.0,) * 4, ())
AS_OF = date(2026, 10, 31).toordinal()


def worth_of(profile: Profile, day: date) -> float:
    return float(exposure(profile, day.toordinal(), day.toordinal())[0])


def referrals(days_back: int, a_day: float, seed: int = 3) -> tuple[IntArray, IntArray]:
    """Weekday referrals from five sources over the days before as of."""
    rng = np.random.default_rng(seed)
    days = np.arange(AS_OF - days_back, AS_OF + 1)
    day = np.repeat(days, rng.poisson(a_day * ((days - 1) % 7 < 5)))
    return rng.integers(0, 5, len(day)), day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 12, 25), 0.02),
        (date(2026, 11, 26), 0.02),
        (date(2026, 5, 25), 0.02),
        (date(2026, 9, 7), 0.02),
        (date(2026, 1, 19), 0.7),
        (date(2026, 10, 14), 1.0),
    ],
)
def test_holidays_fall_on_their_days(day: date, worked: float) -> None:
    assert worth_of(FLAT, day) == worked


def test_no_days_have_no_holidays() -> None:
    assert len(holidays(np.zeros(0, dtype=np.int64))) == 0


def test_weekday_shares_follow_the_practice() -> None:
    source, day = referrals(700, 3.0)
    shares = np.array(fit_profile(source, day, AS_OF, ()).weekday)
    assert shares.mean() == pytest.approx(1.0)
    assert np.all(shares[:5] > 1.2)
    assert np.all(shares[5:] < 0.1)


def test_a_closure_told_is_worth_nothing() -> None:
    day = date(2026, 3, 4)
    assert worth_of(Profile(FLAT.weekday, FLAT.season, ((day.toordinal(), day.toordinal()),)), day) == 0


def test_ten_silent_days_of_a_busy_practice_are_a_closure() -> None:
    source, day = referrals(700, 4.0)
    open_days = (day < AS_OF - 100) | (day > AS_OF - 90)
    closures = fit_profile(source[open_days], day[open_days], AS_OF, ()).closures
    assert any(begin <= AS_OF - 100 and end >= AS_OF - 90 for begin, end in closures)


def test_the_largest_source_falling_silent_is_no_closure() -> None:
    days = np.arange(AS_OF - 700, AS_OF + 1)
    large = np.repeat(days[:-60], 4)
    small = days[::12]
    source = np.concatenate([np.zeros(len(large), dtype=np.int64), 1 + np.arange(len(small)) % 3])
    day = np.concatenate([large, small])
    order = np.argsort(day, kind="stable")
    assert fit_profile(source[order], day[order], AS_OF, ()).closures == ()


def test_there_is_no_season_below_two_years() -> None:
    source, day = referrals(500, 4.0)
    assert fit_profile(source, day, AS_OF, ()).season == (0.0,) * 4


def test_a_strong_season_over_four_years_is_found() -> None:
    rng = np.random.default_rng(8)
    days = np.arange(AS_OF - 1460, AS_OF + 1)
    rate = 5 * (1 + 0.3 * np.cos(2 * np.pi * days / 365.25)) * ((days - 1) % 7 < 5)
    day = np.repeat(days, rng.poisson(rate))
    season = fit_profile(rng.integers(0, 9, len(day)), day, AS_OF, ()).season
    assert season[0] == pytest.approx(0.3, abs=0.08)
    assert abs(season[1]) < 0.08


def test_without_a_referral_weeks_are_usual() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    profile = fit_profile(nothing, nothing, AS_OF, ())
    assert sum(profile.weekday) == pytest.approx(7.0)
