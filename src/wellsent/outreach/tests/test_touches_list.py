"""The list of contacts: narrowed, exported, and one's own slips taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import BulkDone, Role, User
from wellsent.base import clock
from wellsent.directory import actions as directory
from wellsent.outreach import actions, queries
from wellsent.outreach.models import Outcome, Touch, TouchKind
from wellsent.testing.factories import a_provider, a_touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_liaison(liaison: Caller, client: Client) -> Client:
    assert liaison.user
    client.force_login(liaison.user)
    return client


def listed(page: Any) -> list[int]:
    return [row.pk for row in page.context["shown"].page_rows]


def test_the_latest_come_first_whoever_logged_them(as_liaison: Client, owner: Caller) -> None:
    old, new = a_touch(on=date(2026, 1, 5)), a_touch(on=date(2026, 9, 1), by=owner.user)
    assert listed(as_liaison.get("/contacts/")) == [new.pk, old.pk]


def test_a_source_is_found_by_any_of_its_names_also_after_a_merge(as_liaison: Client, owner: Caller) -> None:
    kept, gone = a_provider("Ada", "Okafor"), a_provider("A", "Okaphor")
    touch = a_touch(gone)
    a_touch(a_provider("Nils", "Brandt"))
    directory.merge(survivor=kept.pk, merged=gone.pk, by=owner)
    page = as_liaison.get("/contacts/?q=okafor")
    assert listed(page) == [touch.pk]
    assert "Ada Okafor, MD" in page.text


@pytest.mark.parametrize("words", ["%25", "_", "%25%25"])
def test_percent_and_underscore_do_not_match_everything(as_liaison: Client, words: str) -> None:
    a_touch(with_whom="Maria Lopes")
    assert listed(as_liaison.get(f"/contacts/?q={words}")) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=call", ["call"]),
        ("outcome=nobody", ["call"]),
        ("real=yes", ["visit"]),
        ("real=no", ["call"]),
        ("from=2026-09-02", ["call"]),
        ("until=2026-09-01", ["visit"]),
        ("q=maria", ["visit"]),
        ("kind=nonsense&from=31/12/26", ["call", "visit"]),
    ],
)
def test_it_is_narrowed(as_liaison: Client, asked: str, found: list[str]) -> None:
    a_touch(on=date(2026, 9, 1), with_whom="Maria Lopes")
    a_touch(on=date(2026, 9, 3), kind=TouchKind.CALL, outcome=Outcome.NOBODY)
    assert [row.kind for row in as_liaison.get(f"/contacts/?{asked}").context["shown"].page_rows] == found


def test_only_those_who_may_export_are_offered_its_file(
    client: Client, a_person: Callable[..., User], as_liaison: Client
) -> None:
    a_touch(with_whom="=HYPERLINK(1)")
    assert as_liaison.get("/contacts/?format=csv")["Content-Type"].startswith("text/html")
    client.force_login(a_person(Role.OWNER, all_clinics=True))
    answer = client.get("/contacts/?show=whom&format=csv")
    assert "'=HYPERLINK(1)" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # streamed


def test_own_slips_are_taken_back_and_kept_after_all(as_liaison: Client, liaison: Caller, owner: Caller) -> None:
    mine, theirs = a_touch(by=liaison.user), a_touch(by=owner.user)
    old = a_touch(by=liaison.user)
    Touch.objects.filter(pk=old.pk).update(recorded_at=clock.now() - timedelta(hours=1))
    rows = [mine.pk, theirs.pk, old.pk]
    page = as_liaison.post("/contacts/", {"do": "bulk", "bulk": "take-back", "row": rows}, follow=True)
    assert "Taken back: 1 contact." in page.text
    assert "somebody else logged it" in page.text
    assert "it was logged too long ago" in page.text
    assert set(listed(page)) == {theirs.pk, old.pk}
    as_liaison.post("/contacts/", {"do": "undo", "number": BulkDone.objects.get().pk})
    assert queries.touches(liaison).count() == 3


def test_nobody_keeps_what_another_took_back(liaison: Caller, owner: Caller) -> None:
    touch = a_touch(by=liaison.user)
    actions.take_back_own(touches=[touch.pk], by=liaison)
    assert actions.keep_after_all(touches=[touch.pk], by=owner) == 0
