"""The report as a page, opened in a real Chromium as a file: alone, quiet, accessible, and as wide as its window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wellsent.exchange.report.as_html import as_html
from wellsent.exchange.report.tests.builders import report_on
from wellsent.exchange.report.tests.test_hostile_cells import EVERYTHING, a_hostile_list
from wellsent.simulate.practice import write_practice
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.appearance, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def page_of_a_practice(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("practice")
    made = write_practice(folder, seed=4, sources=30, months=20, last_day=date(2026, 11, 1))
    return as_html(report_on(made.folder / "referrals.csv"))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_it_is_accessible_and_no_wider_than_its_window(page_at: PageAt, page_of_a_practice: str, width: int) -> None:
    page = page_at(width)
    page.set_content(page_of_a_practice)
    assert page.title().startswith("Who refers to you")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_problems(page) == ""


def test_it_asks_nobody_for_anything(page_at: PageAt, page_of_a_practice: str) -> None:
    page = page_at()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(page_of_a_practice, wait_until="networkidle")
    assert asked == []
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_cells_with_scripts_run_none(page_at: PageAt, tmp_path: Path) -> None:
    page = page_at()
    page.add_init_script("window.alert = () => { window.hurt = true }")
    page.set_content(as_html(report_on(a_hostile_list(tmp_path, *EVERYTHING))), wait_until="networkidle")
    assert page.evaluate("window.hurt") is None
    assert page.locator("script, img, [onerror], [onload]").count() == 0
