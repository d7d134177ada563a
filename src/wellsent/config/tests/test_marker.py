"""A patient's words turn up nowhere but on the pages that may show them: not stored, not logged, in no address.

The patient is planted through the same doors that real ones come in by, and then every page is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Role, User
from wellsent.patients import actions as patients
from wellsent.patients.rules import PatientDetails
from wellsent.testing import pages
from wellsent.testing.patients import MARKER
from wellsent.testing.people import PASSWORD, sign_in
from wellsent.testing.stored import everything_stored, places_of, shapes

# Pages that may show a patient's words to somebody, and to whom. Everything else never does.
MAY_SHOW: dict[str, set[str]] = {
    "exchange:import": {Role.OWNER, Role.FRONT_DESK},  # the name of the file, as whoever sent it called it
    "exchange:imports": {Role.OWNER, Role.FRONT_DESK},  # the same
    "exchange:rejected": {Role.OWNER, Role.FRONT_DESK},  # the rows that cannot be read, in their own layout
    "referrals:calls": {Role.OWNER, Role.FRONT_DESK},  # whom to call, by name and telephone
}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def plant(by: Caller) -> None:
    """Bring the marked patient in: by hand, and in a list named after them with a row that cannot be read."""
    name = f"{MARKER.family_name}, {MARKER.given_name}"
    birth_date = date.fromisoformat(MARKER.birth_date)
    patients.remember(PatientDetails(name, birth_date, MARKER.phone, MARKER.record_number), by=by)
    good = ["09/01/2026", "Okafor, Ada MD", MARKER.record_number, name, f"{birth_date:%m/%d/%Y}"]
    bad = ["99/99/2026", "Okafor, Ada MD", MARKER.record_number, name, MARKER.family_name]
    pages.an_import(good, bad, by=by, name=f"{MARKER.family_name}.csv")


@pytest.fixture
def planted(db: None) -> User:
    """The owner of a practice that the marked patient was referred to."""
    owner = pages.an_owner()
    pages.grow(2, owner)
    plant(caller_of(owner))
    return owner


def found_in(text: str) -> list[str]:
    return [word for word in MARKER.words if word.casefold() in text.casefold()]


@pytest.mark.parametrize("word", MARKER.words)
def test_nothing_stored_holds_the_patients_words(planted: User, word: str) -> None:
    assert places_of(word) == []


def test_the_search_finds_what_is_stored_in_plain() -> None:
    """The guard's own guard: without it, a search that looks nowhere would pass."""
    for shape in shapes(MARKER.family_name):
        assert places_of(MARKER.family_name, iter([("a place", b"before " + shape + b" after")])) == ["a place"]


@pytest.mark.django_db
def test_the_search_looks_into_the_database(a_person: Callable[..., User]) -> None:
    person = a_person(Role.OWNER)
    assert person.email not in MARKER.words
    assert places_of(person.email) != []


@pytest.mark.django_db
def test_the_search_looks_into_every_table() -> None:
    places = [place for place, _raw in everything_stored()]
    if connection.vendor == "sqlite":
        assert "the database file" in places
    else:
        assert {f"table {name}" for name in connection.introspection.table_names()} <= set(places)


@pytest.mark.parametrize("role", Role.values)
def test_no_page_shows_the_patients_words_to_those_who_may_not_see_them(
    planted: User, role: str, client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG", logger="wellsent")
    viewer = planted if role == Role.OWNER else _colleague(role)
    sign_in(client, viewer)
    shown: dict[str, list[str]] = {}
    for name in pages.page_names():
        answer = client.get(pages.path_of(name, planted))
        body = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
        places = {
            "address": answer.headers.get("Location", ""),
            "headers": str(answer.headers),
            "title": "".join(TITLE.findall(body)),
        }
        if role not in MAY_SHOW.get(name, set()):
            places["page"] = body
        shown.update({f"{name} {place}": found for place, text in places.items() if (found := found_in(text))})
    assert shown == {}
    logged = caplog.text + "".join(capfd.readouterr())
    assert found_in(logged) == []


def _colleague(role: str) -> User:
    return User.objects.create_user(
        f"{role}@northside.example", PASSWORD, name="Col League", role=role, all_clinics=True
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/no-such-page/{word}", "/people/?q={word}", "/sign-in/?next=/{word}"])
def test_an_error_page_does_not_repeat_what_was_asked_for(
    planted: User, client: Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    sign_in(client, planted)
    client.get(path.format(word=MARKER.family_name))
    assert found_in(caplog.text) == []
