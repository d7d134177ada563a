"""Readings: what they count, that nothing is computed twice, and that reading only what changed changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wellsent.accounts.caller import Caller, job_caller
from wellsent.accounts.models import Clinic, Organisation
from wellsent.base import clock, facts
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.insights import actions, gathering
from wellsent.insights.models import Breakdown, KeptStanding, Reading, SourceStanding
from wellsent.referrals.models import Referral
from wellsent.testing.factories import a_practice, a_provider, a_referral

TODAY = date(2026, 11, 24)
WORKER = job_caller()


def refresh(as_of: date = TODAY, by: Caller = WORKER) -> Reading:
    return actions.refresh(as_of=as_of, by=by)


def standing_of(reading: Reading, source: Provider) -> SourceStanding:
    return SourceStanding.objects.get(reading=reading, source=source)


def weekly(source: Provider, weeks: int, *, until: date = TODAY, **more: Any) -> None:
    """A referral a week, the last one on `until`."""
    for week in range(weeks):
        a_referral(source, received_on=until - timedelta(days=7 * week), **more)


def moved_on(subject: str = "referrals") -> None:
    """What an action would say after storing the facts that factories put there."""
    with transaction.atomic():
        facts.moved_on(subject)


def all_rows(reading: Reading) -> list[dict[str, Any]]:
    rows = SourceStanding.objects.filter(reading=reading).order_by("source_id")
    return [{**row, "id": 0, "reading_id": 0} for row in rows.values()]


@pytest.mark.django_db
class TestWhatIsCounted:
    def test_a_practice_without_referrals_has_a_reading_that_says_so(self, organisation: Organisation) -> None:
        reading = refresh()
        assert reading.practice["referrals"] == 0
        assert reading.practice["monthly"] == []
        assert not SourceStanding.objects.exists()

    def test_each_source_has_its_own_line(self, organisation: Organisation) -> None:
        okafor, brandt = a_provider(), a_provider()
        weekly(okafor, 20)
        a_referral(brandt, received_on=date(2026, 11, 20))
        reading = refresh()
        line = standing_of(reading, okafor)
        assert (line.referrals, line.first_on, line.last_on) == (20, TODAY - timedelta(days=133), TODAY)
        assert standing_of(reading, brandt).state == "new"
        assert reading.practice["referrals"] == 21

    def test_merged_sources_are_counted_as_one(self, organisation: Organisation, owner: Caller) -> None:
        okafor, twin = a_provider(), a_provider()
        weekly(okafor, 6)
        weekly(twin, 4, until=TODAY - timedelta(days=3))
        directory.merge(survivor=okafor.pk, merged=twin.pk, why="the same person", by=owner)
        reading = refresh()
        assert standing_of(reading, okafor).referrals == 10
        assert reading.practice["sources"] == 1
        assert [row["key"] for row in Breakdown.objects.get(reading=reading, by="source").rows] == [str(okafor.pk)]

    def test_no_referral_received_later_changes_anything(self, organisation: Organisation) -> None:
        okafor = a_provider()
        weekly(okafor, 30, until=TODAY)
        before = refresh()
        rows, practice = all_rows(before), before.practice
        Reading.objects.all().delete()
        a_referral(okafor, received_on=TODAY + timedelta(days=1))
        a_referral(a_provider(), received_on=TODAY + timedelta(days=40))
        after = refresh()
        assert after.practice == practice
        assert all_rows(after) == rows

    def test_who_sees_one_clinic_counts_what_it_received(
        self, organisation: Organisation, northside: Clinic, harbor: Clinic
    ) -> None:
        okafor, brandt = a_provider(), a_provider()
        weekly(okafor, 5, clinic=northside)
        weekly(okafor, 7, clinic=harbor)
        weekly(brandt, 3, clinic=harbor)
        reading = refresh(by=replace(WORKER, clinics=frozenset({northside.pk})))
        assert reading.practice["referrals"] == 5
        assert standing_of(reading, okafor).referrals == 5
        assert not SourceStanding.objects.filter(reading=reading, source=brandt).exists()

    def test_a_standing_names_the_clinics_a_source_sends_to(
        self, organisation: Organisation, northside: Clinic, harbor: Clinic
    ) -> None:
        okafor = a_provider()
        weekly(okafor, 2, clinic=northside)
        weekly(okafor, 2, clinic=harbor)
        assert standing_of(refresh(), okafor).clinics == f",{northside.pk},{harbor.pk},"

    def test_volume_is_broken_down_by_practice_and_payer(self, organisation: Organisation) -> None:
        lakeside = a_practice("Lakeside Medical")
        weekly(a_provider(practice=lakeside), 3, payer="Medicare Part B")
        weekly(a_provider(), 1, payer="")
        reading = refresh()

        def volume(by: str) -> dict[str, int]:
            return {row["label"]: sum(row["months"]) for row in Breakdown.objects.get(reading=reading, by=by).rows}

        assert volume("practice") == {"Lakeside Medical": 3, "Not stated": 1}
        assert volume("payer") == {"Medicare": 3, "Not stated": 1}


@pytest.mark.django_db
class TestNothingIsComputedTwice:
    def test_while_no_fact_has_changed_the_reading_stays(self, organisation: Organisation) -> None:
        weekly(a_provider(), 8)
        first = refresh()
        assert refresh() == first
        assert Reading.objects.count() == 1

    def test_another_day_is_another_reading(self, organisation: Organisation) -> None:
        weekly(a_provider(), 8)
        assert refresh() != refresh(TODAY + timedelta(days=1))

    @pytest.mark.parametrize("subject", ["referrals", "directory", "practice"])
    def test_a_changed_fact_makes_a_new_reading(self, organisation: Organisation, subject: str) -> None:
        weekly(a_provider(), 8)
        first = refresh()
        moved_on(subject)
        assert refresh() != first

    def test_touches_change_no_reading(self, organisation: Organisation) -> None:
        weekly(a_provider(), 8)
        first = refresh()
        moved_on("touches")
        assert refresh() == first

    def test_the_fit_is_used_again_while_it_is_good(self, organisation: Organisation) -> None:
        okafor = a_provider()
        weekly(okafor, 40)
        first = refresh()
        a_referral(okafor, received_on=TODAY)
        moved_on()
        assert refresh().shared == first.shared

    def test_another_alarm_budget_is_fitted_anew(self, organisation: Organisation) -> None:
        weekly(a_provider(), 40)
        first = refresh()
        Organisation.objects.update(false_alarms_a_month="2.00")
        moved_on("practice")
        second = refresh()
        assert second.shared != first.shared
        assert second.practice["false_alarms_a_month"] == 2.0

    def test_readings_are_kept_while_pages_may_show_them(
        self, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weekly(a_provider(), 4)
        began, made = clock.now(), []
        for seconds in (0, 100, 110, 125):
            monkeypatch.setattr(clock, "now", lambda seconds=seconds: began + timedelta(seconds=seconds))
            moved_on()
            made.append(refresh())
        assert set(Reading.objects.all()) == set(made)  # the first was the last until 25 seconds ago
        monkeypatch.setattr(clock, "now", lambda: began + timedelta(seconds=145))
        moved_on()
        made.append(refresh())
        assert set(Reading.objects.all()) == set(made[2:])
        assert KeptStanding.objects.count() == 3

    def test_when_two_processes_compute_at_once_the_second_uses_what_the_first_stored(
        self, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weekly(a_provider(), 4)
        gather, first = gathering.gather, []

        def gather_while_another_process_finishes(**how: Any) -> gathering.Facts:
            found = gather(**how)
            monkeypatch.setattr(gathering, "gather", gather)
            first.append(refresh())
            return found

        monkeypatch.setattr(gathering, "gather", gather_while_another_process_finishes)
        assert refresh() == first[0]
        assert Reading.objects.count() == 1

    def test_what_has_replaced_the_reading_of_another_process_by_then_is_used(
        self, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weekly(a_provider(), 4)
        store, later = actions._store, []

        def store_when_another_process_has_gone_on(*what: Any) -> None:
            monkeypatch.setattr(actions, "_store", store)
            first = refresh()
            moved_on()
            later.append(refresh())
            first.delete()
            raise IntegrityError("somebody else stored it")

        monkeypatch.setattr(actions, "_store", store_when_another_process_has_gone_on)
        assert refresh() == later[0]

    @pytest.mark.django_db(transaction=True)
    def test_a_source_that_goes_while_it_is_read_is_left_out(
        self, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stays, goes = a_provider(), a_provider()
        weekly(stays, 4)
        weekly(goes, 4)
        gather = gathering.gather

        def gather_while_an_import_is_taken_back(**how: Any) -> gathering.Facts:
            found = gather(**how)
            monkeypatch.setattr(gathering, "gather", gather)
            Referral.objects.filter(source=goes).delete()
            goes.delete()
            moved_on()
            return found

        monkeypatch.setattr(gathering, "gather", gather_while_an_import_is_taken_back)
        assert [row.source for row in refresh().standings.all()] == [stays]


EVENTS = st.lists(
    st.tuples(st.sampled_from(["refer", "remove", "look"]), st.integers(0, 4), st.integers(0, 500)), max_size=8
)


class TestReadingOnlyWhatChanged(TestCase):
    @settings(max_examples=12)
    @given(events=EVENTS)
    def test_it_says_the_same_as_reading_everything(self, events: list[tuple[str, int, int]]) -> None:
        Organisation.objects.create(pk=1, name="Northside")
        sources = [a_provider() for _ in range(5)]
        for source in sources[:4]:
            weekly(source, 30)
        refresh()
        for what, which, ago in events:
            if what == "refer":
                a_referral(sources[which], received_on=TODAY - timedelta(days=ago))
            elif what == "remove" and (last := sources[which].referrals.first()):
                last.delete()
            moved_on()
            if what == "look":
                refresh()
        in_steps = refresh()
        KeptStanding.objects.all().delete()
        moved_on()
        whole = refresh()
        assert [all_rows(whole), whole.practice] == nearly([all_rows(in_steps), in_steps.practice])


def nearly(value: Any) -> Any:
    """The same figures, as nearly as single precision can promise."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-3, abs=1e-5)
    if isinstance(value, dict):
        return {key: nearly(each) for key, each in value.items()}
    return [nearly(each) for each in value] if isinstance(value, list) else value
