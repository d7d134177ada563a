"""The list of referrals: what it shows by default, how it is narrowed, and what is done to many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Role, User
from wellsent.referrals import actions
from wellsent.referrals.models import Referral
from wellsent.referrals.rules import Received
from wellsent.testing.factories import a_patient, a_provider, a_referral
from wellsent.testing.people import sign_in

pytestmark = pytest.mark.django_db
LIST = "/referrals/list/"
TODAY, LONG_AGO = date(2026, 11, 24), date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00"):
        cache.clear()
        yield


@pytest.fixture
def owner_at(client: Client, a_person: Callable[..., User]) -> Client:
    sign_in(client, a_person(Role.OWNER, all_clinics=True))
    return client


def text(response: Any) -> str:
    return str(response.content.decode() if not response.streaming else b"".join(response.streaming_content).decode())


def shown(page: str, *rows: Referral) -> list[bool]:
    return [f">{row.reference}<" in page for row in rows]


def test_open_referrals_are_listed_unless_others_are_asked_for(owner_at: Client) -> None:
    fresh, old, done = (
        a_referral(received_on=TODAY),
        a_referral(received_on=LONG_AGO),
        a_referral(received_on=LONG_AGO, evaluated_on=LONG_AGO, discharged_on=LONG_AGO),
    )
    assert shown(text(owner_at.get(LIST)), fresh, old, done) == [True, False, False]
    assert shown(text(owner_at.get(LIST, {"age": "old"})), fresh, old, done) == [False, True, False]
    assert shown(text(owner_at.get(LIST, {"stage": "completed"})), fresh, old, done) == [False, False, True]
    assert shown(text(owner_at.get(LIST, {"age": "all"})), fresh, old, done) == [True, True, True]


def test_a_referral_is_found_by_its_reference_or_its_source(owner_at: Client) -> None:
    okafor = a_referral(a_provider("Ada", "Okafor"), received_on=TODAY)
    brandt = a_referral(a_provider("Katherine", "Brandt"), received_on=TODAY)
    assert shown(text(owner_at.get(LIST, {"q": okafor.reference})), okafor, brandt) == [True, False]
    assert shown(text(owner_at.get(LIST, {"q": "brandt"})), okafor, brandt) == [False, True]


def test_the_count_is_that_of_now_and_of_what_was_asked_for(owner_at: Client, owner: Caller) -> None:
    here, there = Clinic.objects.create(name="Here"), Clinic.objects.create(name="There")
    one = Received(source=a_provider().pk, received_on=TODAY, clinic=here.pk)
    actions.receive(one, by=owner)
    assert "1 referral<" in text(owner_at.get(LIST))
    actions.receive(one, by=owner)
    assert "2 referrals<" in text(owner_at.get(LIST))
    assert "0 of 2 referrals" in text(owner_at.get(LIST, {"clinic": there.pk}))
    assert "0 of 2 referrals" in text(owner_at.get(LIST, {"q": "???"}))


def test_old_ones_are_closed_many_at_once_and_taken_back(owner_at: Client) -> None:
    rows = [a_referral(received_on=LONG_AGO) for _ in range(3)]
    told = {"do": "bulk", "bulk": "lose", "row": [row.pk for row in rows], "ask-why": "went elsewhere", "sure": "3"}
    page = owner_at.post(f"{LIST}?age=old", told, follow=True)
    assert "Closed: 3 referrals." in text(page)
    assert set(Referral.objects.values_list("stage", "lost_reason")) == {("lost", "went elsewhere")}
    number = text(page).split('name="number" value="')[1].split('"')[0]
    owner_at.post(f"{LIST}?age=old", {"do": "undo", "number": number})
    assert set(Referral.objects.values_list("stage", "lost_reason")) == {("received", "")}


def test_the_referrals_of_a_clinic_that_closes_are_given_to_another_and_back(
    owner_at: Client, northside: Clinic, harbor: Clinic
) -> None:
    row = a_referral(received_on=TODAY, clinic=northside)
    Clinic.objects.filter(pk=northside.pk).update(closed_on=TODAY)
    told = {"do": "bulk", "bulk": "clinic", "row": [row.pk], "ask-clinic": str(harbor.pk), "sure": "1"}
    page = owner_at.post(LIST, told, follow=True)
    row.refresh_from_db()
    assert row.clinic == harbor
    number = text(page).split('name="number" value="')[1].split('"')[0]
    owner_at.post(LIST, {"do": "undo", "number": number})
    row.refresh_from_db()
    assert row.clinic == northside


def test_the_file_holds_what_the_page_shows_and_no_patient(owner_at: Client) -> None:
    row = a_referral(received_on=TODAY, patient=a_patient(), condition="=HYPERLINK(1)")
    written = text(owner_at.get(LIST, {"format": "csv"}))
    assert row.reference in written
    assert "'=HYPERLINK(1)" in written
    assert "Quill" not in written


def test_the_liaison_is_offered_neither_conditions_nor_anything_to_do(
    client: Client, a_person: Callable[..., User]
) -> None:
    row = a_referral(received_on=TODAY, condition="left knee")
    sign_in(client, a_person(Role.LIAISON, all_clinics=True))
    page = text(client.get(LIST, {"show": ["condition", "payer"]}))
    assert row.reference in page
    assert "left knee" not in page
    assert 'name="bulk"' not in page
    assert client.post(LIST, {"do": "bulk", "bulk": "lose", "row": [row.pk], "ask-why": "cost"}).status_code == 422
