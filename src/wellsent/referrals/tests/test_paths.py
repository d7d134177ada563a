"""Every path through the pipeline keeps its history, whoever does what to which referral in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.base.errors import DataError
from wellsent.base.many import Done
from wellsent.referrals import actions
from wellsent.referrals.models import Attempt, Hold, Referral, Transition, Visit
from wellsent.referrals.rules import LOST, WAY, Received
from wellsent.referrals.tests.test_story import corrections
from wellsent.testing.factories import a_provider

DAY = date(2026, 9, 1)
which = st.integers(0, 3)
after = st.integers(0, 60)
stages = st.sampled_from((*WAY, LOST))


class Paths(RuleBasedStateMachine):
    """Four referrals, of which the second shares the first one's episode of care."""

    by: Caller

    @initialize()
    def begin(self) -> None:
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.by = shell_caller()
        first = self.record()
        self.numbers = [first, self.record(shares=first), self.record(), self.record()]
        self.seen: dict[int, list[tuple[Any, ...]]] = {}
        self.attempts = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.all_of_it.__exit__(None, None, None)

    def record(self, **told: Any) -> int:
        received = Received(a_provider().pk, DAY)
        return actions.record(received=received, once=uuid4(), another=True, by=self.by, **told).pk

    def stored(self) -> list[Any]:
        """Everything there is, but for what is only ever added to: history and attempts."""
        rows = [{**row, "edited_at": None} for row in Referral.objects.order_by("pk").values()]
        return [rows, *(list(model._default_manager.order_by("pk").values()) for model in (Hold, Visit))]

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Whether it was allowed; what is refused changes nothing."""
        before, steps = self.stored(), Transition.objects.count()
        try:
            with transaction.atomic():
                act()
        except DataError:
            assert (self.stored(), Transition.objects.count()) == (before, steps)
            return False
        return True

    def row(self, one: int) -> Referral:
        return Referral.objects.get(pk=self.numbers[one])

    @rule(one=which, to=stages, days=after, taken_back=st.booleans())
    def a_person_moves_it(self, one: int, to: str, days: int, taken_back: bool) -> None:
        before, row, on = self.stored(), self.row(one), DAY + timedelta(days)
        move: dict[str, Any] = {"to": to, "seen": row.stage, "on": on, "why": "so", "scheduled_for": on}
        if self.attempt(lambda: actions.move(referral=row.pk, by=self.by, **move)) and taken_back:
            actions.take_back_moves(steps=[row.transitions.latest("id").pk], by=self.by)
            assert self.stored() == before

    @rule(some=st.sets(which, min_size=2), to=stages, days=after, taken_back=st.booleans())
    def a_person_moves_many(self, some: set[int], to: str, days: int, taken_back: bool) -> None:
        before, numbers = self.stored(), [self.numbers[one] for one in sorted(some)]
        made: list[Done] = []
        move: dict[str, Any] = {"referrals": numbers, "to": to, "on": DAY + timedelta(days), "why": "so", "by": self.by}
        self.attempt(lambda: made.append(actions.move_many(**move)))
        if made and made[0].kept and taken_back:
            actions.take_back_moves(steps=made[0].kept, by=self.by)
            assert self.stored() == before

    @rule(one=which, outcome=st.sampled_from(["reached", "no answer"]), taken_back=st.booleans())
    def a_person_calls(self, one: int, outcome: str, taken_back: bool) -> None:
        before = self.stored()
        made: list[Attempt] = []
        log: dict[str, Any] = {"referral": self.numbers[one], "outcome": outcome, "once": uuid4(), "by": self.by}
        if self.attempt(lambda: made.append(actions.log_attempt(**log))):
            self.attempts += 1
            if taken_back:
                actions.take_back_attempt(attempt=made[0].pk, by=self.by)
                assert self.stored() == before

    @rule(one=which, waits_for=st.sampled_from(["payer", "patient"]))
    def it_waits(self, one: int, waits_for: str) -> None:
        self.attempt(lambda: actions.hold(referral=self.numbers[one], waits_for=waits_for, by=self.by))

    @rule(one=which, other=which, taken_apart=st.booleans())
    def one_came_twice(self, one: int, other: int, taken_apart: bool) -> None:
        before = self.stored()
        pair: dict[str, Any] = {"duplicate": self.numbers[one], "into": self.numbers[other]}
        if self.attempt(lambda: actions.join(by=self.by, **pair)) and taken_apart:
            actions.take_apart(referral=pair["duplicate"], by=self.by)
            assert self.stored() == before

    @rule(one=which)
    def it_is_one_of_its_own_after_all(self, one: int) -> None:
        self.attempt(lambda: actions.take_apart(referral=self.numbers[one], by=self.by))

    @rule(one=which, days=after, outcome=st.sampled_from(["attended", "missed", "planned", None]))
    def a_visit_is_entered_or_corrected(self, one: int, days: int, outcome: str | None) -> None:
        visit: dict[str, Any] = {
            "referral": self.numbers[one],
            "on": DAY + timedelta(days),
            "outcome": outcome,
            "by": self.by,
        }
        self.attempt(lambda: actions.record_visit(**visit))

    @rule(one=which, changes=corrections)
    def a_list_corrects_it(self, one: int, changes: dict[str, Any]) -> None:
        self.attempt(lambda: actions.correct(referral=self.numbers[one], changes=changes, by=self.by))

    @invariant()
    def history_is_only_added_to_and_its_days_are_in_order(self) -> None:
        for number in self.numbers:
            steps = list(
                Transition.objects.filter(referral=number).order_by("pk").values_list("pk", "stage", "on", "why")
            )
            assert steps[: len(self.seen.get(number, ()))] == self.seen.get(number, [])
            days = [on for _, _, on, _ in steps]
            assert days == sorted(days)
            self.seen[number] = steps

    @invariant()
    def history_ends_in_the_stage_and_the_joined_are_the_duplicates(self) -> None:
        for one in range(len(self.numbers)):
            row = self.row(one)
            assert row.transitions.latest("id").stage == row.stage
            assert (row.stage == "joined") == (row.duplicate_of_id is not None)
            assert row.stage == "lost" or not row.lost_reason

    @invariant()
    def no_attempt_is_lost_and_each_is_of_one_that_counts(self) -> None:
        assert Attempt.objects.exclude(referral__stage="joined").count() == self.attempts

    @invariant()
    def counts_agree_with_the_dated_visits(self) -> None:
        for row in Referral.objects.exclude(stage="joined"):
            assert (row.visits_attended or 0) >= row.visits.filter(outcome="attended").count()


@pytest.mark.django_db
@pytest.mark.usefixtures("organisation")
def test_every_path_through_the_pipeline_keeps_its_history() -> None:
    with time_machine.travel("2026-11-24 15:00"):
        run(Paths, settings=settings(max_examples=30, stateful_step_count=16))
