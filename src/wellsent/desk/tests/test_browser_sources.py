"""Sources and insights in a real browser: accessible at every width and theme, narrowed while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Organisation, Role, User
from wellsent.base import clock
from wellsent.directory.models import Provider
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_contact_point, a_practice, a_provider, a_referral, a_touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def okafor(organisation: Organisation) -> Provider:
    """A source with a story; beside it one that fell silent."""
    today = clock.today(organisation.time_zone)
    okafor = a_provider("Ada", "Okafor", practice=a_practice("Lakeside Medical"))
    brandt = a_provider("Katherine", "Brandt")
    a_contact_point(okafor)
    for week in range(80):
        received = today - timedelta(days=7 * week)
        evaluated = received + timedelta(days=4) if week % 4 else None
        a_referral(okafor, received_on=received, evaluated_on=evaluated)
        if week > 16:
            a_referral(brandt, received_on=received)
    a_touch(okafor, on=today - timedelta(days=30))
    return okafor


@pytest.fixture
def owner_at(page_at: PageAt, a_person: Callable[..., User], client: Client, okafor: Provider) -> Callable[[int], Page]:
    """The owner's page at a width."""
    cache.clear()
    client.force_login(a_person(Role.OWNER, all_clinics=True))
    return lambda width: page_at(width, client=client, expected=("422 (Unprocessable",))


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_pages_of_sources_are_accessible(owner_at: Callable[[int], Page], okafor: Provider, width: int) -> None:
    page = owner_at(width)
    for path in (
        "/sources/",
        "/sources/known/?q=nobody",
        f"/sources/{okafor.pk}/",
        f"/sources/{okafor.pk}/decisions/",
        f"/sources/{okafor.pk}/identity/",
        f"/insights/?source={okafor.pk}&anyway=50",
    ):
        page.goto(path)
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_list_narrows_while_one_types(owner_at: Callable[[int], Page]) -> None:
    page = owner_at(DESKTOP)
    page.goto("/sources/")
    assert page.locator("a.row-name").count() == 2
    page.get_by_label("Name, practice or NPI").fill("lakes")
    page.wait_for_selector("text=1 of 2 sources")
    assert page.locator("a.row-name").all_inner_texts() == ["Okafor, Ada, MD"]
    assert "q=lakes" in page.url


def test_a_source_is_retired_with_a_reason_and_brought_back(owner_at: Callable[[int], Page]) -> None:
    page = owner_at(PHONE)
    page.goto("/sources/?q=okafor")
    page.locator("a.row-name").click()
    page.get_by_role("link", name="Tier, retirement, do not contact").click()
    page.get_by_role("button", name="Retire this source").click()
    page.wait_for_selector("text=Something has to be mended")
    page.locator("form", has_text="Retired or moved away").get_by_label("Why").fill("moved to Ohio")
    page.get_by_role("button", name="Retire this source").click()
    page.wait_for_selector("text=moved to Ohio")
    page.get_by_role("link", name="Tier, retirement, do not contact").click()
    page.get_by_role("button", name="Practises again").click()
    page.wait_for_selector("text=Back among the sources.")


def test_what_if_a_source_were_lost_is_worked_out(owner_at: Callable[[int], Page]) -> None:
    page = owner_at(DESKTOP)
    page.goto("/insights/")
    page.get_by_label("What if we lost").select_option(label="Okafor, Ada, MD")
    page.get_by_label("and this share of their patients came anyway").select_option("30")
    page.get_by_role("button", name="Work it out").click()
    page.wait_for_selector("text=With 30 % coming anyway.")
