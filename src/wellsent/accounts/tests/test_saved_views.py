"""Saved views: a list as somebody wants to see it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Role, SavedView, User
from wellsent.accounts.saved_views import OWN_MOST, kept_query
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.testing.factories import a_provider

pytestmark = pytest.mark.django_db
LIST = "/sources/known/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def signed_in(a_person: Callable[..., User], client: Client) -> Callable[..., Client]:
    """A browser in which somebody of this role is signed in."""

    def sign_in(role: str = Role.OWNER) -> Client:
        client.force_login(a_person(role, all_clinics=True))
        return client

    return sign_in


def user_of(caller: Caller) -> User:
    assert caller.user
    return caller.user


def save(by: Caller, name: str = "Quiet ones", **more: Any) -> SavedView:
    return actions.save_view(**{"list_key": "known", "name": name, "query": "?kind=pcp", "by": by, **more})


def offered(caller: Caller) -> list[str]:
    return [view.name for view in queries.saved_views(caller, "known")]


class TestKeeping:
    def test_a_view_is_ones_own_until_it_is_shared(self, owner: Caller, liaison: Caller) -> None:
        save(owner)
        assert offered(owner) == ["Quiet ones"]
        assert offered(liaison) == []
        save(owner, "For all", shared=True)
        assert offered(liaison) == ["For all"]

    def test_only_owners_share(self, liaison: Caller) -> None:
        with pytest.raises(Refused, match="Only an owner"):
            save(liaison, shared=True)

    def test_a_view_belongs_to_its_list(self, owner: Caller) -> None:
        save(owner, list_key="contacts")
        assert offered(owner) == []

    def test_a_name_is_given_once_a_person(self, owner: Caller, liaison: Caller) -> None:
        save(owner)
        with pytest.raises(Refused, match="name already"):
            save(owner, "QUIET ones")
        save(liaison)

    @pytest.mark.parametrize("name", ["", "   ", "a" * 81])
    def test_a_name_is_needed_and_stays_short(self, owner: Caller, name: str) -> None:
        with pytest.raises(DataError):
            save(owner, name)

    def test_the_database_refuses_a_view_without_a_name(self, owner: Caller) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(list_key="known", owner=user_of(owner), name="", saved_at=clock.now())

    def test_what_is_asked_once_is_not_kept(self) -> None:
        assert kept_query("?q=okafor&page=7&format=csv&manage=views&sort=-name&show=npi&show=kind&kind=") == (
            "q=okafor&sort=-name&show=npi&show=kind"
        )

    def test_too_long_a_question_is_refused_in_words(self) -> None:
        with pytest.raises(DataError, match="too much"):
            kept_query("q=" + "a" * 2000)

    def test_more_views_than_anybody_looks_through_are_refused(self, owner: Caller) -> None:
        rows = [
            SavedView(list_key="known", owner=user_of(owner), name=f"View {number}", saved_at=clock.now())
            for number in range(OWN_MOST)
        ]
        SavedView.objects.bulk_create(rows)
        with pytest.raises(Refused, match="Remove one first"):
            save(owner)

    def test_every_step_is_written_down_without_the_name(self, owner: Caller) -> None:
        view = save(owner, "Mrs. Quill's doctors")
        actions.change_view(view=view.pk, name="Other", shared=True, by=owner)
        actions.remove_view(view=view.pk, by=owner)
        actions.bring_back_view(view=view.pk, by=owner)
        events = AuditEvent.objects.filter(subject="views").order_by("pk")
        assert [event.verb for event in events] == ["views.save", "views.change", "views.remove", "views.bring back"]
        assert "Quill" not in str([event.details for event in events])


class TestChanging:
    def test_removed_and_brought_back_it_is_as_it_was(self, owner: Caller) -> None:
        view = save(owner)
        actions.remove_view(view=view.pk, by=owner)
        assert offered(owner) == []
        actions.bring_back_view(view=view.pk, by=owner)
        assert offered(owner) == ["Quiet ones"]

    def test_it_stays_removed_where_another_has_its_name_by_now(self, owner: Caller) -> None:
        view = save(owner)
        actions.remove_view(view=view.pk, by=owner)
        save(owner)
        with pytest.raises(Refused, match="name already"):
            actions.bring_back_view(view=view.pk, by=owner)

    def test_nobody_touches_the_views_of_others(self, owner: Caller, liaison: Caller) -> None:
        mine, shared = save(owner), save(owner, "For all", shared=True)
        for view in (mine, shared):
            with pytest.raises(DataError, match="no such view"):
                actions.remove_view(view=view.pk, by=liaison)

    def test_another_owner_looks_after_what_is_shared(self, owner: Caller, a_person: Callable[..., User]) -> None:
        from wellsent.accounts.caller import caller_of

        other = caller_of(a_person(Role.OWNER, all_clinics=True))
        shared = save(owner, "For all", shared=True)
        actions.remove_view(view=shared.pk, by=other)
        assert offered(owner) == []


class TestOnThePage:
    def test_the_list_is_kept_as_it_is_shown_and_opened_from_the_menu(self, signed_in: Callable[..., Client]) -> None:
        a_provider("Ada", "Okafor")
        client = signed_in()
        answer = client.post(
            LIST, {"do": "save-view", "name": HOSTILE, "query": "?q=oka&show=npi&show=nonsense&odd=1"}, follow=True
        )
        assert answer.redirect_chain[0][0] == f"{LIST}?q=oka&sort=name&show=npi"
        assert HOSTILE not in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text
        assert [view.is_current for view in answer.context["views"]] == [True]

    def test_a_view_whose_column_and_filter_are_gone_still_opens(
        self, signed_in: Callable[..., Client], owner: Caller
    ) -> None:
        a_provider("Ada", "Okafor")
        view = save(owner, query="q=oka&show=volume&show=npi&shape=round&sort=-volume", shared=True)
        page = signed_in(Role.LIAISON).get(f"{LIST}?{view.query}")
        assert [column.key for column in page.context["shown"].columns] == ["name", "npi"]

    def test_a_shared_view_shows_nobody_a_column_that_is_not_theirs(
        self, signed_in: Callable[..., Client], owner: Caller
    ) -> None:
        a_provider("Ada", "Okafor")
        save(owner, "Volume", query="show=year&show=expected&sort=-year", shared=True)
        client = signed_in(Role.FRONT_DESK)
        url = client.get("/sources/").context["views"][0].url
        page = client.get(f"/sources/{url}")
        assert "12 months" not in page.text
        assert "Next 90 days" not in page.text

    def test_a_refused_name_is_answered_in_words(self, signed_in: Callable[..., Client]) -> None:
        page = signed_in().post(LIST, {"do": "save-view", "name": " ", "query": "?q=a"}, follow=True)
        assert "The view has no name." in page.text

    def test_removing_offers_the_way_back_on_the_next_two_pages(self, signed_in: Callable[..., Client]) -> None:
        client = signed_in()
        client.post(LIST, {"do": "save-view", "name": "Mine", "query": "?q=a"})
        view = SavedView.objects.get()
        page = client.post(LIST, {"do": "remove-view", "number": view.pk}, follow=True)
        assert "Removed “Mine”." in page.text
        assert "Removed “Mine”." in client.get("/account/").text
        assert "Removed “Mine”." not in client.get("/account/").text
        back = client.post(LIST, {"do": "restore-view", "number": view.pk}, follow=True)
        assert "“Mine” is back." in back.text

    def test_views_are_renamed_on_a_page_of_their_own(self, signed_in: Callable[..., Client]) -> None:
        client = signed_in(Role.LIAISON)
        client.post(LIST, {"do": "save-view", "name": "Mine", "query": ""})
        assert 'value="Mine"' in client.get(f"{LIST}?manage=views").text
        client.post(LIST, {"do": "change-view", "number": SavedView.objects.get().pk, "name": HOSTILE})
        page = client.get(f"{LIST}?manage=views").text
        assert HOSTILE not in page
        assert SavedView.objects.get().name == HOSTILE

    def test_a_thousand_views_do_not_break_the_page(self, signed_in: Callable[..., Client], owner: Caller) -> None:
        rows = [
            SavedView(list_key="known", owner=user_of(owner), name=f"V {n}", saved_at=clock.now(), is_shared=True)
            for n in range(1000)
        ]
        SavedView.objects.bulk_create(rows)
        client = signed_in()
        assert len(client.get(LIST).context["views"]) == 200
        assert client.get(f"{LIST}?manage=views").status_code == 200

    @pytest.mark.parametrize("posted", [{"do": "nonsense"}, {}, {"do": "remove-view", "number": "9" * 30}])
    def test_what_no_list_knows_is_refused_in_words(
        self, signed_in: Callable[..., Client], posted: dict[str, str]
    ) -> None:
        assert signed_in().post(LIST, posted).status_code in {302, 422}
