"""People come in by a link: for one person, once, for seven days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from time_machine import Traveller

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller, nobody
from wellsent.accounts.models import AuditEvent, Clinic, Invitation, Role, User
from wellsent.base.errors import DataError, Refused
from wellsent.testing.people import sign_in

EMAIL = "ada.marsh@northside.example"
PASSWORD = "purple kettle mountain"
ANSWERS = {"name": "Ada Marsh", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _no_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def token(owner: Caller, northside: Clinic) -> str:
    return actions.invite(email=EMAIL, role=Role.FRONT_DESK, clinics=[northside], by=owner)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(datetime(2027, 1, 12, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_an_invited_person_names_themselves_chooses_a_password_and_is_in(client: Client, token: str) -> None:
    assert EMAIL in client.get(f"/join/{token}/").content.decode()
    assert client.post(f"/join/{token}/", ANSWERS)["Location"] == "/second-factor/"
    assert client.get("/account/").status_code == 200


def test_an_invited_person_gets_the_role_and_clinics_of_the_invitation(
    client: Client, token: str, northside: Clinic
) -> None:
    client.post(f"/join/{token}/", {**ANSWERS, "role": "owner", "all_clinics": "on", "email": "other@x.example"})
    person = User.objects.get(email=EMAIL)
    assert (person.role, person.all_clinics, list(person.clinics.all())) == (Role.FRONT_DESK, False, [northside])


def test_opening_the_link_uses_nothing_up(client: Client, token: str) -> None:
    for _ in range(3):
        assert client.get(f"/join/{token}/").status_code == 200
        assert client.head(f"/join/{token}/").status_code == 200
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_link_works_once(token: str) -> None:
    Client().post(f"/join/{token}/", ANSWERS)
    assert Client().get(f"/join/{token}/").status_code == 410
    assert Client().post(f"/join/{token}/", {**ANSWERS, "password": "another long password"}).status_code == 410


def test_a_link_works_for_seven_days(clock: Traveller, client: Client, token: str) -> None:
    clock.shift(timedelta(days=7, seconds=-1))
    assert client.get(f"/join/{token}/").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert "no longer works" in client.get(f"/join/{token}/").content.decode()


def test_a_withdrawn_link_no_longer_works(client: Client, token: str, owner: Caller) -> None:
    actions.withdraw_invitation(invitation=Invitation.objects.get().pk, by=owner)
    assert client.get(f"/join/{token}/").status_code == 410


def test_a_new_link_replaces_the_earlier_one(client: Client, token: str, owner: Caller, northside: Clinic) -> None:
    again = actions.invite(email=EMAIL.upper(), role=Role.LIAISON, clinics=[northside], by=owner)
    assert client.get(f"/join/{token}/").status_code == 410
    assert client.get(f"/join/{again}/").status_code == 200
    assert [row.role for row in queries.invitations(owner)] == [Role.LIAISON]


@pytest.mark.parametrize("change", ["shorter", "longer", "large", "invisible"])
def test_a_link_that_is_not_whole_opens_nothing(client: Client, token: str, change: str) -> None:
    changed = {"shorter": token[:-1], "longer": token + "A", "large": token.swapcase(), "invisible": token + "\u200b"}
    assert client.get(f"/join/{changed[change]}/").status_code == 410


def test_guessing_links_is_stopped(client: Client, token: str) -> None:
    for _ in range(20):
        client.post(f"/join/{'x' * 43}/", ANSWERS)
    assert client.post(f"/join/{token}/", ANSWERS).status_code == 429


def test_the_link_itself_is_not_kept(token: str) -> None:
    assert token not in str(Invitation.objects.values())
    assert token not in str(AuditEvent.objects.values())


def test_the_link_does_not_travel_on_to_other_pages(client: Client, token: str) -> None:
    assert client.get(f"/join/{token}/")["Referrer-Policy"] == "strict-origin"


def test_a_weak_password_is_refused_beside_its_field_and_the_name_is_kept(client: Client, token: str) -> None:
    page = client.post(f"/join/{token}/", {"name": "Ada Marsh", "password": "short"})
    assert page.status_code == 422
    assert 'href="#id_password"' in page.content.decode()
    assert "Ada Marsh" in page.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_whoever_is_signed_in_signs_out_before_joining_as_somebody_else(
    client: Client, token: str, a_person: Callable[..., User]
) -> None:
    sign_in(client, a_person(Role.LIAISON))
    assert client.post(f"/join/{token}/", ANSWERS).status_code == 409
    assert not User.objects.filter(email=EMAIL).exists()


def test_joining_leaves_an_event_of_the_new_person(token: str) -> None:
    person = actions.accept_invitation(token=token, name="Ada Marsh", password=PASSWORD, by=nobody())
    assert AuditEvent.objects.get(verb="person.joined").user == person


def test_an_address_with_an_account_is_not_invited(owner: Caller, northside: Clinic, liaison: Caller) -> None:
    assert liaison.user
    with pytest.raises(DataError, match="There is an account with this email already"):
        actions.invite(email=liaison.user.email.upper(), role=Role.LIAISON, clinics=[northside], by=owner)


def test_an_account_made_meanwhile_is_not_taken_over(token: str, a_person: Callable[..., User]) -> None:
    User.objects.filter(pk=a_person(Role.OWNER).pk).update(email=EMAIL)
    with pytest.raises(Refused, match="There is an account with this email already"):
        actions.accept_invitation(token=token, name="Ada Marsh", password=PASSWORD, by=nobody())


@pytest.mark.parametrize("role", ["admin", "", "OWNER"])
def test_an_invitation_needs_a_role_that_exists(owner: Caller, northside: Clinic, role: str) -> None:
    with pytest.raises(DataError, match="There is no such role"):
        actions.invite(email=EMAIL, role=role, clinics=[northside], by=owner)


def test_an_invitation_needs_a_clinic(owner: Caller) -> None:
    with pytest.raises(DataError, match="No clinic is chosen"):
        actions.invite(email=EMAIL, role=Role.LIAISON, by=owner)


def test_only_owners_invite(liaison: Caller, northside: Clinic) -> None:
    with pytest.raises(Refused):
        actions.invite(email=EMAIL, role=Role.OWNER, clinics=[northside], by=liaison)


def test_an_owner_invites_in_the_browser_and_sees_the_link_once(
    client: Client, owner: Caller, northside: Clinic
) -> None:
    assert owner.user
    sign_in(client, owner.user)
    answers = {"name": "Ada", "email": EMAIL, "role": Role.LIAISON, "clinics": [northside.pk]}
    page = client.post("/people/invite/", answers).content.decode()
    link = re.search(r'value="http://testserver(/join/[\w-]{43}/)"', page)
    assert link
    assert Client().get(link[1]).status_code == 200
    assert link[1] not in client.get("/people/").content.decode()


def test_an_invitation_without_a_clinic_is_refused_beside_the_field(client: Client, owner: Caller) -> None:
    assert owner.user
    sign_in(client, owner.user)
    page = client.post("/people/invite/", {"name": "Ada", "email": EMAIL, "role": Role.LIAISON}).content.decode()
    assert "Select the clinics this person works for, or all of them." in page


def test_a_lost_link_is_replaced_by_one_for_the_same_role_and_clinics(
    client: Client, owner: Caller, token: str, northside: Clinic
) -> None:
    assert owner.user
    sign_in(client, owner.user)
    page = client.post(f"/people/invitations/{Invitation.objects.get().pk}/renew/").content.decode()
    link = re.search(r"/join/[\w-]{43}/", page)
    assert link
    Client().post(link[0], ANSWERS)
    assert list(User.objects.get(email=EMAIL).clinics.all()) == [northside]
    assert Client().get(f"/join/{token}/").status_code == 410


def test_an_accepted_invitation_gets_no_new_link(owner: Caller, token: str) -> None:
    actions.accept_invitation(token=token, name="Ada Marsh", password=PASSWORD, by=nobody())
    with pytest.raises(Refused, match="accepted or withdrawn"):
        actions.renew_invitation(invitation=Invitation.objects.get().pk, by=owner)


def test_an_owner_withdraws_in_the_browser(client: Client, owner: Caller, token: str) -> None:
    assert owner.user
    sign_in(client, owner.user)
    client.post(f"/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(f"/join/{token}/").status_code == 410
