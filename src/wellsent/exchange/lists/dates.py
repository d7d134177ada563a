"""Dates as lists write them. Which of two numbers is the day is not guessed here: the caller says (see date_order)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from wellsent.exchange.lists.cells import Cell, as_text
from wellsent.exchange.lists.problems import Problem

_TIME = r"(?:[T,\s]\s*[0-9]{1,2}[:.h][0-9]{2}[0-9A-Za-z:.,+\-\s/\[\]_]{0,40})?"
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom)"
    r"(?:day|sday|nesday|rsday|urday|es|rcoles|ves|rnes|ado|ingo)?\.?,?\s+(?=\S)"
)
_NUMERIC = re.compile(rf"([0-9]{{1,2}})\s?[/.\-\s]\s?([0-9]{{1,2}})\s?[/.\-\s]\s?([0-9]{{4}}|'?[0-9]{{2}}){_TIME}")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})\s?[/.\-]\s?([0-9]{{1,2}})\s?[/.\-]\s?([0-9]{{1,2}})\.?{_TIME}")
_COMPACT = re.compile(r"([0-9]{8})(?:T?[0-9]{4,6}(?:[.+\-Z][0-9+\-:]*)?)?")
_DAY_NAME_YEAR = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|o)?[\s\-/.,]*(?:de |of )?([a-z]{{3,10}})\.?[\s\-/.,]*(?:del? )?"
    rf"([0-9]{{4}}|'?[0-9]{{2}}){_TIME}"
)
_NAME_DAY_YEAR = re.compile(
    rf"([a-z]{{3,10}})\.?[\s\-/.]*([0-9]{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]+(?:de |del )?([0-9]{{4}}|'?[0-9]{{2}}){_TIME}"
)
_YEAR_NAME_DAY = re.compile(rf"([0-9]{{4}})[\s\-/.,]+([a-z]{{3,10}})\.?[\s\-/.,]+([0-9]{{1,2}}){_TIME}")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]{1,12})?")
_HOUR = re.compile(
    r"(?:^|[T,\s])([0-9]{1,2})[:h]([0-5][0-9])(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:([ap])\.?m\b)?", re.IGNORECASE
)
_LONGEST: Final = 80

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre setiembre set",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}

# A spreadsheet counts days from these; its first system takes 1900 for a leap year, hence 30 December.
_EPOCH_1900: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_SERIALS: Final = range(10_000, 80_000)  # 1927 to 2119

_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

NOT_A_DATE: Final = Problem("This is not a date.", "Write it as 2026-10-31, or leave the cell blank.")
NO_SUCH_DAY: Final = Problem("There is no such day in the calendar.", "Correct the day, month or year.")


@dataclass(frozen=True, slots=True)
class TwoNumbers:
    """A date written as two numbers and a year, where either number may be the day: 03/11/2026."""

    first: int
    second: int
    year: int
    short_year: bool

    @property
    def says_day_first(self) -> bool | None:
        """True or False when one number is over 12, None when both or neither are, or they are equal."""
        first_over, second_over = self.first > 12, self.second > 12
        return None if first_over == second_over else first_over

    @property
    def is_open(self) -> bool:
        """Whether the order changes which day is meant."""
        return self.first <= 12 and self.second <= 12 and self.first != self.second


@dataclass(frozen=True, slots=True)
class Exact:
    """A date that can be read one way only. `typed`: the spreadsheet held it as a date, not as text."""

    day: date
    short_year: bool = False
    typed: bool = False


Reading = TwoNumbers | Exact | Problem


def read_date(cell: Cell, *, from_1904: bool = False) -> Reading:
    """What a cell says as a date; times and zones are dropped, the date stands as written.

    Two-digit years are left as 0 to 99 inside TwoNumbers and as 2000 to 2099 in Exact, `short_year` says so.
    """
    if isinstance(cell, datetime):
        return Exact(cell.date(), typed=True)
    if isinstance(cell, date):
        return Exact(cell, typed=True)
    if isinstance(cell, (bool, time, timedelta)):
        return NOT_A_DATE
    if isinstance(cell, (int, float)):
        return _from_number(cell, from_1904)
    return _from_text(cell, from_1904)


def read_time(cell: Cell) -> time | None:
    """The hour of the day that a cell holds, alone or after its date; None for none, and for midnight, which exports
    put behind a date that has no hour.
    """
    if isinstance(cell, datetime):
        at = cell.time()
    elif isinstance(cell, time):
        at = cell
    elif isinstance(cell, float):
        hour, minute = divmod(round(cell % 1 * 24 * 60), 60)
        at = time(hour % 24, minute)
    else:
        found = _HOUR.search(as_text(cell)[:_LONGEST]) if isinstance(cell, str) else None
        at = _hour(found) if found else time.min
    return at.replace(second=0, microsecond=0, tzinfo=None) if at > time.min else None


def _hour(found: re.Match[str]) -> time:
    hour, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return time.min
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, int(found[2])) if hour < 24 else time.min


def written_date(text: str) -> TwoNumbers | Exact | None:
    """The date that a text is written as. Numbers of days are none here: any number looks like those."""
    reading = None if _SERIAL.fullmatch(text) else read_date(text)
    return None if isinstance(reading, Problem) else reading


def looks_like_date(text: str) -> bool:
    """Whether a text is written as a date, see `written_date`."""
    return written_date(text) is not None


def is_serial(cell: Cell) -> bool:
    """Whether a number may be a spreadsheet's number of days."""
    if isinstance(cell, str):
        return _SERIAL.fullmatch(cell) is not None and int(cell[:5]) in _SERIALS
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 <= cell < 80_000


def settle(
    reading: TwoNumbers | Exact, *, day_first: bool, as_of: date, lately: bool = True, mixed: bool = False
) -> date | Problem:
    """The day that is meant. A short year is of this century unless that lies over two years after `as_of`;
    with `lately` false (birth dates) unless it lies after `as_of` at all.

    A cell that can only be read against the column's order is a slip and refused, unless the column is `mixed`.
    """
    if isinstance(reading, Exact):
        if not reading.short_year:
            return reading.day
        return _made(_full_year(reading.day.year % 100, as_of, lately), reading.day.month, reading.day.day)
    says = reading.says_day_first
    if mixed and says is not None:
        day_first = says
    day, month = (reading.first, reading.second) if day_first else (reading.second, reading.first)
    year = _full_year(reading.year, as_of, lately) if reading.short_year else reading.year
    made = _made(year, month, day)
    if isinstance(made, Problem) and says is (not day_first):
        order = "day first" if day_first else "month first"
        return Problem(f"The other dates of this column are {order}; this one is not.", "Write it as 2026-10-31.")
    return made


def _full_year(short: int, as_of: date, lately: bool) -> int:
    latest = as_of.year + (2 if lately else 0)
    year = latest - latest % 100 + short
    return year - 100 if year > latest else year


def _made(year: int, month: int, day: int) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return NO_SUCH_DAY


def _from_number(cell: int | float, from_1904: bool) -> Reading:
    if 19_000_000 < cell < 21_000_000 and cell == int(cell):
        return _compact(str(int(cell)))
    if not 10_000 <= cell < 80_000:  # NaN too
        return NOT_A_DATE
    return Exact((_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=int(cell)))


def _from_text(text: str, from_1904: bool) -> Reading:
    if len(text) > _LONGEST:
        return NOT_A_DATE
    text = as_text(text)
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in plain if not unicodedata.combining(c))
    if text[:1].isalpha():
        # "mar" is March and, in Spanish, Tuesday: a month where one fits, else a day of the week to be dropped.
        named = _named(text.lower())
        return named if isinstance(named, Exact) else _from_digits(_WEEKDAY.sub("", text.lower(), count=1), from_1904)
    return _from_digits(text, from_1904)


def _from_digits(text: str, from_1904: bool) -> Reading:
    found = _NUMERIC.fullmatch(text)
    if found:
        return _two_numbers(found)
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _exact(int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(text):
        return _from_number(float(text), from_1904)
    found = _COMPACT.fullmatch(text)
    if found:
        return _compact(found[1])
    return _named(text.lower())


def _two_numbers(found: re.Match[str]) -> Reading:
    first, second, year = int(found[1]), int(found[2]), found[3].lstrip("'")
    short = len(year) == 2
    # Day and month that exist in neither order, such as 31/2: said here, since no order mends them.
    if not (_is_day(first, second) or _is_day(second, first)):
        return NO_SUCH_DAY
    return TwoNumbers(first, second, int(year), short)


def _is_day(day: int, month: int) -> bool:
    """Whether some year has this day."""
    return 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTHS[month - 1]


def _compact(digits: str) -> Reading:
    """20261031, or 10312026 when the first four digits are no year of ours."""
    if 1900 <= int(digits[:4]) <= 2100 and 1 <= int(digits[4:6]) <= 12:
        return _exact(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    first, second, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if first and second and max(first, second) <= 31 and min(first, second) <= 12 and 1900 <= year <= 2100:
        return TwoNumbers(first, second, year, short_year=False)
    return NOT_A_DATE


def _named(text: str) -> Reading:
    for pattern, day, month, year in ((_DAY_NAME_YEAR, 1, 2, 3), (_NAME_DAY_YEAR, 2, 1, 3), (_YEAR_NAME_DAY, 3, 2, 1)):
        found = pattern.fullmatch(text)
        if found and found[month] in _MONTHS:
            digits = found[year].lstrip("'")
            short = len(digits) == 2
            return _exact(int(digits) + (2000 if short else 0), _MONTHS[found[month]], int(found[day]), short)
    return NOT_A_DATE


def _exact(year: int, month: int, day: int, short: bool = False) -> Reading:
    made = _made(year, month, day)
    return made if isinstance(made, Problem) else Exact(made, short)
