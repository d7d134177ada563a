"""Recording in a real browser: whether the order is valid is said as one types, and who first told them is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Clinic, Role, User
from wellsent.referrals.models import Referral, SourceFact
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_provider
from wellsent.testing.people import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00"):
        yield


def test_the_answer_follows_what_is_typed_and_the_question_is_answered_by_keyboard(
    client: Client, page_at: PageAt, a_person: Callable[..., User], northside: Clinic
) -> None:
    northside.state = "TX"
    northside.save()
    a_provider("Ada", "Okafor", credentials="DC")
    reyes = a_provider("Tomás", "Reyes")
    cache.clear()
    sign_in(client, a_person(Role.FRONT_DESK))
    page = page_at(DESKTOP, client=client)
    page.goto("/referrals/new/")
    page.wait_for_selector("#id_source_text:focus")
    choose(page, "okaf")
    page.wait_for_selector("#may-order >> text=The payer is missing")
    page.fill("#id_payer", "Medicare Part B")
    page.keyboard.press("Tab")
    page.wait_for_selector("#may-order >> text=Recommendation only: direct access applies, limits: 30 days.")
    page.focus("#answer-ordered")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.wait_for_selector("#id_other_text:focus")
    choose(page, "rey", among="#others-found ")
    assert accessibility_problems(page) == ""
    page.click("button:has-text('Save')")
    page.wait_for_url(lambda url: urlsplit(url).path.split("/")[2].isdecimal())
    row = Referral.objects.get()
    assert row.source_facts.get().provider == reyes
    page.wait_for_selector("#may-order >> text=Recommendation only: direct access applies, limits: 30 days.")
    page.wait_for_selector("text=Somebody else brought it than who ordered it.")
    page.focus("summary:has-text('Ask again')")
    page.keyboard.press("Enter")
    with page.expect_response(f"**/referrals/{row.pk}/brought/"):  # the page shows itself anew
        page.keyboard.press("3")
    page.wait_for_selector("#toasts >> text=chosen by the patient, through friend or family")
    assert SourceFact.objects.get(ended_at=None).way == "friend"
    with page.expect_response(f"**/referrals/{row.pk}/brought/"):
        page.keyboard.press("u")
    page.wait_for_selector("#toasts >> text=Taken back.")
    assert SourceFact.objects.get(ended_at=None).provider == reyes
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert accessibility_problems(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def choose(page: Page, text: str, among: str = "") -> None:
    """Type until the choice is there, and take it."""
    page.keyboard.type(text)
    page.wait_for_selector(f"{among}[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
