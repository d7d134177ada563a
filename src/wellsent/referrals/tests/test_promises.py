"""How an open referral stands, from plain facts and a moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.hours import Hours, Promise
from wellsent.referrals import clocks, promises
from wellsent.referrals.promises import DUE, FINE, STUCK, OnHold, OpenReferral, State, Tries
from wellsent.referrals.rules import BEFORE_EVALUATION, OPEN

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 11, 0, tzinfo=ZONE)  # a Wednesday, three hours after opening
PROMISE = Promise(Hours("America/New_York"), first_contact=8 * 60, evaluation=5 * 9 * 60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def state(stage: str = "received", *, now: datetime = NOW, **facts: Any) -> State:
    facts.setdefault("received_at", at(18, 9))
    return promises.state_of(OpenReferral(stage=stage, **facts), clocks.clock(PROMISE, now=now))


def test_a_fresh_referral_shows_how_long_it_has_waited() -> None:
    fresh = state()
    assert (fresh.key, fresh.tone, fresh.badge) == ("not contacted yet", FINE, "2 h")
    assert "within the next 6 h" in fresh.advice


def test_a_referral_whose_promise_is_nearly_over_is_due() -> None:
    assert state(received_at=at(17, 13, 30)).tone == DUE


def test_a_referral_not_contacted_as_promised_is_stuck_and_says_by_how_much() -> None:
    late = state(received_at=at(17, 8))
    assert (late.key, late.tone, late.badge) == ("not contacted", STUCK, "12 h, promise 8 h")
    assert late.advice.startswith("Call now")


def test_a_night_does_not_make_a_referral_late() -> None:
    assert state(received_at=at(17, 16)).tone == FINE


def test_after_a_call_that_reached_nobody_the_next_one_waits_for_another_part_of_the_day() -> None:
    called = state(tries=Tries(1, at(18, 10)))
    assert called.call_from == at(18, 13)
    assert "1 call unanswered, the last one today at 10:00." in called.advice


def test_the_third_unanswered_call_changes_the_advice() -> None:
    second, third = (state(tries=Tries(count, at(17, 16, 40))) for count in (2, 3))
    assert second.key == "not contacted yet"
    assert (third.key, third.badge) == ("not reached", "3 calls unanswered")
    assert "yesterday at 16:40" in third.advice
    assert "tell the referring office" in third.advice


def test_after_many_unanswered_calls_closing_it_is_advised() -> None:
    assert "could not be reached" in state(tries=Tries(6, at(17, 16))).advice


def test_a_patient_spoken_to_and_not_booked_is_due_after_two_working_days() -> None:
    spoken: dict[str, Any] = {"received_at": at(16, 9), "first_contact_on": date(2026, 11, 16)}
    assert state("contacted", **spoken, now=at(17, 12)).tone == FINE
    later = state("contacted", **spoken)
    assert (later.tone, later.badge) == (DUE, "2 days, not booked")


def test_a_patient_not_booked_by_the_promised_evaluation_is_stuck() -> None:
    spoken: dict[str, Any] = {"received_at": at(9, 9), "first_contact_on": date(2026, 11, 9)}
    assert (state("contacted", **spoken).key, state("contacted", **spoken).tone) == ("not booked", STUCK)


def test_a_payer_waiting_is_no_fault_of_ours_until_it_is_time_to_ask_again() -> None:
    asked: dict[str, Any] = {"received_at": at(2, 9), "first_contact_on": date(2026, 11, 2)}
    fresh = state("contacted", holds=(OnHold("payer", at(16, 9)),), **asked)
    assert (fresh.key, fresh.tone, fresh.badge) == ("payer waiting", FINE, "waits for the payer, 2 days")
    old = state("contacted", holds=(OnHold("payer", at(9, 9)),), **asked)
    assert (old.tone, old.call_from) == (DUE, None)
    assert "Ask the payer again" in old.advice


def test_a_patient_who_asked_to_be_called_later_is_called_on_that_day() -> None:
    wish = (OnHold("patient", at(16, 9), ask_on=date(2026, 11, 19)),)
    assert state(holds=wish).badge == "asked to be called later until 19 November"
    due = state(holds=wish, now=at(19, 8))
    assert (due.tone, due.call_from) == (DUE, at(19, 0))


def test_a_booked_evaluation_says_when() -> None:
    booked = state("scheduled", scheduled_for=date(2026, 11, 19), scheduled_time=time(9))
    assert (booked.tone, booked.badge, booked.call_from) == (FINE, "tomorrow 09:00", None)


def test_an_evaluation_booked_later_than_promised_is_due() -> None:
    assert state("scheduled", scheduled_for=date(2026, 12, 14)).key == "booked late"


def test_an_evaluation_whose_hour_has_passed_is_missed() -> None:
    missed = state("scheduled", scheduled_for=date(2026, 11, 18), scheduled_time=time(9))
    assert (missed.key, missed.tone) == ("evaluation missed", STUCK)
    assert state("scheduled", scheduled_for=date(2026, 11, 18)).tone == FINE


def test_visits_missed_in_a_row_are_due_then_stuck() -> None:
    assert [state("in care", missed_in_a_row=count).tone for count in (1, 2, 3)] == [FINE, DUE, STUCK]


def test_a_patient_in_care_without_a_visit_for_two_weeks_and_none_planned_is_slipping_away() -> None:
    silent = state("in care", last_visit_on=date(2026, 11, 3))
    assert (silent.key, silent.badge) == ("no visit lately", "nothing since 3 November")
    assert state("in care", last_visit_on=date(2026, 11, 3), next_visit_on=date(2026, 11, 20)).tone == FINE


def test_the_course_of_care_is_shown_in_visits() -> None:
    assert state("in care", visits_planned=12, visits_attended=6).badge == "6 of 12 visits"


def test_a_referral_of_a_clinic_that_closed_must_go_to_another_one() -> None:
    assert state(clinic_closed_on=date(2026, 11, 18)).key == "clinic closed"


def test_what_is_stuck_comes_first_and_among_it_what_was_promised_earliest() -> None:
    fine, older, newer = state(), state(received_at=at(16, 9)), state(received_at=at(17, 8))
    assert sorted([fine, newer, older], key=lambda one: one.order) == [older, newer, fine]


@given(
    stage=st.sampled_from(sorted(OPEN)),
    waited=st.timedeltas(timedelta(0), timedelta(days=400)),
    unanswered=st.integers(0, 9),
    tried_ago=st.timedeltas(timedelta(0), timedelta(days=30)),
    holds=st.lists(st.sampled_from(["payer", "office", "patient"]), unique=True),
    booked=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_every_open_referral_has_a_state_with_words(
    stage: str,
    waited: timedelta,
    unanswered: int,
    tried_ago: timedelta,
    holds: list[str],
    booked: date | None,
) -> None:
    told = state(
        stage,
        received_at=NOW - waited,
        tries=Tries(unanswered, NOW - tried_ago if unanswered else None),
        holds=tuple(OnHold(one, NOW - waited) for one in holds),
        scheduled_for=booked,
    )
    assert told.advice
    assert told.tone in promises.TONES


@pytest.mark.parametrize("stage", sorted(BEFORE_EVALUATION))
@given(earlier=st.timedeltas(timedelta(0), timedelta(days=60)), later=st.timedeltas(timedelta(0), timedelta(days=60)))
def test_waiting_longer_never_looks_better(stage: str, earlier: timedelta, later: timedelta) -> None:
    shorter, longer = sorted((earlier, later))
    one, other = (state(stage, received_at=NOW - waited) for waited in (shorter, longer))
    assert promises.TONES.index(other.tone) <= promises.TONES.index(one.tone)
