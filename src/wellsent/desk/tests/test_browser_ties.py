"""An office and a tie in a real browser: accessible at every width and theme, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Organisation, Role, User
from wellsent.directory.models import OfficePerson, Provider, Tie
from wellsent.outreach.models import Introduction
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_practice, a_provider, a_tie, an_introduction, an_office_person

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sato(organisation: Organisation) -> Provider:
    """A target at a practice whose office is known, whom a source knows whom one of us knows."""
    harbor, brandt = a_practice("Harbor Foot"), a_provider("Katherine", "Brandt")
    sato = a_provider("Naomi", "Sato", practice=harbor)
    an_office_person(harbor, "Maria Lopes", "books", "door")
    a_tie(brandt)
    a_tie(sato, brandt, strength=3)
    return sato


@pytest.fixture
def owner_at(page_at: PageAt, a_person: Callable[..., User], client: Client, sato: Provider) -> Callable[[int], Page]:
    cache.clear()
    client.force_login(a_person(Role.OWNER, all_clinics=True))
    return lambda width: page_at(width, client=client, expected=("422 (Unprocessable",))


@pytest.mark.appearance
def test_offices_ties_and_ways_in_are_accessible(owner_at: Callable[[int], Page], sato: Provider) -> None:
    harbor = Provider.objects.get(name="Harbor Foot")
    an_introduction(harbor)
    office, ties, way_in = f"/sources/{harbor.pk}/office/", f"/sources/{sato.pk}/ties/", f"/sources/{sato.pk}/"
    for width, paths in ((PHONE, (office, ties)), (DESKTOP, (way_in, "/"))):
        page = owner_at(width)
        for path in paths:
            page.goto(path)
            assert accessibility_problems(page) == "", path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_tie_is_added_by_keyboard_and_the_introduction_asked_for_on_a_phone(
    owner_at: Callable[[int], Page], sato: Provider
) -> None:
    page = owner_at(PHONE)
    page.goto(f"/sources/{sato.pk}/ties/")
    page.get_by_label("Who knows them?").press_sequentially("owner")
    page.wait_for_selector("#who-found [role=option]")
    page.keyboard.press("Enter")
    page.get_by_label("How is that known?").fill("Sat at our table")
    page.get_by_label("How is that known?").press("Enter")
    page.wait_for_selector("text=Owner Person and Naomi Sato, MD")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Taken back.")
    assert Tie.objects.filter(second_colleague__isnull=False, undone_at__isnull=False).count() == 1
    page.goto(f"/sources/{sato.pk}/")
    page.get_by_role("button", name="Ask for the introduction").click()
    page.wait_for_selector("text=It stands in This week until answered.")
    page.goto("/")
    page.get_by_role("button", name="Introduced").click()
    page.wait_for_selector("text=Introduced: Katherine Brandt, MD")
    assert Introduction.objects.get().outcome == "introduced"
    page.goto(f"/sources/{OfficePerson.objects.get().office_id}/office/")
    page.locator("li", has_text="Maria Lopes").get_by_role("button", name="Still so").click()
    page.wait_for_selector("text=Undo")
