"""Who a source is: merged, taken apart, moved to another practice; said on one page and taken back there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role, User
from wellsent.directory import queries
from wellsent.directory.models import Affiliation, Merge, Provider, Split
from wellsent.referrals.models import Referral
from wellsent.testing.factories import (
    a_contact_point,
    a_practice,
    a_provider,
    a_referral,
    a_same_question,
    a_tie,
    a_touch,
    an_introduction,
    an_office_person,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel("2026-11-24T15:00:00Z", tick=False):
        yield


def say(browser: Client, source: Provider, verb: str, **posted: Any) -> Any:
    form = {"apart": "", "unsplit": "", "works-after-all": ""}.get(verb, f"{verb}-")
    return browser.post(
        f"/sources/{source.pk}/identity/{verb}/", {f"{form}{name}": value for name, value in posted.items()}
    )


class TestTheSame:
    def test_the_only_one_that_matches_is_meant_and_it_is_taken_back_on_the_page(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, kept, merged = signed_in(), a_provider("Ada", "Quackenbush"), a_provider("Adah", "Vandermeer")
        assert say(browser, kept, "same", who="vandermeer").status_code == 302
        merged.refresh_from_db()
        assert merged.merged_into == kept
        said = Merge.objects.get()
        page = browser.get(f"/sources/{kept.pk}/identity/").text
        assert "Adah Vandermeer" in page
        say(browser, kept, "apart", number=said.pk)
        merged.refresh_from_db()
        assert merged.merged_into is None

    def test_where_several_match_a_person_chooses_and_no_name_stands_in_the_address(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, kept = signed_in(), a_provider("Ada", "Quackenbush")
        first, second = a_provider("Ben", "Vandermeer"), a_provider("Cleo", "Vandermeer")
        answer = say(browser, kept, "same", who="vandermeer")
        assert answer.status_code == 422
        assert first.name in answer.text
        assert second.name in answer.text
        assert "Which one is meant?" in answer.text
        assert say(browser, kept, "same", who="vandermeer", other=second.pk).status_code == 302
        assert Merge.objects.get().merged == second

    def test_a_choice_stands_while_something_else_is_asked(self, signed_in: Callable[..., Client]) -> None:
        browser, one = signed_in(), a_provider("Ada", "Quackenbush")
        other = [a_provider(given, "Vandermeer") for given in ("Ben", "Cleo")][1]
        for source in (one, other):
            a_referral(source, received_on=date(2026, 3, 2))
        answer = say(browser, one, "same", who="vandermeer", other=other.pk)
        assert "Both signed an order" in answer.text
        assert f'value="{other.pk}" checked' in answer.text
        assert 'name="same-although"' in answer.text

    def test_whoever_is_found_by_their_practice_alone_is_asked_about_first(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, kept = signed_in(), a_provider("Ada", "Quackenbush")
        office = a_practice("Harborview Clinic")
        there = a_provider("Ben", "Vandermeer", practice=office)
        answer = say(browser, kept, "same", who="Harborview Clinic")
        assert "Which one is meant?" in answer.text
        assert not Merge.objects.exists()
        say(browser, kept, "same", who="Harborview Clinic", other=there.pk)
        assert Merge.objects.get().merged == there

    def test_a_name_that_finds_nobody_is_said_to(self, signed_in: Callable[..., Client]) -> None:
        answer = say(signed_in(), a_provider(), "same", who="zzz")
        assert answer.status_code == 422
        assert "No source is found by this." in answer.text

    def test_two_who_both_signed_an_order_on_one_day_are_merged_only_when_said_twice(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, one, other = signed_in(), a_provider("Ada", "Quackenbush"), a_provider("Adah", "Vandermeer")
        for source in (one, other):
            a_referral(source, received_on=date(2026, 3, 2))
        answer = say(browser, one, "same", who="vandermeer")
        assert answer.status_code == 422
        assert "Both signed an order on 2 March 2026" in answer.text
        assert not Merge.objects.exists()
        say(browser, one, "same", who="vandermeer", although="on")
        assert Merge.objects.count() == 1

    def test_the_question_warns_of_it_too_before_it_is_answered(self, signed_in: Callable[..., Client]) -> None:
        browser, one, other = signed_in(), a_provider(), a_provider()
        question = a_same_question(one, other)
        assert "both signed" not in browser.get("/same-person/").text.lower()
        for source in (one, other):
            a_referral(source, received_on=date(2026, 3, 2))
        page = browser.get("/same-person/").text
        assert "Both signed an order on 2 March 2026" in page
        assert "Same all the same" in page
        url = f"/same-person/{question.pk}/answer/"
        browser.post(url, {"answer": "same"})
        assert not Merge.objects.exists()
        browser.post(url, {"answer": "same", "although": "yes"})
        assert Merge.objects.count() == 1


class TestWhereTheyWork:
    def test_a_move_keeps_where_they_were_and_is_taken_back_whole(self, signed_in: Callable[..., Client]) -> None:
        old, new = a_practice("Harborview Clinic"), a_practice("Stonebridge Clinic")
        doctor = a_provider(practice=old)
        browser, worked = signed_in(), Affiliation.objects.get()
        moved = say(browser, doctor, "works", who="stonebridge", leaves=worked.pk, on="2026-11-02")
        assert moved.status_code == 302
        assert "until" in browser.get(f"/sources/{doctor.pk}/").text
        assert "Harborview Clinic" in browser.get(f"/sources/{doctor.pk}/").text
        worked.refresh_from_db()
        assert worked.ended_on == date(2026, 11, 2)
        assert Affiliation.objects.get(practice=new).started_on == date(2026, 11, 2)
        say(browser, doctor, "works-after-all", number=worked.pk)
        assert [(one.practice, one.ended_on) for one in Affiliation.objects.all()] == [(old, None)]

    def test_leaving_alone_and_working_at_a_second_place_are_said_with_the_same_form(
        self, signed_in: Callable[..., Client]
    ) -> None:
        old = a_practice("Harborview Clinic")
        a_practice("Stonebridge Clinic")
        doctor = a_provider(practice=old)
        browser, worked = signed_in(), Affiliation.objects.get()
        say(browser, doctor, "works", who="stonebridge", leaves="", on="2026-11-02")
        assert Affiliation.objects.filter(ended_on=None).count() == 2
        say(browser, doctor, "works", who="", leaves=worked.pk, on="2026-11-03")
        assert Affiliation.objects.filter(ended_on=None).count() == 1
        assert "Nothing is said yet." in say(browser, doctor, "works", who="", leaves="", on="2026-11-03").text

    def test_a_day_that_lies_ahead_is_refused(self, signed_in: Callable[..., Client]) -> None:
        a_practice("Stonebridge Clinic")
        answer = say(signed_in(), a_provider(), "works", who="stonebridge", on="2026-11-25")
        assert answer.status_code == 422
        assert "This day lies ahead." in answer.text


class TestSomeOfItIsAnothers:
    def test_ticked_referrals_contacts_and_numbers_move_and_come_back(self, signed_in: Callable[..., Client]) -> None:
        browser, one, other = signed_in(), a_provider("Ada", "Quackenbush"), a_provider("Ben", "Vandermeer")
        stays, goes = a_referral(one), a_referral(one)
        touch, point = a_touch(one), a_contact_point(one)
        ticked = {"referrals": [goes.pk], "touches": [touch.pk], "contact_points": [point.pk]}
        asked = say(browser, one, "split", who="vandermeer", **ticked)
        assert asked.status_code == 422
        assert other.name in asked.text
        assert f'value="{goes.pk}"' in asked.text
        assert say(browser, one, "split", who="vandermeer", other=other.pk, **ticked).status_code == 302
        for row in (stays, goes, touch, point):
            row.refresh_from_db()
        assert (stays.source, goes.source, touch.source, point.provider) == (one, other, other, other)
        say(browser, one, "unsplit", number=Split.objects.get().pk)
        for row in (goes, touch, point):
            row.refresh_from_db()
        assert (goes.source, touch.source, point.provider) == (one, one, one)

    def test_so_do_office_words_ties_and_introductions_and_who_was_asked_follows_the_contact(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, one, other = signed_in(), a_provider("Ada", "Quackenbush"), a_provider("Ben", "Vandermeer")
        maria, tie, to_them = an_office_person(one, "Maria Lopes", "books"), a_tie(one), an_introduction(one)
        touch = a_touch(one)
        by_them = an_introduction(a_provider(), of=one, of_name=one.name, touch=touch)
        page = browser.get(f"/sources/{one.pk}/split/").text
        assert "Maria Lopes, who books" in page
        assert "Jo Ellis and Ada Quackenbush, MD: trained together." in page
        assert "Asked of Jo Ellis, 1 Sep 2026" in page
        ticked = {
            "office_people": [maria.pk],
            "ties": [tie.pk],
            "introductions": [to_them.pk],
            "touches": [touch.pk],
        }
        say(browser, one, "split", who="vandermeer", other=other.pk, **ticked)
        for whose in (other, one):
            for row in (maria, tie, to_them, by_them):
                row.refresh_from_db()
            assert (maria.office, tie.first_provider, to_them.to, by_them.of) == (whose, whose, whose, whose)
            if whose == other:
                say(browser, one, "unsplit", number=Split.objects.get().pk)

    def test_orders_that_name_only_an_office_are_given_to_a_new_person_and_keep_the_office(
        self, signed_in: Callable[..., Client]
    ) -> None:
        browser, office = signed_in(), a_practice("Harborview Clinic")
        order = a_referral(office)
        assert browser.get(f"/sources/{office.pk}/").status_code == 200
        say(browser, office, "split", who="Ada Quackenbush, MD", other="new", referrals=[order.pk])
        order.refresh_from_db()
        assert order.source.name == "Ada Quackenbush, MD"
        assert order.practice == office
        say(browser, office, "unsplit", number=Split.objects.get().pk)
        order.refresh_from_db()
        assert order.source == office
        assert not Referral.objects.exclude(practice=None).exists()

    def test_what_was_given_on_since_stays_where_it_is(self, signed_in: Callable[..., Client], owner: Caller) -> None:
        browser, one, other, third = signed_in(), a_provider(), a_provider("Ben", "Vandermeer"), a_provider()
        goes = a_referral(one)
        say(browser, one, "split", who="vandermeer", other=other.pk, referrals=[goes.pk])
        Referral.objects.filter(pk=goes.pk).update(source=third)
        say(browser, one, "unsplit", number=Split.objects.get().pk)
        goes.refresh_from_db()
        assert goes.source == third

    def test_another_sources_referral_and_nothing_at_all_are_refused(self, signed_in: Callable[..., Client]) -> None:
        browser, one, other = signed_in(), a_provider(), a_provider("Ben", "Vandermeer")
        a_referral(one)
        foreign = a_referral(other)
        answer = say(browser, one, "split", who="vandermeer", other=other.pk, referrals=[foreign.pk])
        assert answer.status_code == 422
        answer = say(browser, one, "split", who="vandermeer", other=other.pk)
        assert "Nothing is chosen." in answer.text
        assert not Split.objects.exists()

    def test_whoever_chooses_gifts_sees_no_referral_here(self, client: Client, a_person: Callable[..., User]) -> None:
        liaison = a_person(Role.LIAISON, all_clinics=True)
        a_person(Role.OWNER, all_clinics=True)
        liaison.chooses_gifts = True
        liaison.save()
        one, other = a_provider(), a_provider("Ben", "Vandermeer")
        sent = a_referral(one, received_on=date(2026, 3, 2))
        a_referral(other, received_on=date(2026, 3, 2))
        client.force_login(liaison)
        page = client.get(f"/sources/{one.pk}/split/").text
        assert sent.reference not in page
        assert "moved by a colleague who sees them" in page
        answer = say(client, one, "same", who="vandermeer").text
        assert "on the same day" in answer
        assert "March" not in answer


def test_who_may_not_change_sources_is_refused_and_nobody_is_not_found(signed_in: Callable[..., Client]) -> None:
    source = a_provider()
    assert signed_in(Role.READ_ONLY).get(f"/sources/{source.pk}/identity/").status_code == 403
    browser = signed_in()
    assert browser.get("/sources/999999/identity/").status_code == 404
    assert say(browser, source, "explode").status_code == 404


def test_a_source_with_nothing_in_doubt_shows_what_could_be_said(
    signed_in: Callable[..., Client], owner: Caller
) -> None:
    source = a_provider()
    page = signed_in().get(f"/sources/{source.pk}/identity/").text
    assert "Not known yet." in page
    assert queries.identity(owner, source.pk).merges == ()
