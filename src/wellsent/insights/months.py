"""Calendar months of many days at once, as numbers that can be subtracted."""

from __future__ import annotations

from datetime import date

import numpy as np

from wellsent.insights.methods.arrays import IntArray

_1970 = date(1970, 1, 1).toordinal()


def month_numbers(days: IntArray) -> IntArray:
    """For ordinals of days: months since the year 0."""
    since_1970 = (days - _1970).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    numbers: IntArray = since_1970 + 1970 * 12
    return numbers


def month_number(day: date) -> int:
    """The month of one day, as `month_numbers` counts."""
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """As the report writes it: 2026-11."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def first_day(number: int) -> date:
    """The first day of a month."""
    return date(number // 12, number % 12 + 1, 1)
