"""Whatever people and lists do to a referral, in any order: its history ends in its stage, and undoing undoes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.base.errors import DataError
from wellsent.referrals import actions
from wellsent.referrals.models import Referral
from wellsent.referrals.rules import LOST, WAY, Received
from wellsent.testing.factories import a_provider

DAY = date(2026, 9, 1)
days = st.dates(DAY - timedelta(5), DAY + timedelta(40))
corrections = st.fixed_dictionaries(
    {},
    optional={
        "payer": st.sampled_from(["", "Medicare", "Aetna"]),
        "received_on": days,
        "first_contact_on": st.none() | days,
        "scheduled_for": st.none() | days,
        "evaluated_on": st.none() | days,
        "discharged_on": st.none() | days,
        "visits_attended": st.none() | st.integers(0, 9),
        "status": st.none() | st.sampled_from((*WAY, LOST)),
        "lost_reason": st.sampled_from(["", "cost"]),
        "source_note": st.sampled_from(["", "mornings"]),
    },
)


class Story(RuleBasedStateMachine):
    """One referral, and what was stored before each correction."""

    by: Caller

    @initialize(status=st.none() | st.sampled_from((*WAY, LOST)))
    def begin(self, status: str | None) -> None:
        self.by = shell_caller()
        self.number = actions.receive(Received(a_provider().pk, DAY, status=status), by=self.by).pk
        self.undo: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def row(self) -> Referral:
        return Referral.objects.get(pk=self.number)

    def stored(self) -> dict[str, Any]:
        row = Referral.objects.filter(pk=self.number).values().get()
        return {**row, "history": list(self.row().transitions.values_list("pk", "stage", "on"))}

    @rule(to=st.sampled_from((*WAY, LOST)), after=st.integers(0, 30))
    def a_person_moves_it(self, to: str, after: int) -> None:
        row = self.row()
        try:
            actions.move(
                referral=self.number,
                to=to,
                seen=row.stage,
                on=DAY + timedelta(after),
                why="so",
                scheduled_for=DAY,
                by=self.by,
            )
        except DataError:
            return
        assert self.row().stage == to
        self.undo.clear()

    @rule(changes=corrections)
    def a_list_corrects_it(self, changes: dict[str, Any]) -> None:
        as_it_was = self.stored()
        try:
            before = actions.correct(referral=self.number, changes=changes, by=self.by)
        except DataError:
            assert self.stored() == as_it_was
            return
        if before is None:
            assert self.stored() == as_it_was
        else:
            self.undo.append((before, as_it_was))
            again = actions.correct(referral=self.number, changes=changes, by=self.by)
            assert again is None

    @rule()
    def the_last_correction_is_put_back(self) -> None:
        if self.undo:
            before, as_it_was = self.undo.pop()
            assert actions.put_back([(self.number, before)], by=self.by) == []
            assert self.stored() == as_it_was

    @invariant()
    def the_history_ends_in_the_stage(self) -> None:
        row = self.row()
        last = row.transitions.last()
        assert last is not None
        assert last.stage == row.stage

    @invariant()
    def only_the_lost_have_a_reason(self) -> None:
        row = self.row()
        assert row.stage == "lost" or not row.lost_reason


@pytest.mark.django_db
def test_a_history_always_ends_in_the_stage_and_what_is_put_back_is_exact() -> None:
    run(Story, settings=settings(max_examples=25, stateful_step_count=12))
