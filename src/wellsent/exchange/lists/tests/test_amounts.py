"""Whole numbers, money and minutes as lists write them."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.exchange.lists.amounts import read_count, read_minutes, read_money
from wellsent.exchange.lists.cells import Cell
from wellsent.exchange.lists.problems import Problem

HOSTILE = [
    "1e309",
    "NaN",
    "Infinity",
    "-0",
    "-1",
    "0x10",
    "1_000",
    "١٢٣",
    "9223372036854775808",
    "=1+1",
    "1;2",
    "½",
    "",
]


@pytest.mark.parametrize(("cell", "count"), [("12", 12), (12.0, 12), ("12.0", 12), ("0", 0), ("8 visits", 8), (7, 7)])
def test_a_number_of_visits_is_read(cell: Cell, count: int) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", [*HOSTILE, "1,5", "1.5", 1.5, "1000", float("nan"), float("inf"), 1e308, "12+"])
def test_what_is_no_number_of_visits_is_refused(cell: Cell) -> None:
    assert isinstance(read_count(cell), Problem)


@pytest.mark.parametrize(
    "text", ["2x6", "2 x 6 weeks", "2x/week for 6 weeks", "2x/wk x 6 wks", "2w6", "2 times per week for 6 weeks"]
)
def test_frequency_and_duration_make_a_number_of_planned_visits(text: str) -> None:
    assert read_count(text, frequency=True) == 12


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("$1,234.50", "1234.50"), ("12,50", "12.50"), (12.5, "12.50"), ("0", "0"), ("45 USD", "45"), (0.1 + 0.2, "0.30")],
)
def test_an_amount_is_read_to_the_cent(cell: Cell, amount: str) -> None:
    assert read_money(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", [*HOSTILE, "0.001", "535.004", "1,5", "(12.00)", "1000000000000", float("nan"), 1e300])
def test_what_is_no_amount_is_refused(cell: Cell) -> None:
    assert isinstance(read_money(cell), Problem)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("30", 30),
        ("45 min", 45),
        ("1:30", 90),
        ("1 h 30", 90),
        ("2 hours", 120),
        (time(0, 45), 45),
        (timedelta(hours=2), 120),
    ],
)
def test_minutes_are_read(cell: Cell, minutes: int) -> None:
    assert read_minutes(cell) == minutes


@pytest.mark.parametrize("cell", [*HOSTILE, "25 h", "2000", "all day"])
def test_what_is_no_number_of_minutes_is_refused(cell: Cell) -> None:
    assert isinstance(read_minutes(cell), Problem)


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_no_cell_makes_reading_a_number_fail(cell: Cell) -> None:
    count, money, minutes = read_count(cell, frequency=True), read_money(cell), read_minutes(cell)
    assert isinstance(count, Problem) or 0 <= count <= 999
    assert isinstance(money, Problem) or 0 <= money <= 1_000_000
    assert isinstance(minutes, Problem) or 0 <= minutes <= 1_440
