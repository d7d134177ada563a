"""The doors in a real browser: by keyboard, with a passkey, and what is left on the screen afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts import actions
from wellsent.accounts.caller import caller_of
from wellsent.accounts.models import Organisation, Role, User
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.people import PASSWORD, code_now

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECOND = 1000


@pytest.fixture
def person(a_person: Callable[..., User]) -> User:
    cache.clear()
    return a_person(Role.OWNER, all_clinics=True)


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def sign_in_by_keyboard(page: Page, person: User) -> None:
    """From the address to the button without a pointer: the first field has the focus' turn after brand and message."""
    page.focus("#id_login")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def arrive(page: Page, path: str) -> None:
    """Wait until this page is there, whatever stands behind the question mark."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def add_authenticator(page: Page) -> None:
    """A made-up security key that lives in the browser and says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_signing_in_and_setting_up_an_app_needs_no_pointer(
    page_at: PageAt, person: User, organisation: Organisation
) -> None:
    organisation.second_factor_roles = [Role.OWNER]
    organisation.save()
    page = page_at()
    page.goto("/account/")
    sign_in_by_keyboard(page, person)
    arrive(page, "/second-factor/")
    page.get_by_role("link", name="Set up the app").focus()
    page.keyboard.press("Enter")
    arrive(page, "/second-factor/app/")
    page.focus("#id_code")
    page.keyboard.type(code_now(page.inner_text("[data-totp-key]")))
    page.keyboard.press("Enter")
    arrive(page, "/second-factor/codes/")
    assert page.locator(".recovery-codes li").count() == 10
    page.get_by_role("link", name="Go on").focus()
    page.keyboard.press("Enter")
    arrive(page, "/account/")


def test_a_wrong_password_puts_the_focus_on_what_is_wrong(page_at: PageAt, person: User) -> None:
    page = page_at()
    page.goto("/sign-in/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", "wrong wrong wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".form-errors:focus")
    assert page.title().startswith("Error: ")
    assert page.input_value("#id_login") == person.email
    assert page.input_value("#id_password") == ""


def test_a_passkey_is_added_and_then_signs_in_alone(page_at: PageAt, person: User) -> None:
    page = page_at()
    page.goto("/sign-in/?next=/account/password/")
    add_authenticator(page)
    sign_in_by_keyboard(page, person)
    arrive(page, "/account/password/")
    page.goto("/second-factor/passkeys/add/")
    page.get_by_role("button", name="Add it").click()
    arrive(page, "/second-factor/codes/")
    page.context.clear_cookies()
    page.goto("/sign-in/?next=/account/password/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrive(page, "/account/password/")


def test_a_passkey_that_is_refused_is_explained(page_at: PageAt, person: User) -> None:
    page = page_at()
    page.goto("/sign-in/")
    add_authenticator(page)  # which knows of no passkey for this place
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()


def test_back_after_signing_out_shows_nothing(page_at: PageAt, signed_in: Client) -> None:
    page = page_at(client=signed_in)
    page.goto("/people/")
    page.get_by_role("button", name="Sign out").click()
    arrive(page, "/sign-in/")
    page.go_back()
    arrive(page, "/sign-in/")
    assert "Invite somebody" not in page.content()


def test_an_idle_page_warns_and_the_session_goes_on(
    page_at: PageAt, signed_in: Client, organisation: Organisation
) -> None:
    organisation.idle_minutes = 1  # the warning comes a minute before: at once
    organisation.save()
    page = page_at(client=signed_in)
    page.goto("/account/")
    page.get_by_role("dialog").get_by_text("Still there?").wait_for(timeout=5 * SECOND)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_a_page_whose_session_is_over_leads_to_sign_in_and_back(page_at: PageAt, signed_in: Client) -> None:
    page = page_at(client=signed_in)
    page.goto("/people/?from=mail")
    signed_in.post("/sign-out/")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/sign-in/?next=%2Fpeople%2F%3Ffrom%3Dmail")


SIGNED_IN = (
    *("/account/", "/account/password/", "/people/", "/people/invite/", "/settings/", "/settings/clinics/"),
    *("/settings/closures/", "/audit/", "/second-factor/", "/second-factor/app/"),
)


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_pages_of_who_is_signed_in_are_accessible(page_at: PageAt, signed_in: Client, width: int) -> None:
    page = page_at(width, client=signed_in)
    for path in SIGNED_IN:
        page.goto(path)
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_public_pages_are_accessible(page_at: PageAt, person: User, width: int) -> None:
    page = page_at(width, expected=("410 (Gone)",))
    for path in ("/sign-in/", "/forgot/", "/join/nothing/"):
        page.goto(path)
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_invited_person_joins_in_the_browser(page_at: PageAt, person: User) -> None:
    token = actions.invite(email="ada@northside.example", role=Role.LIAISON, all_clinics=True, by=caller_of(person))
    page = page_at(PHONE)
    page.goto(f"/join/{token}/")
    assert accessibility_problems(page) == ""
    page.fill("#id_name", "Ada Marsh")
    page.fill("#id_password", "purple kettle mountain")
    page.get_by_role("button", name="Join").click()
    arrive(page, "/second-factor/")
    assert User.objects.get(email="ada@northside.example").name == "Ada Marsh"


def test_set_up_is_done_in_the_browser(page_at: PageAt, db: None) -> None:
    page = page_at()
    page.goto("/account/")
    arrive(page, "/setup/")
    assert accessibility_problems(page) == ""
    page.fill("#id_name", "Northside PT")
    page.fill("#id_clinics", "Northside\nHarbor")
    page.fill("#id_owner_name", "Ada Marsh")
    page.fill("#id_email", "ada@northside.example")
    page.fill("#id_password", "purple kettle mountain")
    page.get_by_role("button", name="Set up the practice").click()
    arrive(page, "/second-factor/")
    assert Organisation.objects.get().name == "Northside PT"
