"""A forgotten password: a link by mail, which tells nobody whether there is an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from wellsent.accounts import actions, jobs
from wellsent.accounts.caller import nobody, shell_caller
from wellsent.accounts.models import AuditEvent, Role, User
from wellsent.base import clock
from wellsent.base.errors import Refused
from wellsent.testing.people import set_up_app, sign_in, without_token

OTHER_PASSWORD = "purple kettle mountain"
ADDRESS = "http://testserver"


@pytest.fixture
def person(a_person: Callable[..., User]) -> User:
    cache.clear()
    return a_person(Role.FRONT_DESK)


def mailed_link(person: User) -> str:
    jobs.mail_reset_link.call(email=person.email, address=ADDRESS)
    found = re.search(r"http://testserver(/reset/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_mailed_link_sets_a_new_password(client: Client, person: User) -> None:
    link = mailed_link(person)
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": OTHER_PASSWORD})["Location"] == "/sign-in/"
    assert sign_in(client, person, password=OTHER_PASSWORD).status_code == 302


def test_the_page_answers_alike_whether_or_not_there_is_an_account(client: Client, person: User) -> None:
    known = client.post("/forgot/", {"email": person.email})
    unknown = client.post("/forgot/", {"email": "nobody@northside.example"})
    assert without_token(known.content.decode()) == without_token(unknown.content.decode())
    assert DBTaskResult.objects.count() == 2


def test_nobody_gets_mail_who_has_no_account(person: User) -> None:
    jobs.mail_reset_link.call(email="nobody@northside.example", address=ADDRESS)
    User.objects.filter(pk=person.pk).update(is_active=False)
    jobs.mail_reset_link.call(email=person.email, address=ADDRESS)
    assert mail.outbox == []


def test_the_link_does_not_lie_in_the_queue(client: Client, person: User) -> None:
    client.post("/forgot/", {"email": person.email})
    assert "/reset/" not in str(list(DBTaskResult.objects.values()))


def test_a_link_works_once_and_dies_with_the_next_password(client: Client, person: User) -> None:
    first, second = mailed_link(person), mailed_link(person)
    client.post(first, {"password": OTHER_PASSWORD})
    assert client.post(first, {"password": "yet another password"}).status_code == 410
    assert client.get(second).status_code == 410


def test_a_link_works_for_a_day(client: Client, person: User) -> None:
    link = mailed_link(person)
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert client.get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert client.get(link).status_code == 410


def test_a_link_is_for_one_person(client: Client, person: User, a_person: Callable[..., User]) -> None:
    other = mailed_link(a_person(Role.OWNER)).split("/")[2]
    proof = mailed_link(person).split("/")[3]
    assert client.get(f"/reset/{other}/{proof}/").status_code == 410


@pytest.mark.parametrize("broken", ["/reset/x/y/", "/reset/MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY/y/", "/reset/%00/y/"])
def test_a_link_that_is_not_whole_opens_nothing(client: Client, person: User, broken: str) -> None:
    assert client.get(broken).status_code in {404, 410}


def test_a_new_password_ends_every_session_and_leaves_an_event(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, person)
    client.post(mailed_link(person), {"password": OTHER_PASSWORD})
    assert other.get("/account/").status_code == 302
    assert AuditEvent.objects.get(verb="own.password-reset").user == person


def test_a_new_password_does_not_get_round_the_second_factor(client: Client, person: User) -> None:
    set_up_app(person)
    client.post(mailed_link(person), {"password": OTHER_PASSWORD})
    assert client.get("/account/").status_code == 302
    assert sign_in(client, person, password=OTHER_PASSWORD)["Location"] == "/sign-in/code/"


def test_a_weak_new_password_is_refused_and_the_link_still_works(client: Client, person: User) -> None:
    link = mailed_link(person)
    assert client.post(link, {"password": "password1234"}).status_code == 422
    assert client.post(link, {"password": OTHER_PASSWORD}).status_code == 302


def test_asking_again_and_again_is_stopped(client: Client, person: User) -> None:
    for _ in range(5):
        client.post("/forgot/", {"email": person.email})
    assert client.post("/forgot/", {"email": person.email}).status_code == 429


def test_a_link_never_follows_a_foreign_host(client: Client, person: User) -> None:
    assert client.post("/forgot/", {"email": person.email}, headers={"host": "evil.example"}).status_code == 400
    client.post("/forgot/", {"email": person.email}, headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in str(list(DBTaskResult.objects.values()))


@pytest.mark.parametrize(
    "email", ["x@y.example\r\nBcc: z@y.example", "a@b", "a@y.example,b@y.example", "x" * 310 + "@y.example"]
)
def test_what_is_no_address_is_refused(client: Client, person: User, email: str) -> None:
    assert client.post("/forgot/", {"email": email}).status_code == 422


def test_without_mail_the_page_names_the_other_ways(client: Client, person: User, settings: Settings) -> None:
    settings.MAIL_WORKS = False
    page = client.get("/forgot/").content.decode()
    assert "wellsent reset-link EMAIL" in page
    assert "WELLSENT_SMTP" in page
    client.post("/forgot/", {"email": person.email})
    assert DBTaskResult.objects.count() == 0


def test_of_two_who_use_a_link_at_once_the_second_finds_it_used(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    which, proof = actions.make_reset_link(person=person.pk, by=shell_caller()).split("/")
    actions.use_reset_link(person=which, proof=proof, password=OTHER_PASSWORD, by=nobody())
    looked_before = "wellsent.accounts.actions.own.queries.person_of_reset_link"
    monkeypatch.setattr(looked_before, lambda *_: person)  # as it was when both looked
    with pytest.raises(Refused):
        actions.use_reset_link(person=which, proof=proof, password="silver anchor meadow", by=nobody())
    person.refresh_from_db()
    assert person.check_password(OTHER_PASSWORD)
