"""Months and US holidays of the made-up practice.

Kept apart from the calendar the methods use on purpose: a simulator that shared it would hide its mistakes.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt


def month_starts(last_day: date, months: int) -> tuple[date, ...]:
    """First days of the `months` calendar months that end with the one of `last_day`, oldest first."""
    index = last_day.year * 12 + last_day.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(index - months + 1, index + 1))


def working_share(days: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """How much of an ordinary day's work is done on each day (ordinals): 1, or less on and beside holidays."""
    share = np.ones(len(days))
    for year in range(date.fromordinal(int(days[0])).year, date.fromordinal(int(days[-1])).year + 1):
        for day, worked in _holidays(year).items():
            share[days == day.toordinal()] = worked
    return share


def _holidays(year: int) -> dict[date, float]:
    thanks = _nth_weekday(year, 11, 3, 4)
    quiet_week = {date(year, 12, day): 0.45 for day in range(26, 32)}
    return quiet_week | {
        date(year, 1, 1): 0.0,
        _nth_weekday(year, 1, 0, 3): 0.6,
        _nth_weekday(year, 2, 0, 3): 0.8,
        _last_monday(year, 5): 0.0,
        date(year, 6, 19): 0.7,
        date(year, 7, 4): 0.0,
        _nth_weekday(year, 9, 0, 1): 0.0,
        thanks: 0.0,
        thanks + timedelta(days=1): 0.25,
        date(year, 12, 24): 0.3,
        date(year, 12, 25): 0.0,
    }


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=last.weekday())
