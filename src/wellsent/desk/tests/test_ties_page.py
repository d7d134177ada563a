"""Who knows a source: ties added, confirmed and ended on its page; the way in on the source's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.accounts.queries import today
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider, Tie
from wellsent.directory.office.actions import add_person
from wellsent.directory.ties.actions import TieFacts, add_tie
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node
from wellsent.outreach.models import Introduction, Touch
from wellsent.testing.factories import a_practice, a_provider, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def sato() -> Provider:
    return a_provider("Naomi", "Sato")


@pytest.fixture
def brandt(owner: Caller, sato: Provider) -> Provider:
    """Whom one of us knows, and who knows Sato."""
    brandt = a_provider("Katherine", "Brandt")
    for first, second in ((brandt, Node("ours", "Jo Ellis")), (sato, provider_node(brandt.pk))):
        facts = TieFacts(provider_node(first.pk), second, "trained", 3, "Class of 2011")
        add_tie(facts, once=uuid.uuid4(), by=owner)
    return brandt


def add(browser: Client, source: Provider, **posted: Any) -> Any:
    """Post the form, as the page sends it."""
    posted = {
        "once": uuid.uuid4().hex,
        "whose": f"provider:{source.pk}",
        "kind": "trained",
        "strength": "3",
        "evidence": "Class of 2011",
        **posted,
    }
    return browser.post(f"/sources/{source.pk}/ties/", posted, follow=True)


class TestTies:
    def test_nobody_known_teaches_the_next_step(self, signed_in: Callable[..., Client], sato: Provider) -> None:
        assert "Ask your clinicians where they trained" in signed_in().get(f"/sources/{sato.pk}/ties/").text

    def test_a_colleague_typed_by_name_is_enough_and_it_can_be_undone(
        self, signed_in: Callable[..., Client], sato: Provider
    ) -> None:
        browser = signed_in()
        page = add(browser, sato, who_text="owner person")
        assert "Owner Person and Naomi Sato, MD: trained together." in page.text
        row = Tie.objects.get()
        browser.post(f"/sources/{sato.pk}/ties/{row.pk}/take-back/")
        assert "Class of 2011" not in browser.get(f"/sources/{sato.pk}/ties/").text

    def test_a_name_that_could_be_several_is_asked_about(
        self, signed_in: Callable[..., Client], sato: Provider
    ) -> None:
        ada = a_provider("Ada", "Okafor")
        browser = signed_in()
        page = add(browser, sato, who_text="okafor")
        assert page.status_code == 422
        assert f'value="provider:{ada.pk}"' in page.text
        assert "is one of us, who does not sign in here" in page.text
        add(browser, sato, who_text="okafor", who=f"provider:{ada.pk}")
        add(browser, sato, who_text="Jo Ellis", who="new")
        assert set(Tie.objects.values_list("second_provider", "second_name")) == {(ada.pk, ""), (None, "Jo Ellis")}

    def test_what_is_typed_finds_whom_it_may_mean(self, signed_in: Callable[..., Client], sato: Provider) -> None:
        page = signed_in().get(f"/sources/{sato.pk}/ties/who/?who_text=own")
        assert 'data-value="colleague:' in page.text
        assert f"provider:{sato.pk}" not in signed_in().get(f"/sources/{sato.pk}/ties/who/?who_text=sato").text

    def test_a_patient_of_both_without_consent_is_refused_with_the_reason(
        self, signed_in: Callable[..., Client], sato: Provider
    ) -> None:
        browser = signed_in()
        page = add(browser, sato, who_text="owner person", kind="patient", evidence="")
        assert page.status_code == 422
        assert "may be told only with the patient&#x27;s recorded consent" in page.text
        consent = {"consent_by": "Owner Person", "consent_on": "2026-09-01", "consent_wording": "told"}
        assert add(browser, sato, who_text="owner person", kind="patient", **consent).status_code == 422
        page = add(browser, sato, who_text="owner person", kind="patient", evidence="", **consent)
        assert "Consent taken by Owner Person on 1 Sep" in page.text

    def test_a_tie_may_be_with_somebody_of_the_office(self, signed_in: Callable[..., Client], owner: Caller) -> None:
        lakeside = a_practice("Lakeside")
        add_person(office=lakeside.pk, name="Maria Lopes", act=uuid.uuid4(), by=owner)
        maria = lakeside.office_people.get().pk
        page = add(signed_in(), lakeside, who_text="Jo Ellis", who="new", whose=f"person:{maria}")
        assert "<b>Jo Ellis</b> knows Maria Lopes" in page.text

    def test_it_is_confirmed_ended_and_opened_again(
        self, signed_in: Callable[..., Client], sato: Provider, brandt: Provider
    ) -> None:
        browser, number = signed_in(), Tie.objects.get(first_provider=sato).pk
        Tie.objects.update(known_on="2020-01-01")
        address = f"/sources/{sato.pk}/ties/"
        assert "over two years ago" in browser.get(address).text
        assert "over two years ago" not in browser.post(f"{address}{number}/still-so/", follow=True).text
        assert "Ended: Katherine Brandt, MD" in browser.post(f"{address}{number}/end/", follow=True).text
        assert "Not ended" in browser.get(address).text
        browser.post(f"{address}{number}/reopen/")
        assert Tie.objects.get(pk=number).ended_on is None
        assert browser.post(f"{address}{number}/explode/").status_code == 404
        assert "There is no such tie" in browser.post(f"{address}987654/end/", follow=True).text

    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.COMPLIANCE, Role.READ_ONLY])
    def test_who_may_not_change_ties_sees_them_alone(
        self, signed_in: Callable[..., Client], sato: Provider, brandt: Provider, role: str
    ) -> None:
        browser = signed_in(role)
        text = browser.get(f"/sources/{sato.pk}/ties/").text
        assert "Katherine Brandt, MD" in text
        assert "<form" not in text.partition("<main")[2].partition("</main>")[0]
        assert add(browser, sato, who_text="Jo", who="new").status_code == 403


class TestTheWayIn:
    def test_one_button_asks_and_the_week_waits_for_the_answer(
        self, signed_in: Callable[..., Client], sato: Provider, brandt: Provider
    ) -> None:
        browser, page = signed_in(), f"/sources/{sato.pk}/"
        assert "Katherine Brandt, MD can introduce you; Jo Ellis asks." in browser.get(page).text
        posted = {"whom": f"provider:{brandt.pk}", "once": uuid.uuid4().hex, "how": "email", "then": page}
        wrong = browser.post(f"/introductions/to/{sato.pk}/", {**posted, "due": "soon"}, follow=True)
        assert "Answer due by: that is no day." in wrong.text
        answer = browser.post(f"/introductions/to/{sato.pk}/", posted, follow=True)
        assert "It stands in This week until answered." in answer.text
        assert "Ask for the introduction" not in answer.text
        row = Introduction.objects.get()
        week = browser.get("/").text
        assert "Hear from Katherine Brandt, MD about Naomi Sato, MD" in week
        assert f'action="/introductions/{row.pk}/answer/"' in week
        done = browser.post(f"/introductions/{row.pk}/answer/", {"outcome": "declined", "then": "/"}, follow=True)
        assert "Declined: Katherine Brandt, MD, about Naomi Sato, MD." in done.text
        assert "Hear from" not in done.text
        browser.post(f"/introductions/{row.pk}/reopen/", {"then": "week"})
        assert "Hear from" in browser.get("/").text
        browser.post(f"/introductions/{row.pk}/take-back/", {"then": page})
        assert "Ask for the introduction" in browser.get(page).text
        assert Touch.objects.get().undone_at

    def test_a_path_that_has_changed_meanwhile_is_not_asked(
        self, signed_in: Callable[..., Client], sato: Provider, brandt: Provider
    ) -> None:
        browser = signed_in()
        posted = {"whom": "provider:987654", "then": f"/sources/{sato.pk}/"}
        page = browser.post(f"/introductions/to/{sato.pk}/", posted, follow=True)
        assert "The best way to them has changed." in page.text
        assert browser.post("/introductions/987654/answer/", {"then": "https://a.example"})["Location"] == "/"
        assert browser.post("/introductions/1/explode/").status_code == 404

    @pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.READ_ONLY])
    def test_who_logs_no_contact_is_shown_the_way_and_no_button(
        self, signed_in: Callable[..., Client], sato: Provider, brandt: Provider, role: str
    ) -> None:
        text = signed_in(role).get(f"/sources/{sato.pk}/").text
        assert "Katherine Brandt, MD can introduce you" in text
        assert "Ask for the introduction" not in text

    def test_who_is_known_already_needs_no_introduction_whatever_ties_there_are(
        self, signed_in: Callable[..., Client], owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        a_touch(sato, on=today(owner))
        text = signed_in().get(f"/sources/{sato.pk}/").text
        assert "no introduction is needed" in text
        directory.do_not_contact(provider=sato.pk, since=today(owner), why="asked us not to", by=owner)
        text = signed_in(Role.READ_ONLY).get(f"/sources/{sato.pk}/").text
        assert "no introduction is needed" not in text
        assert "Not to be contacted: asked us not to" in text
