"""Referrals in words."""

from __future__ import annotations

from datetime import date

import pytest

from wellsent.referrals import presenters, rules
from wellsent.referrals.models import Referral, Stage
from wellsent.referrals.promises import FINE, STUCK, State
from wellsent.referrals.queries import Card, Column


@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_has_a_word(stage: str) -> None:
    assert presenters.stage_words(stage)


def test_a_move_is_said_with_the_day_that_was_booked() -> None:
    booked = Referral(pk=7, stage="scheduled", scheduled_for=date(2026, 12, 4))
    assert presenters.moved(booked) == "R-7 is booked for 4 Dec 2026."
    assert presenters.moved(Referral(pk=7, stage="in care")) == "R-7 is in care."


def test_what_was_recorded_says_what_is_still_missing() -> None:
    assert presenters.recorded(Referral(pk=7, condition="knee")) == "R-7 is recorded. Still missing: patient and payer."
    whole = Referral(pk=7, condition="knee", payer="Medicare", patient_id=1)
    assert presenters.recorded(whole) == "R-7 is recorded."


@pytest.mark.parametrize("stage", Stage.values)
def test_the_buttons_of_a_stage_are_the_moves_its_table_allows(stage: str) -> None:
    assert {one.to for one in presenters.moves(stage)} == rules.MAY_FOLLOW[stage]


def test_the_card_of_a_received_referral_offers_to_book_the_evaluation() -> None:
    usual = presenters.moves("received")[0]
    assert (usual.words, usual.at_once) == ("Book the evaluation", False)


def test_a_booked_referral_is_offered_another_day() -> None:
    assert "Book another day" in [one.words for one in presenters.moves("scheduled")]


def test_only_counts_that_are_known_are_shown() -> None:
    assert presenters.visit_counts(Referral(visits_planned=12, visits_missed=0)) == (("Planned", 12), ("Missed", 0))


@pytest.mark.parametrize(
    ("tones", "total", "said"),
    [
        ("sf", 2, "2 open · 1 is stuck"),
        ("ssf", 30, "30 open · 2 are stuck"),
        ("ss", 2, "2 open · 2 are stuck"),
        ("ss", 30, "30 open · 2 or more are stuck"),
        ("ff", 1_200, "1,200 open · 0 are stuck"),
        ("--", 2, "2 open"),
        ("", 0, "0 open"),
    ],
)
def test_the_board_says_no_more_of_the_stuck_than_it_knows(tones: str, total: int, said: str) -> None:
    states = {"s": State("", STUCK, "", ""), "f": State("", FINE, "", ""), "-": None}
    cards = tuple(Card(1, "received", 1, date(2026, 11, 24), state=states[tone]) for tone in tones)
    assert presenters.standing([Column("received", cards, total), Column("contacted", (), 0)]) == said


@pytest.mark.parametrize(
    ("count", "begins"), [(0, ""), (1, "1 is open and"), (12, "12 are open and"), (100, "More than 99 are open and")]
)
def test_those_left_behind_are_counted_in_words_as_far_as_they_were_counted(count: int, begins: str) -> None:
    assert presenters.left_behind(count)[: len(begins) or None] == begins
