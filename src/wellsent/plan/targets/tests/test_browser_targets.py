"""From an empty profile to five accepted targets in a real browser: by keyboard at a desk, and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from wellsent.accounts.models import Clinic, Role, User
from wellsent.plan.models import TargetDecision
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("registry_here", "northside"),
]
LONG = 30_000
"""Milliseconds the browser waits on a busy machine."""
MOST_TABS = 80


@pytest.fixture
def liaison_at(page_at: PageAt, client: Client, a_person: Callable[..., User]) -> Callable[[int], Page]:
    """The liaison's browser, so wide, at the list of targets."""

    def open_list(width: int) -> Page:
        client.force_login(a_person(Role.LIAISON, all_clinics=True))
        page = page_at(width, client=client)
        page.set_default_timeout(LONG)
        page.goto("/targets/")
        return page

    return open_list


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def accepted() -> int:
    return TargetDecision.objects.filter(choice="accepted", undone_at=None).count()


def test_five_targets_by_keyboard_from_an_empty_profile(liaison_at: Callable[[int], Page], northside: Clinic) -> None:
    page = liaison_at(DESKTOP)
    tab_to(page, page.get_by_role("link", name="Describe your ideal source"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ideal source").wait_for()
    assert accessibility_problems(page) == ""
    for tick in ("Foot and ankle", "Podiatry"):
        tab_to(page, page.get_by_label(tick, exact=True))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_label("ZIP code"))
    page.keyboard.type("30309")
    tab_to(page, page.get_by_label("Medicare"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Keep it and show the targets"))
    page.keyboard.press("Enter")
    page.get_by_text("8 providers of your kinds within 10 miles").wait_for()
    page.locator(".map-target").first.wait_for()
    assert accessibility_problems(page) == ""

    tab_to(page, page.get_by_label("Payers you take"))
    page.keyboard.press("ArrowRight")
    page.locator("#weight-words").get_by_text("All four matter alike").wait_for()
    assert page.get_by_label("Payers you take").evaluate("element => element === document.activeElement")

    page.keyboard.press("j")
    for number in range(1, 6):
        page.keyboard.press("l")
        page.locator(".task").nth(8 - number).wait_for(state="detached")
        page.locator(".task:focus-within").wait_for()  # the next one has moved up
    assert accepted() == 5
    page.keyboard.press("u")
    page.get_by_text("is open again").wait_for()
    assert accepted() == 4


def test_five_targets_on_a_phone_which_this_week_then_proposes_to_visit(
    liaison_at: Callable[[int], Page], northside: Clinic
) -> None:
    page = liaison_at(PHONE)
    page.get_by_role("link", name="Describe your ideal source").click()
    for tick in ("Foot and ankle", "Podiatry"):
        page.get_by_label(tick, exact=True).check()
    page.get_by_label("ZIP code").fill("30309")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.get_by_role("button", name="Keep it and show the targets").click()
    page.get_by_text("8 providers of your kinds within 10 miles").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.locator("[data-map-card]").wait_for()  # shown once its script has come
    first, map_card = page.locator(".task").first.bounding_box(), page.locator("[data-map-card]").bounding_box()
    assert first is not None
    assert map_card is not None
    assert first["y"] < map_card["y"]
    assert accessibility_problems(page) == ""
    for number in range(1, 6):
        page.get_by_role("button", name="Accept").first.click()
        page.locator(".task").nth(8 - number).wait_for(state="detached")
    assert accepted() == 5
    page.get_by_role("link", name="Decided").click()
    page.get_by_role("heading", name="Decided targets").wait_for()
    assert page.get_by_role("button", name="Take back").count() == 5
    assert page.get_by_text("Way in:").count() == 5
    assert accessibility_problems(page) == ""
    page.goto("/")
    assert page.get_by_role("heading", name="for the first time").count() == 5
