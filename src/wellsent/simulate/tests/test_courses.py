"""The course of a referral: in order of days, on days the practice is open, and never seen before it happens."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.simulate.courses import Course, seen_on
from wellsent.simulate.facts import PracticeFacts, practice_facts

SEEN_THROUGH = Course(
    date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9), date(2026, 4, 20), None, 12, 11, "completed"
)
NEVER_CAME = Course(date(2026, 3, 2), None, None, None, date(2026, 3, 30), None, None, "lost", "Went elsewhere")


@pytest.fixture(scope="module")
def facts() -> PracticeFacts:
    return practice_facts(21, sources=120, months=24)


def days_of(course: Course) -> list[date]:
    steps = (course.first_contact, course.booked, course.evaluation, course.discharge or course.closed)
    return [day for day in steps if day]


def test_steps_follow_each_other(facts: PracticeFacts) -> None:
    for referral in facts.referrals:
        days = [referral.received, *days_of(referral.course)]
        assert days == sorted(days)


def test_nobody_is_evaluated_on_a_weekend_or_in_a_closure(facts: PracticeFacts) -> None:
    for referral in facts.referrals:
        day = referral.course.evaluation
        if day:
            assert day.weekday() < 5
            assert not any(begin <= day <= end for begin, end in facts.world.closures)


def test_waits_have_a_tail(facts: PracticeFacts) -> None:
    waits = [(one.course.evaluation - one.received).days for one in facts.referrals if one.course.evaluation]
    assert 2 <= np.median(waits) <= 12
    assert np.percentile(waits, 95) > 2 * np.median(waits)


def test_sources_convert_as_often_as_their_truth_says(facts: PracticeFacts) -> None:
    expected = sum(facts.chances[one.source].conversion for one in facts.referrals)
    evaluated = sum(one.course.evaluation is not None for one in facts.referrals)
    assert evaluated == pytest.approx(expected, rel=0.08)


def test_those_evaluated_complete_as_often_as_their_truth_says(facts: PracticeFacts) -> None:
    seen = [one for one in facts.referrals if one.course.evaluation]
    expected = sum(facts.chances[one.source].completion for one in seen)
    completed = sum(one.course.status == "completed" for one in seen)
    assert completed == pytest.approx(expected, rel=0.08)


def test_whoever_is_lost_has_a_reason(facts: PracticeFacts) -> None:
    for referral in facts.referrals:
        assert bool(referral.course.lost_reason) == (referral.course.status == "lost")


def test_visits_attended_never_pass_those_planned(facts: PracticeFacts) -> None:
    for referral in facts.referrals:
        assert (referral.course.visits_attended or 0) <= (referral.course.visits_planned or 0)


def test_some_patients_come_again_after_a_rest(facts: PracticeFacts) -> None:
    last: dict[str, date] = {}
    again = 0
    for referral in facts.referrals:
        earlier = last.get(referral.patient.record)
        if earlier:
            again += 1
        last[referral.patient.record] = referral.received
    assert 0 < again < len(facts.referrals) / 8


def test_patients_do_not_carry_the_name_of_a_clinician(facts: PracticeFacts) -> None:
    clinicians = {(one.person.first, one.person.family) for one in facts.providers if one.person}
    patients = {(one.patient.name.first, one.patient.name.family) for one in facts.referrals}
    assert not clinicians & patients


def test_medicare_patients_are_at_least_65(facts: PracticeFacts) -> None:
    for referral in facts.referrals:
        if referral.patient.payer == "Medicare":
            assert (referral.received - referral.patient.born).days > 64 * 365


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 3, 1), "received"),
        (date(2026, 3, 2), "contacted"),
        (date(2026, 3, 3), "scheduled"),
        (date(2026, 3, 10), "evaluated"),
        (date(2026, 3, 20), "in care"),
        (date(2026, 4, 20), "completed"),
    ],
)
def test_a_course_is_seen_as_far_as_it_has_gone(day: date, status: str) -> None:
    assert seen_on(SEEN_THROUGH, day).status == status


def test_a_patient_given_up_is_lost_only_from_that_day() -> None:
    assert seen_on(NEVER_CAME, date(2026, 3, 29)).lost_reason == ""
    assert seen_on(NEVER_CAME, date(2026, 3, 30)).lost_reason == "Went elsewhere"


@given(st.integers(-5, 90), st.sampled_from([SEEN_THROUGH, NEVER_CAME]))
def test_no_list_shows_what_is_still_to_come(wait: int, course: Course) -> None:
    day = date(2026, 3, 1) + timedelta(days=wait)
    seen = seen_on(course, day)
    assert all(step <= day for step in days_of(seen))
    assert (seen.visits_attended or 0) <= (course.visits_attended or 0)
    assert (seen.visits_attended is None) == (seen.evaluation is None)
