"""Calendar months, as the practice counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Month:
    """First and last day of a calendar month."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """As in "2026-11"."""
        return f"{self.first:%Y-%m}"


def month_of(day: date) -> Month:
    """The month that `day` lies in."""
    first = day.replace(day=1)
    return Month(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def months_between(first: date, last: date) -> tuple[Month, ...]:
    """The months from that of `first` to that of `last`, oldest first."""
    months = []
    while first <= last:
        months.append(month_of(first))
        first = months[-1].last + timedelta(days=1)
    return tuple(months)


def months_after(day: date, number: int) -> tuple[Month, ...]:
    """The next whole months: the first begins after `day`."""
    months = [month_of(month_of(day).last + timedelta(days=1))]
    while len(months) < number:
        months.append(month_of(months[-1].last + timedelta(days=1)))
    return tuple(months[:number])
