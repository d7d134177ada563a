"""One referral that came twice is joined to itself; taken apart, both are as before, but for what was edited since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.base.errors import DataError, Refused
from wellsent.referrals import actions, queries
from wellsent.referrals.arrays import arrays
from wellsent.referrals.models import Referral
from wellsent.testing.factories import a_patient, a_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]

DAY = date(2026, 11, 16)
TODAY = date(2026, 11, 24)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def stored(row: Referral) -> dict[str, Any]:
    """Everything of a referral, and what hangs on it, but when it was last worked on."""
    return {
        **Referral.objects.filter(pk=row.pk).values().get(),
        "edited_at": None,
        "attempts": list(row.attempts.values_list("pk", flat=True)),
        "waits": list(row.holds.values_list("pk", "ended_at")),
        "visits": list(row.visits.values_list("pk", "on", "outcome")),
    }


def test_a_joined_referral_counts_nowhere_but_is_still_found(owner: Caller) -> None:
    gone, stays = a_referral(received_on=DAY), a_referral(received_on=DAY)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    gone.refresh_from_db()
    assert (gone.stage, gone.duplicate_of, list(queries.own(owner))) == ("joined", stays, [stays])
    assert list(arrays(owner).number) == [stays.pk]
    assert queries.reachable(owner, gone.pk) == gone


def test_what_the_one_that_stays_lacks_is_taken_over_and_what_it_says_stays(owner: Caller) -> None:
    patient = a_patient()
    gone = a_referral(
        received_on=DAY, payer="Aetna", condition="knee", first_contact_on=DAY, patient=patient, visits_planned=12
    )
    stays = a_referral(received_on=DAY, payer="Cigna", scheduled_for=TODAY)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    stays.refresh_from_db()
    assert (stays.payer, stays.condition, stays.patient, stays.visits_planned) == ("Cigna", "knee", patient, 12)
    assert stays.first_contact_on == DAY


def test_attempts_waits_and_visits_go_with_it_and_come_back(owner: Caller) -> None:
    gone, stays = (a_referral(received_on=DAY, evaluated_on=DAY) for _ in range(2))
    actions.log_attempt(referral=gone.pk, outcome="no answer", once=uuid4(), by=owner)
    for row, waits_for in ((gone, "payer"), (gone, "office"), (stays, "payer")):
        actions.hold(referral=row.pk, waits_for=waits_for, by=owner)
    for row, day in ((gone, 1), (gone, 2), (stays, 2)):
        actions.record_visit(referral=row.pk, on=DAY + timedelta(day), outcome="missed", by=owner)
    before = stored(gone), stored(stays)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    stays.refresh_from_db()
    assert stays.attempts.count() == 1
    assert sorted(stays.holds.values_list("waits_for", flat=True)) == ["office", "payer"]
    assert (stays.visits.count(), stays.visits_missed, stays.missed_in_a_row) == (2, 2, 2)
    actions.take_apart(referral=gone.pk, by=owner)
    assert (stored(gone), stored(stays)) == before


def test_taken_apart_both_are_as_before(owner: Caller) -> None:
    gone = a_referral(received_on=DAY, payer="Aetna", stage="lost", lost_reason="cost", visits_attended=3)
    stays = a_referral(received_on=DAY, next_physician_visit_on=None)
    before = stored(gone), stored(stays)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    actions.take_apart(referral=gone.pk, by=owner)
    assert (stored(gone), stored(stays)) == before
    assert [step.stage for step in gone.transitions.all()][-2:] == ["joined", "lost"]


def test_what_was_edited_since_the_join_stays(owner: Caller) -> None:
    gone, stays = a_referral(received_on=DAY, payer="Aetna", condition="knee"), a_referral(received_on=DAY)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    actions.correct(referral=stays.pk, changes={"payer": "Cigna"}, by=owner)
    made = actions.log_attempt(referral=stays.pk, outcome="no answer", once=uuid4(), by=owner)
    actions.take_apart(referral=gone.pk, by=owner)
    stays.refresh_from_db()
    assert (stays.payer, stays.condition) == ("Cigna", "")
    assert list(stays.attempts.all()) == [made]


def test_counts_edited_since_the_join_follow_the_visits_that_go(owner: Caller) -> None:
    gone, stays = (a_referral(received_on=DAY, evaluated_on=DAY) for _ in range(2))
    for day in (1, 2):
        actions.record_visit(referral=gone.pk, on=DAY + timedelta(day), outcome="cancelled", by=owner)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    actions.record_visit(referral=stays.pk, on=DAY + timedelta(3), outcome="cancelled", by=owner)
    actions.take_apart(referral=gone.pk, by=owner)
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.visits_cancelled, stays.visits_cancelled) == (2, 1)


def test_a_list_that_corrects_a_joined_row_corrects_the_one_it_was_joined_to(owner: Caller) -> None:
    gone, stays = a_referral(received_on=DAY), a_referral(received_on=DAY)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    joined = stored(gone)
    before = actions.correct(referral=gone.pk, changes={"evaluated_on": TODAY}, by=owner)
    stays.refresh_from_db()
    assert (stays.stage, stays.evaluated_on, stored(gone)) == ("evaluated", TODAY, joined)
    assert actions.put_back([(gone.pk, before)], by=owner) == []
    stays.refresh_from_db()
    assert (stays.stage, stays.evaluated_on) == ("received", None)


@pytest.mark.parametrize(
    ("gone", "stays", "allowed"),
    [
        ("received", "evaluated", True),
        ("contacted", "contacted", True),
        ("lost", "received", True),
        ("lost", "lost", True),
        ("evaluated", "received", False),
        ("received", "lost", False),
    ],
)
def test_no_step_on_the_way_is_lost_by_a_join(owner: Caller, gone: str, stays: str, allowed: bool) -> None:
    one, other = (a_referral(received_on=DAY, stage=stage) for stage in (gone, stays))
    if allowed:
        assert actions.join(duplicate=one.pk, into=other.pk, by=owner) == other
    else:
        with pytest.raises(Refused, match="further than") as refused:
            actions.join(duplicate=one.pk, into=other.pk, by=owner)
        assert refused.value.remedy == f"Join {other.reference} to {one.reference} instead."


def test_nothing_is_joined_to_itself_twice_or_while_others_lean_on_it(owner: Caller) -> None:
    one, other, third = (a_referral(received_on=DAY) for _ in range(3))
    with pytest.raises(Refused, match="to itself"):
        actions.join(duplicate=one.pk, into=one.pk, by=owner)
    actions.join(duplicate=one.pk, into=other.pk, by=owner)
    for duplicate, into in ((one, third), (third, one)):
        with pytest.raises(Refused, match="joined to another already"):
            actions.join(duplicate=duplicate.pk, into=into.pk, by=owner)
    with pytest.raises(Refused, match="leans on"):
        actions.join(duplicate=other.pk, into=third.pk, by=owner)


def test_a_joined_referral_is_not_worked_on(owner: Caller) -> None:
    gone, stays = a_referral(received_on=DAY), a_referral(received_on=DAY)
    actions.move(referral=gone.pk, to="contacted", seen="received", on=TODAY, by=owner)
    moved = gone.transitions.latest("id").pk
    actions.move(referral=stays.pk, to="evaluated", seen="received", on=TODAY, by=owner)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    joined = gone.transitions.latest("id").pk
    for act in (
        lambda: actions.move(referral=gone.pk, to="evaluated", seen="joined", on=TODAY, by=owner),
        lambda: actions.log_attempt(referral=gone.pk, outcome="reached", once=uuid4(), by=owner),
        lambda: actions.hold(referral=gone.pk, waits_for="payer", by=owner),
        lambda: actions.record_visit(referral=gone.pk, on=TODAY, outcome="attended", by=owner),
        lambda: actions.take_back_moves(steps=[moved], by=owner),
        lambda: actions.take_back_moves(steps=[joined], by=owner),
    ):
        with pytest.raises(Refused, match="is joined to another referral"):
            act()
    with pytest.raises(Refused, match="not joined"):
        actions.take_apart(referral=stays.pk, by=owner)


def test_a_form_that_was_stored_and_then_joined_is_answered_with_its_own_row(owner: Caller) -> None:
    gone, stays, once = a_referral(received_on=DAY), a_referral(received_on=DAY), uuid4()
    made = actions.log_attempt(referral=gone.pk, outcome="no answer", once=once, by=owner)
    actions.join(duplicate=gone.pk, into=stays.pk, by=owner)
    assert actions.log_attempt(referral=gone.pk, outcome="no answer", once=once, by=owner) == made
    assert actions.take_back_attempt(attempt=made.pk, by=owner).referral == stays


def test_people_of_another_clinic_and_other_roles_join_nothing(
    front_desk: Caller,
    outsider: Caller,
    liaison: Caller,
    clinician: Caller,
    compliance: Caller,
    read_only: Caller,
    northside: Clinic,
) -> None:
    one, other, third = (a_referral(clinic=northside, received_on=DAY) for _ in range(3))
    actions.join(duplicate=one.pk, into=other.pk, by=front_desk)
    for caller in (outsider, liaison, clinician, compliance, read_only):
        with pytest.raises(DataError):
            actions.join(duplicate=third.pk, into=other.pk, by=caller)
        with pytest.raises(DataError):
            actions.take_apart(referral=one.pk, by=caller)
