"""What each caller is told: the figures of their own clinics, fresh or said to be old; nothing without the power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base import clock, facts
from wellsent.base.errors import CallError, Refused
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.insights import jobs, queries
from wellsent.insights.models import Reading
from wellsent.insights.story import Story, story
from wellsent.testing.factories import a_practice, a_provider, a_referral

TODAY = date(2026, 11, 24)
NOON = "2026-11-24T17:00:00Z"  # noon at the practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation", "_noon")]


@pytest.fixture(name="_noon")
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def reading(caller: Caller) -> Reading:
    found = queries.reading(caller)
    assert found is not None
    return found


def told_of(caller: Caller, source: Provider, now: Reading | None = None) -> Story:
    """The source's story as this caller is told it."""
    now = now or reading(caller)
    return story(caller, now, now.standings.get(source=source))


def moved_on(subject: str = "referrals") -> None:
    with transaction.atomic():
        facts.moved_on(subject)


def every(days: int, count: int, **more: Any) -> None:
    for at in range(count):
        a_referral(received_on=TODAY - timedelta(days=days * at), **more)


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.COMPLIANCE])
    def test_roles_without_volume_are_told_nothing(self, a_person: Callable[..., User], role: str) -> None:
        caller = caller_of(a_person(role))
        with pytest.raises(Refused):
            queries.reading(caller)
        assert queries.standing_of(caller, a_provider().pk) is None

    def test_who_chooses_gifts_is_told_nothing(self, liaison: Caller) -> None:
        with pytest.raises(Refused):
            queries.reading(replace(liaison, chooses_gifts=True))

    def test_clinicians_see_the_sources_of_their_clinics_patients_and_no_figures_of_the_practice(
        self, clinician: Caller, northside: Clinic, harbor: Clinic
    ) -> None:
        ours, theirs = a_provider(), a_provider()
        every(10, 3, source=ours, clinic=northside)
        every(10, 3, source=theirs, clinic=harbor)
        now = reading(clinician)
        assert [row.source for row in queries.standings(clinician, now)] == [ours]
        with pytest.raises(Refused):
            queries.volume(clinician, now, by="kind")
        with pytest.raises(Refused):
            queries.without_source(clinician, now, ours.pk, come_anyway=0)

    def test_a_liaison_of_one_clinic_sees_its_volume_alone(
        self, a_person: Callable[..., User], owner: Caller, northside: Clinic, harbor: Clinic
    ) -> None:
        okafor = a_provider()
        every(10, 4, source=okafor, clinic=northside)
        every(10, 9, source=okafor, clinic=harbor)
        every(10, 2, source=okafor)  # to no clinic: the practice's as a whole
        of_northside = caller_of(a_person(Role.LIAISON, clinics=[northside]))
        assert reading(of_northside).practice["referrals"] == 4
        assert reading(owner).practice["referrals"] == 15
        [row] = queries.volume(of_northside, reading(of_northside), by="clinic")
        assert (row.label, row.referrals) == ("Northside", 4)
        assert sum(count for _, count in told_of(of_northside, okafor).received) == 4

    def test_who_has_no_clinic_counts_nothing(self, a_person: Callable[..., User], northside: Clinic) -> None:
        every(10, 4, clinic=northside)
        assert reading(caller_of(a_person(Role.LIAISON, clinics=[]))).practice["referrals"] == 0


class TestFreshness:
    def test_a_page_finds_the_reading_that_is_there(self, owner: Caller) -> None:
        every(10, 4, source=a_provider())
        assert reading(owner) == reading(owner)
        assert Reading.objects.count() == 1

    def test_a_small_practice_is_brought_up_to_date_at_once(self, owner: Caller) -> None:
        every(10, 4, source=a_provider())
        reading(owner)
        a_referral(received_on=TODAY)
        moved_on()
        assert (reading(owner).practice["referrals"], reading(owner).is_fresh) == (5, True)

    def test_a_large_practice_shows_the_last_one_and_says_so(
        self, owner: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        every(10, 4, source=a_provider())
        before = reading(owner)
        monkeypatch.setattr(queries, "REFERRALS_AT_ONCE", 3)
        moved_on()
        assert (reading(owner), reading(owner).is_fresh) == (before, False)

    def test_a_large_practice_waits_for_its_first_reading(self, owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        every(10, 4, source=a_provider())
        monkeypatch.setattr(queries, "SOURCES_AT_ONCE", 0)
        assert queries.reading(owner) is None
        assert jobs.bring_up_to_date(clock.now()) == 1
        assert reading(owner).is_fresh

    def test_the_day_is_that_of_the_practice(self, owner: Caller, organisation: Organisation) -> None:
        with time_machine.travel("2026-11-25T03:00:00Z", tick=False):  # still the evening of the 24th in New York
            assert reading(owner).as_of == TODAY


class TestTheWorker:
    def test_it_computes_a_reading_for_each_set_of_clinics_that_somebody_sees(
        self, owner: Caller, a_person: Callable[..., User], northside: Clinic, harbor: Clinic
    ) -> None:
        a_person(Role.LIAISON, clinics=[northside])
        a_person(Role.CLINICIAN, clinics=[northside])
        a_person(Role.FRONT_DESK, clinics=[harbor])  # sees no volume
        assert jobs.bring_up_to_date(clock.now()) == 2
        assert set(Reading.objects.values_list("scope", flat=True)) == {"", str(northside.pk)}

    def test_it_does_nothing_while_nothing_has_changed(self, owner: Caller) -> None:
        jobs.bring_up_to_date(clock.now())
        assert jobs.bring_up_to_date(clock.now()) == 0

    def test_it_forgets_readings_that_nobody_sees_any_more(
        self, owner: Caller, a_person: Callable[..., User], northside: Clinic
    ) -> None:
        person = a_person(Role.LIAISON, clinics=[northside])
        jobs.bring_up_to_date(clock.now())
        User.objects.filter(pk=person.pk).update(is_active=False)
        moved_on()
        jobs.bring_up_to_date(clock.now())
        assert set(Reading.objects.values_list("scope", flat=True)) == {""}

    def test_without_a_practice_there_is_nothing_to_do(self) -> None:
        Organisation.objects.all().delete()
        assert jobs.bring_up_to_date(clock.now()) == 0


class TestFigures:
    def test_standings_come_by_what_is_expected_largest_first(self, owner: Caller) -> None:
        few, many = a_provider(), a_provider()
        every(60, 4, source=few)
        every(6, 40, source=many)
        assert [row.source for row in queries.standings(owner, reading(owner))] == [many, few]

    def test_a_tier_set_by_hand_is_the_one_shown(self, owner: Caller) -> None:
        okafor, others = a_provider(), [a_provider() for _ in range(3)]
        every(100, 3, source=okafor)
        for other in others:
            every(7, 40, source=other)
        directory.set_tier(provider=okafor.pk, tier="A", why="new partner", by=owner)
        row = queries.standing_of(owner, okafor.pk)
        assert row is not None
        assert (row.tier, row.shown_tier) == ("C", "A")

    def test_the_standing_of_a_merged_source_is_its_survivors(self, owner: Caller) -> None:
        okafor, twin = a_provider(), a_provider()
        every(10, 2, source=okafor)
        every(10, 3, source=twin)
        directory.merge(survivor=okafor.pk, merged=twin.pk, why="the same", by=owner)
        row = queries.standing_of(owner, twin.pk)
        assert row is not None
        assert (row.source, row.referrals) == (okafor, 5)

    def test_volume_by_source_counts_the_last_months_and_those_before(self, owner: Caller) -> None:
        okafor, brandt = a_provider(), a_provider()
        every(30, 24, source=okafor)
        every(30, 3, source=brandt)
        rows = queries.volume(owner, reading(owner), by="source")
        assert [(row.key, row.referrals, row.before) for row in rows] == [
            (str(okafor.pk), 12, 12),
            (str(brandt.pk), 3, 0),
        ]
        assert sum(row.share for row in rows) == pytest.approx(1)

    def test_volume_by_practice_follows_the_referral_then_the_source(self, owner: Caller) -> None:
        lakeside, harbor_family = a_practice("Lakeside"), a_practice("Harbor Family")
        okafor = a_provider(practice=lakeside)
        every(20, 2, source=okafor)
        every(20, 3, source=okafor, practice=harbor_family)
        rows = queries.volume(owner, reading(owner), by="practice")
        assert {row.label: row.referrals for row in rows} == {"Harbor Family": 3, "Lakeside": 2}

    @pytest.mark.parametrize(("by", "months"), [("weather", 12), ("kind", 0), ("kind", 61)])
    def test_other_breakdowns_are_refused_in_words(self, owner: Caller, by: str, months: int) -> None:
        with pytest.raises(CallError):
            queries.volume(owner, reading(owner), by=by, months=months)

    def test_groups_whose_ranges_overlap_with_the_practices_are_not_ranked(self, owner: Caller) -> None:
        every(40, 4, source=a_provider(), payer="Medicare", evaluated_on=TODAY)
        every(40, 4, source=a_provider(), payer="Aetna")
        assert {row.compared for row in queries.volume(owner, reading(owner), by="payer")} == {"no clear difference"}

    def test_without_the_only_source_nothing_is_left(self, owner: Caller) -> None:
        okafor = a_provider()
        every(7, 60, source=okafor)
        lost = queries.without_source(owner, reading(owner), okafor.pk, come_anyway=0.0)
        assert lost is not None
        assert lost.left == pytest.approx(0)
        assert lost.share == pytest.approx(1)
        assert queries.without_source(owner, reading(owner), a_provider().pk, come_anyway=0.0) is None


class TestTheStory:
    def test_it_tells_two_years_of_referrals_with_the_rate(self, owner: Caller) -> None:
        okafor, twin = a_provider(), a_provider()
        every(14, 80, source=okafor)
        every(14, 2, source=twin)
        directory.merge(survivor=okafor.pk, merged=twin.pk, why="the same", by=owner)
        told = told_of(owner, okafor)
        assert (told.first, told.last) == (TODAY - timedelta(days=730), TODAY)
        assert sum(count for _, count in told.received) == 53 + 2
        assert told.rate[-1].day == TODAY
        assert 1 < told.rate[-1].low < told.rate[-1].mean < told.rate[-1].high < 4

    def test_it_says_how_long_patients_waited_with_a_range(self, owner: Caller) -> None:
        okafor = a_provider()
        for at, days in enumerate([2, 3, 3, 4, 4, 5, 9]):
            received = TODAY - timedelta(days=40 + at)
            a_referral(okafor, received_on=received, evaluated_on=received + timedelta(days=days))
        waited = told_of(owner, okafor).waited
        assert waited.median == 4
        assert waited.range == (3, 5)

    def test_nothing_received_later_is_told(self, owner: Caller) -> None:
        okafor = a_provider()
        every(14, 30, source=okafor)
        now = reading(owner)
        before = told_of(owner, okafor, now)
        a_referral(okafor, received_on=TODAY + timedelta(days=3))
        assert told_of(owner, okafor, now) == before

    def test_who_sees_no_volume_is_told_no_story(self, owner: Caller, front_desk: Caller) -> None:
        okafor = a_provider()
        every(14, 3, source=okafor)
        with pytest.raises(Refused):
            told_of(front_desk, okafor, reading(owner))
