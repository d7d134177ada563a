"""Which contacts are real, and when the next is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.outreach import rules
from wellsent.outreach.models import Outcome, TouchKind

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("kind", "outcome", "real"),
    [
        ("visit", "met", True),
        ("visit", "nobody", False),
        ("visit", "left", False),
        ("call", "met", True),
        ("call", "left", False),
        ("call", "refused", True),
        ("email", "sent", False),
        ("email", "met", True),
        ("letter", "sent", False),
        ("letter", "met", False),
        ("lunch", "met", True),
        ("event", "met", True),
        ("thank-you", "sent", False),
        ("thank-you", "met", True),
    ],
)
def test_a_contact_is_real_when_it_reached_a_person(kind: str, outcome: str, real: bool) -> None:
    assert rules.is_real_contact(kind, outcome) is real


@given(st.sampled_from(TouchKind.values), st.sampled_from(Outcome.values))
def test_nothing_left_sent_or_met_by_nobody_is_real(kind: str, outcome: str) -> None:
    assert not rules.is_real_contact(kind, outcome) or outcome in {"met", "refused"}


@pytest.mark.parametrize(("tier", "ideal", "maximum"), [("A", 30, 45), ("B", 45, 75), ("C", 90, 150), ("", 30, 45)])
def test_each_tier_has_its_cadence_and_an_unknown_one_is_monthly(tier: str, ideal: int, maximum: int) -> None:
    assert rules.interval(tier) == rules.Interval(ideal, maximum)


@pytest.mark.parametrize(
    ("days", "state"), [(0, "not due"), (29, "not due"), (30, "due"), (45, "due"), (46, "overdue")]
)
def test_a_contact_is_due_from_the_ideal_day_and_overdue_after_the_last(days: int, state: str) -> None:
    due = rules.due(last_real_contact=DAY, tier="A", as_of=DAY + timedelta(days), known_since=date(2020, 1, 1))
    assert (due.state, due.days_since) == (state, days)


def test_the_reason_states_its_numbers() -> None:
    due = rules.due(last_real_contact=DAY, tier="B", as_of=DAY + timedelta(71), known_since=DAY)
    assert due.reason == "Last real contact 71 days ago; ideal every 45 days, at most 75."
    day = rules.due(last_real_contact=DAY, tier="B", as_of=DAY + timedelta(1), known_since=DAY)
    assert day.reason.startswith("Last real contact 1 day ago;")


def test_before_any_contact_the_cadence_runs_from_when_the_source_was_known() -> None:
    due = rules.due(last_real_contact=None, tier="A", as_of=DAY + timedelta(30), known_since=DAY)
    assert (due.state, due.days_since) == ("due", None)
    assert due.reason.startswith("No real contact yet;")


@given(st.dates(DAY, DAY + timedelta(400)), st.dates(DAY, DAY + timedelta(400)), st.sampled_from(["A", "B", "C", ""]))
def test_a_later_contact_never_makes_the_next_one_more_urgent(one: date, other: date, tier: str) -> None:
    order = ["not due", "due", "overdue"]
    as_of = DAY + timedelta(400)
    early, late = (
        rules.due(last_real_contact=day, tier=tier, as_of=as_of, known_since=DAY) for day in sorted((one, other))
    )
    assert order.index(late.state) <= order.index(early.state)
    assert late.ideal_on <= late.latest_on
