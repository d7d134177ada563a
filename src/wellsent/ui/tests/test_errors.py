"""Pages for requests that cannot be answered: they say what is wrong and name the setting that mends it."""

from __future__ import annotations

import pytest
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from wellsent.ui import errors

HOSTILE = "<script>alert(1)</script>"


def test_an_unknown_name_of_the_server_names_the_setting_and_the_name() -> None:
    request = RequestFactory().get("/", headers={"Host": "clinic.example:8000"})
    answer = errors.bad_request(request, DisallowedHost())
    assert answer.status_code == 400
    assert "WELLSENT_HOSTS=clinic.example,localhost" in answer.content.decode()


def test_a_hostile_name_of_the_server_stays_text() -> None:
    request = RequestFactory().get("/", headers={"Host": HOSTILE})
    assert "<script>alert" not in errors.bad_request(request, DisallowedHost()).content.decode()


def test_any_other_bad_request_says_nothing_was_changed() -> None:
    answer = errors.bad_request(RequestFactory().get("/"), SuspiciousOperation(HOSTILE))
    assert "nothing was changed" in answer.content.decode()
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"Origin": "https://clinic.example"}, "https://clinic.example"),
        ({"Referer": "https://clinic.example/people?name=Quill"}, "https://clinic.example"),
        ({}, "somewhere else"),
    ],
)
def test_a_form_from_an_unexpected_address_names_both_and_the_settings(headers: dict[str, str], named: str) -> None:
    answer = errors.csrf_failure(RequestFactory().post("/", headers=headers), "Origin checking failed - x")
    page = answer.content.decode()
    assert answer.status_code == 403
    for words in (f"<b>{named}</b>", "http://testserver", "WELLSENT_HOSTS", "WELLSENT_HTTPS", "WELLSENT_BEHIND_PROXY"):
        assert words in page
    assert "Quill" not in page


def test_an_old_form_says_how_to_send_it_again() -> None:
    page = errors.csrf_failure(RequestFactory().post("/"), "CSRF token missing.").content.decode()
    assert "load the page again" in page


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_needs_nothing_to_be_drawn_and_leads_on(name: str) -> None:
    page = render_to_string(name)
    assert '<a class="button" href="/">' in page
    assert "<h1>" in page


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database is locked: Quillfeatherstone"), 503, "takes nothing just now"),
        (OperationalError("database or disk is full"), 503, "its disk is full"),
        (RuntimeError("Quillfeatherstone"), 500, "Something went wrong here"),
    ],
)
def test_a_database_that_takes_nothing_is_said_and_is_no_error_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("wellsent.accounts.middleware.queries.organisation", fail)
    client.raise_request_exception = False
    answer = client.get("/sign-in/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Quillfeatherstone" not in answer.content.decode()
