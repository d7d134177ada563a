"""Working time of a clinic: what its promises to patients are counted in. Pure; the moment it is, is told.

A minute counts when the clinic's own wall clock shows a time at which it is open, on a day it is open. So the hour that
a change of the clocks skips counts for nobody, and one that it repeats counts twice, as it does for whoever works it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wellsent.accounts.holidays import holidays

Span = tuple[int, int]
"""From one second to another, both since 1970 in UTC; the second one does not count."""
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """When a clinic is open. `open_days` are ISO weekdays (1 is Monday), `closed` spans of days both ends included."""

    time_zone: str
    opens_at: time = time(8)
    closes_at: time = time(17)
    open_days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    closed: tuple[tuple[date, date], ...] = ()
    keeps_holidays: bool = True
    closed_for_good_on: date | None = None

    @property
    def minutes_a_day(self) -> int:
        """How long an open day is."""
        opens, closes = (one.hour * 60 + one.minute for one in (self.opens_at, self.closes_at))
        return closes - opens

    def is_open_on(self, day: date) -> bool:
        """Whether the clinic works on this day at all."""
        if day.isoweekday() not in self.open_days or (self.keeps_holidays and day in holidays(day.year)):
            return False
        if self.closed_for_good_on is not None and day >= self.closed_for_good_on:
            return False
        return not any(first <= day <= last for first, last in self.closed)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a clinic promises to referred patients, in its own working minutes."""

    hours: Hours
    first_contact: int = 8 * 60
    evaluation: int = 5 * 9 * 60


class WorkingTime:
    """The working time of a clinic from one day to another, added up once so that each question is a look-up."""

    def __init__(self, hours: Hours, *, since: date, until: date) -> None:
        spans = [span for day in _days(since, until) if hours.is_open_on(day) for span in _open(hours, day)]
        self._starts = [start for start, _ in spans]
        self._before = [0]
        for start, end in spans:
            self._before.append(self._before[-1] + end - start)
        self._ends = [end for _, end in spans]

    def minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes between two moments; none when they are the wrong way round."""
        return max(0, self._worked(end.timestamp()) - self._worked(start.timestamp())) // _MINUTE

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """The moment at which so many working minutes have passed; None when it lies behind the last day."""
        wanted = self._worked(start.timestamp()) + minutes * _MINUTE
        at = bisect_left(self._before, wanted, 1) - 1
        if at >= len(self._starts):
            return None
        return datetime.fromtimestamp(self._starts[at] + wanted - self._before[at], UTC)

    def before(self, end: datetime, minutes: int) -> datetime | None:
        """The latest moment from which so many working minutes have passed by `end`: what came earlier is late.

        None when it lies before the first day.
        """
        wanted = self._worked(end.timestamp()) - minutes * _MINUTE
        if wanted < 0 or not self._starts:
            return None
        at = max(bisect_right(self._before, wanted) - 1, 0)
        if at == len(self._starts):  # all that was worked, and not a second less
            return datetime.fromtimestamp(self._ends[-1], UTC)
        return datetime.fromtimestamp(self._starts[at] + wanted - self._before[at], UTC)

    def _worked(self, moment: float) -> int:
        """Working seconds from the first day until a moment."""
        at = bisect_right(self._starts, moment)
        if at == 0:
            return 0
        return self._before[at - 1] + min(int(moment), self._ends[at - 1]) - self._starts[at - 1]


@lru_cache(maxsize=256)
def working_time(hours: Hours, *, since: date, until: date) -> WorkingTime:
    """The same, kept: a clinic's hours are asked for on every page, and change a few times a year."""
    return WorkingTime(hours, since=since, until=until)


def _days(since: date, until: date) -> Iterator[date]:
    return (since + timedelta(days=number) for number in range((until - since).days + 1))


def _open(hours: Hours, day: date) -> list[Span]:
    """When the clinic is open on a day: one span, or several where the clocks change meanwhile."""
    zone = ZoneInfo(hours.time_zone)
    midnight = datetime.combine(day, time.min, zone)
    opens, closes = (datetime.combine(day, at, zone) for at in (hours.opens_at, hours.closes_at))
    if midnight.utcoffset() == (midnight + timedelta(days=1)).utcoffset():
        return [(int(opens.timestamp()), int(closes.timestamp()))]
    return _by_the_minute(hours, day, zone)


def _by_the_minute(hours: Hours, day: date, zone: ZoneInfo) -> list[Span]:
    """The same for the two days a year on which the clocks change."""
    first = int(datetime.combine(day, time.min, UTC).timestamp()) - 86_400
    spans: list[Span] = []
    for second in range(first, first + 3 * 86_400, _MINUTE):
        local = datetime.fromtimestamp(second, zone)
        if local.date() == day and hours.opens_at <= local.time() < hours.closes_at:
            if spans and spans[-1][1] == second:
                spans[-1] = (spans[-1][0], second + _MINUTE)
            else:
                spans.append((second, second + _MINUTE))
    return spans
