"""The page of one source: its standing, its story, how to reach it, and the decisions taken on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import AuditEvent, Clinic, Role, User
from wellsent.desk.standing_words import callout
from wellsent.directory import actions as directory
from wellsent.directory.models import Kind, Provider
from wellsent.insights.models import SourceStanding
from wellsent.testing.factories import a_contact_point, a_practice, a_provider, a_referral, a_touch

TODAY = date(2026, 11, 24)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation", "_noon")]


@pytest.fixture(name="_noon")
def noon() -> Iterator[None]:
    with time_machine.travel("2026-11-24T17:00:00Z", tick=False):
        yield


def sends(source: Provider, count: int = 3, *, every: int = 10, until: date = TODAY, **more: Any) -> Provider:
    for at in range(count):
        a_referral(source, received_on=until - timedelta(days=every * at), **more)
    return source


def url(source: Provider) -> str:
    return f"/sources/{source.pk}/"


class TestTheStanding:
    def test_a_source_that_fell_silent_says_so_with_the_numbers(self, signed_in: Callable[..., Client]) -> None:
        quiet = sends(a_provider("Quinn", "Quiet"), 60, every=7, until=TODAY - timedelta(days=100))
        sends(a_provider(), 60, every=7)
        a_touch(quiet, on=TODAY - timedelta(days=71))
        text = signed_in().get(url(quiet)).text
        assert "Going quiet since August." in text
        assert "received none; by chance alone this happens" in text
        assert "Last real contact 71 days ago." in text

    def test_a_new_source_says_when_it_began(self, signed_in: Callable[..., Client]) -> None:
        text = signed_in().get(url(sends(a_provider(), 2))).text
        assert "New." in text
        assert "2 referrals since 14 Nov." in text

    def test_a_steady_source_says_what_is_usual_as_a_range(self, signed_in: Callable[..., Client]) -> None:
        page = signed_in().get(url(sends(a_provider(), 60, every=7)))
        assert "Sending as usual." in page.text
        assert page.context["page"].callout.words.startswith("Usually ")

    def test_who_has_probably_fallen_is_not_said_to_send_as_usual_though_no_alarm_is_on(self) -> None:
        row = SourceStanding(
            state="active", alarm=False, fallen=0.6, last_on=date(2026, 2, 3), monthly_low=0.1, monthly_high=0.4,
            low=0, high=1,
        )  # fmt: skip
        told = callout(row, today=TODAY)
        assert told.lead == "Perhaps sending less."
        assert told.words.startswith("Last referral 3 Feb; too little to raise the alarm. Usually 0.1 to 0.4 a month.")

    def test_who_never_referred_has_a_page_without_a_story(self, signed_in: Callable[..., Client]) -> None:
        page = signed_in().get(url(a_provider()))
        assert "No referral yet." in page.text
        assert page.context["page"].story is None

    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.COMPLIANCE])
    def test_who_sees_no_volume_is_told_who_they_are_and_no_more(
        self, signed_in: Callable[..., Client], role: str
    ) -> None:
        okafor = sends(a_provider("Ada", "Okafor"), 12)
        text = signed_in(role).get(url(okafor)).text
        assert "Ada Okafor, MD" in text
        for words in ("Story", "What became", "tier", "expected", "No referral yet"):
            assert words not in text

    def test_who_sees_one_clinic_is_told_its_referrals_alone(
        self, signed_in: Callable[..., Client], northside: Clinic, harbor: Clinic
    ) -> None:
        okafor = sends(a_provider(), 3, clinic=northside)
        sends(okafor, 8, clinic=harbor)
        page = signed_in(Role.LIAISON, all_clinics=False, clinics=[northside]).get(url(okafor))
        assert page.text.count('class="dot"') == 3 + 1  # and one in the legend


class TestThePage:
    def test_the_address_of_a_merged_source_leads_to_its_survivor(
        self, signed_in: Callable[..., Client], owner: Caller
    ) -> None:
        okafor, twin = a_provider("Ada", "Okafor"), a_provider("A", "Okafor")
        directory.merge(survivor=okafor.pk, merged=twin.pk, why="the same", by=owner)
        answer = signed_in().get(url(twin))
        assert (answer.status_code, answer["Location"]) == (302, url(okafor))

    def test_a_source_that_is_not_there_is_not_found(self, signed_in: Callable[..., Client]) -> None:
        assert signed_in().get("/sources/987654/").status_code == 404

    def test_what_became_of_their_patients_stands_beside_the_practice(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_provider()
        for at in range(17):
            received = TODAY - timedelta(days=40 + at)
            a_referral(okafor, received_on=received, evaluated_on=received + timedelta(days=5) if at < 14 else None)
        rows = signed_in().get(url(okafor)).context["page"].became
        assert rows[0].theirs == "14 of 17"
        assert rows[0].likely.endswith(" %")
        assert rows[0].practice == "82 %, no clear difference"
        assert (rows[1].theirs, rows[1].likely) == ("5", "5–5")
        assert rows[2].theirs == "none old enough"

    def test_a_median_of_one_patient_says_so(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_referral(a_provider(), received_on=TODAY - timedelta(days=9), evaluated_on=TODAY).source
        rows = signed_in().get(url(okafor)).context["page"].became
        assert rows[1].theirs == "9, from 1 patient"

    def test_the_next_step_is_one_tap_from_being_logged(self, signed_in: Callable[..., Client]) -> None:
        okafor = sends(a_provider(), 60, every=7)
        text = signed_in().get(url(okafor)).text
        assert f'?source={okafor.pk}&amp;kind=visit">Log this visit</a>' in text

    def test_it_tells_how_to_reach_them(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_provider(kind=Kind.objects.first())
        a_contact_point(okafor, "phone", value="+14045550148", shown="(404) 555-0148", confirmed_on=date(2026, 11, 3))
        text = signed_in().get(url(okafor)).text
        assert '<a href="tel:+14045550148">(404) 555-0148</a>' in text
        assert "confirmed 3 Nov 2026" in text

    def test_where_no_way_is_known_the_practices_own_is_told(self, signed_in: Callable[..., Client]) -> None:
        lakeside = a_practice("Lakeside Medical")
        a_contact_point(lakeside, "fax", value="+14045550149", shown="(404) 555-0149")
        text = signed_in().get(url(a_provider(practice=lakeside))).text
        assert "Through Lakeside Medical:" in text
        assert "(404) 555-0149" in text

    def test_a_practice_lists_who_works_there(self, signed_in: Callable[..., Client]) -> None:
        lakeside = a_practice("Lakeside Medical")
        okafor = a_provider("Ada", "Okafor", practice=lakeside)
        assert f'<a href="{url(okafor)}">Ada Okafor, MD</a>' in signed_in().get(url(lakeside)).text

    def test_only_who_logs_contacts_is_offered_it(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_provider()
        assert f"/contacts/log/?source={okafor.pk}" in signed_in(Role.FRONT_DESK).get(url(okafor)).text
        assert "/contacts/log/?source" not in signed_in(Role.READ_ONLY).get(url(okafor)).text

    def test_hostile_text_is_shown_as_it_is_written(self, signed_in: Callable[..., Client]) -> None:
        okafor = sends(a_provider("Ada", "<script>alert(1)</script>"))
        a_touch(okafor, with_whom="<img src=x onerror=alert(1)>", on=TODAY)
        text = signed_in().get(url(okafor)).text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text


class TestDecisions:
    def test_a_tier_is_set_by_hand_with_a_reason(self, signed_in: Callable[..., Client]) -> None:
        okafor = sends(a_provider())
        browser = signed_in()
        browser.post(f"{url(okafor)}tier/", {"tier-tier": "A", "tier-why": "new partner next door"})
        okafor.refresh_from_db()
        assert (okafor.tier_by_hand, okafor.tier_why) == ("A", "new partner next door")
        assert "tier A, set by hand" in browser.get(url(okafor)).text
        browser.post(f"{url(okafor)}computed-tier/")
        okafor.refresh_from_db()
        assert okafor.tier_by_hand == ""

    def test_the_kind_is_set_and_taken_back_and_only_one_that_there_is(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_provider()
        browser = signed_in()
        for kind, status in (("podiatry", 302), ("", 302), ("wizard", 422)):
            assert browser.post(f"{url(okafor)}kind/", {"kind-kind": kind}).status_code == status
            okafor.refresh_from_db()
            assert okafor.kind_id == ("podiatry" if kind == "podiatry" else None)

    def test_a_decision_without_its_reason_is_shown_again_with_what_was_typed(
        self, signed_in: Callable[..., Client]
    ) -> None:
        okafor = sends(a_provider())
        page = signed_in().post(f"{url(okafor)}tier/", {"tier-tier": "B", "tier-why": "  "})
        assert page.status_code == 422
        assert "Enter the reason in a few words." in page.text
        assert '<option value="B" selected>' in page.text
        assert "<title>Error: " in page.text

    def test_whoever_asked_under_a_merged_name_is_shown_so_and_may_be_contacted_again(
        self, signed_in: Callable[..., Client], owner: Caller
    ) -> None:
        okafor, namesake, browser = a_provider(), a_provider(), signed_in()
        directory.do_not_contact(provider=namesake.pk, since=TODAY, why="asked us not to", by=owner)
        directory.merge(survivor=okafor.pk, merged=namesake.pk, by=owner)
        assert "<strong>Do not contact</strong> since 24 Nov 2026: asked us not to" in browser.get(url(okafor)).text
        assert "/contact-again/" in browser.get(f"{url(okafor)}decisions/").text

    @pytest.mark.parametrize(
        ("verb", "posted", "opposite", "posted_back", "field"),
        [
            ("retire", {"retire-why": "moved away"}, "bring-back", {}, "retired_on"),
            (
                "do-not-contact",
                {"do-not-contact-why": "asked us not to"},
                "contact-again",
                {"contact-again-why": "asked us back"},
                "do_not_contact_since",
            ),
        ],
    )
    def test_a_decision_holds_until_it_is_taken_back(
        self,
        signed_in: Callable[..., Client],
        verb: str,
        posted: dict[str, str],
        opposite: str,
        posted_back: dict[str, str],
        field: str,
    ) -> None:
        okafor, browser = a_provider(), signed_in()
        browser.post(f"{url(okafor)}{verb}/", posted)
        okafor.refresh_from_db()
        assert getattr(okafor, field) == TODAY
        assert f"/{opposite}/" in browser.get(f"{url(okafor)}decisions/").text
        browser.post(f"{url(okafor)}{opposite}/", posted_back)
        okafor.refresh_from_db()
        assert getattr(okafor, field) is None
        assert AuditEvent.objects.filter(subject="sources", references=[okafor.pk]).count() == 2

    def test_who_may_not_change_sources_is_refused(self, signed_in: Callable[..., Client]) -> None:
        okafor = a_provider()
        browser = signed_in(Role.READ_ONLY)
        assert browser.post(f"{url(okafor)}retire/", {"retire-why": "moved"}).status_code == 403
        assert "decisions" not in browser.get(url(okafor)).text
        assert browser.get(f"{url(okafor)}decisions/").status_code == 403

    def test_an_unknown_decision_has_no_address(self, signed_in: Callable[..., Client]) -> None:
        assert signed_in().post(f"{url(a_provider())}explode/").status_code == 404

    def test_a_decision_on_nobody_is_not_found(self, signed_in: Callable[..., Client]) -> None:
        assert signed_in().post("/sources/987654/retire/", {"retire-why": "moved"}).status_code == 404


def test_callers_who_choose_gifts_see_no_standing(a_person: Callable[..., User], client: Client) -> None:
    liaison = a_person(Role.LIAISON, all_clinics=True)
    a_person(Role.OWNER, all_clinics=True)
    User.objects.filter(pk=liaison.pk).update(chooses_gifts=True)
    okafor = sends(a_provider(), 12)
    liaison.refresh_from_db()
    assert caller_of(liaison).chooses_gifts
    client.force_login(liaison)
    assert "Story" not in client.get(url(okafor)).text
    assert "12 months" not in client.get("/sources/").text
    assert client.get("/insights/").status_code == 403
