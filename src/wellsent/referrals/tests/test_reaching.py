"""Attempts to reach a patient, logged in one tap and taken back in another; and what a referral waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Organisation
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import actions
from wellsent.referrals.models import Attempt, Hold, Referral
from wellsent.testing.factories import a_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]

DAY = date(2026, 11, 16)
TODAY = date(2026, 11, 24)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


@pytest.fixture
def row() -> Referral:
    return a_referral(received_on=DAY)


def tap(row: Referral, by: Caller, outcome: str = "no answer", **facts: Any) -> Attempt:
    facts.setdefault("once", uuid4())
    return actions.log_attempt(referral=row.pk, outcome=outcome, by=by, **facts)


def stages(row: Referral) -> list[str]:
    return list(row.transitions.values_list("stage", flat=True))


def open_waits(row: Referral) -> list[str]:
    return list(row.holds.filter(ended_at=None).values_list("waits_for", flat=True))


def test_a_call_that_nobody_answered_is_kept_with_who_and_when(row: Referral, owner: Caller) -> None:
    made = tap(row, owner)
    assert (made.how, made.outcome, made.at, made.by) == ("call", "no answer", clock.now(), owner.user)
    assert stages(row) == ["received"]


def test_a_patient_who_answers_has_been_contacted(row: Referral, owner: Caller) -> None:
    tap(row, owner, "reached")
    row.refresh_from_db()
    assert (row.stage, row.first_contact_on) == ("contacted", TODAY)
    assert row.transitions.latest("id").why == "reached"


def test_an_answer_takes_along_those_that_share_the_episode(row: Referral, owner: Caller) -> None:
    other = a_referral(received_on=DAY)
    Referral.objects.filter(pk=other.pk).update(episode_with=row)
    made = tap(row, owner, "reached")
    assert stages(other) == ["received", "contacted"]
    actions.take_back_attempt(attempt=made.pk, by=owner)
    assert stages(other)[-1] == "received"


def test_a_later_answer_moves_nothing(owner: Caller) -> None:
    booked = a_referral(received_on=DAY, scheduled_for=TODAY)
    tap(booked, owner, "reached")
    assert stages(booked) == ["received", "scheduled"]


def test_the_same_tap_sent_twice_is_one_attempt(row: Referral, owner: Caller) -> None:
    once = uuid4()
    assert tap(row, owner, once=once) == tap(row, owner, once=once)
    assert Attempt.objects.count() == 1


def test_a_tap_sent_again_after_the_connection_was_lost_is_answered_even_when_the_referral_has_gone_on(
    row: Referral, owner: Caller
) -> None:
    once = uuid4()
    made = tap(row, owner, once=once)
    actions.move(referral=row.pk, to="lost", seen="received", on=TODAY, why="cost", by=owner)
    assert tap(row, owner, once=once) == made


@pytest.mark.parametrize(
    "at", [datetime(2026, 11, 16, 2, tzinfo=UTC), datetime(2026, 11, 24, 15, 1, tzinfo=UTC)], ids=["before", "ahead"]
)
def test_an_attempt_lies_between_the_referral_and_now(
    row: Referral, owner: Caller, organisation: Organisation, at: datetime
) -> None:
    """The first of the two was the evening before, where the practice is."""
    with pytest.raises(DataError, match="between the referral and now"):
        tap(row, owner, at=at)


def test_the_day_of_a_call_is_that_of_the_practice(owner: Caller, organisation: Organisation) -> None:
    Organisation.objects.update(time_zone="Pacific/Guam")
    today = a_referral(received_on=TODAY + timedelta(1))  # on Guam it is the next morning already
    assert tap(today, owner, "reached").outcome == "reached"
    today.refresh_from_db()
    assert today.first_contact_on == TODAY + timedelta(1)


@pytest.mark.parametrize("stage", ["completed", "lost"])
def test_nobody_is_called_about_a_referral_that_is_over(owner: Caller, stage: str) -> None:
    with pytest.raises(Refused, match="nobody needs to be reached"):
        tap(a_referral(stage=stage), owner)


@pytest.mark.parametrize("facts", [{"outcome": "shouted"}, {"how": "pigeon"}], ids=["outcome", "how"])
def test_an_attempt_of_no_known_kind_is_refused(row: Referral, owner: Caller, facts: dict[str, str]) -> None:
    with pytest.raises(DataError, match="no such outcome"):
        tap(row, owner, **facts)


def test_an_attempt_taken_back_stays_marked_and_the_referral_stands_where_it_stood(
    row: Referral, owner: Caller
) -> None:
    made = tap(row, owner, "reached")
    for _ in range(2):
        taken_back = actions.take_back_attempt(attempt=made.pk, by=owner)
    row.refresh_from_db()
    assert taken_back.undone_at is not None
    assert (row.stage, row.first_contact_on) == ("received", None)
    assert stages(row) == ["received", "contacted", "received"]


def test_an_attempt_is_taken_back_by_whoever_logged_it_within_half_an_hour(
    owner: Caller, front_desk: Caller, northside: Clinic
) -> None:
    made = tap(a_referral(clinic=northside, received_on=DAY), owner)
    with pytest.raises(Refused, match="Only whoever logged it"):
        actions.take_back_attempt(attempt=made.pk, by=front_desk)
    with time_machine.travel("2026-11-24 15:31", tick=False), pytest.raises(Refused, match="within half an hour"):
        actions.take_back_attempt(attempt=made.pk, by=owner)


def test_an_attempt_that_was_built_upon_is_not_taken_back(row: Referral, owner: Caller) -> None:
    made = tap(row, owner, "reached")
    actions.move(referral=row.pk, to="evaluated", seen="contacted", on=TODAY, by=owner)
    with pytest.raises(Refused, match="moved on since"):
        actions.take_back_attempt(attempt=made.pk, by=owner)
    made.refresh_from_db()
    assert made.undone_at is None


def test_speaking_to_the_patient_ends_the_wish_to_be_called_later_and_nothing_else(
    row: Referral, owner: Caller
) -> None:
    for waits_for in ("patient", "payer"):
        actions.hold(referral=row.pk, waits_for=waits_for, by=owner)
    tap(row, owner, "reached")
    assert open_waits(row) == ["payer"]


def test_a_mistaken_answer_taken_back_leaves_the_wish_to_be_called_later(row: Referral, owner: Caller) -> None:
    actions.hold(referral=row.pk, waits_for="patient", ask_on=TODAY + timedelta(3), by=owner)
    made = tap(row, owner, "reached")
    assert open_waits(row) == []
    actions.take_back_attempt(attempt=made.pk, by=owner)
    assert row.holds.get(ended_at=None).ask_on == TODAY + timedelta(3)


def test_a_wait_said_again_has_the_new_day_and_goes_on(row: Referral, owner: Caller) -> None:
    first = actions.hold(referral=row.pk, waits_for="payer", note="ref 17", by=owner)
    again = actions.hold(referral=row.pk, waits_for="payer", ask_on=TODAY, note="ref 18", by=owner)
    assert (first.pk, again.ask_on, again.note) == (again.pk, TODAY, "ref 18")
    assert Hold.objects.count() == 1


def test_a_wait_that_ended_and_begins_again_is_another_one(row: Referral, owner: Caller) -> None:
    first = actions.hold(referral=row.pk, waits_for="office", by=owner)
    for _ in range(2):
        actions.end_hold(hold=first.pk, by=owner)
    actions.hold(referral=row.pk, waits_for="office", by=owner)
    assert row.holds.count() == 2


@pytest.mark.parametrize("day", [TODAY - timedelta(1), TODAY + timedelta(400)], ids=["behind", "far ahead"])
def test_a_day_to_ask_again_cannot_hide_a_referral_for_years(row: Referral, owner: Caller, day: date) -> None:
    with pytest.raises(DataError, match="within the coming year"):
        actions.hold(referral=row.pk, waits_for="patient", ask_on=day, by=owner)


def test_a_wait_is_for_something_known_and_of_an_open_referral(row: Referral, owner: Caller) -> None:
    with pytest.raises(DataError, match="nothing of that name"):
        actions.hold(referral=row.pk, waits_for="godot", by=owner)
    with pytest.raises(Refused, match="waits for nothing"):
        actions.hold(referral=a_referral(stage="lost").pk, waits_for="payer", by=owner)


def test_people_of_another_clinic_and_other_roles_neither_call_nor_wait(
    front_desk: Caller,
    outsider: Caller,
    liaison: Caller,
    clinician: Caller,
    compliance: Caller,
    read_only: Caller,
    northside: Clinic,
) -> None:
    row = a_referral(clinic=northside, received_on=DAY)
    made, wait = tap(row, front_desk), actions.hold(referral=row.pk, waits_for="payer", by=front_desk)
    for caller in (outsider, liaison, clinician, compliance, read_only):
        for act in (
            lambda by: tap(row, by),
            lambda by: actions.take_back_attempt(attempt=made.pk, by=by),
            lambda by: actions.hold(referral=row.pk, waits_for="office", by=by),
            lambda by: actions.end_hold(hold=wait.pk, by=by),
        ):
            with pytest.raises(DataError):
                act(caller)
    assert (row.attempts.count(), open_waits(row)) == (1, ["payer"])


@pytest.mark.parametrize("number", [0, 999_999])
def test_what_is_not_there_is_said_so(owner: Caller, number: int) -> None:
    for act in (
        lambda: actions.take_back_attempt(attempt=number, by=owner),
        lambda: actions.end_hold(hold=number, by=owner),
    ):
        with pytest.raises(DataError, match="no such entry"):
            act()
