"""What the methods are compared with: rules that other products sell, and simple forecasts anybody could make."""

from __future__ import annotations

import math

import numpy as np

from bench.practices import FloatArray, IntArray

HORIZON = 90


def last_90_days(source: IntArray, day: IntArray, number: int, today: int) -> FloatArray:
    """The next 90 days as the last."""
    return np.bincount(source[day > today - HORIZON], minlength=number).astype(float)


def twelve_month_mean(source: IntArray, day: IntArray, number: int, today: int) -> FloatArray:
    """The mean of the last twelve months, or of the records where they are shorter."""
    span = min(365, today - int(day.min()) + 1)
    return np.bincount(source[day > today - span], minlength=number) * HORIZON / span


def pooled_gamma_poisson(source: IntArray, day: IntArray, number: int, today: int) -> FloatArray:
    """Constant rates since the first referral, shrunk to a gamma distribution fitted by maximum likelihood."""
    first = np.full(number, today)
    np.minimum.at(first, source, day)
    count = np.bincount(source, minlength=number) - 1
    periods = np.maximum((today - first) / HORIZON, 0.05)
    mean = count.sum() / periods.sum()
    settings = [
        (shape, shape / (mean * share)) for shape in np.geomspace(0.1, 8, 16) for share in (0.5, 0.7, 1.0, 1.4, 2.0)
    ]
    shape, rate = max(settings, key=lambda setting: _gamma_poisson(count, periods, *setting))
    return (count + shape) / (periods + rate)


def _gamma_poisson(count: IntArray, periods: FloatArray, shape: float, rate: float) -> float:
    size = np.array([math.lgamma(value + shape) for value in count]) - math.lgamma(shape)
    return float((size + shape * np.log(rate / (rate + periods)) + count * np.log(periods / (rate + periods))).sum())


def silent_90_days(last: IntArray, today: int) -> FloatArray:
    """The rule "no referral for 90 days", as a score: alarm at 1 and above."""
    return (today - last) / 90


def under_half(source: IntArray, day: IntArray, number: int, today: int) -> FloatArray:
    """The rule "this month under half the mean of the last three", as a score: alarm above 0."""
    months = [
        np.bincount(source[(day > today - 30 * (back + 1)) & (day <= today - 30 * back)], minlength=number)
        for back in range(4)
    ]
    usual = (months[1] + months[2] + months[3]) / 3
    return np.where(usual > 0, 0.5 - months[0] / np.maximum(usual, 1e-9), -1.0)
