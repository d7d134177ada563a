"""Visits by date and by count: planned, attended, missed and cancelled, by hand and by list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import actions, visiting
from wellsent.referrals.models import Referral
from wellsent.testing.factories import a_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]

DAY = date(2026, 11, 2)
TODAY = date(2026, 11, 24)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def evaluated(**facts: Any) -> Referral:
    return a_referral(received_on=DAY, evaluated_on=DAY, **facts)


def on(day: int) -> date:
    return DAY + timedelta(days=day)


def visit(row: Referral, day: int, outcome: str | None, by: Caller) -> Referral:
    return actions.record_visit(referral=row.pk, on=on(day), outcome=outcome, by=by)


def counts(row: Referral) -> tuple[int | None, ...]:
    row.refresh_from_db()
    return row.visits_attended, row.visits_missed, row.visits_cancelled, row.missed_in_a_row


def test_dated_visits_are_counted_beside_the_referral(owner: Caller) -> None:
    row = evaluated()
    for day, outcome in enumerate(("attended", "missed", "cancelled", "missed", "planned")):
        visit(row, day, outcome, owner)
    assert counts(row) == (1, 2, 1, 2)


def test_a_patient_who_comes_again_after_the_evaluation_is_in_care(owner: Caller) -> None:
    row = evaluated()
    assert visit(row, 0, "attended", owner).stage == "evaluated"
    assert visit(row, 3, "attended", owner).stage == "in care"
    assert [(step.stage, step.on) for step in row.transitions.all()][-1] == ("in care", on(3))


def test_a_visit_that_was_no_visit_takes_nobody_into_care(owner: Caller) -> None:
    row = evaluated()
    visit(row, 3, "attended", owner)
    visit(row, 5, "attended", owner)
    assert visit(row, 3, "missed", owner).stage == "in care"  # who came two days later
    assert visit(row, 5, None, owner).stage == "evaluated"
    assert [step.stage for step in row.transitions.all()][-2:] == ["in care", "evaluated"]
    assert visit(row, 6, "attended", owner).stage == "in care"


def test_a_visit_of_a_list_that_was_no_visit_takes_nobody_into_care_either(owner: Caller) -> None:
    row = evaluated()
    actions.record_visits([actions.Brought(row.pk, on(3), "attended")], by=owner)
    row.refresh_from_db()
    assert row.stage == "in care"
    assert visit(row, 3, "missed", owner).stage == "evaluated"


def test_those_that_share_the_episode_go_back_with_it_and_none_does_once_one_has_moved_on(owner: Caller) -> None:
    row, other = evaluated(), evaluated()
    Referral.objects.filter(pk=other.pk).update(episode_with=row)
    visit(row, 3, "attended", owner)
    visit(row, 3, "missed", owner)
    assert [Referral.objects.get(pk=one.pk).stage for one in (row, other)] == ["evaluated", "evaluated"]
    visit(row, 4, "attended", owner)
    actions.correct(referral=other.pk, changes={"discharged_on": on(5)}, by=owner)
    assert visit(row, 4, "missed", owner).stage == "in care"
    assert [Referral.objects.get(pk=one.pk).stage for one in (row, other)] == ["in care", "completed"]
    assert counts(row)[:2] == (0, 2)


def test_who_is_in_care_for_another_reason_than_visits_stays_there(owner: Caller) -> None:
    row = evaluated()
    visit(row, 3, "attended", owner)
    actions.move(referral=row.pk, to="completed", seen="in care", on=on(9), by=owner)
    actions.move(referral=row.pk, to="in care", seen="completed", on=on(10), why="pain is back", by=owner)
    assert visit(row, 3, None, owner).stage == "in care"


def test_where_the_day_of_the_evaluation_is_not_known_the_second_visit_is_care(owner: Caller) -> None:
    row = a_referral(received_on=DAY, stage="evaluated")
    assert visit(row, 1, "attended", owner).stage == "evaluated"
    assert visit(row, 4, "attended", owner).stage == "in care"


def test_a_visit_corrected_from_attended_to_missed_and_back_leaves_the_counts_as_they_were(owner: Caller) -> None:
    row = evaluated()
    visit(row, 2, "attended", owner)
    before = counts(row)
    visit(row, 2, "missed", owner)
    assert counts(row) == (0, 1, None, 1)
    visit(row, 2, "attended", owner)
    assert counts(row)[0] == before[0]
    assert (counts(row)[1] or 0, counts(row)[3]) == (0, None)
    assert row.visits.count() == 1


def test_a_visit_taken_out_is_counted_no_more(owner: Caller) -> None:
    row = evaluated()
    visit(row, 2, "attended", owner)
    visit(row, 2, None, owner)
    assert counts(row)[0] == 0
    assert not row.visits.exists()


def test_a_count_told_by_a_list_stands_until_the_days_outgrow_it(owner: Caller) -> None:
    row = evaluated(visits_attended=3)
    for day in range(1, 4):
        visit(row, day, "attended", owner)
    assert counts(row)[0] == 3
    visit(row, 4, "attended", owner)
    assert counts(row)[0] == 4


def test_a_list_that_counts_less_than_the_dated_visits_is_outdone_by_them(owner: Caller) -> None:
    row = evaluated()
    for day in range(1, 4):
        visit(row, day, "attended", owner)
    actions.correct(referral=row.pk, changes={"visits_attended": 2, "visits_planned": 12}, by=owner)
    assert counts(row)[0] == 3
    actions.correct(referral=row.pk, changes={"visits_attended": 8}, by=owner)
    assert counts(row)[0] == 8


def test_what_is_entered_a_second_time_leaves_no_trace(owner: Caller) -> None:
    row = evaluated()
    days = {1: "attended", 3: "missed", 30: "planned"}
    for day, outcome in days.items():
        visit(row, day, outcome, owner)
    row.refresh_from_db()
    edited_at, events = row.edited_at, AuditEvent.objects.count()
    with time_machine.travel("2026-11-25 15:00", tick=False):
        for day, outcome in days.items():
            visit(row, day, outcome, owner)
    row.refresh_from_db()
    assert (row.edited_at, AuditEvent.objects.count()) == (edited_at, events)
    assert dict(row.visits.values_list("on", "outcome")) == {on(day): outcome for day, outcome in days.items()}


@pytest.mark.parametrize(
    ("day", "outcome", "words"),
    [
        (DAY - timedelta(1), "missed", "before the referral"),
        (on(1), "attended", "before the evaluation"),
        (TODAY + timedelta(1), "attended", "lies ahead"),
        (TODAY + timedelta(1), "missed", "lies ahead"),
        (TODAY + timedelta(800), "planned", "years ahead"),
        (on(3), "danced", "planned, attended, missed or cancelled"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_nothing_is_stored(
    owner: Caller, day: date, outcome: str, words: str
) -> None:
    row = a_referral(received_on=DAY, evaluated_on=on(2))
    with pytest.raises(DataError, match=words):
        actions.record_visit(referral=row.pk, on=day, outcome=outcome, by=owner)
    assert not row.visits.exists()


@pytest.mark.parametrize("stage", ["received", "contacted", "scheduled"])
def test_visits_come_after_the_evaluation(owner: Caller, stage: str) -> None:
    with pytest.raises(Refused, match="after the evaluation"):
        visit(a_referral(received_on=DAY, stage=stage), 1, "attended", owner)


def test_a_visit_of_a_referral_that_is_over_is_still_entered(owner: Caller) -> None:
    row = evaluated(discharged_on=on(9))
    visit(row, 5, "attended", owner)
    assert (row.transitions.latest("id").stage, counts(row)[0]) == ("completed", 1)


def test_a_clinician_records_visits_of_the_own_clinic_and_nobody_else_does(
    clinician: Caller, outsider: Caller, liaison: Caller, compliance: Caller, read_only: Caller, northside: Clinic
) -> None:
    row = evaluated(clinic=northside)
    visit(row, 1, "attended", clinician)
    for caller in (outsider, liaison, compliance, read_only):
        with pytest.raises(DataError):
            visit(row, 2, "attended", caller)
    with pytest.raises(Refused):
        actions.record_visits([actions.Brought(row.pk, on(2), "attended")], by=clinician)
    assert counts(row)[0] == 1


outcomes = st.sampled_from(["attended", "missed", "cancelled", "planned"])


@given(st.dictionaries(st.integers(0, 40).map(on), outcomes))
def test_visits_missed_in_a_row_are_those_since_the_last_one_attended(visits: dict[date, str]) -> None:
    happened = [
        outcome for day, outcome in sorted(visits.items()) if day <= TODAY and outcome in {"attended", "missed"}
    ]
    told = "".join(outcome[0] for outcome in happened).rpartition("a")[2]
    assert visiting.missed_in_a_row(visits.items(), as_of=TODAY) == (len(told) or None)


@given(stated=st.none() | st.integers(0, 20), days=st.lists(st.integers(0, 20), min_size=1))
def test_a_count_never_falls_below_the_dated_visits(stated: int | None, days: list[int]) -> None:
    count, before = stated, 0
    for after in days:
        count = visiting.total(count, before, after)
        assert (count or 0) >= after
        before = after
    if (stated or 0) > max(days):
        assert count == stated
