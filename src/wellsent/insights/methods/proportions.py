"""Of the referrals a source sent, how many were evaluated, and how many completed? Small numbers treated as small.

Beta-binomial: each source's chance comes from a beta distribution shared by the practice, whose mean and weight are
those under which all sources' results are likeliest; what a source shows moves it away from the practice's as far as
its numbers warrant. Only referrals old enough to have had the chance are to be counted, which is the caller's
`counts`.

Source: Efron & Morris 1975; Gelman et al., *Bayesian Data Analysis*, ch. 5 (the beta-binomial hierarchy).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import BoolArray, FloatArray, IntArray
from wellsent.insights.methods.binomials import log_gamma

Tally = tuple[IntArray, IntArray]

CONVERSION_DAYS = 30  # after which a referral has had the chance to be evaluated
COMPLETION_DAYS = 120  # after which an evaluated patient has had the chance to complete
NEVER = 0  # the day of something that has not happened
_WEIGHTS = np.exp(np.linspace(np.log(2), np.log(400), 16))
_SHIFTS = np.linspace(-0.6, 0.6, 9)  # of the mean, in log odds
_GRID = np.sin((np.arange(600) + 0.5) / 600 * np.pi / 2) ** 2  # chances, dense at both ends


@dataclass(frozen=True)
class Proportion:
    """`yes` of `n`, the likely proportion, and its 80 % range. With nothing counted, the practice's own."""

    yes: int
    n: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Proportions:
    """One of the whole practice and one for each source."""

    practice: Proportion
    sources: tuple[Proportion, ...]


def conversion(source: IntArray, received: IntArray, evaluated: IntArray, n_sources: int, as_of: int) -> Proportions:
    """Evaluated, of the referrals received 30 days ago or more. Days are ordinals, `NEVER` where it has not been."""
    counts = (received > NEVER) & (received <= as_of - CONVERSION_DAYS)
    return pooled(source, _happened(evaluated, as_of), counts, n_sources)


def completion(
    source: IntArray, evaluated: IntArray, ended: IntArray, completed: BoolArray, n_sources: int, as_of: int
) -> Proportions:
    """Completed, of the patients evaluated 120 days ago or more and of those whose care has ended.

    `ended` is the day of discharge or loss; `completed` says whether care was completed then.
    """
    over = _happened(ended, as_of)
    counts = _happened(evaluated, as_of) & (over | (evaluated <= as_of - COMPLETION_DAYS))
    return pooled(source, over & completed, counts, n_sources)


def pooled(source: IntArray, yes: BoolArray, counts: BoolArray, n_sources: int) -> Proportions:
    """The proportion of `yes` among the referrals that count, by source and for the practice."""
    total = np.bincount(source[counts], minlength=n_sources)
    good = np.bincount(source[counts & yes], minlength=n_sources)
    mean, weight = _fit(good, total)
    prior = np.array([mean, 1 - mean]) * weight
    likely, low, high = _beta(good + prior[0], total - good + prior[1])
    every = zip(good, total, likely, low, high, strict=True)
    all_good, all_total = int(good.sum()), int(total.sum())
    _, practice_low, practice_high = _beta(np.array([all_good + 1.0]), np.array([all_total - all_good + 1.0]))
    share = all_good / all_total if all_total else mean
    return Proportions(
        practice=Proportion(all_good, all_total, share, float(practice_low[0]), float(practice_high[0])),
        sources=tuple(Proportion(int(g), int(t), float(e), float(lo), float(hi)) for g, t, e, lo, hi in every),
    )


def clearly_differ(one: Proportion, other: Proportion) -> bool:
    """Whether the 80 % ranges lie apart. Where they do not, say "no clear difference" and do not rank."""
    return one.low > other.high or other.low > one.high


def _happened(day: IntArray, as_of: int) -> BoolArray:
    happened: BoolArray = (day > NEVER) & (day <= as_of)
    return happened


def _fit(good: IntArray, total: IntArray) -> tuple[float, float]:
    """The likeliest mean and weight (in referrals) of the shared beta; a half and 2 where nothing is known."""
    some = total > 0
    if not some.any():
        return 0.5, 2.0
    yes, no = good[some], (total - good)[some]
    middle = (yes.sum() + 0.5) / (yes.sum() + no.sum() + 1.0)
    odds = np.log(middle / (1 - middle)) + _SHIFTS
    settings = [(float(1 / (1 + np.exp(-log_odds))), float(weight)) for log_odds in odds for weight in _WEIGHTS]
    tallies = _tally(yes), _tally(no), _tally(yes + no)
    return max(settings, key=lambda setting: _evidence(*tallies, *setting))


def _tally(counts: IntArray) -> Tally:
    """Each count that occurs, and how often: many sources share few."""
    values, times = np.unique(counts, return_counts=True)
    return values, times


def _evidence(yes: Tally, no: Tally, both: Tally, mean: float, weight: float) -> float:
    """Log likelihood of every source's result."""
    return _rising(mean * weight, yes) + _rising((1 - mean) * weight, no) - _rising(weight, both)


def _rising(start: float, tally: Tally) -> float:
    """log of start (start + 1) ... with as many factors as each count says, summed over the sources."""
    counts, times = tally
    return float(times @ (log_gamma(start + counts.astype(float)) - math.lgamma(start)))


def _beta(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, 10 % and 90 % points of beta distributions, summed over a grid even in the arcsine of the square root."""
    low, high = np.zeros((2, len(a)))
    for begin in range(0, len(a), 1000):
        rows = slice(begin, begin + 1000)
        log_mass = (a[rows, None] - 0.5) * np.log(_GRID) + (b[rows, None] - 0.5) * np.log1p(-_GRID)
        mass = np.exp(log_mass - log_mass.max(axis=1, keepdims=True))
        reached = np.cumsum(mass, axis=1) / mass.sum(axis=1, keepdims=True)
        low[rows], high[rows] = (_GRID[(reached < level).sum(axis=1)] for level in (0.1, 0.9))
    mean: FloatArray = a / (a + b)
    return mean, low, high
