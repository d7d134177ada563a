"""Day or month first: the evidence of whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wellsent.exchange.lists.cells import Cell
from wellsent.exchange.lists.date_order import DateColumn, Order, settle_orders
from wellsent.exchange.lists.dates import read_date

TODAY = date(2026, 11, 24)


def a_column(cells: Sequence[Cell], field: str = "referral_date", *, past: bool = True) -> DateColumn:
    return DateColumn(field, [read_date(cell) for cell in cells], range(len(cells)), must_be_past=past)


def settled(*columns: DateColumn, day_first: bool | None = None) -> dict[str, Order]:
    earlier = {"evaluation_date": "referral_date"}
    return settle_orders(columns, as_of=TODAY, day_first=day_first, earlier=earlier)


def test_a_number_over_twelve_settles_the_column() -> None:
    order = settled(a_column(["03/11/2026", "14/11/2026", "28/10/2026"]))["referral_date"]
    assert (order.day_first, order.sure, order.why) == (True, True, "2 cells have a day over 12")


def test_a_single_number_over_twelve_is_likely_but_not_sure() -> None:
    order = settled(a_column(["03/11/2026", "14/11/2026"]))["referral_date"]
    assert (order.day_first, order.sure, order.is_open) == (True, False, False)


def test_another_date_column_of_the_file_settles_one_that_cannot_be() -> None:
    orders = settled(a_column(["03/04/2026"]), a_column(["16/04/2026", "18/04/2026"], "evaluation_date"))
    assert orders["referral_date"].day_first
    assert not orders["referral_date"].sure


def test_days_that_would_lie_ahead_settle_the_column() -> None:
    order = settled(a_column(["05/12/2026", "02/12/2026"]))["referral_date"]
    assert (order.day_first, order.is_open) == (False, False)
    assert "2 would be impossible" in order.why


def test_evaluations_before_their_referrals_settle_both_columns() -> None:
    orders = settled(
        a_column(["09/02/2026", "10/02/2026"]), a_column(["08/03/2026", "04/03/2026"], "evaluation_date", past=False)
    )
    assert orders["referral_date"].day_first
    assert orders["evaluation_date"].day_first


def test_rows_in_order_of_time_settle_the_column() -> None:
    cells = ["01/02/2026", "03/02/2026", "07/02/2026", "02/03/2026", "09/03/2026", "01/04/2026", "05/04/2026",
             "02/05/2026", "06/05/2026", "03/06/2026"]  # fmt: skip
    order = settled(a_column(cells))["referral_date"]
    assert (order.day_first, order.is_open) == (True, False)


def test_what_nothing_settles_is_asked_and_read_month_first_meanwhile() -> None:
    order = settled(a_column(["03/04/2026", "05/06/2026", "02/03/2026"]))["referral_date"]
    assert (order.day_first, order.is_open, order.sure) == (False, True, False)


def test_a_column_of_both_orders_is_asked() -> None:
    order = settled(a_column(["13/04/2026"] * 5 + ["04/14/2026"] * 5))["referral_date"]
    assert (order.is_open, order.mixed) == (True, True)


def test_a_few_slips_do_not_unsettle_a_column() -> None:
    order = settled(a_column(["13/04/2026"] * 50 + ["04/14/2026"]))["referral_date"]
    assert (order.day_first, order.is_open) == (True, False)


def test_a_person_s_answer_ends_all_doubt() -> None:
    order = settled(a_column(["03/04/2026"]), day_first=True)["referral_date"]
    assert (order.day_first, order.sure, order.is_open) == (True, True, False)


def test_a_person_s_answer_leaves_a_column_that_its_own_cells_settle() -> None:
    orders = settled(a_column(["13/04/2026", "14/04/2026"]), a_column(["03/04/2026"], "birth_date"), day_first=False)
    assert (orders["referral_date"].day_first, orders["birth_date"].day_first) == (True, False)


def test_dates_that_read_one_way_only_need_no_order() -> None:
    order = settled(a_column(["2026-03-04", "4 March 2026", "03/03/2026"]))["referral_date"]
    assert (order.is_open, order.sure) == (False, True)


def test_dates_a_spreadsheet_turned_round_are_turned_back() -> None:
    turned = [date(2026, month, day) for month in (1, 2, 3) for day in (4, 7, 11)]
    order = settled(a_column([*turned, "13/04/2026", "28/04/2026", "30/03/2026"]))["referral_date"]
    assert order.turned
    assert "turned back" in order.why


def test_dates_with_days_over_twelve_are_left_as_they_are() -> None:
    typed = [date(2026, month, day) for month in (1, 2, 3) for day in (4, 7, 21)]
    assert not settled(a_column([*typed, "13/04/2026", "28/04/2026"]))["referral_date"].turned


@given(
    st.lists(st.dates(date(2024, 1, 1), TODAY - timedelta(days=1)), min_size=3, max_size=40),
    st.booleans(),
)
def test_an_order_is_never_settled_wrongly_by_the_cells_own_evidence(days: list[date], day_first: bool) -> None:
    cells = [f"{day:%d/%m/%Y}" if day_first else f"{day:%m/%d/%Y}" for day in days]
    order = settled(a_column(cells))["referral_date"]
    telling = any(day.day > 12 for day in days)
    assert not telling or order.day_first is day_first
