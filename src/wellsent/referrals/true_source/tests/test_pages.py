"""The question at the front desk, the card on a referral's page, and the week in which everybody is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Role, User
from wellsent.base.errors import DataError, Refused
from wellsent.referrals.models import AuditWeek, Referral, SourceFact
from wellsent.referrals.true_source import queries
from wellsent.referrals.true_source.actions import Told, call_off_audit, say_source, start_audit
from wellsent.testing.factories import a_provider, a_referral
from wellsent.testing.people import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
HTMX = {"HX-Request": "true"}
ONCE = "0123456789abcdef0123456789abcdef"
AUDIT = "/referrals/source-audit/"


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        cache.clear()
        yield


@pytest.fixture
def signed_in(client: Client, a_person: Callable[..., User]) -> Callable[..., Client]:
    def as_role(role: str, **reach: Any) -> Client:
        client.logout()
        sign_in(client, a_person(role, **reach))
        return client

    return as_role


@pytest.fixture
def referral(northside: Clinic) -> Referral:
    return a_referral(a_provider("Ada", "Okafor"), received_on=TODAY, clinic=northside)


def test_the_answer_is_recorded_with_the_referral(signed_in: Callable[..., Client], northside: Clinic) -> None:
    okafor, reyes = a_provider("Ada", "Okafor"), a_provider("Tomás", "Reyes")
    desk = signed_in(Role.FRONT_DESK)
    assert "Who first told you about us?" in desk.get(f"/referrals/new/?once={ONCE}").text
    typed = {"source": okafor.pk, "source_text": "x", "received_on": TODAY.isoformat(), "clinic": northside.pk}
    desk.post(f"/referrals/new/?once={ONCE}", typed | {"answer": "another", "other_text": "reyes"})
    fact = SourceFact.objects.get()
    assert (fact.role, fact.how, fact.provider) == ("influencing", "asked", reyes)
    page = desk.get(f"/referrals/{fact.referral_id}/brought/").text
    assert "Tomás Reyes, MD" in page
    assert "Somebody else brought it than who ordered it." in page


def test_a_name_that_nobody_has_or_several_have_is_kept_as_it_was_told(
    signed_in: Callable[..., Client], referral: Referral
) -> None:
    a_provider("Olu", "Reyes"), a_provider("Tomás", "Reyes")
    desk = signed_in(Role.FRONT_DESK)
    for name in ("Dr. Nobody", "Reyes"):
        desk.post(f"/referrals/{referral.pk}/source/", {"answer": "another", "other_text": name, "how": "office"})
        assert f"<dd>{name}<br>" in desk.get(f"/referrals/{referral.pk}/brought/").text


def test_one_tap_answers_on_the_referrals_page_and_another_takes_it_back(
    signed_in: Callable[..., Client], referral: Referral
) -> None:
    desk = signed_in(Role.FRONT_DESK)
    said = desk.post(f"/referrals/{referral.pk}/source/", {"answer": "friend"}, headers=HTMX)
    assert "chosen by the patient, through friend or family, the patient was asked" in said.text
    token = said.context["token"]
    assert "Taken back." in desk.post("/referrals/undo/", {"token": token}, headers=HTMX).text
    page = desk.get(f"/referrals/{referral.pk}/brought/").text
    assert "assumed: nobody has said" in page
    assert "taken back" in page


def test_an_answer_nobody_offers_is_refused_in_words(signed_in: Callable[..., Client], referral: Referral) -> None:
    desk = signed_in(Role.FRONT_DESK)
    answer = desk.post(f"/referrals/{referral.pk}/source/", {"answer": "the weather"}, headers=HTMX)
    assert "This is no answer to who brought them." in answer.text


def test_the_other_source_is_found_as_one_types_and_none_is_added_there(signed_in: Callable[..., Client]) -> None:
    a_provider("Ada", "Okafor")
    found = signed_in(Role.FRONT_DESK).get("/referrals/new/sources/", {"other_text": "okaf"}).text
    assert 'id="others-found"' in found
    assert "Okafor" in found
    assert "as a new source" not in found


def test_the_liaison_sees_nothing_of_who_brought_it_and_the_compliance_officer_with_a_reason(
    signed_in: Callable[..., Client], referral: Referral
) -> None:
    card = f"/referrals/{referral.pk}/brought/"
    liaison = signed_in(Role.LIAISON, all_clinics=True)
    assert "Who brought them" not in liaison.get(f"/referrals/{referral.pk}/").text
    assert liaison.get(card).status_code == 404
    officer = signed_in(Role.COMPLIANCE, all_clinics=True)
    assert officer.get(card).status_code == 404
    assert 'name="why" value="a complaint"' in officer.post(f"/referrals/{referral.pk}/", {"why": "a complaint"}).text
    assert "Ordered by" in officer.post(card, {"why": "a complaint"}, headers=HTMX).text


def test_a_week_is_held_asked_in_and_called_off(
    signed_in: Callable[..., Client], referral: Referral, northside: Clinic
) -> None:
    owner = signed_in(Role.OWNER, all_clinics=True)
    assert "No week has been held yet." in owner.get(AUDIT).text
    owner.post(AUDIT, {"first_day": TODAY.isoformat()})
    week = AuditWeek.objects.get()
    assert (week.first_day, week.last_day) == (TODAY, TODAY + timedelta(days=6))
    assert "0 of 1 patients have answered so far." in owner.get(AUDIT).text
    assert owner.post(AUDIT, {"first_day": TODAY.isoformat()}).status_code == 422
    assert "Until 30 Nov every patient is asked." in owner.get(f"/referrals/new/?once={ONCE}").text
    assert "audit week</span>" in owner.get(f"/referrals/{referral.pk}/brought/").text
    assert referral.reference in owner.get("/referrals/list/?told=not-asked").text
    owner.post(f"/referrals/{referral.pk}/source/", {"answer": "friend"})
    assert "1 of 1 patients have answered so far." in owner.get(AUDIT).text
    assert "audit week</span>" not in owner.get(f"/referrals/{referral.pk}/brought/").text
    assert referral.reference not in owner.get("/referrals/list/?told=not-asked").text
    owner.post(f"{AUDIT}{week.pk}/call-off/")
    assert "Audit week," not in owner.get(AUDIT).text


def test_a_week_that_is_over_says_how_often_the_rest_is_wrong_or_that_it_cannot_tell(
    owner: Caller, signed_in: Callable[..., Client], northside: Clinic
) -> None:
    first = TODAY - timedelta(days=10)
    AuditWeek.objects.create(first_day=first, last_day=first + timedelta(days=6), started_at="2026-11-14 12:00Z")
    rows = [a_referral(a_provider(), received_on=first, clinic=northside) for _ in range(12)]
    for row in rows[:9]:
        say_source(referral=row.pk, told=Told("ordered"), by=owner)
    browser = signed_in(Role.READ_ONLY, all_clinics=True)
    assert "Cannot tell yet. Of 12 referrals in the week of 14 Nov 2026, 9 patients said" in browser.get(AUDIT).text
    say_source(referral=rows[9].pk, told=Told("payer"), by=owner)
    page = browser.get(AUDIT).text
    assert "10 patients said who first told them about us, and 1 named another than who ordered" in page
    assert "10 % (80 % range: 3–28 %) of the referrals whose source is assumed are someone else’s." in page
    assert "The next is due on 14 Nov 2027." in page
    assert "Hold a week" not in page


def test_weeks_do_not_overlap_lie_ahead_and_are_an_owners_to_hold(owner: Caller, liaison: Caller) -> None:
    week = start_audit(first_day=TODAY, by=owner)
    with pytest.raises(Refused, match="already"):
        start_audit(first_day=TODAY + timedelta(days=6), by=owner)
    start_audit(first_day=TODAY + timedelta(days=7), by=owner)
    with pytest.raises(DataError, match="within the coming year"):
        start_audit(first_day=TODAY - timedelta(days=1), by=owner)
    with pytest.raises(Refused):
        start_audit(first_day=TODAY + timedelta(days=30), by=liaison)
    for _ in range(2):
        call_off_audit(week=week.pk, by=owner)
    assert queries.week_on(owner, on=TODAY) is None
    assert start_audit(first_day=TODAY, by=owner).first_day == TODAY


def test_pages_of_volume_say_that_they_count_who_ordered(
    owner: Caller, signed_in: Callable[..., Client], referral: Referral
) -> None:
    reyes = a_provider("Tomás", "Reyes")
    say_source(referral=referral.pk, told=Told("another", provider=reyes.pk), by=owner)
    browser = signed_in(Role.OWNER, all_clinics=True)
    assert "1 referral ordered by others came because of this source" in browser.get(f"/sources/{reyes.pk}/").text
    ordered = browser.get(f"/sources/{referral.source_id}/").text
    assert "1 referral ordered here came because of somebody else" in ordered
    insights = browser.get("/insights/?by=source").text
    assert "Of 1 patient asked in the last twelve months, 1 named another than who ordered." in insights
    assert "ordered by others" not in signed_in(Role.FRONT_DESK).get(f"/sources/{reyes.pk}/").text


def test_whoever_chooses_gifts_sees_none_of_it(
    owner: Caller, client: Client, a_person: Callable[..., User], referral: Referral
) -> None:
    reyes = a_provider("Tomás", "Reyes")
    say_source(referral=referral.pk, told=Told("another", provider=reyes.pk), by=owner)
    chooser = a_person(Role.LIAISON, all_clinics=True)
    chooser.chooses_gifts = True
    chooser.save()
    sign_in(client, chooser)
    assert client.get(AUDIT).status_code == 403
    assert "ordered by others" not in client.get(f"/sources/{reyes.pk}/").text
