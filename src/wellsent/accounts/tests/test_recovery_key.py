"""The recovery key in a browser: shown once, asked for once, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from wellsent.accounts.models import AuditEvent, Organisation, Role, Session, User
from wellsent.base.copies import recovery_key
from wellsent.base.models import RecoveryKey
from wellsent.testing.stored import places_of

SHOWN, TYPED = "/settings/recovery-key/", "/settings/recovery-key/typed/"


@pytest.fixture
def browser(client: Client, organisation: Organisation, a_person: Callable[..., User]) -> Client:
    """An owner's."""
    client.force_login(a_person(Role.OWNER, all_clinics=True))
    return client


def shown(browser: Client) -> str:
    page = browser.get(SHOWN).content.decode()
    return "-".join(re.findall(r"<li><code>(\w{5})</code></li>", page))


def test_the_key_that_was_shown_and_typed_back_locks_backups(browser: Client) -> None:
    key = shown(browser)
    browser.post(TYPED, {"key": key.replace("-", " ").lower()})
    row = RecoveryKey.objects.get()
    assert bytes(row.public) == recovery_key.read(key).keeping.public
    assert row.seal == recovery_key.read(key).keeping.seal
    assert AuditEvent.objects.get(verb="recovery-key.made").references == [row.name]


def test_another_key_is_shown_each_time_and_only_the_last_one_counts(browser: Client) -> None:
    first, second = shown(browser), shown(browser)
    assert first != second
    page = browser.post(TYPED, {"key": first})
    assert (page.status_code, RecoveryKey.objects.count()) == (422, 0)
    assert "This is not the key that was shown last." in page.content.decode()
    assert browser.post(TYPED, {"key": second}).status_code == 302


def test_a_key_that_was_not_typed_back_does_not_count(browser: Client) -> None:
    shown(browser)
    assert not RecoveryKey.objects.exists()
    assert "Enter the recovery key." in browser.post(TYPED, {"key": ""}).content.decode()
    assert "A recovery key has 7 groups" in browser.post(TYPED, {"key": "what?"}).content.decode()
    assert not RecoveryKey.objects.exists()


def test_nothing_can_be_typed_back_that_was_not_shown(browser: Client) -> None:
    assert browser.post(TYPED, {"key": recovery_key.new().text})["Location"] == SHOWN
    key = shown(browser)
    browser.post(TYPED, {"key": key})
    assert browser.post(TYPED, {"key": key})["Location"] == SHOWN
    assert RecoveryKey.objects.count() == 1


def test_the_key_itself_is_stored_nowhere(browser: Client) -> None:
    key = shown(browser)
    browser.post(TYPED, {"key": key})
    assert Session.objects.exists()
    assert [group for group in key.split("-") if places_of(group)] == []
    assert places_of(key.replace("-", "")) == []


def test_the_page_says_that_older_backups_need_the_older_key(browser: Client) -> None:
    assert "older backups" not in browser.get(SHOWN).content.decode()
    browser.post(TYPED, {"key": shown(browser)})
    assert "older backups still need the older key" in browser.get(SHOWN).content.decode()
    assert "no-store" in browser.get(SHOWN)["Cache-Control"]
