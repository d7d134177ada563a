"""The weekly list from stored facts: who is on it, what takes them off, who may see it, and what it costs to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.accounts.models import Clinic
from wellsent.base import facts
from wellsent.base.errors import Refused
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.insights import actions as insights
from wellsent.plan import actions, queries
from wellsent.plan.models import Answer
from wellsent.plan.rules.lines import Suggestion
from wellsent.testing.factories import a_provider, a_referral, a_touch

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/New_York"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def refresh() -> None:
    """Read the sources' standing from what is stored now."""
    with transaction.atomic():
        facts.moved_on("referrals")
    insights.refresh(as_of=TODAY, by=shell_caller())


def weekly(source: Provider, weeks: int = 60, *, clinic: Clinic | None = None) -> None:
    """A referral every week up to now, each evaluated a week later."""
    for week in range(weeks):
        day = TODAY - timedelta(days=3 + 7 * week)
        seen = day + timedelta(days=7) if week else None
        a_referral(source, received_on=day, evaluated_on=seen, clinic=clinic)


def lines(caller: Caller) -> dict[int | None, Suggestion]:
    """Every line there is, in the hours or not, by its source."""
    week = queries.weekly_plan(caller).week
    return {one.source: one for one in (*week.chosen, *week.left_over)}


def contacts(caller: Caller) -> set[int]:
    """The sources that some contact is proposed with."""
    return {source for source in lines(caller) if source is not None}


@pytest.fixture
def okafor(owner: Caller) -> Provider:
    """A source that sends every week and was never called on."""
    source = a_provider("Ada", "Okafor")
    weekly(source)
    refresh()
    return source


def test_a_steady_source_nobody_called_on_is_due_a_check_in(owner: Caller, okafor: Provider) -> None:
    assert lines(owner)[okafor.pk].topic == "check-in"


def test_a_real_contact_starts_the_cadence_anew(owner: Caller, okafor: Provider) -> None:
    a_touch(okafor, on=TODAY - timedelta(days=2))
    assert okafor.pk not in contacts(owner)


def test_a_contact_that_reached_nobody_does_not(owner: Caller, okafor: Provider) -> None:
    a_touch(okafor, on=TODAY - timedelta(days=2), kind="call", outcome="nobody")
    assert okafor.pk in contacts(owner)


def test_a_contact_taken_back_does_not(owner: Caller, okafor: Provider) -> None:
    a_touch(okafor, on=TODAY - timedelta(days=2), undone_at=NOON)
    assert okafor.pk in contacts(owner)


def test_a_contact_with_one_who_was_merged_counts_for_the_survivor(owner: Caller, okafor: Provider) -> None:
    double = a_provider("A.", "Okafor")
    a_touch(double, on=TODAY - timedelta(days=2))
    directory.merge(survivor=okafor.pk, merged=double.pk, why="one person", by=owner)
    refresh()
    assert okafor.pk not in contacts(owner)


def test_a_merged_source_is_not_on_the_list_under_both_numbers(owner: Caller, okafor: Provider) -> None:
    double = a_provider("A.", "Okafor")
    weekly(double, 20)
    refresh()
    assert contacts(owner) == {okafor.pk, double.pk}
    directory.merge(survivor=okafor.pk, merged=double.pk, why="one person", by=owner)
    refresh()
    assert contacts(owner) == {okafor.pk}


def test_one_who_wants_no_contact_is_left_in_peace(owner: Caller, okafor: Provider) -> None:
    Provider.objects.filter(pk=okafor.pk).update(do_not_contact_since=TODAY, do_not_contact_why="asked so")
    assert okafor.pk not in contacts(owner)


def test_one_who_retired_is_not_proposed(owner: Caller, okafor: Provider) -> None:
    Provider.objects.filter(pk=okafor.pk).update(retired_on=TODAY, retired_why="left practice")
    assert okafor.pk not in contacts(owner)


@pytest.mark.parametrize(("choice", "reason"), [("done", ""), ("later", ""), ("not needed", "moved away")])
def test_an_answered_line_leaves_the_list_and_an_undo_brings_it_back(
    owner: Caller, okafor: Provider, choice: str, reason: str
) -> None:
    line = lines(owner)[okafor.pk]
    kept = actions.answer(line=line, choice=choice, on=TODAY, reason=reason, by=owner)
    assert okafor.pk not in contacts(owner)
    for _twice in range(2):
        actions.undo(answer_id=kept.pk, by=owner)
    assert lines(owner)[okafor.pk] == line


def test_what_was_put_off_comes_back_on_its_day(owner: Caller, okafor: Provider) -> None:
    actions.answer(line=lines(owner)[okafor.pk], choice="later", on=TODAY, by=owner)
    with time_machine.travel(NOON + timedelta(days=6), tick=False):
        assert okafor.pk not in contacts(owner)
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert okafor.pk in contacts(owner)


def test_an_answer_given_of_one_who_was_merged_counts_for_the_survivor(owner: Caller, okafor: Provider) -> None:
    double = a_provider("A.", "Okafor")
    weekly(double, 20)
    refresh()
    actions.answer(line=lines(owner)[double.pk], choice="not needed", on=TODAY, reason="twice in the list", by=owner)
    directory.merge(survivor=okafor.pk, merged=double.pk, why="one person", by=owner)
    refresh()
    assert okafor.pk not in contacts(owner)


@pytest.mark.parametrize(("choice", "reason"), [("not needed", " "), ("perhaps", ""), ("", "")])
def test_an_answer_that_is_none_changes_nothing(owner: Caller, okafor: Provider, choice: str, reason: str) -> None:
    with pytest.raises(Refused):
        actions.answer(line=lines(owner)[okafor.pk], choice=choice, on=TODAY, reason=reason, by=owner)
    assert not Answer.objects.exists()


def an_open_referral(clinic: Clinic) -> None:
    a_referral(a_provider(), received_on=TODAY - timedelta(days=20), clinic=clinic)


def test_the_front_desk_sees_the_open_referrals_of_its_own_clinics_and_no_contacts(
    front_desk: Caller, outsider: Caller, northside: Clinic, harbor: Clinic
) -> None:
    for clinic in (northside, northside, harbor):
        an_open_referral(clinic)
    weekly(a_provider(), clinic=northside)
    refresh()
    assert queries.weekly_plan(front_desk).not_booked == 3  # with the one of last week's
    assert queries.weekly_plan(outsider).not_booked == 1
    assert contacts(front_desk) == contacts(outsider) == set()


def test_a_liaison_sees_contacts_and_a_compliance_officer_nothing(
    liaison: Caller, compliance: Caller, okafor: Provider, northside: Clinic
) -> None:
    an_open_referral(northside)
    assert okafor.pk in contacts(liaison)
    assert lines(compliance) == {}
    assert queries.weekly_plan(compliance).reading is None


def test_an_answer_is_not_for_those_who_only_read(read_only: Caller, owner: Caller, okafor: Provider) -> None:
    with pytest.raises(Refused):
        actions.answer(line=lines(owner)[okafor.pk], choice="done", on=TODAY, by=read_only)


def test_an_empty_practice_has_an_empty_list(owner: Caller) -> None:
    assert lines(owner) == {}


def test_more_sources_take_no_more_queries(owner: Caller) -> None:
    def asked() -> int:
        refresh()
        with CaptureQueriesContext(connection) as captured:
            queries.weekly_plan(owner)
        return len(captured)

    def grow(number: int) -> None:
        for _one in range(number):
            source = a_provider()
            weekly(source, 12)
            a_touch(source, on=TODAY - timedelta(days=200))

    grow(2)
    asked()
    few = asked()
    grow(6)
    assert asked() == few
