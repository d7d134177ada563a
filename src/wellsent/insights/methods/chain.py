"""What may a source be doing, and how does that change from week to week?

A source's hidden state is its usual rate (a grid of rates a week, fine for large sources, coarse for small) in one of
four conditions: usual, halved, paused, gone. Every week the usual rate drifts a little; now and then a source doubles,
halves, pauses for weeks or goes; the halved in time become usual at their lower rate; the gone rarely return. One
matrix of chances from week to week holds all of it.

Source: Zucchini, MacDonald & Langrock, *Hidden Markov Models for Time Series*, ch. 2; Fader & Hardie on "buy till you
die" (gone, or just quiet).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wellsent.insights.methods.arrays import FloatArray

WEEKS_A_YEAR = 365.25 / 7
WEEKS_A_MONTH = WEEKS_A_YEAR / 12
USUAL, HALVED, PAUSED, GONE = range(4)
_WEEKS_HALVED = 40.0  # until a halved source counts as usual at its lower rate
_WEEKS_TO_RECOVER = 60.0
_WEEKS_PAUSED = 8.0
_NEVER_BACK = 0.02  # of paused sources, a week
_RETURNS_A_YEAR = 0.15  # of the gone
_HALVED_GO = 3.0  # times as likely as others: a fade
_NEVER = 1e-12  # chances that stand for nothing, and that processors reckon with ten times as slowly


@dataclass(frozen=True)
class Habits:
    """How the sources of a practice change, shared by all of them; chances are per source and year."""

    drift: float = 0.09  # standard deviation of the log of the usual rate over a month
    doubles: float = 0.07
    halves: float = 0.16
    pauses: float = 0.16
    goes: float = 0.2


def _grid() -> FloatArray:
    rates = [0.004]  # a week: one referral in five years
    while rates[-1] < 60:  # 270 a month
        rates.append(rates[-1] * math.exp(max(0.13, 0.4 / math.sqrt(1 + 4 * rates[-1]))))
    return np.array(rates)


GRID = _grid()
STATES = 4 * len(GRID)
PRESENT = np.concatenate([GRID, GRID / 2, 0 * GRID, 0 * GRID])  # the rate a week in each state


@lru_cache(maxsize=64)
def transitions(habits: Habits) -> FloatArray:
    """[states, states]: the chance of each state next week, given this week's."""
    number = len(GRID)
    same, drift = np.eye(number), _drift(habits.drift)
    doubles, halves, pauses, goes = (
        chance / WEEKS_A_YEAR for chance in (habits.doubles, habits.halves, habits.pauses, habits.goes)
    )
    settles, recovers, resumes = 1 / _WEEKS_HALVED, 1 / _WEEKS_TO_RECOVER, 1 / _WEEKS_PAUSED
    returns, fades = _RETURNS_A_YEAR / WEEKS_A_YEAR, _HALVED_GO * goes
    chance = np.zeros((4, number, 4, number))
    chance[USUAL, :, USUAL] = (1 - doubles - halves - pauses - goes) * drift + doubles * _shift(2.0)
    chance[USUAL, :, HALVED] = halves * same
    chance[USUAL, :, PAUSED] = pauses * same
    chance[USUAL, :, GONE] = goes * same
    chance[HALVED, :, USUAL] = settles * _shift(0.5) + recovers * same
    chance[HALVED, :, HALVED] = (1 - settles - recovers - pauses - fades) * drift
    chance[HALVED, :, PAUSED] = pauses * same
    chance[HALVED, :, GONE] = fades * same
    chance[PAUSED, :, USUAL] = resumes * same
    chance[PAUSED, :, PAUSED] = (1 - resumes - _NEVER_BACK) * same
    chance[PAUSED, :, GONE] = _NEVER_BACK * same
    chance[GONE, :, USUAL] = returns * same
    chance[GONE, :, GONE] = (1 - returns) * same
    return chance.reshape(STATES, STATES)


def _drift(monthly: float) -> FloatArray:
    """[grid, grid]: one week of a random walk of the log rate, the same at every rate: a birth-death chain."""
    variance = monthly**2 / WEEKS_A_MONTH
    step = np.diff(np.log(GRID))
    up = np.append(step, step[-1])
    down = np.insert(step, 0, step[0])
    rate = np.diag((variance / (up * (up + down)))[:-1], 1) + np.diag((variance / (down * (up + down)))[1:], -1)
    rate -= np.diag(rate.sum(axis=1))
    pieces = 256  # of a week: small enough that no chance is below 0 at any drift worth considering
    week = np.linalg.matrix_power(np.eye(len(GRID)) + rate / pieces, pieces)
    week[week < _NEVER] = 0
    chances: FloatArray = week / week.sum(axis=1, keepdims=True)
    return chances


def _shift(factor: float) -> FloatArray:
    """[grid, grid]: the rate times `factor`, shared between the two nearest points of the grid."""
    number, log_rate = len(GRID), np.log(GRID)
    place = np.interp(log_rate + math.log(factor), log_rate, np.arange(number))
    below = np.minimum(place.astype(int), number - 2)
    shift = np.zeros((number, number))
    shift[np.arange(number), below] = 1 - (place - below)
    shift[np.arange(number), below + 1] = place - below
    return shift
