"""The first ten minutes: a fresh installation shows one page, and only to whoever started it."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from wellsent.accounts import actions, rules
from wellsent.accounts.caller import Caller, nobody, shell_caller
from wellsent.accounts.models import AuditEvent, Clinic, Organisation, Role, User
from wellsent.base.errors import DataError, Refused

PASSWORD = "purple kettle mountain"
ANSWERS = {
    "name": "Northside Physical Therapy",
    "time_zone": "America/Chicago",
    "clinics": "Northside\nHarbor\n",
    "opens_at": "07:30",
    "closes_at": "18:00",
    "outreach_hours_a_week": "4",
    "owner_name": "Ada Marsh",
    "email": "Ada@Northside.example",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _fresh(db: None, settings: Settings) -> None:
    cache.clear()
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "wellsent.northside.example", "testserver"]


def here() -> Client:
    """A browser on the server itself."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1")


def elsewhere() -> Client:
    return Client(SERVER_NAME="wellsent.northside.example", REMOTE_ADDR="203.0.113.9")


def set_up(by: Caller, clinics: list[str] | None = None) -> User:
    return actions.set_up(
        name="Northside",
        clinics=["Northside"] if clinics is None else clinics,
        owner_name="Ada Marsh",
        email="ada@northside.example",
        password=PASSWORD,
        by=by,
    )


def code() -> str:
    return rules.set_up_code(django_settings.SECRET_KEY)


@pytest.mark.parametrize("path", ["/account/", "/sign-in/", "/people/", "/forgot/"])
def test_every_page_leads_to_set_up_first(path: str) -> None:
    assert here().get(path)["Location"] == "/setup/"


def test_one_form_makes_the_practice_its_clinics_and_its_owner() -> None:
    client = here()
    assert client.post("/setup/", ANSWERS)["Location"] == "/second-factor/?next=%2Fsettings%2Frecovery-key%2F"
    practice, owner = Organisation.objects.get(), User.objects.get()
    assert (practice.name, practice.time_zone) == ("Northside Physical Therapy", "America/Chicago")
    assert [clinic.name for clinic in Clinic.objects.all()] == ["Harbor", "Northside"]
    assert (owner.email, owner.role, owner.all_clinics) == ("ada@northside.example", Role.OWNER, True)
    assert client.get("/account/").status_code == 200


def test_the_state_told_is_that_of_every_clinic_and_it_may_stay_unsaid() -> None:
    assert here().post("/setup/", {**ANSWERS, "state": "Oregon"}).status_code == 422
    here().post("/setup/", {**ANSWERS, "state": "OR"})
    assert set(Clinic.objects.values_list("state", flat=True)) == {"OR"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.create(name="Lakeside", state="ZZ")
    assert Clinic.objects.create(name="Lakeside").state == ""


def test_asking_everyone_for_a_second_factor_holds_for_the_owner_too() -> None:
    client = here()
    client.post("/setup/", {**ANSWERS, "everyone_second_factor": "on"})
    assert set(Organisation.objects.get().second_factor_roles) == set(Role.values)
    assert client.get("/account/")["Location"].startswith("/second-factor/")


def test_set_up_is_gone_once_it_is_done() -> None:
    client = here()
    client.post("/setup/", ANSWERS)
    assert client.get("/setup/").status_code == 404
    assert Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1").post("/setup/", ANSWERS).status_code == 404
    assert User.objects.count() == 1


def test_on_the_server_itself_no_code_is_asked() -> None:
    assert "Set-up code" not in here().get("/setup/").content.decode()


def test_from_elsewhere_the_code_is_asked() -> None:
    assert "Set-up code" in elsewhere().get("/setup/").content.decode()
    assert elsewhere().post("/setup/", ANSWERS).status_code == 422
    assert not Organisation.objects.exists()


def test_a_wrong_code_makes_nothing() -> None:
    page = elsewhere().post("/setup/", {**ANSWERS, "code": "AAAA-AAAA-AAAA"})
    assert "This is not the code that was printed" in page.content.decode()
    assert not Organisation.objects.exists()


def test_the_right_code_sets_up_from_elsewhere() -> None:
    assert elsewhere().post("/setup/", {**ANSWERS, "code": code().lower()}).status_code == 302


def test_the_printed_link_fills_the_code_in() -> None:
    assert code() in elsewhere().get(f"/setup/?code={code()}").content.decode()


def test_the_page_does_not_tell_the_code() -> None:
    assert code() not in elsewhere().get("/setup/").content.decode()


def test_guessing_the_code_is_stopped() -> None:
    for _ in range(10):
        elsewhere().post("/setup/", {**ANSWERS, "code": "AAAA-AAAA-AAAA"})
    assert elsewhere().post("/setup/", {**ANSWERS, "code": code()}).status_code == 429


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via", "X-Forwarded-Host"])
def test_behind_a_proxy_on_the_same_machine_the_code_is_asked(header: str) -> None:
    assert "Set-up code" in here().get("/setup/", headers={header: "127.0.0.1"}).content.decode()


def test_where_a_proxy_is_set_the_code_is_asked(settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    assert "Set-up code" in here().get("/setup/").content.decode()


def test_under_a_name_of_its_own_the_code_is_asked() -> None:
    client = Client(SERVER_NAME="wellsent.northside.example", REMOTE_ADDR="127.0.0.1")
    assert "Set-up code" in client.get("/setup/").content.decode()


def test_what_was_typed_stays_when_something_is_wrong() -> None:
    page = here().post("/setup/", {**ANSWERS, "closes_at": "06:00"})
    assert page.status_code == 422
    assert "Enter a time after the one at which it opens." in page.content.decode()
    assert "Ada Marsh" in page.content.decode()
    assert PASSWORD not in page.content.decode()


@pytest.mark.parametrize("password", ["short", "password1234", "northside2026!", "wellsent-wellsent"])
def test_a_weak_password_makes_nothing_at_all(password: str) -> None:
    assert here().post("/setup/", {**ANSWERS, "password": password}).status_code == 422
    assert not Organisation.objects.exists()
    assert not Clinic.objects.exists()


@pytest.mark.parametrize("clinics", [[], [" "], ["Northside", "northside "]])
def test_clinics_need_a_name_each(clinics: list[str]) -> None:
    with pytest.raises(DataError, match="The clinics need a name each"):
        set_up(nobody(), clinics)


def test_a_second_set_up_is_refused() -> None:
    set_up(shell_caller())
    with pytest.raises(Refused, match="set up already"):
        set_up(shell_caller())


def test_the_trail_begins_with_whoever_set_up() -> None:
    owner = set_up(nobody())
    assert AuditEvent.objects.get(verb="practice.set-up").user == owner


def test_from_the_shell_the_trail_says_so() -> None:
    set_up(shell_caller())
    assert AuditEvent.objects.get(verb="practice.set-up").actor == "command line"
