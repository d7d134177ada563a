"""The weekly list as its page shows it, and answers to it as they may be posted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.desk.this_week import GONE
from wellsent.desk.this_week_words import course, week_page
from wellsent.directory.models import Provider
from wellsent.outreach.models import Touch
from wellsent.plan.models import Answer
from wellsent.plan.queries import WeeklyPlan
from wellsent.plan.rules.lines import KEEP_IN_TOUCH, Suggestion
from wellsent.plan.rules.week import Week
from wellsent.testing import factories
from wellsent.testing.factories import a_provider, a_referral

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("source", ["", "1", "9" * 5000, "-1", "x", "\u0663"])
def test_an_answer_to_a_line_that_is_not_there_changes_nothing(client: Client, owner: Caller, source: str) -> None:
    assert owner.user is not None
    client.force_login(owner.user)
    posted = {"topic": "quiet", "source": source, "choice": "not needed", "reason": "retired\x00"}
    page = client.post("/week/answer/", posted, follow=True)
    assert GONE in page.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["front_desk", "clinician", "compliance", "liaison"])
def test_whoever_does_not_see_the_list_is_not_told_that_all_is_well(
    client: Client, owner: Caller, who: str, request: pytest.FixtureRequest
) -> None:
    caller: Caller = request.getfixturevalue(who)
    assert caller.user is not None
    factories.a_touch(factories.a_provider())
    caller.user.chooses_gifts = True
    caller.user.save()
    client.force_login(caller.user)
    page = client.get("/").content.decode()
    assert "gone quiet" not in page
    assert "listed for those who see volume" in page


def a_line(who: str, *, topic: str = "check-in", action: str = "call", good: float = 0.1) -> Suggestion:
    """One contact that the list proposes."""
    return Suggestion(topic, KEEP_IN_TOUCH, 1, who, action, f"Call {who}", "Tier B.", 10, good)


def shown(*lines: Suggestion) -> WeeklyPlan:
    """A week of these lines, and nothing besides."""
    return WeeklyPlan(Week(lines, (), 240), date(2026, 11, 24), None, 0, 0)


def test_short_check_ins_are_told_together_below_the_cards() -> None:
    lines = [a_line("Ada Okafor", topic="quiet", good=0.2), *(a_line(f"B {at}") for at in range(4))]
    (group,) = week_page(shown(*lines), clinics=[], may_answer=True).groups
    assert [line.title for line in group.lines] == ["Call Ada Okafor"]
    assert len(group.brief) == 4
    assert (
        group.brief_title == "4 short check-ins · 40 min · worth about 0.4 referrals together in 90 days, by estimate"
    )


def test_two_short_check_ins_keep_their_cards() -> None:
    (group,) = week_page(shown(a_line("A"), a_line("B")), clinics=[], may_answer=True).groups
    assert (len(group.lines), group.brief) == (2, ())


@pytest.mark.parametrize(
    ("good", "words"),
    [
        (1.34, "worth about 1.3 referrals in 90 days, by estimate"),
        (0.98, "worth about 1 referral in 90 days, by estimate"),
        (0.3, "about one referral for every 3 such calls, by estimate"),
        (0.7, "about one referral for every 2 such calls, by estimate"),
        (0.0, "10 min"),
    ],
)
def test_less_than_a_referral_is_told_as_how_many_contacts_win_one(good: float, words: str) -> None:
    (group,) = week_page(shown(a_line("A", topic="quiet", good=good)), clinics=[], may_answer=True).groups
    assert group.lines[0].facts.endswith(words)


def test_the_month_says_how_it_will_end_and_how_last_year_s_did() -> None:
    month = {"month": "2026-11", "so_far": 41, "low": 49, "expected": 55.0, "high": 63, "silent_since": ""}
    assert course(month, 44) == "On course for 49 to 63 (last November: 44)."
    assert course(month, None) == "On course for 49 to 63."


def test_a_list_that_ended_says_so_instead_of_a_forecast() -> None:
    month = {"month": "2026-11", "so_far": 0, "low": 1, "expected": 2.0, "high": 4, "silent_since": "2026-10-31"}
    assert course(month, 44).startswith("Nothing has come since 31 Oct 2026, which is hardly chance")


def went_quiet() -> Provider:
    """A source that sent twice a week for a year, and nothing for four months."""
    source, other = a_provider("Kavita", "Pillai"), a_provider("Ada", "Okafor")
    today = clock.today("America/New_York")
    for at in range(104):
        a_referral(source, received_on=today - timedelta(days=120 + 3 * at))
        a_referral(other, received_on=today - timedelta(days=1 + 3 * at), evaluated_on=today - timedelta(days=1))
    return source


def test_the_number_due_stands_in_the_title_and_beside_the_page_s_name(signed_in: Callable[..., Client]) -> None:
    went_quiet()
    client = signed_in()
    page = client.get("/")
    due = page.context["page"].count
    assert due
    assert f"<title>({due}) This week" in page.text
    assert "icon-due.svg" in page.text
    assert f'<span class="count">{due}</span>' in client.get("/contacts/").text


def test_a_number_that_is_no_longer_true_is_not_shown(signed_in: Callable[..., Client]) -> None:
    source = went_quiet()
    client = signed_in()
    client.get("/")
    posted = {"kind": "call", "outcome": "nobody", "on": clock.today("America/New_York").isoformat()}
    once = client.get(f"/contacts/log/?source={source.pk}")["Location"].rpartition("once=")[2]
    client.post(f"/contacts/log/?source={source.pk}&once={once}", {**posted, "once": once})
    assert '<span class="count">' not in client.get("/contacts/").text


def test_a_contact_logged_from_the_list_leads_back_to_it_and_can_be_undone(
    signed_in: Callable[..., Client],
) -> None:
    source = went_quiet()
    client = signed_in()
    where = client.get(f"/contacts/log/?source={source.pk}&kind=call&then=week")["Location"]
    once = where.rpartition("once=")[2]
    posted = {"kind": "call", "outcome": "met", "on": clock.today("America/New_York").isoformat(), "once": once}
    page = client.post(where, posted, follow=True)
    touch = Touch.objects.get()
    assert page.redirect_chain == [(f"/?logged={touch.pk}", 302)]
    assert "Logged: call, Kavita Pillai, MD. The next check-in counts from this day." in page.text
    assert client.post(page.context["undo"], {"then": "week"}).headers["Location"] == "/"
    touch.refresh_from_db()
    assert touch.undone_at is not None


def test_who_may_not_log_is_offered_nothing_to_take_back(signed_in: Callable[..., Client]) -> None:
    assert "undo" not in signed_in().get("/?logged=123456").context
