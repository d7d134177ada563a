"""Doing one thing to many rows of a list: chosen, asked, done once, and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from wellsent.accounts.models import AuditEvent, BulkDone, Role, User
from wellsent.base import clock
from wellsent.directory.models import Provider
from wellsent.testing.factories import a_provider

pytestmark = pytest.mark.django_db
LIST = "/sources/known/"


@pytest.fixture
def client_of(a_person: Callable[..., User], client: Client) -> Callable[..., Client]:
    """A browser in which somebody of this role is signed in."""

    def sign_in(role: str = Role.OWNER) -> Client:
        client.force_login(a_person(role, all_clinics=True))
        return client

    return sign_in


def sources(number: int) -> list[int]:
    return [a_provider("Ada", f"Family{at:03d}").pk for at in range(number)]


def retire(client: Client, rows: list[int], path: str = LIST, **more: Any) -> Any:
    """The form of the page between, sent."""
    posted = {"do": "bulk", "bulk": "retire", "row": rows, "sure": len(rows), "ask-why": "moved away", **more}
    return client.post(path, posted, follow=True)


def undo(client: Client, path: str = LIST) -> Any:
    return client.post(path, {"do": "undo", "number": BulkDone.objects.latest("pk").pk}, follow=True)


def retired() -> int:
    return Provider.objects.exclude(retired_on=None).count()


class TestAsking:
    def test_what_must_be_said_is_asked_for_before_anything_is_done(self, client_of: Callable[..., Client]) -> None:
        rows = sources(3)
        page = client_of().post(LIST, {"do": "bulk", "bulk": "retire", "row": rows[:2]})
        assert page.status_code == 200
        assert "Retire: 2 sources" not in page.text  # the list without volume calls them names
        assert "Retire: 2 names" in page.text
        assert "Family000, Ada, MD" in page.text
        assert "Something has to be mended" not in page.text
        assert "cannot be undone" not in page.text
        assert retired() == 0

    def test_without_a_reason_it_is_asked_again_beside_the_field(self, client_of: Callable[..., Client]) -> None:
        rows = sources(2)
        page = retire(client_of(), rows, **{"ask-why": " "})
        assert page.status_code == 422
        assert 'href="#ask-why"' in page.text
        assert retired() == 0

    def test_a_choice_that_is_not_offered_is_none(self, client_of: Callable[..., Client]) -> None:
        rows = sources(2)
        page = client_of().post(
            LIST, {"do": "bulk", "bulk": "tier", "row": rows, "sure": 2, "ask-tier": "Z", "ask-why": "new office"}
        )
        assert page.status_code == 422
        assert "Select: tier." in page.text

    def test_more_than_fifty_are_looked_at_twice_and_again_when_they_have_changed(
        self, client_of: Callable[..., Client]
    ) -> None:
        sources(51)
        client = client_of()
        everything = {"do": "bulk", "bulk": "retire", "all": "yes", "ask-why": "closed"}
        assert "51 names" in client.post(LIST, everything).text
        a_provider("Ada", "Newcomer")
        page = client.post(LIST, {**everything, "sure": 51})
        assert "The list has changed meanwhile." in page.text
        assert retired() == 0
        client.post(LIST, {**everything, "sure": 52})
        assert retired() == 52

    def test_all_that_match_are_those_of_the_address(self, client_of: Callable[..., Client]) -> None:
        sources(3)
        a_provider("Zoe", "Other")
        retire(client_of(), [], f"{LIST}?q=other", all="yes", sure=1)
        assert [row.family for row in Provider.objects.exclude(retired_on=None)] == ["Other"]

    def test_nothing_chosen_is_said(self, client_of: Callable[..., Client]) -> None:
        sources(1)
        assert "No row is chosen." in retire(client_of(), []).text


class TestDoing:
    def test_it_is_one_event_and_says_how_many(self, client_of: Callable[..., Client]) -> None:
        rows = sources(3)
        page = retire(client_of(), rows)
        assert "Retired: 3 names." in page.text
        event = AuditEvent.objects.get(verb="sources.retire")
        assert event.references == rows
        assert event.reason == "moved away"

    def test_which_could_not_be_and_why_stands_on_the_page(self, client_of: Callable[..., Client]) -> None:
        rows = sources(2)
        client = client_of()
        asked = {"do": "bulk", "bulk": "do-not-contact", "sure": 1, "ask-why": "asked us"}
        client.post(LIST, {**asked, "row": rows[:1]})
        page = client.post(LIST, {**asked, "row": rows, "sure": 2}, follow=True)
        assert "Not to be contacted: 1 name." in page.text
        assert "Family000, Ada, MD: it is not contacted already" in page.text

    def test_sent_twice_it_is_done_once(self, client_of: Callable[..., Client]) -> None:
        rows, once = sources(2), uuid.uuid4().hex
        client = client_of()
        retire(client, rows, once=once)
        Provider.objects.update(retired_on=None, retired_why="")
        retire(client, rows, once=once)
        assert retired() == 0
        assert AuditEvent.objects.filter(verb="sources.retire").count() == 1

    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.COMPLIANCE, Role.READ_ONLY])
    def test_those_who_may_not_are_neither_offered_nor_allowed_it(
        self, client_of: Callable[..., Client], role: str
    ) -> None:
        rows = sources(2)
        client = client_of(role)
        assert 'name="row"' not in client.get(LIST).text
        assert retire(client, rows).status_code == 422
        assert retired() == 0

    @pytest.mark.parametrize("row", ["", "x", "9" * 40, "-1", "1 OR 1=1", "٣"])
    def test_a_row_that_is_none_is_none(self, client_of: Callable[..., Client], row: str) -> None:
        sources(1)
        assert retire(client_of(), [row]).status_code == 200  # type: ignore[list-item]  # that is the point
        assert retired() == 0


class TestTakingBack:
    def test_everything_is_as_it_was(self, client_of: Callable[..., Client]) -> None:
        rows = sources(3)
        before = list(Provider.objects.order_by("pk").values("retired_on", "retired_why", "tier_by_hand", "tier_why"))
        client = client_of()
        client.post(
            LIST,
            {"do": "bulk", "bulk": "tier", "row": rows, "sure": 3, "ask-tier": "A", "ask-why": "next door"},
        )
        assert Provider.objects.filter(tier_by_hand="A").count() == 3
        assert "Taken back: 3 names." in undo(client).text
        assert "It is taken back already." in undo(client).text
        after = list(Provider.objects.order_by("pk").values("retired_on", "retired_why", "tier_by_hand", "tier_why"))
        assert after == before

    def test_what_somebody_changed_since_stays(self, client_of: Callable[..., Client]) -> None:
        rows = sources(2)
        client = client_of()
        retire(client, rows)
        Provider.objects.filter(pk=rows[0]).update(retired_why="no, sold the practice")
        assert "Taken back: 1 name." in undo(client).text
        assert retired() == 1

    def test_it_is_offered_on_the_page_after_the_next_as_well(self, client_of: Callable[..., Client]) -> None:
        client = client_of()
        retire(client, sources(1))
        page = client.get("/account/").text
        assert "Retired: 1 name." in page
        assert f'action="{LIST}?sort=name"' in page

    def test_nobody_takes_back_what_another_did(
        self, client_of: Callable[..., Client], a_person: Callable[..., User]
    ) -> None:
        client = client_of()
        retire(client, sources(2))
        client.force_login(a_person(Role.OWNER, all_clinics=True))
        assert "nothing of yours" in undo(client).text
        assert retired() == 2

    def test_after_a_while_it_is_too_late(self, client_of: Callable[..., Client]) -> None:
        client = client_of()
        retire(client, sources(2))
        with time_machine.travel(clock.now() + timedelta(minutes=11)):
            assert "too long ago" in undo(client).text
        assert retired() == 2

    def test_what_is_kept_for_it_is_forgotten_the_next_day(self, client_of: Callable[..., Client]) -> None:
        client = client_of()
        retire(client, sources(1))
        BulkDone.objects.update(at=clock.now() - timedelta(days=2))
        retire(client, sources(1))
        assert BulkDone.objects.count() == 1
