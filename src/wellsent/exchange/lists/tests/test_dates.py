"""Dates as lists write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.exchange.lists.cells import Cell
from wellsent.exchange.lists.dates import NO_SUCH_DAY, NOT_A_DATE, Exact, TwoNumbers, read_date, read_time, settle
from wellsent.exchange.lists.problems import Problem

TODAY = date(2026, 11, 24)
MARCH_5 = date(2026, 3, 5)
lately = st.dates(date(1990, 1, 1), date(2028, 12, 31))


def _day(text: Cell, *, day_first: bool = False) -> date | Problem:
    reading = read_date(text)
    assert isinstance(reading, (Exact, TwoNumbers))
    return settle(reading, day_first=day_first, as_of=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.03.05",
        "20260305",
        "20260305143000",
        "2026-03-05T23:30:00Z",
        "2026-03-05 23:30:00+14:00",
        "2026-03-05T02:30:00.000",
        "03/05/2026",
        "3/5/26",
        "3-5-2026",
        "3/5/'26",
        "3/5/2026 12:00:00 AM",
        "Thu 03/05/2026 2:30 PM",
        "Mar 5, 2026",
        "March 5th, 2026",
        "5 March 2026",
        "5-Mar-26",
        "Mar 5, 26",
        "2026-Mar-05",
        "Thursday, March 5, 2026",
        "5 de marzo de 2026",
        "jueves, 5 de marzo de 2026",
        " 2026-03-05 ",
        "２０２６-03-05",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert _day(text) == MARCH_5


@pytest.mark.parametrize(
    "cell", [date(2026, 3, 5), datetime.fromisoformat("2026-03-05T14:30"), 46086, 46086.75, "46086", 20260305.0]
)
def test_a_spreadsheet_s_own_dates_and_numbers_of_days_are_read(cell: Cell) -> None:
    assert _day(cell) == MARCH_5


def test_numbers_of_days_may_count_from_1904() -> None:
    assert read_date(46086 - 1462, from_1904=True) == Exact(MARCH_5)


@pytest.mark.parametrize(
    "text", ["2026-02-29", "31/02/2026", "45/45/2026", "00/10/2026", "2026-13-45", "30 febrero 2026"]
)
def test_a_day_that_is_not_in_the_calendar_is_said_to_be_so(text: str) -> None:
    assert read_date(text) == NO_SUCH_DAY


@pytest.mark.parametrize(
    "cell",
    ["soon", "May 2026", "2026", "1e309", "NaN", "0x10", "1_000", "٣/٤/٢٠٢٦", "12", True, 12, float("nan"),
     float("inf"),
     timedelta(days=3), "9" * 5000, "1/2/3/4", "2026-03-05" * 9],
)  # fmt: skip
def test_what_is_no_date_is_said_to_be_none(cell: Cell) -> None:
    assert read_date(cell) == NOT_A_DATE


@given(day=lately, day_first=st.booleans(), separator=st.sampled_from("/-. "))
def test_either_order_is_read_when_it_is_known(day: date, day_first: bool, separator: str) -> None:
    first, second = (day.day, day.month) if day_first else (day.month, day.day)
    assert _day(f"{first}{separator}{second}{separator}{day.year}", day_first=day_first) == day


@given(day=lately)
def test_a_number_of_days_and_the_date_it_stands_for_agree(day: date) -> None:
    assert read_date((day - date(1899, 12, 30)).days) == Exact(day)


@given(text=st.text(max_size=100))
def test_no_text_makes_reading_fail(text: str) -> None:
    assert isinstance(read_date(text), (Exact, TwoNumbers, Problem))


def test_a_short_year_is_never_far_ahead() -> None:
    assert _day("1/2/28") == date(2028, 1, 2)
    assert _day("1/2/29") == date(1929, 1, 2)


def test_a_short_birth_year_lies_in_the_past() -> None:
    reading = read_date("1/2/27")
    assert isinstance(reading, TwoNumbers)
    assert settle(reading, day_first=False, as_of=TODAY, lately=False) == date(1927, 1, 2)


def test_a_cell_against_the_order_of_its_column_is_refused() -> None:
    refused = _day("13/04/2026", day_first=False)
    assert isinstance(refused, Problem)
    assert "month first" in refused.reason


def test_in_a_mixed_column_a_cell_that_can_be_read_one_way_only_is_read_so() -> None:
    reading = read_date("13/04/2026")
    assert isinstance(reading, TwoNumbers)
    assert settle(reading, day_first=False, as_of=TODAY, mixed=True) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("11/30/2026 09:00", time(9)),
        ("11/30/2026 1:30 PM", time(13, 30)),
        ("2026-11-30T14:15:00Z", time(14, 15)),
        ("12:20 a.m.", time(0, 20)),
        (datetime(2026, 11, 30, 16, 45), time(16, 45)),  # noqa: DTZ001 - as a spreadsheet holds it
        (46356.375, time(9)),
        ("11/30/2026 12:00:00 AM", None),
        (datetime(2026, 11, 30), None),  # noqa: DTZ001 - as a spreadsheet holds it
        ("11.30.2026", None),
        ("11/30/2026", None),
        ("25:00", None),
        ("", None),
    ],
)
def test_an_hour_beside_a_day_is_kept_and_midnight_is_none(cell: Cell, at: time | None) -> None:
    assert read_time(cell) == at
