"""Finding things in a real browser, by keyboard alone: search everywhere, saved views, many rows at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Role, User
from wellsent.directory.models import Provider
from wellsent.patients import actions as patients
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_practice, a_provider, a_referral, a_touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageOf = Callable[..., "Page"]


@pytest.fixture
def page_of(page_at: PageAt, a_person: Callable[..., User], client: Client, northside: Clinic) -> PageOf:
    """A page on which somebody of a role is signed in; the directory knows a few sources."""
    cache.clear()
    a_provider("Ada", "Okafor", practice=a_practice("Lakeside Medical"))
    a_provider("Katherine", "Brandt")
    a_provider("Nils", "Brandtner")

    def open_page(role: str = Role.OWNER, width: int = DESKTOP, *, scripts: bool = True) -> Page:
        client.force_login(a_person(role, all_clinics=True))
        return page_at(width, scripts=scripts, client=client)

    return open_page


@pytest.fixture
def rosa(front_desk: Caller, northside: Clinic) -> int:
    number = patients.remember(PatientDetails("Rosa Quill", date(1980, 2, 3)), by=front_desk)
    return a_referral(a_provider("Petra", "Novak"), clinic=northside, patient=Patient.objects.get(pk=number)).pk


def search(page: Page, text: str) -> None:
    """Type into the search above the page and wait for the answer to all of it."""
    with page.expect_response(lambda answer: f"text={text}" in (answer.request.post_data or "").split("&")):
        page.keyboard.type(text)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    page.locator("#search-said:not(:empty)").wait_for(state="attached")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_source_is_opened_by_keyboard_alone(page_of: PageOf, key: str) -> None:
    page = page_of()
    page.goto("/account/")
    page.keyboard.press(key)
    search(page, "brandt")
    assert page.locator("#search-said").inner_text() == "Found: 2 sources."
    field = page.get_by_role("combobox", name="Search")
    assert field.get_attribute("aria-expanded") == "true"
    first = page.get_by_role("option", selected=True)
    assert "Brandt, Katherine, MD" in first.inner_text()
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert "Brandtner" in page.get_by_role("option", selected=True).inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources/*/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Katherine Brandt")


def test_enter_pressed_at_once_opens_the_first_answer(page_of: PageOf) -> None:
    page = page_of()
    page.goto("/account/")
    page.keyboard.press("/")
    page.keyboard.type("okafor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources/*/")


def test_what_was_typed_is_in_no_address_and_is_forgotten_when_the_dialog_closes(page_of: PageOf, rosa: int) -> None:
    page = page_of(Role.FRONT_DESK)
    page.goto("/account/")
    page.keyboard.press("/")
    search(page, "quill")
    assert "Rosa Quill" in page.get_by_role("option").first.inner_text()
    page.keyboard.press("Escape")
    page.locator("#search-found:empty").wait_for(state="attached")
    assert not page.get_by_role("dialog").count()
    assert "Quill" not in page.content()
    page.get_by_role("link", name="Search").click()
    assert page.get_by_role("combobox", name="Search").input_value() == ""
    assert page.url.endswith("/account/")
    assert page.evaluate("history.length") == 2


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_search_is_accessible(page_of: PageOf, rosa: int, width: int) -> None:
    page = page_of(Role.COMPLIANCE, width)
    page.goto("/account/")
    page.get_by_role("link", name="Search", exact=True).click()
    search(page, "brandt")
    page.get_by_role("option").first.wait_for()
    assert accessibility_problems(page) == ""
    page.get_by_label("Why you look for a patient").fill("complaint")
    page.get_by_role("button", name="Show all that is found").click()
    page.wait_for_url("**/search/")
    assert accessibility_problems(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_search_works_without_scripts(page_of: PageOf) -> None:
    page = page_of(scripts=False)
    page.goto("/account/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("What do you look for?").fill("lakeside")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Okafor, Ada, MD").click()
    page.wait_for_url("**/sources/*/")


def test_a_view_is_saved_opened_removed_and_brought_back(page_of: PageOf) -> None:
    page = page_of()
    page.goto("/sources/known/?q=brandt&show=npi")
    page.locator("summary", has_text="Views").click()
    page.get_by_label("Save this view as").fill("Brandts")
    page.get_by_role("button", name="Save this view").click()
    page.goto("/sources/known/")
    page.locator("summary", has_text="Views").click()
    page.get_by_role("link", name="Brandts").click()
    page.wait_for_selector("text=2 of 4 names")
    page.locator("summary", has_text="Views").click()
    page.get_by_role("link", name="Rename or remove views").click()
    page.get_by_role("button", name="Remove Brandts").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=2 of 4 names")


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_lists_with_their_menus_are_accessible(page_of: PageOf, width: int) -> None:
    a_touch(Provider.objects.latest("pk"))
    page = page_of(Role.OWNER, width)
    for path in ("/sources/known/", "/contacts/", "/audit/", "/people/", "/sources/known/?manage=views"):
        page.goto(path)
        if page.locator("input[name=row]").count():
            page.locator("input[name=row]").first.check()
            assert accessibility_problems(page) == "", path
            page.locator("input[name=row]").first.uncheck()
        if page.locator("summary", has_text="Views").count():
            page.locator("summary", has_text="Views").click()
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/sources/known/")
    page.locator("input[name=row]").first.check()
    page.get_by_role("button", name="Retire").click()
    page.wait_for_selector("text=Retire: 1 name")
    assert accessibility_problems(page) == ""


def test_sources_are_retired_and_brought_back_by_keyboard_alone(page_of: PageOf) -> None:
    page = page_of(Role.LIAISON)
    page.goto("/sources/known/?q=brandt")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("input[name=row]:checked").count() == 2
    page.get_by_role("button", name="Retire").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why").wait_for()
    page.keyboard.type("closed their office")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Retired: 2 names.")
    assert Provider.objects.filter(retired_why="closed their office").count() == 2
    page.goto("/account/")
    page.keyboard.press("z")
    page.wait_for_selector("text=Taken back: 2 names.")
    assert not Provider.objects.exclude(retired_on=None).exists()


def test_one_key_logs_a_contact_from_every_page(page_of: PageOf) -> None:
    page = page_of(Role.FRONT_DESK)
    page.goto("/account/")
    page.keyboard.press("l")
    page.wait_for_url("**/contacts/log/")
