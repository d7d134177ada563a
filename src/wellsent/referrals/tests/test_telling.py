"""What the referring office should be told, from the facts alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.referrals import actions, queries, telling
from wellsent.referrals.telling import Told
from wellsent.testing.factories import a_referral

DAY = date(2026, 11, 2)
AS_OF = date(2026, 11, 24)


def told(*stages: str, **facts: Any) -> dict[str, str]:
    """The tellings of a referral that went through these stages, by kind."""
    steps = [(stage, DAY + timedelta(days=number)) for number, stage in enumerate(("received", *stages))]
    return {one.kind: one.words for one in telling.to_be_told(Told(DAY, steps, **facts), as_of=AS_OF)}


def test_a_referral_that_came_is_confirmed() -> None:
    assert told() == {"received": "The referral of 2 November has arrived."}


def test_a_booked_evaluation_is_told_with_its_day() -> None:
    assert told("scheduled", scheduled_for=AS_OF)["booked"] == "The evaluation is booked for 24 November."


def test_an_evaluation_that_was_missed_is_told_instead_of_its_booking() -> None:
    words = told("scheduled", scheduled_for=AS_OF - timedelta(1))
    assert words["evaluation missed"] == "The patient did not come to the evaluation on 23 November."
    assert "booked" not in words


def test_a_patient_who_is_not_reached_is_told_from_the_third_call_on() -> None:
    assert "not reached" not in told(unanswered=2, last_try_on=AS_OF)
    words = told(unanswered=3, last_try_on=AS_OF)["not reached"]
    assert words == "Called 3 times, last on 24 November, without reaching the patient."


def test_an_evaluation_and_what_was_missed_before_it_are_not_both_told() -> None:
    words = told("scheduled", "evaluated", evaluated_on=AS_OF, scheduled_for=DAY, unanswered=4, last_try_on=DAY)
    assert list(words) == ["received", "evaluated"]


def test_visits_missed_one_after_the_other_are_told_while_the_patient_is_treated() -> None:
    assert told("in care", missed_in_a_row=2)["visits missed"].startswith("The patient has missed 2 visits")
    assert "visits missed" not in told("in care", missed_in_a_row=1)
    assert "visits missed" not in told("in care", "completed", missed_in_a_row=2)


def test_a_discharge_is_told_with_the_visits_it_took() -> None:
    words = told("in care", "completed", evaluated_on=DAY, discharged_on=AS_OF, visits_attended=9)
    assert words["discharged"] == "Discharged on 24 November after 9 visits."


def test_a_lost_referral_is_told_with_its_reason_until_it_is_opened_again() -> None:
    assert told("lost", lost_reason="went elsewhere")["lost"].endswith("treated here: went elsewhere.")
    assert "lost" not in told("lost", "received")


def test_nothing_is_told_of_a_referral_joined_to_another() -> None:
    assert told("joined") == {}


@pytest.mark.django_db
def test_only_calls_since_the_patient_was_last_reached_are_told(owner: Caller) -> None:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        row = a_referral(received_on=DAY)
        for how, outcome in (
            *[("call", "no answer")] * 2,
            ("call", "reached"),
            *[("call", "no answer")] * 2,
            ("letter", "left message"),
        ):
            actions.log_attempt(referral=row.pk, how=how, outcome=outcome, once=uuid4(), by=owner)
        assert kinds(owner, row.pk) == ["received"]
        actions.log_attempt(referral=row.pk, outcome="wrong number", once=uuid4(), by=owner)
        assert kinds(owner, row.pk) == ["received", "not reached"]


def kinds(by: Caller, number: int) -> list[str]:
    row = queries.reachable(by, number)
    assert row is not None
    return [one.kind for one in queries.detail(by, row, now=clock.now(), today=AS_OF).to_be_told]
