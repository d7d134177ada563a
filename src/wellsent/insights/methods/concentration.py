"""How much hangs on a few sources? Shares of the referrals expected over the next 90 days, with ranges.

Top one, top five and the Herfindahl-Hirschman index (sum of squared shares: 1 where all comes from one source, 1/n
where n send alike), from expected referrals; the ranges from drawing what every source's rate may turn out to be,
widened to the expected one where draws of many like sources are all less even than what is expected of them.
Source: Hirschman 1964 (the index); Gelman et al., *Bayesian Data Analysis*, ch. 3 (draws from the posterior).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellsent.insights.methods.ahead import RATES, mean_rates
from wellsent.insights.methods.arrays import FloatArray
from wellsent.insights.methods.standing import Standing

_DRAWS = 200
_SEED = 20261124
_WEEKS = 13
_ANYTHING = 1e-12


@dataclass(frozen=True)
class Share:
    """A share of the practice's expected referrals, with its 80 % range."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True)
class Concentration:
    """Of the largest source, of the five largest, and the index of all."""

    top1: Share
    top5: Share
    hhi: Share


@dataclass(frozen=True)
class WithoutSource:
    """Expected referrals of the next 90 days as things are and without one source, and the share lost."""

    now: float
    without: float
    lost_share: float


def concentration(standing: Standing) -> Concentration:
    """Of the known sources of a practice; all zero where nothing is expected."""
    known = np.array([state != "unknown" for state in standing.state], dtype=bool)
    expected = standing.next_90_days.expected[known][None]
    drawn = _draw(standing.belief[known].astype(float) @ mean_rates(standing.shared.habits, _WEEKS))
    some = drawn[drawn.sum(axis=1) > 0]  # where nothing comes at all there are no shares
    point = _measures(expected)[0]
    low, high = np.quantile(_measures(some), (0.1, 0.9), axis=0) if len(some) else (point, point)
    shares = zip(np.minimum(low, point), point, np.maximum(high, point), strict=True)
    return Concentration(*(Share(float(least), float(middle), float(most)) for least, middle, most in shares))


def without_source(standing: Standing, source: int, *, come_anyway: float = 0.0) -> WithoutSource:
    """What if we lost this source? `come_anyway` is the chance, set by people, that its patients come another way.

    Raises ValueError for a chance outside 0 to 1.
    """
    if not 0 <= come_anyway <= 1:
        raise ValueError("the chance that patients come anyway must lie between 0 and 1")
    known = np.array([state != "unknown" for state in standing.state], dtype=bool)
    now = float(standing.next_90_days.expected[known].sum())
    lost = float(standing.next_90_days.expected[source]) * (1 - come_anyway) if known[source] else 0.0
    return WithoutSource(now, now - lost, lost / max(now, _ANYTHING))


def _draw(chances: FloatArray) -> FloatArray:
    """[draws, sources]: what each source's mean rate may turn out to be."""
    reached = np.cumsum(chances, axis=1)
    ladder = (reached / np.maximum(reached[:, -1:], _ANYTHING) + np.arange(len(chances))[:, None]).ravel()
    draw = np.random.default_rng(_SEED).random((_DRAWS, len(chances))) + np.arange(len(chances))
    place = np.searchsorted(ladder, draw) - np.arange(len(chances)) * len(RATES)
    drawn: FloatArray = RATES[np.clip(place, 0, len(RATES) - 1)]
    return drawn


def _measures(volumes: FloatArray) -> FloatArray:
    """[rows, 3]: top one, top five and index of each row of volumes."""
    share = -np.sort(-volumes / np.maximum(volumes.sum(axis=1, keepdims=True), _ANYTHING), axis=1)
    return np.column_stack([share[:, :1].sum(axis=1), share[:, :5].sum(axis=1), (share**2).sum(axis=1)])
