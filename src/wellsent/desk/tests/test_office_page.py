"""The page of an office, as it is used: somebody added, confirmed, gone, and each tap taken back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.accounts.queries import today
from wellsent.base.kept import Kept
from wellsent.directory import actions as directory
from wellsent.directory.models import OfficePerson, OfficeSaid, Provider
from wellsent.directory.office.actions import add_person
from wellsent.testing.factories import a_practice, a_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def lakeside() -> Provider:
    return a_practice("Lakeside Medical")


def say(browser: Client, office: Provider, verb: str, **posted: Any) -> Any:
    """Post one of the page's forms, as the page sends it."""
    posted.setdefault("act", uuid.uuid4().hex)
    return browser.post(f"/sources/{office.pk}/office/{verb}/", posted, follow=True)


def test_an_office_nobody_asked_teaches_the_next_step(signed_in: Callable[..., Client], lakeside: Provider) -> None:
    text = signed_in().get(f"/sources/{lakeside.pk}/office/").text
    assert "Ask who books appointments" in text
    assert "Not known yet: who decides, who books, who signs and who guards the door." in text


def test_somebody_is_added_shown_on_the_source_s_page_and_taken_back(
    signed_in: Callable[..., Client], lakeside: Provider
) -> None:
    browser = signed_in(Role.LIAISON)
    page = say(browser, lakeside, "add", name="Maria Lopes", roles=["books", "door"])
    assert "Maria Lopes works here; Maria Lopes books; Maria Lopes guards the door" in page.text
    assert ">Undo</button>" in page.text
    person = a_provider("Ada", "Okafor", practice=lakeside)
    for source in (lakeside, person):
        assert "Maria Lopes" in browser.get(f"/sources/{source.pk}/").text
    act = OfficeSaid.objects.values_list("act", flat=True).first()
    assert act is not None
    page = browser.post(f"/sources/{lakeside.pk}/office/take-back/", {"act": act.hex}, follow=True)
    assert "Nobody of this office is known by name yet" in page.text
    assert "taken back" in page.text


def test_who_left_leaves_a_question_on_both_pages(signed_in: Callable[..., Client], lakeside: Provider) -> None:
    browser = signed_in()
    say(browser, lakeside, "add", name="Maria Lopes", roles=["books"])
    maria = OfficePerson.objects.get().pk
    on = OfficeSaid.objects.values_list("on", flat=True)[0]
    page = say(browser, lakeside, "left", person=maria, on=on.isoformat())
    assert "Maria Lopes left: who books now?" in page.text
    assert "Maria Lopes left: who books now?" in browser.get(f"/sources/{lakeside.pk}/").text


def test_habits_are_kept_and_one_tap_confirms_them(signed_in: Callable[..., Client], lakeside: Provider) -> None:
    browser = signed_in()
    say(browser, lakeside, "habits", hours="Tuesday to Thursday", lunch="", visits="", channel="fax", languages="")
    OfficeSaid.objects.update(on="2024-09-01")
    Kept.forget_all()
    assert "not confirmed for a year (last 1 Sep 2024, Owner Person)" in browser.get(f"/sources/{lakeside.pk}/").text
    say(browser, lakeside, "still-so", topic="hours")
    text = browser.get(f"/sources/{lakeside.pk}/office/").text
    assert len(re.findall("not confirmed for a year", text)) == 1


def test_what_cannot_be_is_shown_again_with_what_was_typed(
    signed_in: Callable[..., Client], lakeside: Provider
) -> None:
    page = say(signed_in(), lakeside, "add", name=" ", roles=["books"])
    assert page.status_code == 422
    assert "Enter the name of the person." in page.text
    assert re.search(r'value="books"[^>]*checked', page.text)
    assert "<title>Error: " in page.text


def test_roles_are_changed_for_who_works_there_alone(signed_in: Callable[..., Client], lakeside: Provider) -> None:
    browser = signed_in()
    say(browser, lakeside, "add", name="Maria Lopes", roles=["books"])
    say(browser, lakeside, "roles", person=OfficePerson.objects.get().pk, roles=["signs"])
    assert "Maria Lopes no longer books: who does?" in browser.get(f"/sources/{lakeside.pk}/office/").text
    assert say(browser, lakeside, "roles", person="987654", roles=["signs"]).status_code == 422


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.COMPLIANCE, Role.READ_ONLY])
def test_who_may_not_change_it_sees_it_with_its_history_and_no_button(
    signed_in: Callable[..., Client], lakeside: Provider, owner: Caller, role: str
) -> None:
    add_person(office=lakeside.pk, name="Maria Lopes", roles=["books"], act=uuid.uuid4(), by=owner)
    text = signed_in(role).get(f"/sources/{lakeside.pk}/office/").text
    assert "Maria Lopes books" in text
    main = text.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main


def test_the_address_of_a_merged_office_leads_to_its_survivor_and_none_is_not_found(
    signed_in: Callable[..., Client], lakeside: Provider, owner: Caller
) -> None:
    twin = a_practice("Lakeside Med")
    directory.merge(survivor=lakeside.pk, merged=twin.pk, by=owner)
    browser = signed_in()
    assert browser.get(f"/sources/{twin.pk}/office/")["Location"] == f"/sources/{lakeside.pk}/office/"
    assert browser.get("/sources/987654/office/").status_code == 404
    assert browser.post(f"/sources/{lakeside.pk}/office/explode/").status_code == 404


def test_hostile_text_is_shown_as_it_is_written(signed_in: Callable[..., Client], lakeside: Provider) -> None:
    browser = signed_in()
    say(browser, lakeside, "add", name="<script>alert(1)</script>", roles=[])
    say(browser, lakeside, "habits", hours="<img src=x>", lunch="", visits="", channel="", languages="")
    text = browser.get(f"/sources/{lakeside.pk}/office/").text + browser.get(f"/sources/{lakeside.pk}/").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_day_is_the_practice_s_own(lakeside: Provider, owner: Caller) -> None:
    add_person(office=lakeside.pk, name="Maria Lopes", act=uuid.uuid4(), by=owner)
    assert OfficeSaid.objects.get().on == today(owner)
