"""Every address is asked as every role and as nobody; config/access_table.py says what each must meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from wellsent.accounts.access import PUBLIC
from wellsent.accounts.models import Organisation, Role, User
from wellsent.accounts.roles import POWERS
from wellsent.config.access_table import ASKED_AS, Address, addresses

TABLE = addresses()
GUARDED = [address for address in TABLE if address.meets["nobody"] != "opens"]
WITHOUT_SECOND_FACTOR = {"/confirm/", "/second-factor/", "/session/"}  # what opens before a second factor is set up


def every_view() -> Iterator[tuple[str, Callable[..., HttpResponse]]]:
    """The name and view of every address of the project."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, Callable[..., HttpResponse]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback


def met(response: Any) -> str:
    """What an asker meets, in the words of the table."""
    if response.status_code == 403:
        return "no"
    return "sign-in" if response.headers.get("Location", "").startswith("/sign-in/?next=") else "opens"


@pytest.fixture
def askers(a_person: Callable[..., User]) -> dict[str, Client]:
    """A browser for each role, signed in, and one for nobody."""
    clients = {"nobody": Client(raise_request_exception=False)}
    for role in Role.values:
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(a_person(role))
    return clients


@pytest.mark.parametrize("address", TABLE, ids=lambda address: address.name)
def test_an_address_lets_in_whom_the_table_says(address: Address, askers: dict[str, Client]) -> None:
    answers = {asker: askers[asker].get(address.path) for asker in ASKED_AS}
    assert {asker: met(answer) for asker, answer in answers.items()} == address.meets
    assert max(answer.status_code for answer in answers.values()) < 500


@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.name)
def test_posting_lets_in_no_more_than_opening(address: Address, askers: dict[str, Client]) -> None:
    for asker in ASKED_AS:
        if address.meets[asker] != "opens":
            assert met(askers[asker].post(address.path)) == address.meets[asker]


@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.name)
def test_whoever_lacks_a_needed_second_factor_is_led_to_it(
    address: Address, organisation: Organisation, a_person: Callable[..., User]
) -> None:
    organisation.second_factor_roles = Role.values
    organisation.save()
    client = Client(raise_request_exception=False)
    client.force_login(a_person(Role.OWNER))
    led = client.get(address.path).headers.get("Location", "").startswith("/second-factor/?next=")
    assert led == (not address.path.startswith(tuple(WITHOUT_SECOND_FACTOR)))


@pytest.mark.parametrize("address", [one for one in TABLE if "/1/" in one.path], ids=lambda address: address.name)
def test_a_number_that_no_database_holds_is_not_there(address: Address, a_person: Callable[..., User]) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(a_person(Role.OWNER))
    for digits in (15, 30, 5000):
        path = address.path.replace("/1/", f"/{'9' * digits}/")
        for answer in (browser.get(path), browser.post(path, {"answer": "same"})):
            assert 300 <= answer.status_code < 500


@pytest.mark.parametrize("address", TABLE, ids=lambda address: address.name)
def test_an_example_in_the_table_leads_to_its_address(address: Address) -> None:
    assert resolve(address.path).view_name == address.name


def test_every_address_has_its_line_in_the_table() -> None:
    assert sorted({name for name, _ in every_view()} - {address.name for address in TABLE}) == []


def test_no_line_is_kept_for_an_address_that_is_gone() -> None:
    assert sorted({address.name for address in TABLE} - {name for name, _ in every_view()}) == []


def test_an_address_has_one_line_and_one_view() -> None:
    assert [name for name, count in Counter(address.name for address in TABLE).items() if count > 1] == []
    assert [name for name, count in Counter(name for name, _ in every_view()).items() if count > 1] == []


def test_every_view_says_who_may_open_it() -> None:
    marks = {name: getattr(view, "access", None) for name, view in every_view()}
    assert {name: mark for name, mark in marks.items() if mark not in {PUBLIC, *POWERS}} == {}


def test_what_the_table_calls_open_to_nobody_is_marked_so() -> None:
    public = {name for name, view in every_view() if getattr(view, "access", None) == PUBLIC}
    assert public == {address.name for address in TABLE if address.meets["nobody"] == "opens"}


@pytest.mark.parametrize(
    "path", ["/admin/", "/metrics", "/api/v1/openapi.json", "/.git/config", "/.env", "/static/../settings.py"]
)
def test_what_is_not_there_is_not_found(path: str, askers: dict[str, Client]) -> None:
    assert {asker: client.get(path).status_code for asker, client in askers.items()} == dict.fromkeys(askers, 404)
