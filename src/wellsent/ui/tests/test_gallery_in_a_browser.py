"""The gallery in a real Chromium: accessible in every theme and width, and usable by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.appearance, pytest.mark.django_db(transaction=True)]
GALLERY = "/ui/gallery/"


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.id")).strip()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_component_is_accessible(page_at: PageAt, width: int) -> None:
    page = page_at(width)
    page.goto(GALLERY)
    assert accessibility_problems(page) == ""


def test_a_contrast_that_is_too_low_in_the_dark_alone_is_found(page_at: PageAt) -> None:
    page = page_at()
    style = "<style>@media (prefers-color-scheme: dark) { h1 { color: #222; background: #000; } }</style>"
    page.set_content(f"<html lang=en><title>Dark</title>{style}<main><h1>Too dark</h1></main></html>")
    assert accessibility_problems(page).startswith("light: \ndark: ")


@pytest.mark.parametrize("width", [320, PHONE, 768, DESKTOP])
def test_nothing_is_wider_than_the_page(page_at: PageAt, width: int) -> None:
    page = page_at(width)
    page.goto(GALLERY)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_can_be_touched_on_a_phone_is_large_enough(page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(GALLERY)
    sizes = page.locator(".button:visible, .app-tabs a, .choice").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 44


def test_the_skip_link_comes_first_and_leads_to_the_page(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_dialog_opens_by_its_key_keeps_the_focus_and_closes_by_escape(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    opener = page.get_by_role("button", name="Open the dialog")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog", name="Add a letter?").is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "Not now"
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert focused(page) == "Open the dialog"
    page.keyboard.press("n")
    assert page.get_by_role("dialog", name="Add a letter?").is_visible()


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Another thing").is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "One thing"
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Another thing").is_visible()
    assert focused(page) == "Menu"


def test_the_question_mark_shows_the_keys_of_the_page(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    assert "Search this list" in keys.inner_text()
    assert "Next row" in keys.inner_text()
    assert "Search everything" in keys.inner_text().partition("Keys on every page")[2]
    page.keyboard.press("Escape")
    assert keys.count() == 0


def test_a_key_leads_to_the_lists_search_and_letters_typed_there_stay_letters(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.keyboard.press("f")
    page.keyboard.type("n")
    assert page.get_by_role("searchbox").input_value() == "n"
    assert page.get_by_role("dialog").count() == 0


def test_of_two_things_with_one_key_the_pages_own_comes_first(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.evaluate("document.querySelector('[data-key=n]').dataset.key = 'a'")
    page.keyboard.press("a")
    assert page.get_by_role("dialog", name="Add a letter?").is_visible()


def test_rows_are_walked_and_ticked_by_keys(page_at: PageAt) -> None:
    page = page_at()
    page.goto(f"{GALLERY}?q=daisy")
    page.evaluate("document.querySelectorAll('.task').forEach((one) => one.remove())")
    page.keyboard.press("j")
    assert focused(page) == "Daisy 1"
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    assert focused(page) == "Daisy 1"
    assert page.locator("input[name=row]:checked").count() == 1
    assert page.get_by_role("button", name="Water").is_visible()


def test_the_box_before_all_ticks_the_page(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    assert not page.get_by_role("button", name="Dig up").is_visible()
    page.get_by_label("All on this page").check()
    assert page.locator("input[name=row]:checked").count() == 8
    page.locator("input[name=row]").first.uncheck()
    assert not page.get_by_label("All on this page").is_checked()


def test_a_list_is_searched_while_typing_and_says_what_it_found(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    page.get_by_role("searchbox").fill("fern")
    page.locator("#said", has_text="8 of 24 plants").wait_for(state="attached")
    assert "q=fern" in page.url
    assert page.evaluate("document.activeElement.id") == "list-search"


def test_sorting_keeps_the_search_and_turns_around(page_at: PageAt) -> None:
    page = page_at()
    page.goto(f"{GALLERY}?q=fern")
    page.get_by_role("link", name="Height").click()
    page.locator("th[aria-sort=descending]", has_text="Height").wait_for()
    assert page.locator("#list-results tbody tr").count() == 8
    page.get_by_role("link", name="Height").click()
    page.locator("th[aria-sort=ascending]", has_text="Height").wait_for()


def test_a_list_works_without_scripts(page_at: PageAt) -> None:
    page = page_at(scripts=False)
    page.goto(GALLERY)
    page.get_by_role("searchbox").fill("fern")
    page.get_by_role("button", name="Show").click()
    assert "8 of 24 plants" in page.locator("#list-results").inner_text()
    page.get_by_role("link", name="Last seen").click()
    assert "8 of 24 plants" in page.locator("#list-results").inner_text()


def test_the_navigation_opens_on_a_phone_and_closes_by_escape(page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(GALLERY)
    settings = page.locator("#nav-list").get_by_role("link", name="Settings")
    assert not settings.is_visible()
    page.get_by_role("button", name="Menu", exact=True).first.click()
    assert settings.is_visible()
    page.keyboard.press("Escape")
    assert not settings.is_visible()


def test_a_chosen_theme_stays(page_at: PageAt) -> None:
    page = page_at()
    page.goto(GALLERY)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark").select_option("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.get_by_label("Light or dark").input_value() == "dark"


def test_a_toast_leaves_after_ten_seconds_but_not_while_somebody_is_on_it(page_at: PageAt) -> None:
    page = page_at()
    page.clock.install()
    page.goto(GALLERY)
    toast = page.locator("[data-toast]")
    page.get_by_role("button", name="Undo").focus()
    page.clock.run_for(15_000)
    assert toast.is_visible()
    page.get_by_role("searchbox").focus()
    page.clock.run_for(11_000)
    assert toast.count() == 0


def test_a_dropped_file_that_is_refused_shows_why_in_its_place(page_at: PageAt, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name\nAda Brook\n", encoding="utf-8")
    page = page_at(expected=("403",))
    page.goto(GALLERY)
    page.locator("form[data-drop]").evaluate("form => form.querySelector('[name=csrfmiddlewaretoken]').value = 'old'")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="This form was open too long").wait_for()
    assert page.title() == "This form was open too long · Wellsent"
