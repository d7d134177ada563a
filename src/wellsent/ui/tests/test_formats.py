"""Formats: numbers, days and spans as people read them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.ui import formats

TODAY = date(2026, 11, 23)


def test_a_day_of_this_year_needs_no_year() -> None:
    assert formats.day(date(2026, 11, 4), today=TODAY) == "4 Nov"
    assert formats.day(date(2025, 11, 4), today=TODAY) == "4 Nov 2025"
    assert formats.day(date(2026, 11, 4)) == "4 Nov 2026"
    assert formats.day(None) == "–"


def test_a_month_has_its_year() -> None:
    assert formats.month(date(2025, 11, 1)) == "Nov 2025"


def test_a_week_names_its_month_once_unless_it_has_two() -> None:
    assert formats.week(date(2026, 11, 23), date(2026, 11, 29)) == "23–29 November"
    assert formats.week(date(2026, 11, 30), date(2026, 12, 6)) == "30 November – 6 December"


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (71, "71 days ago"), (-3, "today")])
def test_how_long_ago_is_said_in_days(days: int, said: str) -> None:
    assert formats.ago(TODAY - timedelta(days), today=TODAY) == said


def test_a_count_agrees_with_its_noun() -> None:
    assert formats.count(1, "referral") == "1 referral"
    assert formats.count(0, "referral") == "0 referrals"
    assert formats.count(1412, "country", "countries") == "1,412 countries"


def test_about_so_many_is_said_to_a_tenth_below_ten() -> None:
    said = [formats.count_about(number, "referral") for number in (0.44, 0.98, 1.34, 12.6)]
    assert said == ["0.4 referrals", "1 referral", "1.3 referrals", "13 referrals"]


def test_a_percentage_and_its_range() -> None:
    assert formats.percent(0.787) == "79 %"
    assert formats.percent_range(0.64, 0.92) == "64–92 %"
    assert formats.percent_range(0.641, 0.644) == "64 %"


def test_a_span_of_one_number_is_that_number() -> None:
    assert formats.span(4, 9) == "4 to 9"
    assert formats.span(3, 3) == "3"


@pytest.mark.parametrize(("minutes", "said"), [(35, "35 min"), (60, "1 h"), (190, "3 h 10"), (245, "4 h 05")])
def test_a_duration_is_said_in_minutes_and_hours(minutes: int, said: str) -> None:
    assert formats.duration(minutes) == said


def test_an_npi_is_grouped_and_anything_else_left_as_it_is() -> None:
    assert formats.npi("1548291370") == "1\u00a0548\u00a0291\u00a0370"
    assert formats.npi("12") == "12"


@pytest.mark.parametrize(("name", "mark"), [("Kavita Pillai, MD", "KP"), ("Riverside", "R"), ("Ann de la Rue", "AR")])
def test_initials_are_of_the_first_and_the_last_name(name: str, mark: str) -> None:
    assert formats.initials(name) == mark


def test_names_in_a_row_end_with_and() -> None:
    assert formats.in_words(["Northside", "Harbor", "Mill Creek"]) == "Northside, Harbor and Mill Creek"
    assert formats.in_words(["Northside"]) == "Northside"
    assert formats.in_words([]) == ""


@given(name=st.text(max_size=40))
def test_any_name_has_at_most_two_initials(name: str) -> None:
    assert len(formats.initials(name)) <= 6  # a letter may become several in capitals: ß, ﬃ
