"""Receiving, moving, correcting and taking back: what is stored, what is refused, what is written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions as directory
from wellsent.referrals import actions
from wellsent.referrals.models import Referral, Transition
from wellsent.referrals.rules import Received
from wellsent.testing.factories import a_patient, a_provider, a_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

DAY = date(2026, 9, 1)


@pytest.fixture
def _today() -> Any:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def stored(referral: Referral) -> dict[str, Any]:
    """Everything stored of a referral, its history included."""
    row = Referral.objects.filter(pk=referral.pk).values().get()
    return {**row, "history": list(referral.transitions.values_list("stage", "on", "why"))}


def test_a_referral_is_received_with_its_history(front_desk: Caller, northside: Clinic) -> None:
    source, patient = a_provider(), a_patient()
    row = actions.receive(
        Received(
            source.pk,
            DAY,
            clinic=northside.pk,
            patient=patient.pk,
            payer="Medicare",
            condition="M25.561",
            evaluated_on=date(2026, 9, 8),
            visits_planned=12,
            visits_attended=0,
            source_note="Prefers mornings",
        ),
        by=front_desk,
    )
    assert (row.source, row.patient, row.clinic, row.stage) == (source, patient, northside, "evaluated")
    assert (row.source_note, row.visits_planned, row.visits_attended, row.edited_at) == (
        "Prefers mornings",
        12,
        0,
        None,
    )
    assert [(step.stage, step.on) for step in row.transitions.all()] == [
        ("received", DAY),
        ("evaluated", date(2026, 9, 8)),
    ]
    assert {step.by for step in row.transitions.all()} == {front_desk.user}


def test_receiving_is_audited_and_moves_the_facts_on(owner: Caller) -> None:
    before = facts.version("referrals")
    row = actions.receive(Received(a_provider().pk, DAY), by=owner)
    assert facts.version("referrals") != before
    assert AuditEvent.objects.get(verb="referrals.receive").references == [row.reference]


def test_a_list_is_received_all_or_nothing_with_one_event(owner: Caller) -> None:
    source = a_provider().pk
    good = [Received(source, DAY + timedelta(day)) for day in range(3)]
    numbers = actions.receive_many(good, by=owner)
    assert list(Referral.objects.filter(pk__in=numbers).order_by("pk").values_list("received_on", flat=True)) == [
        one.received_on for one in good
    ]
    with pytest.raises(DataError):
        actions.receive_many([*good, Received(source, date(2027, 1, 1))], by=owner)
    assert Referral.objects.count() == 3
    assert AuditEvent.objects.filter(verb="referrals.receive").count() == 1


def test_a_failing_audit_write_undoes_the_referral(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no audit today")

    monkeypatch.setattr("wellsent.accounts.audit.record", fail)
    with pytest.raises(RuntimeError):
        actions.receive(Received(a_provider().pk, DAY), by=owner)
    assert not Referral.objects.exists()


def test_a_source_that_is_not_there_is_named_as_the_fault(owner: Caller) -> None:
    with pytest.raises(DataError, match="source that is not there"):
        actions.receive(Received(999_999, DAY), by=owner)


def test_a_front_desk_receives_for_its_own_clinics_alone(front_desk: Caller, harbor: Clinic) -> None:
    for clinic in (harbor.pk, None):
        with pytest.raises(Refused, match="one of your clinics"):
            actions.receive(Received(a_provider().pk, DAY, clinic=clinic), by=front_desk)


def test_only_owner_and_front_desk_record(
    liaison: Caller, clinician: Caller, compliance: Caller, read_only: Caller
) -> None:
    row = a_referral()
    for caller in (liaison, clinician, compliance, read_only):
        with pytest.raises(Refused):
            actions.receive(Received(row.source_id, DAY), by=caller)
        with pytest.raises(Refused):
            actions.receive_many([Received(row.source_id, DAY)], by=caller)
        with pytest.raises(Refused):
            actions.move(referral=row.pk, to="contacted", seen="received", on=DAY, by=caller)
        with pytest.raises(Refused):
            actions.correct(referral=row.pk, changes={"payer": "x"}, by=caller)
        with pytest.raises(Refused):
            actions.remove_many([row.pk], by=caller)
        with pytest.raises(Refused):
            actions.put_back([], by=caller)


def test_a_referral_moves_along_its_way(front_desk: Caller, northside: Clinic) -> None:
    row = a_referral(clinic=northside, received_on=DAY)
    actions.move(referral=row.pk, to="contacted", seen="received", on=date(2026, 9, 2), by=front_desk)
    appointment = date(2026, 12, 1)
    actions.move(
        referral=row.pk, to="scheduled", seen="contacted", on=date(2026, 9, 3), scheduled_for=appointment, by=front_desk
    )
    actions.move(referral=row.pk, to="evaluated", seen="scheduled", on=date(2026, 9, 9), by=front_desk)
    actions.move(referral=row.pk, to="in care", seen="evaluated", on=date(2026, 9, 12), by=front_desk)
    actions.move(referral=row.pk, to="completed", seen="in care", on=date(2026, 10, 30), by=front_desk)
    row.refresh_from_db()
    assert (row.first_contact_on, row.scheduled_for) == (date(2026, 9, 2), appointment)
    assert (row.evaluated_on, row.discharged_on, row.stage) == (date(2026, 9, 9), date(2026, 10, 30), "completed")
    assert [step.stage for step in row.transitions.all()] == [
        *("received", "contacted", "scheduled", "evaluated", "in care", "completed")
    ]


def test_a_lost_referral_keeps_its_reason_until_it_is_reopened(owner: Caller) -> None:
    row = a_referral()
    actions.move(referral=row.pk, to="lost", seen="received", on=DAY, why="went elsewhere", by=owner)
    row.refresh_from_db()
    assert (row.stage, row.lost_reason) == ("lost", "went elsewhere")
    actions.move(referral=row.pk, to="received", seen="lost", on=DAY, why="called again", by=owner)
    row.refresh_from_db()
    assert (row.stage, row.lost_reason) == ("received", "")
    assert [step.why for step in row.transitions.all()] == ["", "went elsewhere", "called again"]


def test_a_referral_somebody_else_moved_meanwhile_is_not_moved(owner: Caller) -> None:
    row = a_referral()
    actions.move(referral=row.pk, to="contacted", seen="received", on=DAY, by=owner)
    with pytest.raises(Refused, match="is contacted by now"):
        actions.move(referral=row.pk, to="lost", seen="received", on=DAY, why="cost", by=owner)


def test_scheduling_needs_the_day(owner: Caller) -> None:
    with pytest.raises(Refused, match="day of the appointment"):
        actions.move(referral=a_referral().pk, to="scheduled", seen="received", on=DAY, by=owner)


def test_another_clinics_referral_is_not_there(outsider: Caller, northside: Clinic) -> None:
    row = a_referral(clinic=northside)
    with pytest.raises(DataError, match="no such referral"):
        actions.move(referral=row.pk, to="contacted", seen="received", on=DAY, by=outsider)
    with pytest.raises(DataError, match="no such referral"):
        actions.correct(referral=row.pk, changes={"payer": "x"}, by=outsider)


def test_a_correction_writes_what_differs_and_says_what_was_there(owner: Caller) -> None:
    row = a_referral(payer="Medicare", condition="knee", visits_planned=0)
    before = actions.correct(referral=row.pk, changes={"payer": "Aetna", "condition": "knee"}, by=owner)
    assert before is not None
    assert before["payer"] == "Medicare"
    assert "condition" not in before
    row.refresh_from_db()
    assert (row.payer, row.visits_planned, row.edited_at) == ("Aetna", 0, clock.now())
    assert actions.correct(referral=row.pk, changes={"payer": "Aetna"}, by=owner) is None


def test_a_corrected_date_moves_the_stage_and_its_history(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    actions.correct(referral=row.pk, changes={"evaluated_on": date(2026, 9, 9)}, by=owner)
    row.refresh_from_db()
    assert row.stage == "evaluated"
    last = row.transitions.last()
    assert last is not None
    assert (last.stage, last.on, last.why) == ("evaluated", date(2026, 9, 9), "corrected")


def test_a_correction_that_contradicts_changes_nothing(owner: Caller) -> None:
    row = a_referral(received_on=DAY)
    as_it_was = stored(row)
    with pytest.raises(DataError, match="evaluation lies before"):
        actions.correct(referral=row.pk, changes={"evaluated_on": DAY - timedelta(1), "payer": "x"}, by=owner)
    assert stored(row) == as_it_was


def test_a_source_named_by_its_survivor_is_no_correction(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider()
    row = a_referral(merged)
    directory.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    assert actions.correct(referral=row.pk, changes={"source": kept.pk}, by=owner) is None
    other = a_provider()
    assert actions.correct(referral=row.pk, changes={"source": other.pk}, by=owner) is not None
    row.refresh_from_db()
    assert row.source == other


def test_what_a_correction_replaced_is_put_back_exactly(owner: Caller) -> None:
    row = a_referral(received_on=DAY, payer="Medicare", source_note="quiet room")
    as_it_was = stored(row)
    changes = {"payer": "", "evaluated_on": date(2026, 9, 9), "source_note": "", "patient": a_patient().pk}
    before = actions.correct(referral=row.pk, changes=changes, by=owner)
    assert before is not None
    assert actions.put_back([(row.pk, before), (row.pk, None)], by=owner) == []
    assert stored(row) == as_it_was


def test_a_referral_edited_since_is_neither_put_back_nor_removed(owner: Caller) -> None:
    row = a_referral()
    before = actions.correct(referral=row.pk, changes={"payer": "Aetna"}, by=owner)
    assert before is not None
    with time_machine.travel("2026-11-25 09:00", tick=False):
        actions.correct(referral=row.pk, changes={"payer": "Cigna"}, by=owner)
        assert actions.put_back([(row.pk, before)], by=owner) == [row.pk]
        assert actions.remove_many([row.pk], by=owner) == [row.pk]
    row.refresh_from_db()
    assert row.payer == "Cigna"


def test_an_imports_referrals_are_taken_out_with_their_history(owner: Caller) -> None:
    numbers = actions.receive_many([Received(a_provider().pk, DAY)] * 3, by=owner)
    stays = a_referral()
    assert actions.remove_many(numbers, by=owner) == []
    assert list(Referral.objects.all()) == [stays]
    assert set(Transition.objects.values_list("referral", flat=True)) == {stays.pk}
    assert AuditEvent.objects.get(verb="referrals.remove").references == [f"R-{number}" for number in numbers]
    assert actions.remove_many(numbers, by=owner) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"stage": "somewhere"},
        {"evaluated_on": DAY - timedelta(1)},
        {"discharged_on": DAY - timedelta(1)},
        {"evaluated_on": DAY + timedelta(5), "discharged_on": DAY + timedelta(4)},
        {"lost_reason": "cost"},
        {"received_on": date(1989, 12, 31)},
        {"visits_planned": -1},
        {"source_id": 999_999},
        {"patient_id": 999_999},
    ],
    ids=", ".join,
)
def test_the_database_itself_refuses(columns: dict[str, Any]) -> None:
    row = a_referral(received_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        _update_and_check_references(row.pk, columns)


def test_the_database_refuses_a_transition_to_nowhere() -> None:
    row = a_referral()
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.create(referral=row, stage="nowhere", on=DAY, recorded_at=clock.now())


def _update_and_check_references(number: int, columns: dict[str, Any]) -> None:
    """References are checked when a transaction ends; a test never ends its own."""
    Referral.objects.filter(pk=number).update(**columns)
    connection.check_constraints()
