"""Stages: what dates say of them, which may follow which, and what a correction changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.base.errors import DataError, Refused
from wellsent.referrals import rules
from wellsent.referrals.models import Stage
from wellsent.referrals.rules import Received, Step

DAY = date(2026, 9, 1)
TODAY = date(2026, 11, 24)
CAME = Received(source=1, received_on=DAY)

days = st.dates(DAY - timedelta(40), TODAY + timedelta(40))
referrals = st.builds(
    Received,
    source=st.just(1),
    received_on=st.dates(DAY - timedelta(40), TODAY),
    first_contact_on=st.none() | days,
    scheduled_for=st.none() | days,
    evaluated_on=st.none() | days,
    discharged_on=st.none() | days,
    visits_attended=st.none() | st.integers(0, 20),
    status=st.none() | st.sampled_from([*rules.WAY, rules.LOST]),
    lost_reason=st.sampled_from(["", "cost"]),
)


def settled_or_none(facts: Received) -> Received | None:
    try:
        return rules.settled(facts, today=TODAY)
    except DataError:
        return None


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({}, "received"),
        ({"first_contact_on": DAY}, "contacted"),
        ({"scheduled_for": DAY}, "scheduled"),
        ({"evaluated_on": DAY}, "evaluated"),
        ({"evaluated_on": DAY, "visits_attended": 1}, "evaluated"),
        ({"evaluated_on": DAY, "visits_attended": 2}, "in care"),
        ({"evaluated_on": DAY, "discharged_on": DAY}, "completed"),
        ({"scheduled_for": DAY, "status": "received"}, "scheduled"),
        ({"scheduled_for": DAY, "status": "in care"}, "in care"),
        ({"evaluated_on": DAY, "status": "lost"}, "lost"),
        ({"scheduled_for": DAY, "lost_reason": "cost"}, "lost"),
        ({"evaluated_on": DAY, "lost_reason": "cost"}, "evaluated"),
        ({"scheduled_for": DAY, "status": "scheduled", "lost_reason": "cost"}, "scheduled"),
    ],
)
def test_the_stage_is_the_furthest_that_dates_or_status_say(facts: dict[str, Any], stage: str) -> None:
    assert rules.stage_of(replace(CAME, **facts)) == stage


def test_a_list_row_tells_its_history_with_days() -> None:
    facts = replace(
        CAME, first_contact_on=date(2026, 9, 2), scheduled_for=date(2026, 9, 8), evaluated_on=date(2026, 9, 9)
    )
    assert rules.history(facts) == (
        Step("received", date(2026, 9, 1)),
        Step("contacted", date(2026, 9, 2)),
        Step("scheduled", date(2026, 9, 2)),
        Step("evaluated", date(2026, 9, 9)),
    )


def test_a_patient_lost_after_the_evaluation_was_evaluated_first() -> None:
    facts = replace(CAME, evaluated_on=date(2026, 9, 9), discharged_on=date(2026, 9, 20), status="lost")
    assert [(step.stage, step.on.day) for step in rules.history(facts)] == [
        ("received", 1),
        ("evaluated", 9),
        ("lost", 20),
    ]


@given(referrals)
def test_a_history_begins_with_the_referral_ends_in_the_stage_and_never_runs_backwards(facts: Received) -> None:
    one = settled_or_none(facts)
    if one is None:
        return
    steps = rules.history(one)
    assert steps[0] == Step("received", one.received_on)
    assert steps[-1].stage == rules.stage_of(one)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    on_the_way = [rules.WAY.index(step.stage) for step in steps if step.stage != "lost"]
    assert on_the_way == sorted(set(on_the_way))


@given(referrals)
def test_settled_facts_lie_in_the_past_but_for_the_appointment(facts: Received) -> None:
    one = settled_or_none(facts)
    if one is not None:
        past = [one.received_on, one.first_contact_on, one.evaluated_on, one.discharged_on]
        assert all(day <= TODAY for day in past if day)
        assert rules.settled(one, today=TODAY) == one


def test_a_coming_evaluation_is_an_appointment() -> None:
    one = rules.settled(replace(CAME, evaluated_on=TODAY + timedelta(3)), today=TODAY)
    assert (one.evaluated_on, one.scheduled_for, rules.stage_of(one)) == (None, TODAY + timedelta(3), "scheduled")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"received_on": TODAY + timedelta(1)}, "referral date lies ahead"),
        ({"evaluated_on": DAY - timedelta(1)}, "evaluation lies before the referral"),
        ({"discharged_on": DAY - timedelta(1)}, "discharge lies before the referral"),
        ({"evaluated_on": DAY + timedelta(2), "discharged_on": DAY}, "discharge lies before the evaluation"),
    ],
)
def test_dates_that_contradict_are_named(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        rules.settled(replace(CAME, **facts), today=TODAY)


def test_texts_too_long_for_their_column_are_cut() -> None:
    one = rules.settled(replace(CAME, payer="x" * 500, condition="y" * 500, lost_reason="z" * 500), today=TODAY)
    assert [len(text) for text in (one.payer, one.condition, one.lost_reason)] == [120, 300, 200]


def test_every_stage_has_its_row_in_the_table_and_its_place_on_the_way() -> None:
    assert set(rules.MAY_FOLLOW) == set(Stage.values) == {*rules.WAY, rules.LOST, rules.JOINED}
    assert set().union(*rules.MAY_FOLLOW.values()) == {*rules.WAY, rules.LOST}


def move(current: str, to: str, *, on: date = TODAY, why: str = "a reason") -> None:
    rules.check_move(current, to, on=on, received_on=DAY, today=TODAY, why=why)


@given(st.sampled_from(Stage.values), st.sampled_from(Stage.values))
def test_a_person_moves_a_referral_only_as_the_table_says(current: str, to: str) -> None:
    if to in rules.MAY_FOLLOW[current]:
        move(current, to)
    else:
        with pytest.raises(Refused, match="cannot become"):
            move(current, to)


@pytest.mark.parametrize(
    ("current", "to"),
    [("received", "lost"), ("completed", "in care"), ("lost", "contacted"), ("scheduled", "contacted")],
)
def test_losing_and_reopening_need_a_reason(current: str, to: str) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        move(current, to, why=" ")


@pytest.mark.parametrize("on", [DAY - timedelta(1), TODAY + timedelta(1)])
def test_a_move_happens_between_the_referral_and_today(on: date) -> None:
    with pytest.raises(Refused, match="between the referral and today"):
        move("received", "contacted", on=on)


BOOKED = replace(CAME, scheduled_for=date(2026, 9, 8))
EVALUATED = replace(BOOKED, evaluated_on=date(2026, 9, 9))


@pytest.mark.parametrize(
    ("current", "before", "after", "stage"),
    [
        ("scheduled", BOOKED, EVALUATED, "evaluated"),
        ("evaluated", EVALUATED, BOOKED, "scheduled"),
        ("lost", BOOKED, EVALUATED, "lost"),
        ("in care", EVALUATED, replace(EVALUATED, evaluated_on=date(2026, 9, 10)), "in care"),
        ("contacted", CAME, EVALUATED, "evaluated"),
        ("lost", BOOKED, replace(EVALUATED, status="evaluated"), "evaluated"),
        ("in care", EVALUATED, replace(EVALUATED, status="lost"), "lost"),
    ],
    ids=[
        "dates explain the stage: it follows them",
        "also backwards",
        "lost by hand stays lost",
        "moved on by hand stays",
        "new dates go further",
        "a status of the list's own reopens",
        "a status of the list's own loses",
    ],
)
def test_a_correction_moves_the_stage(current: str, before: Received, after: Received, stage: str) -> None:
    assert rules.stage_after_correction(current, before, after) == stage
