"""How many referrals will come in each of the next months?

Half from the sum of known sources carried forward, raised by the share that has lately come from sources unknown a
while before; half from the whole practice's level, of the last four months (discounted) and of the last year. The sum
misses newcomers, the level misses known departures; the year keeps a growing or shrinking practice from being carried
away. The band is negative binomial: its variance has every source's own fate in it (so a concentrated practice is less
certain) and how far this practice's months have strayed from its level before. The month under way is what came so far
and the same for the days that are left of it.

Source: West & Harrison, *Bayesian Forecasting and Dynamic Models*, ch. 6 (discounting) and 12 (combining).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wellsent.insights.methods.ahead import quantiles
from wellsent.insights.methods.arrays import FloatArray, IntArray
from wellsent.insights.methods.chain import PRESENT, transitions
from wellsent.insights.methods.exposure import Profile, exposure, exposure_until
from wellsent.insights.methods.months import Month, month_of, months_after, months_between
from wellsent.insights.methods.standing import History, Standing

_HALF_LIFE = 120.0  # days, of the discounted level
_YEAR = 365
_MONTH = 30
_STRAYS = 0.15  # relative spread of a month, six weeks ahead, beyond chance and the sources' own fates
_STRAYS_WEIGHT = 18.0  # months that this counts as
_NEWCOMERS, _OF_ALL = 1.0, 20.0  # as if 1 of 20 referrals had come from a newcomer
_LEAST_DAYS = 7.0  # one referral on the first day of the records is not seven a week
_SETTLED_DAYS = 60  # from the first record, before which everybody is a newcomer


@dataclass(frozen=True)
class MonthForecast:
    """`low` to `high` holds 80 %; `month` as in "2026-11"."""

    month: str
    low: int
    expected: float
    high: int


@dataclass(frozen=True)
class MonthVolume:
    """Referrals received in a month as in "2026-09"; that of as of is counted up to as of."""

    month: str
    referrals: int


@dataclass(frozen=True)
class MonthUnderWay:
    """The month that as of lies in: what came up to as of, and how the whole of it will end (80 % between).

    `silent_since` is the day (ISO) of the last referral where so little since then can hardly be: the practice was
    closed, or its list ends there. Then the days that are left say nothing about the month.
    """

    month: str
    so_far: int
    low: int
    expected: float
    high: int
    silent_since: str = ""


def monthly_volume(history: History) -> tuple[MonthVolume, ...]:
    """Referrals by calendar month, from the first referral's to that of as of."""
    _, day = history.until_today
    if not len(day):
        return ()
    months = months_between(date.fromordinal(int(day[0])), history.as_of)
    edges = np.searchsorted(day, [month.first.toordinal() for month in months] + [history.today + 1])
    return tuple(MonthVolume(month.name, int(count)) for month, count in zip(months, np.diff(edges), strict=True))


def practice_forecast(history: History, standing: Standing, *, months: int = 6) -> tuple[MonthForecast, ...]:
    """The next whole calendar months of the practice; `standing` is that of the same history."""
    past = _past(history, standing.shared.profile)
    if past is None:
        return tuple(MonthForecast(month.name, 0, 0.0, 0) for month in months_after(history.as_of, months))
    sums = _sums(standing, 5 * months + 6)
    return tuple(_span(month, past, sums) for month in months_after(history.as_of, months))


def this_month(history: History, standing: Standing) -> MonthUnderWay:
    """How the month under way will end: what came, and the days that are left; `standing` is of the same history."""
    month = month_of(history.as_of)
    past = _past(history, standing.shared.profile)
    if past is None:
        return MonthUnderWay(month.name, 0, 0, 0.0, 0)
    so_far = int((past.day >= month.first.toordinal()).sum())
    silent_since = _silent_since(history, standing.shared.profile)
    if month.last == history.as_of:
        return MonthUnderWay(month.name, so_far, so_far, float(so_far), so_far, silent_since)
    left = Month(history.as_of + timedelta(days=1), month.last)
    rest = _span(left, past, _sums(standing, 5), days=(left.last - left.first).days + 1)
    low, expected, high = so_far + rest.low, so_far + rest.expected, so_far + rest.high
    return MonthUnderWay(month.name, so_far, low, expected, high, silent_since)


def _silent_since(history: History, profile: Profile) -> str:
    """The day of the last referral when a closure nobody told of reaches up to as of, else nothing."""
    _, day = history.until_today
    silences = set(profile.closures) - set(history.told)
    silent = any(begin > day[-1] and end >= history.today for begin, end in silences)
    return date.fromordinal(int(day[-1])).isoformat() if silent else ""


@dataclass(frozen=True)
class _Past:
    """The practice day by day up to as of."""

    profile: Profile
    today: int
    counts: IntArray
    worth: FloatArray
    day: IntArray  # of each referral
    known_since: IntArray  # the first day of each referral's source


@dataclass(frozen=True)
class _Sums:
    """By weeks ahead from 1: the sum of all sources' rates a week, and its variance."""

    mean: FloatArray
    variance: FloatArray


def _past(history: History, profile: Profile) -> _Past | None:
    source, day = history.until_today
    if not len(day):
        return None
    first = np.full(history.n_sources, history.today)
    np.minimum.at(first, source, day)
    worth = exposure_until(profile, int(day[0]), history.today)
    counts = np.bincount(day - day[0], minlength=len(worth))
    return _Past(profile, history.today, counts, worth, day, first[source])


def _sums(standing: Standing, weeks: int) -> _Sums:
    known = np.array([state != "unknown" for state in standing.state])
    belief, chances = standing.belief[known].astype(float), transitions(standing.shared.habits)
    ahead = np.column_stack([PRESENT, PRESENT**2])
    mean, variance = np.zeros((2, weeks))
    for week in range(weeks):
        ahead = chances @ ahead
        rate, square = (belief @ ahead).T
        mean[week], variance[week] = rate.sum(), (square - rate**2).sum()
    return _Sums(mean, variance)


def _span(month: Month, past: _Past, sums: _Sums, *, days: int = _MONTH) -> MonthForecast:
    """A month, or what is left of one: so many days then, else thirty."""
    worth = float(exposure(past.profile, month.first.toordinal(), month.last.toordinal()).sum()) / 7
    ahead = (month.first.toordinal() + month.last.toordinal()) // 2 - past.today  # days, to the middle
    week = min(max(round(ahead / 7), 1), len(sums.mean)) - 1
    carried = sums.mean[week] / (1 - _newcomers(past, ahead))
    level, year = _level(past, _HALF_LIFE), _mean(past, _YEAR)
    expected = worth * (carried / 2 + level / 4 + year / 4)
    if expected <= 0:
        return MonthForecast(month.name, 0, 0.0, 0)
    fates = sums.variance[week] * (worth / expected) ** 2
    excess = expected**2 * _strays(past, ahead, fates, days)
    low, high = quantiles(np.ones((1, 1)), np.array([expected]), expected**2 / max(excess, 1e-9), (0.1, 0.9))
    return MonthForecast(month.name, int(low[0]), float(expected), int(high[0]))


def _level(past: _Past, half_life: float) -> float:
    """Referrals an ordinary week, the older the less they count."""
    weight = 0.5 ** (np.arange(len(past.counts))[::-1] / half_life)
    return 7 * float(weight @ past.counts) / max(float(weight @ past.worth), _LEAST_DAYS)


def _mean(past: _Past, days: int) -> float:
    return 7 * float(past.counts[-days:].sum()) / max(float(past.worth[-days:].sum()), _LEAST_DAYS)


def _newcomers(past: _Past, ahead: int) -> float:
    """The share of referrals that, over the last year, came from sources unknown `ahead` days before."""
    begin = max(past.today - _YEAR, int(past.day[0]) + ahead + _SETTLED_DAYS)
    recent = past.day > begin
    unknown = recent & (past.known_since > past.day - ahead)
    return float(unknown.sum() + _NEWCOMERS) / float(recent.sum() + _OF_ALL)


def _strays(past: _Past, ahead: int, fates: float, days: int) -> float:
    """Relative variance of so many days beyond chance: how far as many strayed before from the level known `ahead` of
    their middle.

    Until there are such spans, the sources' own `fates` and a usual spread stand in.
    """
    ends = np.arange(len(past.counts), ahead + _SETTLED_DAYS + days, -days)
    counted = np.concatenate([[0], np.cumsum(past.counts)])
    worth = np.concatenate([[0.0], np.cumsum(past.worth)])
    came, due = counted[ends] - counted[ends - days], worth[ends] - worth[ends - days]
    cut = np.maximum(ends - days // 2 - ahead, 1)
    begin = np.maximum(cut - _YEAR // 2, 0)
    expected = due * (counted[cut] - counted[begin]) / np.maximum(worth[cut] - worth[begin], 1.0)
    told = expected >= 1
    excess = ((came - expected)[told] / expected[told]) ** 2 - 1 / expected[told]
    months = len(excess) * days / _MONTH
    share = months / (months + _STRAYS_WEIGHT)
    usual = fates + _STRAYS**2 * (0.5 + ahead / 90)
    own = float(excess.mean()) if len(excess) else 0.0
    return max((1 - share) * usual + share * own, fates / 2)
