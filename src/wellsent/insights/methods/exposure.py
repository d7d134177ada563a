"""What is one ordinary day worth? A quiet Christmas must alarm nobody.

The expected share of an ordinary day's referrals: weekday share x holiday x season x closures, with a mean of one over
ordinary weeks. Weekday shares are counted with a weak prior. The season is two harmonics beside a smooth trend, fitted
to weekly totals by penalised Poisson regression and shrunk to none below two years. A closure is told by the practice
or inferred from a run of days so silent that even without its largest source the whole practice would hardly ever be.

Sources: West & Harrison, *Bayesian Forecasting and Dynamic Models*, ch. 8 (harmonics); Wood, *Generalized Additive
Models*, ch. 3 (penalised fit).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wellsent.insights.methods.arrays import Closures, FloatArray, IntArray
from wellsent.insights.methods.late import lowered

YEAR = 365.25
_USUAL_WEEK = np.array([0.21, 0.205, 0.205, 0.195, 0.165, 0.015, 0.005]) * 7  # Monday first; a weak prior only
_PRIOR_REFERRALS = 40.0
_SILENCE_EXPECTED = 9.0  # e^-9: once in eight thousand runs of days, before scatter
_SEASON_SPREAD = (0.12, 0.05)  # prior spread of the yearly and half-yearly wave, in logs


@dataclass(frozen=True)
class Profile:
    """The practice's weekday shares (Monday first, mean 1), season (cos, sin, cos 2x, sin 2x in logs) and closures.

    `known` is the share of a day's referrals that is entered so many days later, nothing where all come in at once.
    """

    weekday: tuple[float, ...]
    season: tuple[float, ...]
    closures: Closures
    known: tuple[float, ...] = ()


def exposure(profile: Profile, first_day: int, last_day: int) -> FloatArray:
    """What each day from `first_day` to `last_day` (ordinals, inclusive) is worth in ordinary days."""
    days = np.arange(first_day, last_day + 1)
    worth: FloatArray = (
        np.array(profile.weekday)[(days - 1) % 7] * holidays(days) * np.exp(_waves(days) @ np.array(profile.season))
    )
    for begin, end in profile.closures:
        worth[(days >= begin) & (days <= end)] = 0.0
    return worth


def exposure_until(profile: Profile, first_day: int, today: int) -> FloatArray:
    """The same up to today, with what is not entered yet allowed for."""
    return lowered(exposure(profile, first_day, today), profile.known)


def fit_profile(source: IntArray, day: IntArray, as_of: int, told: Closures) -> Profile:
    """The profile of a practice from every referral it received up to `as_of` (`day` sorted, ordinals)."""
    flat = Profile(tuple(_USUAL_WEEK), (0.0,) * 4, told)
    if not len(day):
        return flat
    first = int(day[0])
    days = np.arange(first, as_of + 1)
    weekday = _weekday_shares(day, days)
    counts = np.bincount(day - first, minlength=len(days))
    inferred = _silences(Profile(weekday, flat.season, told), source, day, days, counts)
    profile = Profile(weekday, flat.season, told + inferred)
    return Profile(weekday, _season(profile, days, counts), profile.closures)


def _weekday_shares(day: IntArray, days: IntArray) -> tuple[float, ...]:
    """Referrals by weekday for each such day's worth, with the usual week as a weak prior; the mean is 1."""
    worth = np.bincount((days - 1) % 7, weights=holidays(days), minlength=7)
    seen = np.bincount((day - 1) % 7, minlength=7)
    typical = max(len(day) / max(worth.sum(), 1.0), 1e-9)
    prior = _PRIOR_REFERRALS / 7 * _USUAL_WEEK
    share = (seen + prior) / (worth * typical + _PRIOR_REFERRALS / 7)
    return tuple(float(value) for value in share / share.mean())


def _silences(profile: Profile, source: IntArray, day: IntArray, days: IntArray, counts: IntArray) -> Closures:
    """Runs of days on which nobody sent although, even without the largest source, many were expected.

    The level of each day is that of the 8 weeks around it, so a practice that grew is not read as closed in its youth.
    """
    rest = counts - np.bincount(day[source == np.bincount(source).argmax()] - days[0], minlength=len(days))
    worth = exposure(profile, int(days[0]), int(days[-1]))
    window = np.ones(min(113, len(days)))
    level = np.convolve(rest, window, "same") / np.maximum(np.convolve(worth, window, "same"), 1.0)
    expected = np.concatenate(([0.0], np.cumsum(level * worth)))
    busy = np.concatenate(([-1], np.flatnonzero(counts), [len(days)]))
    runs = zip(busy[:-1] + 1, busy[1:], strict=True)
    return tuple(
        (int(days[begin]), int(days[end - 1]))
        for begin, end in runs
        if end > begin and expected[end] - expected[begin] >= _SILENCE_EXPECTED
    )


def _season(profile: Profile, days: IntArray, counts: IntArray) -> tuple[float, ...]:
    """Two harmonics beside a smooth trend, by penalised Poisson regression on weekly totals; none below two years."""
    years = len(days) / YEAR
    if years < 1.9 or counts.sum() < 50:
        return (0.0,) * 4
    weeks = len(days) // 7
    start = len(days) - 7 * weeks
    total = counts[start:].reshape(weeks, 7).sum(axis=1).astype(float)
    worth = exposure(profile, int(days[start]), int(days[-1])).reshape(weeks, 7).sum(axis=1) / 7
    design, penalty = _season_design(days[start + 3 :: 7][:weeks], years)
    beta = np.zeros(design.shape[1])
    beta[0] = math.log(max(total.sum(), 1.0) / max(worth.sum(), 1e-9))
    for _ in range(12):
        mean = np.maximum(worth * np.exp(np.clip(design @ beta, -20, 20)), 1e-9)
        weight = mean / (1 + mean / 12)  # whole weeks scatter more than Poisson: about 30 % beside it
        gradient = design.T @ ((total - mean) / (1 + mean / 12)) - penalty * beta
        beta = beta + np.linalg.solve((design.T * weight) @ design + np.diag(penalty), gradient)
    return tuple(float(value) for value in beta[-4:])


def _season_design(days: IntArray, years: float) -> tuple[FloatArray, FloatArray]:
    """Columns: level, trend as straight pieces a year apart, four waves; and how strongly each is held to none."""
    when = (days - days[-1]) / YEAR
    knots = np.arange(1, max(int(years), 1))
    pieces = [np.maximum(-when - knot, 0.0) for knot in knots]
    design = np.column_stack([np.ones(len(when)), when, *pieces, _waves(days)])
    trust = min(years - 1.0, 1.0)
    waves = [1 / (trust * spread) ** 2 for spread in _SEASON_SPREAD for _ in range(2)]
    return design, np.array([1e-4, 4.0] + [9.0] * len(pieces) + waves)


def _waves(days: IntArray) -> FloatArray:
    turn = 2 * np.pi * days / YEAR
    return np.column_stack([np.cos(turn), np.sin(turn), np.cos(2 * turn), np.sin(2 * turn)])


def holidays(days: IntArray) -> FloatArray:
    """How much of an ordinary day's work is done on each day (ordinals) in a US clinic: 1, or less about holidays."""
    share = np.ones(len(days))
    if not len(days):
        return share
    first = int(days[0])
    for year in range(date.fromordinal(first).year, date.fromordinal(int(days[-1])).year + 1):
        for day, worked in _holidays_of(year):
            if 0 <= day - first < len(days):
                share[day - first] = worked
    return share


def _holidays_of(year: int) -> list[tuple[int, float]]:
    """Federal holidays a clinic keeps (5 U.S.C. 6103) and the slow days about them, with the share of work done."""
    thanksgiving = _weekday_of(year, 11, 3, 4)
    christmas = date(year, 12, 25)
    fixed = [(date(year, 1, 1), 0.02), (date(year, 1, 2), 0.7), (date(year, 6, 19), 0.7), (date(year, 7, 4), 0.02)]
    moving = [
        (_weekday_of(year, 1, 0, 3), 0.7),
        (_weekday_of(year, 2, 0, 3), 0.8),
        (_weekday_of(year, 6, 0, 1) - timedelta(days=7), 0.02),
        (_weekday_of(year, 9, 0, 1), 0.02),
        (thanksgiving, 0.02),
        (thanksgiving + timedelta(days=1), 0.3),
    ]
    year_end = [(christmas - timedelta(days=1), 0.35), (christmas, 0.02)]
    year_end += [(christmas + timedelta(days=after), 0.5) for after in range(1, 7)]
    return [(day.toordinal(), worked) for day, worked in fixed + moving + year_end]


def _weekday_of(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
