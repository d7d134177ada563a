"""One page that needs nothing else."""

from __future__ import annotations

import re

import pytest
from django.utils.html import format_html

from wellsent.testing.browser import PHONE, PageAt, accessibility_problems
from wellsent.ui import charts, standalone

HOSTILE = "<script>alert(1)</script>"


def a_page() -> str:
    bars = charts.month_bars([("Oct 2026", 3), ("Nov 2026", 5)], [("Dec 2026", 2, 3.5, 6)], title="Letters a month")
    table = charts.as_table(("Month", "Letters"), [("Oct 2026", 3), ("Nov 2026", 5)])
    body = format_html("<h1>Who writes</h1><section><h2>Letters a month</h2>{}{}</section>", bars, table)
    return standalone.page(title="Who writes", body=body)


def test_it_names_no_address_to_be_asked() -> None:
    assert re.findall(r"""(?:src|href)=|url\((?!#)|@import""", a_page()) == []


def test_its_policy_lets_nothing_run_and_nothing_be_fetched() -> None:
    assert "default-src 'none'; style-src 'unsafe-inline'" in a_page()


def test_its_title_stays_text() -> None:
    assert "<script" not in standalone.page(title=HOSTILE, body=format_html("{}", HOSTILE))


@pytest.mark.appearance
@pytest.mark.browser
def test_it_is_accessible_and_fits_a_phone(page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.set_content(a_page())
    assert accessibility_problems(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
