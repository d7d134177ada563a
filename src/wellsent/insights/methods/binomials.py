"""How likely is a count? The negative binomial and the beta distribution, without scipy.

A count with mean `m` and size `r` has variance `m + m*m/r`: Poisson whose rate is itself scattered by a gamma of shape
`r`. Source: Hilbe, *Negative Binomial Regression*, 2011; the incomplete beta by its continued fraction, Lentz 1976.
"""

from __future__ import annotations

import math

import numpy as np

from wellsent.insights.methods.arrays import FloatArray, IntArray


def log_gamma(values: FloatArray) -> FloatArray:
    """The logarithm of the gamma function of each value above 0."""
    flat = [math.lgamma(value) for value in np.ravel(values)]
    return np.array(flat, dtype=float).reshape(np.shape(values))


def log_chance(counts: IntArray, mean: FloatArray, size: float) -> FloatArray:
    """[counts, means]: log chance of each count under each mean. A mean of 0 allows the count 0 only."""
    number = np.asarray(counts, dtype=float)[:, None]
    coefficient = log_gamma(number + size) - math.lgamma(size) - log_gamma(number + 1)
    with np.errstate(divide="ignore"):
        hit = np.log(mean) - np.log(size + mean)
    hits = np.where(number > 0, np.maximum(number, 1) * np.where(mean > 0, hit, -np.inf), 0.0)
    return coefficient + hits - size * np.log1p(mean / size)


def chances_up_to(largest: int, mean: FloatArray, size: float) -> FloatArray:
    """[largest + 1, means]: chance of each count from 0 to `largest` under each mean."""
    number = np.arange(largest + 1, dtype=float)[:, None]
    with np.errstate(divide="ignore"):
        hit = np.where(mean > 0, np.log(mean) - np.log(size + mean), -np.inf)
        step = np.where(number > 0, np.log((np.maximum(number - 1, 0) + size) / np.maximum(number, 1)) + hit, 0.0)
    return np.exp(np.cumsum(step, axis=0) - size * np.log1p(mean / size))
