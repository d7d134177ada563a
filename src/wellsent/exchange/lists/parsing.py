"""From cells to values, one column at a time; each distinct cell is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Final

from wellsent.exchange.lists import texts
from wellsent.exchange.lists.amounts import read_count, read_minutes, read_money
from wellsent.exchange.lists.cells import Cell, Column, as_text
from wellsent.exchange.lists.date_order import DateColumn, Order
from wellsent.exchange.lists.dates import Exact, Reading, TwoNumbers, read_date, read_time, settle
from wellsent.exchange.lists.fields import Field, Holds
from wellsent.exchange.lists.problems import Problem
from wellsent.exchange.lists.words import meaning, says_no_date, says_nothing

FIRST_DAY: Final = date(1990, 1, 1)
FIRST_BIRTH: Final = date(1900, 1, 1)
_AHEAD: Final = timedelta(days=731)

_READERS: Final[Mapping[Holds, Callable[[Cell], Any]]] = {
    Holds.NAME: texts.read_name,
    Holds.PRACTICE: texts.read_name,
    Holds.NPI: texts.read_npi,
    Holds.KIND: texts.read_kind,
    Holds.TAXONOMY: texts.read_text,
    Holds.RECORD_NUMBER: texts.read_record_number,
    Holds.PAYER: texts.read_text,
    Holds.CONDITION: texts.read_condition,
    Holds.CLINIC: texts.read_text,
    Holds.COUNT: read_count,
    Holds.MONEY: read_money,
    Holds.MINUTES: read_minutes,
    Holds.STATUS: lambda cell: texts.read_words("status", cell),
    Holds.TOUCH_KIND: lambda cell: texts.read_words("touch_kind", cell),
    Holds.VISIT_STATUS: lambda cell: texts.read_words("visit_status", cell),
    Holds.TIME: read_time,
    Holds.VISIT_TYPE: texts.read_visit_type,
    Holds.LOST_REASON: texts.read_text,
    Holds.NOTE: texts.read_note,
    Holds.TEXT: texts.read_text,
    Holds.STATE: texts.read_state,
    Holds.ZIP: texts.read_zip,
    Holds.PHONE: texts.read_phone,
    Holds.EMAIL: texts.read_email,
}
WORDS: Final = frozenset({Holds.KIND, Holds.STATUS, Holds.TOUCH_KIND, Holds.VISIT_STATUS})
"""Fields of a few words of ours: a word that is not known is left blank and counted, the row stays."""


@dataclass(slots=True)
class Parsed:
    """A column's values for the rows of the list, and `problems`: for a place among those rows, what is wrong there."""

    values: list[Any]
    problems: dict[int, Problem] = field(default_factory=dict)


def codes_of(column: Column, rows: Sequence[int]) -> list[int]:
    """The column's codes at these rows."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return column.codes[rows[0] : rows[-1] + 1].tolist()
    codes = column.codes
    return [codes[index] for index in rows]


def parse_column(of: Field, column: Column, codes: Sequence[int]) -> Parsed:
    """The values of a column that holds no dates."""
    reader = _READERS[of.holds]
    if of.name == "visits_planned":
        reader = lambda cell: read_count(cell, frequency=True)  # noqa: E731  # one field's variant of one reader
    numeric = of.holds in {Holds.COUNT, Holds.MONEY, Holds.MINUTES}
    table = [
        None if numeric and isinstance(cell, str) and says_nothing(as_text(cell)) else reader(cell)
        for cell in column.distinct
    ]
    return _spread(table, codes)


def times_of(column: Column, codes: Sequence[int]) -> list[time | None]:
    """The hours that stand in cells beside their day: "11/30/2026 09:00"."""
    table = [read_time(cell) for cell in column.distinct]
    return [table[code] for code in codes]


def unknown_words(of: Field, column: Column, codes: Sequence[int]) -> int:
    """How many rows hold a word that is not one of ours."""
    reader = _READERS[of.holds]
    unknown = [reader(cell) is None and not says_nothing(as_text(cell)) for cell in column.distinct]
    return sum(unknown[code] for code in codes)


def lost_reasons(column: Column, codes: Sequence[int]) -> list[str | None]:
    """What a status cell says beyond the referral's being lost: the reason in "Cancelled - moved away"."""
    found = [meaning("status", as_text(cell)) for cell in column.distinct]
    table = [each[1] or None if each and each[0] == "lost" else None for each in found]
    return [table[code] for code in codes]


def read_dates(column: Column, *, from_1904: bool) -> list[Reading | None]:
    """What each distinct cell says as a date; None where it says that there is none."""
    return [
        None if isinstance(cell, str) and says_no_date(as_text(cell[:200])) else read_date(cell, from_1904=from_1904)
        for cell in column.distinct
    ]


def date_column(of: Field, readings: Sequence[Reading | None], codes: Sequence[int]) -> DateColumn:
    """The column as evidence for the order of day and month."""
    must_be_past = of.holds is not Holds.COMING_DATE
    lately = of.holds is not Holds.BIRTH_DATE
    return DateColumn(of.name, readings, codes, must_be_past, lately)


def settle_dates(
    of: Field, readings: Sequence[Reading | None], codes: Sequence[int], order: Order, as_of: date
) -> Parsed:
    """The days of a date column, each held to what is possible for the field."""
    return _spread([_day(of, reading, order, as_of) for reading in readings], codes)


def _day(of: Field, reading: Reading | None, order: Order, as_of: date) -> date | Problem | None:
    if not isinstance(reading, (Exact, TwoNumbers)):
        return reading
    lately = of.holds is not Holds.BIRTH_DATE
    if order.turned and isinstance(reading, Exact) and reading.typed:
        reading = Exact(reading.day.replace(month=reading.day.day, day=reading.day.month))
    day = settle(reading, day_first=order.day_first, as_of=as_of, lately=lately, mixed=order.mixed)
    if isinstance(day, Problem):
        return day
    first = FIRST_DAY if lately else FIRST_BIRTH
    if day < first:
        return Problem(f"The date lies before {first.year}.", "Correct the year.")
    if of.holds is Holds.COMING_DATE:
        return day if day <= as_of + _AHEAD else Problem("The date lies over two years ahead.", "Correct the year.")
    if day > as_of:
        return Problem(f"The date lies after {as_of.day} {as_of:%B %Y}.", "Correct the date.")
    return day


def _spread(table: list[Any], codes: Sequence[int]) -> Parsed:
    """One value for each row; a Problem leaves None and is listed."""
    wrong = {code: value for code, value in enumerate(table) if isinstance(value, Problem)}
    if not wrong:
        return Parsed([table[code] for code in codes])
    table = [None if code in wrong else value for code, value in enumerate(table)]
    problems = {place: wrong[code] for place, code in enumerate(codes) if code in wrong}
    return Parsed([table[code] for code in codes], problems)


def join_names(parts: Mapping[str, tuple[Column, Sequence[int]]]) -> Parsed:
    """A name whose parts stand in several columns, put together as "Okafor, Ada B Jr, MD".

    A part that says only "N/A" or "-" is blank, but Null and None are family names here.
    """
    columns = {part: [_part(cell) for cell in column.distinct] for part, (column, _) in parts.items()}
    order = [part for part in ("family", "given", "middle", "suffix", "credentials") if part in parts]
    joined: dict[tuple[int, ...], str | Problem | None] = {}
    values: list[Any] = []
    problems: dict[int, Problem] = {}
    for place, key in enumerate(zip(*(parts[part][1] for part in order), strict=True)):
        if key not in joined:
            texts_of = {part: columns[part][code] for part, code in zip(order, key, strict=True)}
            joined[key] = _joined(texts_of)
        value = joined[key]
        if isinstance(value, Problem):
            problems[place], value = value, None
        values.append(value)
    return Parsed(values, problems)


def _part(cell: Cell) -> str:
    text = as_text(cell)
    return "" if says_nothing(text) and text.lower() not in {"null", "none", "na", "unknown"} else text


def _joined(parts: Mapping[str, str]) -> str | Problem | None:
    first = " ".join(filter(None, (parts.get("given"), parts.get("middle"), parts.get("suffix"))))
    name = ", ".join(filter(None, (parts.get("family"), first)))
    if not name:
        return None
    name = ", ".join(filter(None, (name, parts.get("credentials"))))
    return name if len(name) <= texts.LONGEST_NAME else texts.read_name(name)
