"""Who sees which referrals, and how much of each; through merges, as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base import clock
from wellsent.base.errors import Refused
from wellsent.directory import actions as directory
from wellsent.patients import actions as patients
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import queries
from wellsent.testing.factories import a_patient, a_provider, a_referral

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)
AS_OF = date(2026, 11, 24)
ROSA = PatientDetails("Rosa Quill", date(1980, 2, 3))


def test_a_clinic_sees_its_own_referrals_alone(front_desk: Caller, outsider: Caller, northside: Clinic) -> None:
    row = a_referral(clinic=northside)
    nobodys = a_referral(clinic=None)
    assert list(queries.visible(front_desk)) == [row]
    assert list(queries.visible(outsider)) == []
    assert sum(column.total for column in queries.board(outsider, now=clock.now())) == 0
    assert queries.for_source(outsider, row.source_id) == []
    assert list(queries.transitions(outsider, row.pk)) == []
    assert queries.for_source(front_desk, nobodys.source_id) == []


def test_the_liaison_sees_reference_and_stage_but_no_more(liaison: Caller) -> None:
    row = a_referral(payer="Medicare", condition="M25.561", evaluated_on=DAY)
    (line,) = queries.for_source(liaison, row.source_id)
    assert (line.reference, line.stage, line.received_on) == (row.reference, "evaluated", DAY)
    assert {line.payer, line.condition, line.clinic, line.evaluated_on, line.visits_planned} == {None}
    with pytest.raises(Refused):
        queries.visible(liaison)


def test_read_only_people_see_days_but_no_referral(read_only: Caller) -> None:
    row = a_referral(received_on=DAY)
    assert queries.days_received(read_only, row.source_id) == [DAY]
    assert queries.days_received(read_only, row.source_id, until=DAY - timedelta(1)) == []
    for ask in (
        lambda: queries.for_source(read_only, row.source_id),
        lambda: queries.board(read_only, now=clock.now()),
    ):
        with pytest.raises(Refused):
            ask()


def test_whoever_chooses_gifts_sees_no_volume_of_a_source(owner: Caller) -> None:
    chooser, row = replace(owner, chooses_gifts=True), a_referral()
    for ask in (
        lambda: queries.for_source(chooser, row.source_id),
        lambda: queries.days_received(chooser, row.source_id),
    ):
        with pytest.raises(Refused):
            ask()


def test_the_compliance_officer_says_why_and_it_is_written_down(compliance: Caller) -> None:
    row = a_referral(payer="Medicare")
    with pytest.raises(Refused, match="needs a reason"):
        queries.visible(compliance)
    assert queries.lines(compliance, queries.own(compliance))[0].payer is None
    assert not AuditEvent.objects.filter(verb="referrals.read").exists()
    assert list(queries.visible(compliance, why="audit of October")) == [row]
    assert queries.lines(compliance, queries.own(compliance), why="audit of October")[0].payer == "Medicare"
    assert set(AuditEvent.objects.filter(verb="referrals.read").values_list("reason", flat=True)) == {
        "audit of October"
    }


def test_patients_are_shown_for_own_referrals_alone_with_one_event(
    front_desk: Caller, northside: Clinic, harbor: Clinic
) -> None:
    patient = Patient.objects.get(pk=patients.remember(ROSA, by=front_desk))
    mine = a_referral(clinic=northside, patient=patient)
    theirs = a_referral(clinic=harbor, patient=patient)
    unnamed = a_referral(clinic=northside)
    shown = queries.patient_details(front_desk, [mine.pk, theirs.pk, unnamed.pk], why="board")
    assert shown == {mine.pk: ROSA}
    assert AuditEvent.objects.get(verb="patients.read").references == [str(patient)]


def test_nobody_without_the_right_is_shown_a_patient(liaison: Caller) -> None:
    row = a_referral(patient=a_patient())
    with pytest.raises(Refused):
        queries.patient_details(liaison, [row.pk], why="board")


def test_those_who_wait_come_longest_first(owner: Caller) -> None:
    a_referral(received_on=DAY, evaluated_on=DAY)
    a_referral(received_on=DAY, stage="lost")
    a_referral(received_on=AS_OF + timedelta(1))
    missed = a_referral(received_on=DAY + timedelta(1), scheduled_for=AS_OF - timedelta(1))
    booked = a_referral(received_on=DAY + timedelta(2), scheduled_for=AS_OF)
    unbooked = a_referral(received_on=DAY)
    waiting = queries.open_referrals(owner, as_of=AS_OF)
    assert [one.source for one in waiting] == [unbooked.source_id, missed.source_id, booked.source_id]
    assert [one.scheduled_for for one in waiting] == [None, AS_OF - timedelta(1), AS_OF]


def test_a_merged_source_shows_under_its_survivor_everywhere(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider()
    row = a_referral(merged, received_on=DAY)
    directory.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    assert [line.source for line in queries.for_source(owner, kept.pk)] == [kept.pk]
    assert queries.days_received(owner, kept.pk) == [DAY]
    assert [one.source for one in queries.open_referrals(owner, as_of=AS_OF)] == [kept.pk]
    assert queries.numbers_by_key(owner, sources=[kept.pk]) == {(kept.pk, None, DAY): [row.pk]}


def test_the_other_referrals_of_a_patient_are_found_with_one_of_them(owner: Caller) -> None:
    patient = a_patient()
    row, before = a_referral(patient=patient, received_on=DAY), a_referral(patient=patient, received_on=DAY)
    a_referral(received_on=DAY)
    assert queries.of_same_patient(owner, row, since=DAY) == [before]
    assert queries.of_same_patient(owner, row, since=DAY + timedelta(1)) == []


def test_a_history_is_read_oldest_first(owner: Caller) -> None:
    row = a_referral(first_contact_on=DAY, evaluated_on=DAY)
    assert [step.stage for step in queries.transitions(owner, row.pk)] == ["received", "contacted", "evaluated"]
