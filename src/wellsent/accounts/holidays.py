"""The public holidays on which most practices in the United States are closed. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

MONDAY, THURSDAY = 0, 3


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """New Year's Day, Memorial, Independence and Labor Day, Thanksgiving and Christmas of a year, as observed.

    The six of the eleven in 5 U.S.C. 6103 that are usual in private practice; one that falls on a weekend is observed
    on the Friday before or the Monday after. Other closed days are told by the practice.
    """
    memorial = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 12, 25)]
    if year < date.max.year:
        fixed.append(date(year + 1, 1, 1))  # observed in this year when it falls on a Saturday
    observed = {day for day in map(_observed, fixed) if day.year == year}
    return frozenset({*observed, memorial, _nth(year, 9, MONDAY, 1), _nth(year, 11, THURSDAY, 4)})


def _observed(day: date) -> date:
    shift = {5: -1, 6: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
