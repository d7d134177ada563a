"""Signing in and out, and what somebody who tries to guess meets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from wellsent.accounts.models import AuditEvent, Role, Session, User
from wellsent.base import clock
from wellsent.testing.people import PASSWORD, code_now, set_up_app, sign_in, without_token

HOME = "/account/"


@pytest.fixture
def person(a_person: Callable[..., User]) -> User:
    cache.clear()
    return a_person(Role.FRONT_DESK)


def test_email_and_password_let_in(client: Client, person: User) -> None:
    assert sign_in(client, person).status_code == 302
    assert client.get(HOME).status_code == 200


def test_a_page_asked_for_before_signing_in_comes_after_it(client: Client, person: User) -> None:
    led = client.get("/account/password/?from=mail")
    assert led["Location"] == "/sign-in/?next=%2Faccount%2Fpassword%2F%3Ffrom%3Dmail"
    assert sign_in(client, person, next="/account/password/?from=mail")["Location"] == "/account/password/?from=mail"


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_nothing_outside_comes_after_signing_in(client: Client, person: User, where: str) -> None:
    assert sign_in(client, person, next=where)["Location"] == "/"


def test_letters_of_an_email_may_be_large_or_small(client: Client, person: User) -> None:
    assert sign_in(client, person, email=person.email.upper()).status_code == 302


@pytest.mark.parametrize("password", [PASSWORD + " ", " " + PASSWORD, PASSWORD.upper(), PASSWORD[:-1]])
def test_a_password_is_taken_letter_by_letter(client: Client, person: User, password: str) -> None:
    assert sign_in(client, person, password=password).status_code == 200
    assert client.get(HOME).status_code == 302


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client: Client, person: User) -> None:
    wrong = sign_in(client, person, password="wrong wrong wrong").content.decode()
    unknown = sign_in(client, person, email="nobody@northside.example", password="wrong wrong wrong").content.decode()
    assert "Email and password do not belong together." in wrong
    assert without_token(wrong).replace(person.email, "") == without_token(unknown).replace(
        "nobody@northside.example", ""
    )


def test_a_retired_person_does_not_get_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(client, person)["Location"] == "/sign-in/"
    assert client.get(HOME).status_code == 302


def test_a_very_long_password_is_refused_in_words(client: Client, person: User) -> None:
    assert "at most 256 characters" in sign_in(client, person, password="a" * 10_000).content.decode()


def test_what_is_missing_is_asked_for_by_name(client: Client, person: User) -> None:
    page = client.post("/sign-in/", {}).content.decode()
    assert "Enter the email." in page
    assert "Enter the password." in page


def test_the_session_key_changes_at_sign_in(client: Client, person: User) -> None:
    client.get("/sign-in/")
    client.session.save()
    before = client.session.session_key
    sign_in(client, person)
    assert client.session.session_key != before


def test_the_old_cookie_is_worth_nothing_after_sign_out(client: Client, person: User) -> None:
    sign_in(client, person)
    old = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.cookies["sessionid"] = old
    assert client.get(HOME).status_code == 302
    assert not Session.objects.filter(session_key=old).exists()


def test_signing_out_needs_a_button_not_a_link(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get("/sign-out/").status_code == 200
    assert client.get(HOME).status_code == 200


def test_cookies_are_out_of_reach_of_scripts_and_other_places(client: Client, person: User) -> None:
    client.get("/sign-in/")
    sign_in(client, person)
    flags = {name: (one["httponly"], one["samesite"], one["path"]) for name, one in client.cookies.items()}
    assert flags == {
        "sessionid": (True, "Lax", "/"),
        "csrftoken": (True, "Strict", "/"),
        "known": (True, "Lax", "/"),
    }


def test_a_forged_cookie_opens_nothing(client: Client, person: User) -> None:
    client.cookies["sessionid"] = "a" * 32
    assert client.get(HOME).status_code == 302


def test_signed_in_pages_are_kept_by_no_cache(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get(HOME)["Cache-Control"] == "no-store, private"


def test_guessing_at_one_account_is_stopped(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(client, person, password="guess guess guess")
    refused = sign_in(client, person)
    assert "Too many attempts" in refused.content.decode()
    assert client.get(HOME).status_code == 302


def test_the_own_browser_of_a_person_is_not_locked_out_by_others(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post("/sign-out/")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        sign_in(stranger, person, password="guess guess guess")
    assert "Too many attempts" in sign_in(stranger, person).content.decode()
    assert sign_in(client, person).status_code == 302


def test_guessing_from_one_address_is_stopped_for_all_accounts(client: Client, person: User) -> None:
    for number in range(10):
        sign_in(client, person, email=f"guess{number}@northside.example", password="guess guess guess")
    assert "Too many attempts" in sign_in(client, person).content.decode()


def test_signing_in_leaves_an_event(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post("/sign-out/")
    trail = AuditEvent.objects.filter(user=person).order_by("pk").values_list("verb", flat=True)
    assert list(trail) == ["sign-in", "sign-out"]


def test_a_failure_leaves_an_event_without_what_was_typed(client: Client, person: User) -> None:
    sign_in(client, person, password="Marigold Canary")
    sign_in(client, person, email="marigold.canary@example.org", password="x")
    events = list(AuditEvent.objects.order_by("pk"))
    assert [(event.verb, event.user, event.references) for event in events] == [
        ("sign-in.failed", None, [person.pk]),
        ("sign-in.failed", None, []),
    ]
    assert "arigold" not in str([vars(event) for event in events])


def test_being_locked_out_leaves_one_event(client: Client, person: User) -> None:
    for _ in range(8):
        sign_in(client, person, password="guess guess guess")
    assert AuditEvent.objects.filter(verb="sign-in.locked").count() == 1


def test_a_host_that_is_not_ours_is_refused(client: Client, person: User) -> None:
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


def test_a_forwarded_host_is_not_followed(client: Client, person: User) -> None:
    assert "evil.example" not in client.get("/sign-in/", headers={"x-forwarded-host": "evil.example"}).content.decode()


def test_a_form_from_elsewhere_is_refused(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, person).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/signup/", "/accounts/login/", "/accounts/email/", "/email/", "/3rdparty/", "/admin/"],
)
def test_doors_of_allauth_that_are_not_ours_are_shut(client: Client, person: User, path: str) -> None:
    sign_in(client, person)
    assert client.get(path).status_code == 404


def test_a_sign_in_begun_before_the_password_changed_does_not_end_well(client: Client, person: User) -> None:
    secret = set_up_app(person)
    sign_in(client, person)
    User.objects.filter(pk=person.pk).update(sessions_valid_from=clock.now())
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert client.get(HOME).status_code == 302
    assert "Sign in again" in client.get("/sign-in/").content.decode()
