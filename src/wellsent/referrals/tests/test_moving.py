"""Moving referrals alone, with those that share their episode, many at once; and taking moves back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import actions, queries
from wellsent.referrals.models import Referral
from wellsent.testing.factories import a_provider, a_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]

DAY = date(2026, 11, 16)
TODAY = date(2026, 11, 24)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def columns(row: Referral) -> dict[str, Any]:
    """Everything stored of a referral but when it was last worked on."""
    return {
        name: value for name, value in Referral.objects.filter(pk=row.pk).values().get().items() if name != "edited_at"
    }


def stages(row: Referral) -> list[str]:
    return list(row.transitions.values_list("stage", flat=True))


def last_step(row: Referral) -> int:
    return row.transitions.latest("id").pk


def sharing(first: Referral, **facts: Any) -> Referral:
    """Another provider's referral of the same patient for the same problem."""
    row = a_referral(a_provider(), received_on=DAY, **facts)
    row.episode_with = first
    row.save()
    return row


@pytest.mark.parametrize(
    ("before", "to", "more"),
    [
        ({}, "contacted", {}),
        ({"first_contact_on": DAY}, "scheduled", {"scheduled_for": TODAY, "scheduled_time": time(9)}),
        ({"scheduled_for": TODAY}, "scheduled", {"scheduled_for": TODAY + timedelta(2), "scheduled_time": time(9)}),
        ({"scheduled_for": TODAY}, "contacted", {"why": "called off"}),
        ({"scheduled_for": TODAY}, "evaluated", {}),
        ({"evaluated_on": DAY}, "completed", {}),
        ({"evaluated_on": DAY}, "lost", {"why": "cost"}),
        ({"evaluated_on": DAY, "discharged_on": DAY}, "in care", {"why": "came again"}),
        ({"evaluated_on": DAY, "stage": "lost", "lost_reason": "cost"}, "received", {"why": "wants to come"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_move_taken_back_leaves_every_column_as_it_was(
    owner: Caller, before: dict[str, Any], to: str, more: dict[str, Any]
) -> None:
    row = a_referral(received_on=DAY, **before)
    as_it_was, history = columns(row), stages(row)
    actions.move(referral=row.pk, to=to, seen=row.stage, on=TODAY, by=owner, **more)
    assert columns(row) != as_it_was
    assert actions.take_back_moves(steps=[last_step(row)], by=owner) == [row.reference]
    assert columns(row) == as_it_was
    assert stages(row) == [*history, to, history[-1]]


def test_an_evaluation_that_was_missed_is_booked_for_another_day(owner: Caller) -> None:
    row = a_referral(received_on=DAY, scheduled_for=DAY)
    book: dict[str, Any] = {"referral": row.pk, "to": "scheduled", "seen": "scheduled", "on": TODAY, "by": owner}
    actions.move(scheduled_for=TODAY, scheduled_time=time(9), **book)
    row.refresh_from_db()
    assert (row.stage, row.scheduled_for, row.scheduled_time) == ("scheduled", TODAY, time(9))
    assert row.transitions.latest("id").why == "instead of 16 November"
    with pytest.raises(Refused, match="booked for that day already"):
        actions.move(scheduled_for=TODAY, scheduled_time=time(9), **book)


def test_only_whoever_moved_it_takes_it_back(owner: Caller, front_desk: Caller, northside: Clinic) -> None:
    row = a_referral(clinic=northside, received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=owner)
    with pytest.raises(Refused, match="Only whoever moved"):
        actions.take_back_moves(steps=[last_step(row)], by=front_desk)


def test_a_move_is_taken_back_within_half_an_hour(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=owner)
    with time_machine.travel("2026-11-24 15:31", tick=False), pytest.raises(Refused, match="too long ago"):
        actions.take_back_moves(steps=[last_step(row)], by=owner)


def test_a_move_that_somebody_built_upon_is_not_taken_back(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=owner)
    first = last_step(row)
    actions.move(referral=row.pk, to="evaluated", seen="contacted", on=TODAY, by=owner)
    with pytest.raises(Refused, match="moved on since"):
        actions.take_back_moves(steps=[first], by=owner)
    assert stages(row) == ["received", "contacted", "evaluated"]


def test_a_move_whose_dates_were_corrected_since_is_not_taken_back_into_contradiction(owner: Caller) -> None:
    row = a_referral(received_on=DAY, evaluated_on=DAY, stage="lost")
    actions.move(referral=row.pk, to="received", seen="lost", on=TODAY, why="wants to come", by=owner)
    made = last_step(row)
    actions.correct(referral=row.pk, changes={"received_on": DAY + timedelta(2)}, by=owner)
    with pytest.raises(Refused, match="corrected since"):
        actions.take_back_moves(steps=[made], by=owner)


def test_taking_the_same_move_back_twice_does_nothing_more(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=owner)
    made = last_step(row)
    actions.take_back_moves(steps=[made], by=owner)
    with pytest.raises(Refused, match="moved on since"):
        actions.take_back_moves(steps=[made], by=owner)
    assert stages(row) == ["received", "contacted", "received"]


def test_a_referral_opened_again_after_its_evaluation_keeps_the_day_of_it(owner: Caller) -> None:
    row = a_referral(received_on=DAY, evaluated_on=DAY, stage="lost")
    actions.move(referral=row.pk, to="evaluated", seen="lost", on=TODAY, why="comes after all", by=owner)
    row.refresh_from_db()
    assert row.evaluated_on == DAY


def test_a_referral_opened_again_before_its_evaluation_has_none(owner: Caller) -> None:
    row = a_referral(received_on=DAY, evaluated_on=DAY, discharged_on=TODAY, stage="lost")
    actions.move(referral=row.pk, to="received", seen="lost", on=TODAY, why="starts anew", by=owner)
    row.refresh_from_db()
    assert (row.evaluated_on, row.discharged_on) == (None, None)
    assert "evaluated" in stages(row)


def test_what_is_entered_late_keeps_its_day_and_the_history_its_order(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=owner)
    actions.move(referral=row.pk, to="evaluated", seen="contacted", on=TODAY - timedelta(1), by=owner)
    row.refresh_from_db()
    assert row.evaluated_on == TODAY - timedelta(1)
    assert list(row.transitions.values_list("on", flat=True)) == [DAY, TODAY, TODAY]


@pytest.mark.parametrize(
    ("day", "words"),
    [(DAY - timedelta(1), "before the referral"), (TODAY + timedelta(400), "more than a year ahead")],
)
def test_an_appointment_has_a_day_that_can_be(owner: Caller, day: date, words: str) -> None:
    row = a_referral(received_on=DAY)
    with pytest.raises(DataError, match=words):
        actions.move(referral=row.pk, to="scheduled", seen="received", on=TODAY, scheduled_for=day, by=owner)


def test_a_discharge_before_the_evaluation_is_refused(owner: Caller) -> None:
    row = a_referral(received_on=DAY, evaluated_on=TODAY)
    with pytest.raises(DataError, match="discharge lies before the evaluation"):
        actions.move(referral=row.pk, to="completed", seen="evaluated", on=DAY, by=owner)


def test_those_that_share_an_episode_move_with_the_first_and_back_with_it(owner: Caller) -> None:
    first = a_referral(received_on=DAY)
    other = sharing(first)
    as_it_was = columns(other)
    actions.move(referral=first.pk, to="scheduled", seen="received", on=TODAY, scheduled_for=TODAY, by=owner)
    other.refresh_from_db()
    assert (other.stage, other.scheduled_for) == ("scheduled", TODAY)
    assert other.transitions.latest("id").why == f"with {first.reference}"
    assert AuditEvent.objects.get(verb="referrals.move").references == [first.reference, other.reference]
    actions.take_back_moves(steps=[last_step(first)], by=owner)
    assert columns(other) == as_it_was


def test_one_that_fell_behind_catches_up_and_one_that_is_further_stays(owner: Caller) -> None:
    first = a_referral(received_on=DAY, first_contact_on=DAY)
    behind, further = sharing(first), sharing(first, evaluated_on=TODAY)
    actions.move(referral=first.pk, to="scheduled", seen="contacted", on=TODAY, scheduled_for=TODAY, by=owner)
    assert stages(behind) == ["received", "scheduled"]
    assert stages(further) == ["received", "evaluated"]


def test_what_is_done_to_one_that_moves_with_another_is_done_there(owner: Caller) -> None:
    first = a_referral(received_on=DAY)
    other = sharing(first)
    there = f"shares the episode of care of {first.reference}"
    with pytest.raises(Refused, match=there):
        actions.move(referral=other.pk, to="contacted", seen="received", on=TODAY, by=owner)
    with pytest.raises(Refused, match=there):
        actions.log_attempt(referral=other.pk, outcome="reached", once=uuid4(), by=owner)
    with pytest.raises(Refused, match=there):
        actions.hold(referral=other.pk, waits_for="payer", by=owner)
    done = actions.move_many(referrals=[other.pk], to="lost", on=TODAY, why="cost", by=owner)
    assert list(done.refused) == [other.pk]
    actions.move(referral=first.pk, to="evaluated", seen="received", on=TODAY, by=owner)
    with pytest.raises(Refused, match=there):
        actions.record_visit(referral=other.pk, on=TODAY, outcome="attended", by=owner)


def test_one_is_worked_on_by_itself_once_nobody_works_on_the_other_or_may_see_it(
    owner: Caller, outsider: Caller, harbor: Clinic
) -> None:
    first = a_referral(received_on=DAY)
    other = sharing(first, clinic=harbor)
    assert queries.led_by(owner, other, today=TODAY) == first
    assert queries.led_by(outsider, other, today=TODAY) is None
    Referral.objects.filter(pk=first.pk).update(received_on=TODAY - timedelta(91))
    assert queries.led_by(owner, other, today=TODAY) is None
    actions.move(referral=other.pk, to="contacted", seen="received", on=TODAY, by=owner)
    assert stages(other) == ["received", "contacted"]


def test_of_two_of_one_episode_the_later_one_is_not_evaluated_before_it_came(owner: Caller) -> None:
    first = a_referral(received_on=DAY - timedelta(9))
    other = sharing(first)
    actions.move(referral=first.pk, to="evaluated", seen="received", on=DAY - timedelta(2), by=owner)
    other.refresh_from_db()
    assert (other.stage, other.evaluated_on) == ("evaluated", DAY)


def test_a_corrected_list_moves_those_that_share_the_episode_and_its_undoing_moves_them_back(owner: Caller) -> None:
    first = a_referral(received_on=DAY)
    other = sharing(first)
    before = actions.correct(referral=first.pk, changes={"evaluated_on": TODAY}, by=owner)
    other.refresh_from_db()
    assert (other.stage, other.evaluated_on) == ("evaluated", TODAY)
    assert actions.put_back([(first.pk, before)], by=owner) == []
    other.refresh_from_db()
    assert (other.stage, other.evaluated_on) == ("received", None)


def test_many_move_each_from_where_it_stands_and_those_refused_are_named(owner: Caller) -> None:
    fresh, booked = a_referral(received_on=DAY), a_referral(received_on=DAY, scheduled_for=DAY)
    treated = a_referral(received_on=DAY, evaluated_on=DAY)
    done = actions.move_many(
        referrals=[fresh.pk, booked.pk, treated.pk], to="evaluated", on=TODAY, why="all came", by=owner
    )
    assert len(done.kept) == 2
    assert done.refused == {treated.pk: "A referral that is evaluated cannot become evaluated."}
    assert len(actions.take_back_moves(steps=done.kept, by=owner)) == 2
    assert (stages(fresh)[-1], stages(booked)[-1]) == ("received", "scheduled")


def test_one_chosen_together_with_the_one_whose_episode_it_shares_moves_once(owner: Caller) -> None:
    first = a_referral(received_on=DAY)
    other = sharing(first)
    done = actions.move_many(referrals=[other.pk, first.pk], to="lost", on=TODAY, why="cost", by=owner)
    assert stages(other) == stages(first) == ["received", "lost"]
    actions.take_back_moves(steps=done.kept, by=owner)
    assert stages(other)[-1] == stages(first)[-1] == "received"


def test_a_move_refused_among_many_leaves_nothing_of_itself_behind(owner: Caller) -> None:
    first = a_referral(received_on=DAY, evaluated_on=TODAY)
    other = sharing(first, evaluated_on=DAY)
    done = actions.move_many(referrals=[first.pk], to="completed", on=DAY, by=owner)
    assert list(done.refused) == [first.pk]
    assert stages(other) == ["received", "evaluated"]


def test_an_appointment_is_made_one_at_a_time(owner: Caller) -> None:
    with pytest.raises(Refused, match="one at a time"):
        actions.move_many(referrals=[a_referral().pk], to="scheduled", on=TODAY, by=owner)


def test_people_of_another_clinic_move_nothing_and_take_nothing_back(
    front_desk: Caller, outsider: Caller, northside: Clinic
) -> None:
    row = a_referral(clinic=northside, received_on=DAY)
    done = actions.move_many(referrals=[row.pk], to="lost", on=TODAY, why="cost", by=outsider)
    assert (done.kept, stages(row)) == ([], ["received"])
    actions.move(referral=row.pk, to="contacted", seen="received", on=TODAY, by=front_desk)
    with pytest.raises(DataError, match="no such referral"):
        actions.take_back_moves(steps=[last_step(row)], by=outsider)


def test_those_who_may_not_record_move_nothing(
    liaison: Caller, clinician: Caller, compliance: Caller, read_only: Caller
) -> None:
    row = a_referral(received_on=DAY)
    for caller in (liaison, clinician, compliance, read_only):
        with pytest.raises(Refused):
            actions.move_many(referrals=[row.pk], to="lost", on=TODAY, why="cost", by=caller)
        with pytest.raises(Refused):
            actions.take_back_moves(steps=[last_step(row)], by=caller)
