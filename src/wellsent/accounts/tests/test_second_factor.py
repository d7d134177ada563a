"""The second factor: asked for at sign-in, set up when the role needs one, replaced when lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client

from wellsent.accounts import actions
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Organisation, Role, User
from wellsent.testing.people import code_now, set_up_app, sign_in

HOME = "/account/"
CODE_PAGE = "/sign-in/code/"
committed = pytest.mark.django_db(transaction=True)  # allauth tells of new factors after the commit


@pytest.fixture
def person(a_person: Callable[..., User]) -> User:
    cache.clear()
    return a_person(Role.FRONT_DESK)


@pytest.fixture
def required(organisation: Organisation) -> None:
    organisation.second_factor_roles = [Role.FRONT_DESK]
    organisation.save()


def set_up_in_the_browser(client: Client) -> str:
    page = client.get("/second-factor/app/").content.decode()
    found = re.search(r"data-totp-key>([A-Z2-7]+)<", page)
    assert found
    assert client.post("/second-factor/app/", {"code": code_now(found[1])}).status_code == 302
    return found[1]


def test_the_password_alone_is_not_enough_once_an_app_is_set_up(client: Client, person: User) -> None:
    set_up_app(person)
    assert sign_in(client, person)["Location"] == CODE_PAGE
    assert client.get(HOME).status_code == 302


def test_the_code_of_the_app_lets_in(client: Client, person: User) -> None:
    secret = set_up_app(person)
    sign_in(client, person, next="/account/password/")
    assert client.post(CODE_PAGE, {"code": code_now(secret)})["Location"] == "/account/password/"
    assert client.get(HOME).status_code == 200


def test_a_code_works_once(client: Client, person: User) -> None:
    secret = set_up_app(person)
    code = code_now(secret)
    sign_in(client, person)
    client.post(CODE_PAGE, {"code": code})
    other = Client()
    sign_in(other, person)
    assert "used already" in other.post(CODE_PAGE, {"code": code}).content.decode()
    assert other.get(HOME).status_code == 302


def test_the_code_of_the_window_before_is_too_old(client: Client, person: User) -> None:
    secret = set_up_app(person)
    with time_machine.travel(datetime(2027, 1, 12, 9, 0, 15, tzinfo=UTC), tick=False) as clock:
        sign_in(client, person)
        code = code_now(secret)
        clock.shift(timedelta(seconds=30))
        assert client.post(CODE_PAGE, {"code": code}).status_code == 200
        assert client.get(HOME).status_code == 302


def test_guessing_codes_is_stopped(client: Client, person: User) -> None:
    secret = set_up_app(person)
    sign_in(client, person)
    for _ in range(5):
        client.post(CODE_PAGE, {"code": "000000"})
    assert "Too many attempts" in client.post(CODE_PAGE, {"code": code_now(secret)}).content.decode()


def test_the_code_page_is_no_way_in_without_the_password(client: Client, person: User) -> None:
    secret = set_up_app(person)
    assert client.post(CODE_PAGE, {"code": code_now(secret)})["Location"] == "/sign-in/"


@committed
def test_a_recovery_code_lets_in_once(client: Client, person: User) -> None:
    sign_in(client, person)
    set_up_in_the_browser(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/second-factor/codes/").content.decode())
    assert len(codes) == 10
    for expected in (200, 302):
        other = Client()
        sign_in(other, person)
        other.post(CODE_PAGE, {"code": codes[0]})
        assert other.get(HOME).status_code == expected


@committed
def test_setting_up_an_app_in_the_browser_shows_recovery_codes_next(client: Client, person: User) -> None:
    sign_in(client, person)
    set_up_in_the_browser(client)
    assert AuditEvent.objects.filter(verb="second-factor.added", user=person).count() == 2
    assert "Recovery codes" in client.get("/second-factor/codes/").content.decode()


@committed
def test_setting_up_a_factor_ends_the_other_sessions(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, person)
    sign_in(client, person)
    set_up_in_the_browser(client)
    assert client.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302


def test_a_wrong_code_does_not_set_up_an_app(client: Client, person: User) -> None:
    sign_in(client, person)
    client.get("/second-factor/app/")
    assert "This code is not right" in client.post("/second-factor/app/", {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("required")
def test_a_role_that_needs_a_second_factor_is_led_to_it_before_anything_else(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get("/account/?tab=1")["Location"] == "/second-factor/?next=%2Faccount%2F%3Ftab%3D1"
    assert client.post("/account/password/", {"current": "x"})["Location"].startswith("/second-factor/?next=")


@committed
@pytest.mark.usefixtures("required")
def test_after_setting_it_up_one_goes_on_where_one_was(client: Client, person: User) -> None:
    sign_in(client, person)
    client.get("/second-factor/?next=/account/%3Ftab%3D1")
    set_up_in_the_browser(client)
    assert 'href="/account/?tab=1"' in client.get("/second-factor/codes/").content.decode()
    assert client.get(HOME).status_code == 200


@committed
@pytest.mark.usefixtures("required")
def test_nothing_outside_comes_after_setting_it_up(client: Client, person: User) -> None:
    sign_in(client, person)
    client.get("/second-factor/?next=//evil.example")
    set_up_in_the_browser(client)
    assert "evil.example" not in client.get("/second-factor/codes/").content.decode()


@pytest.mark.usefixtures("required")
def test_recovery_codes_alone_are_no_second_factor(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get("/second-factor/codes/").status_code == 404
    assert client.post("/second-factor/codes/new/").status_code == 200
    assert not Authenticator.objects.exists()


@committed
@pytest.mark.usefixtures("required")
def test_whoever_removes_a_needed_factor_is_led_back_to_set_one_up(client: Client, person: User) -> None:
    sign_in(client, person)
    set_up_in_the_browser(client)
    client.post("/second-factor/app/remove/")
    assert client.get(HOME)["Location"].startswith("/second-factor/")


def test_a_role_that_needs_none_goes_on_without(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get(HOME).status_code == 200
    assert "Not now" in client.get("/second-factor/").content.decode()


def test_changing_factors_long_after_signing_in_asks_for_the_password_again(client: Client, person: User) -> None:
    with time_machine.travel(datetime(2027, 1, 12, 9, tzinfo=UTC), tick=False) as clock:
        sign_in(client, person)
        clock.shift(timedelta(minutes=11))
        assert client.get("/second-factor/app/")["Location"].startswith("/confirm/")
        wrong = client.post("/confirm/?next=/second-factor/app/", {"password": "wrong wrong wrong"})
        assert "This is not your password." in wrong.content.decode()
        client.post("/confirm/", {"password": "correct horse battery", "next": "/second-factor/app/"})
        assert client.get("/second-factor/app/").status_code == 200


def test_an_owner_takes_a_lost_factor_away(client: Client, person: User, owner: Caller) -> None:
    set_up_app(person)
    actions.remove_second_factor(person=person.pk, by=owner)
    sign_in(client, person)
    assert client.get(HOME).status_code == 200
    assert AuditEvent.objects.get(verb="second-factor.removed").user == owner.user


def test_the_secret_of_an_app_does_not_lie_in_the_database(person: User) -> None:
    secret = set_up_app(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
