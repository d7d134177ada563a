"""Of the referrals a source sent, how many were evaluated, and how many completed? Small numbers treated as small.

Beta-binomial: each source's chance comes from a distribution shared by the practice, made up of the beta distributions
under which all sources' results are likely; what a source shows moves it away from the practice's as far as its numbers
warrant. Only referrals old enough to have had the chance are counted, as the caller's `counts` say; those
still open tell what they can by their age. All of it summed over a grid of chances.

Source: Efron & Morris 1975; Gelman et al., *Bayesian Data Analysis*, ch. 5 (the beta-binomial hierarchy).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.arrays import BoolArray, FloatArray, IntArray
from wellsent.insights.methods.still_open import still_open

CONVERSION_DAYS = 30  # after which a referral has had the chance to be evaluated
COMPLETION_DAYS = 120  # after which an evaluated patient has had the chance to complete
NEVER = 0  # the day of something that has not happened
_GRID = np.sin((np.arange(600) + 0.5) / 600 * np.pi / 2) ** 2  # chances, even in the arcsine of the square root
_WIDTH = np.log(_GRID * (1 - _GRID)) / 2  # log of how far apart the points lie, but for a constant
_WEIGHTS = np.exp(np.linspace(np.log(2), np.log(400), 16))
_SHIFTS = np.linspace(-0.6, 0.6, 9)  # of the mean, in log odds


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

    `ended` is the day of discharge or loss; `completed` says whether care was completed then. These are the `yes` of
    `n`; the likely proportion and its range are of all who were evaluated, those still in care too (`still_open`).
    """
    over, begun = _happened(ended, as_of), _happened(evaluated, as_of)
    counts = begun & (over | (evaluated <= as_of - COMPLETION_DAYS))
    age = np.clip(np.where(over, ended, as_of) - evaluated, 0, COMPLETION_DAYS)
    curves = still_open(age[begun], over[begun], completed[begun], COMPLETION_DAYS)
    tells = np.log(np.maximum(np.outer(curves.good, _GRID) + np.outer(curves.bad, 1 - _GRID), 1e-12))
    in_care, ages = begun & ~counts, len(tells)
    by_age = np.bincount(source[in_care] * ages + age[in_care], minlength=n_sources * ages).reshape(n_sources, ages)
    yes, n = _tally(source, over & completed, counts, n_sources)
    return _pooled(yes, n, by_age @ tells, curves.share)


def pooled(source: IntArray, yes: BoolArray, counts: BoolArray, n_sources: int) -> Proportions:
    """The proportion of `yes` among the referrals that count, by source and for the practice."""
    good, total = _tally(source, yes, counts, n_sources)
    return _pooled(good, total, np.zeros((n_sources, 1)), good.sum() / max(total.sum(), 1))


def _tally(source: IntArray, yes: BoolArray, counts: BoolArray, n_sources: int) -> tuple[IntArray, IntArray]:
    """Of each source: how many yes, of how many."""
    good, total = (np.bincount(source[some], minlength=n_sources) for some in (counts & yes, counts))
    return good, total


def _pooled(yes: IntArray, n: IntArray, more: FloatArray, share: float) -> Proportions:
    """Each source's proportion from its `yes` of `n` and what `more` is told of it, log likelihoods over the grid;
    `share` is the practice's."""
    told = np.outer(yes, np.log(_GRID)) + np.outer(n - yes, np.log1p(-_GRID)) + more
    shared = _shared(told)
    likely, low, high = _read(told + shared)
    _, practice_low, practice_high = _read(told.sum(axis=0, keepdims=True) + _WIDTH)
    if not told.any():
        share = float(np.exp(shared) @ _GRID / np.exp(shared).sum())
    every = zip(yes, n, likely, low, high, strict=True)
    return Proportions(
        practice=Proportion(
            int(yes.sum()), int(n.sum()), float(share), float(practice_low[0]), float(practice_high[0])
        ),
        sources=tuple(Proportion(int(g), int(t), float(e), float(lo), float(hi)) for g, t, e, lo, hi in every),
    )


def _happened(day: IntArray, as_of: int) -> BoolArray:
    happened: BoolArray = (day > NEVER) & (day <= as_of)
    return happened


def _shared(told: FloatArray) -> FloatArray:
    """[grid]: log of the distribution of the sources' chances: beta distributions, each as much as it makes likely what
    all sources tell. A few months tell little of how far sources differ, so no single one may be picked."""
    known = told[told.any(axis=1)]
    if not len(known):
        return _log_beta(0.5, 2.0)
    middle = _GRID[np.argmax(known.sum(axis=0) + _WIDTH)]
    odds = np.log(middle / (1 - middle)) + _SHIFTS
    every = np.array([_log_beta(1 / (1 + np.exp(-log_odds)), weight) for log_odds in odds for weight in _WEIGHTS])
    likelihood = np.exp(known - known.max(axis=1, keepdims=True))
    with np.errstate(divide="ignore"):  # a chance too small for a number is none: its log is minus infinity
        evidence = np.log(likelihood @ np.exp(every).T).sum(axis=0)
        likely = np.exp(evidence - evidence.max())
        shared: FloatArray = np.log(likely @ np.exp(every) / likely.sum())
    return shared


def _log_beta(mean: float, weight: float) -> FloatArray:
    """[grid]: log of the mass of a beta distribution at each point, so that all of it is one."""
    log_mass = (mean * weight - 1) * np.log(_GRID) + ((1 - mean) * weight - 1) * np.log1p(-_GRID) + _WIDTH
    log_mass -= log_mass.max()
    mass: FloatArray = log_mass - np.log(np.exp(log_mass).sum())
    return mass


def _read(log_mass: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, 10 % and 90 % points of each row of log masses over the grid."""
    mass = np.exp(log_mass - log_mass.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    reached = np.cumsum(mass, axis=1)
    low, high = (_GRID[(reached < level).sum(axis=1)] for level in (0.1, 0.9))
    return mass @ _GRID, low, high
