"""Whether 03/11/2026 is in March or in November: settled by the evidence of whole columns, asked when it cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from wellsent.exchange.lists.dates import Exact, Reading, TwoNumbers, settle

# A column with contrary cells is still settled when they are at most this share: typing errors.
_STRAY_SHARE: Final = 0.05
_ENOUGH: Final = 2
_ENOUGH_DAYS: Final = 8


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A date column: its distinct readings, and for each row which one it has. `must_be_past`: none may lie ahead.
    `lately`: not a birth date."""

    field: str
    readings: Sequence[Reading | None]
    codes: Sequence[int]
    must_be_past: bool
    lately: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """How a column is read. `is_open`: its cells alone and together cannot settle it, so a person is asked;
    `mixed`: because they are written in both orders, so that only those that can be read either way are in doubt.

    `turned`: a spreadsheet set for the other order took days for months wherever that gave a date (see _turned_back).
    """

    day_first: bool
    why: str
    sure: bool
    is_open: bool = False
    mixed: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class _Count:
    day: int = 0
    month: int = 0
    open: int = 0


def settle_orders(
    columns: Sequence[DateColumn], *, as_of: date, day_first: bool | None, earlier: Mapping[str, str]
) -> dict[str, Order]:
    """The order of each column, by field. `day_first` is a person's answer, for every column that its own cells do not
    settle. `earlier` names, for a field, the field that cannot lie after it (evaluation: referral).

    Evidence, strongest first: a number over 12; the other date columns of the file; days that would lie in the future
    or before the day they must follow; the order of the rows, when days rise or fall steadily.
    """
    counts = {column.field: _count(column) for column in columns}
    orders = {field: order for field, count in counts.items() if (order := _by_own_cells(count))}
    if day_first is not None:
        orders = {field: _as_said(day_first, orders.get(field)) for field in counts}
        return {column.field: _turned_back(orders[column.field], column) for column in columns}
    for weigh in (_by_neighbours, _by_possibility, _by_row_order):
        undecided = [column for column in columns if column.field not in orders]
        for column in undecided:
            order = weigh(column, columns, orders, as_of, earlier)
            if order:
                orders[column.field] = order
    for column in columns:
        orders.setdefault(
            column.field,
            Order(False, "month and day cannot be told apart from these cells", sure=False, is_open=True),
        )
    orders = _one_answer(orders)
    return {column.field: _turned_back(orders[column.field], column) for column in columns}


def _as_said(day_first: bool, seen: Order | None) -> Order:
    """A person's answer, unless the cells themselves are sure."""
    if seen and seen.sure:
        return seen
    return Order(day_first, f"{_words(day_first)}, as you said", sure=True, mixed=seen is not None and seen.mixed)


def _one_answer(orders: dict[str, Order]) -> dict[str, Order]:
    """Columns settled late may settle those that stayed open."""
    likely = [order for order in orders.values() if not order.is_open and order.why]
    if not likely or len({order.day_first for order in likely}) > 1:
        return orders
    same = Order(likely[0].day_first, f"{_words(likely[0].day_first)}, as the other dates of the file", sure=False)
    return {field: same if order.is_open and not order.mixed else order for field, order in orders.items()}


def _turned_back(order: Order, column: DateColumn) -> Order:
    """A list written day first and opened by a spreadsheet set for month first holds two sorts of cells: text for every
    day over 12, and dates with day and month exchanged for the rest. Seen when no date is of a day over 12, no text
    could have been read as a date, and there are several of each; then the dates are turned back."""
    typed = {reading.day for reading in column.readings if isinstance(reading, Exact) and reading.typed}
    written = [reading for reading in column.readings if isinstance(reading, TwoNumbers)]
    if len(typed) < _ENOUGH_DAYS or len(written) < _ENOUGH or any(day.day > 12 for day in typed):
        return order
    if any(reading.says_day_first is not order.day_first for reading in written):
        return order
    why = f"{order.why}; the spreadsheet had taken days for months in {len(typed)} dates, turned back"
    return Order(order.day_first, why, sure=False, turned=True)


def _count(column: DateColumn) -> _Count:
    says_day = says_month = is_open = 0
    for code, times in Counter(column.codes).items():
        reading = column.readings[code]
        if isinstance(reading, TwoNumbers):
            says_day += times * (reading.says_day_first is True)
            says_month += times * (reading.says_day_first is False)
            is_open += times * reading.is_open
    return _Count(says_day, says_month, is_open)


def _by_own_cells(count: _Count) -> Order | None:
    day, month = count.day, count.month
    if not day and not month:
        return Order(False, "", sure=True) if not count.open else None
    day_first, most, fewest = day > month, max(day, month), min(day, month)
    if fewest > _STRAY_SHARE * (most + fewest):
        why = f"{day} cells have the day first and {month} the month first"
        return Order(day_first, why, sure=False, is_open=True, mixed=True)
    place = "a day over 12" if day_first else "a day over 12 in second place"
    return Order(day_first, f"{most} {'cell has' if most == 1 else 'cells have'} {place}", sure=most >= _ENOUGH)


def _by_neighbours(
    column: DateColumn,
    columns: Sequence[DateColumn],
    orders: Mapping[str, Order],
    as_of: date,
    earlier: Mapping[str, str],
) -> Order | None:
    settled = {order.day_first for order in orders.values() if order.why and not order.is_open}
    if len(settled) != 1:
        return None
    day_first = settled.pop()
    return Order(day_first, f"{_words(day_first)}, as the other dates of the file", sure=False)


def _by_possibility(
    column: DateColumn,
    columns: Sequence[DateColumn],
    orders: Mapping[str, Order],
    as_of: date,
    earlier: Mapping[str, str],
) -> Order | None:
    impossible = {}
    for day_first in (True, False):
        days = _days(column, day_first, as_of)
        late = sum(day is not None and day > as_of for day in days) if column.must_be_past else 0
        before = next((each for each in columns if each.field == earlier.get(column.field)), None)
        first = _days(before, day_first, as_of) if before else []
        crossed = sum(a is not None and b is not None and a > b for a, b in zip(first, days, strict=False))
        impossible[day_first] = late + crossed
    for day_first in (True, False):
        if not impossible[day_first] and impossible[not day_first] >= _ENOUGH:
            count = impossible[not day_first]
            why = f"{_words(day_first)}: {count} would be impossible the other way round"
            return Order(day_first, why, sure=False)
    return None


def _by_row_order(
    column: DateColumn,
    columns: Sequence[DateColumn],
    orders: Mapping[str, Order],
    as_of: date,
    earlier: Mapping[str, str],
) -> Order | None:
    breaks = {day_first: _breaks(_days(column, day_first, as_of)) for day_first in (True, False)}
    for day_first in (True, False):
        if breaks[day_first] == 0 and breaks[not day_first] >= _ENOUGH + 1:
            return Order(day_first, f"{_words(day_first)}: only so do the rows stand in order of time", sure=False)
    return None


def _breaks(days: list[date | None]) -> int:
    """How often the rows step against the direction most of them go; many when there are too few days to tell."""
    known = [day for day in days if day is not None]
    if len(set(known)) < _ENOUGH_DAYS:
        return 0
    rises = sum(a < b for a, b in pairwise(known))
    falls = sum(a > b for a, b in pairwise(known))
    return min(rises, falls)


def _days(column: DateColumn, day_first: bool, as_of: date) -> list[date | None]:
    """The days under this order; None where blank or impossible."""
    table: list[date | None] = []
    for reading in column.readings:
        if not isinstance(reading, (Exact, TwoNumbers)):
            table.append(None)
            continue
        day = settle(reading, day_first=day_first, as_of=as_of, lately=column.lately)
        table.append(day if isinstance(day, date) else None)
    return [table[code] for code in column.codes]


def _words(day_first: bool) -> str:
    return "day first" if day_first else "month first"
