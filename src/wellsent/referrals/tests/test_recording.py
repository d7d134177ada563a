"""Recording a referral by hand while somebody talks: what is shown, what is stored, and what is never stored twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions as directory
from wellsent.directory import names
from wellsent.directory.models import Provider
from wellsent.directory.rules import ProviderFacts
from wellsent.patients.models import Patient
from wellsent.patients.rules import NOBODY, PatientDetails
from wellsent.referrals import actions, queries
from wellsent.referrals.actions import LikelyDuplicate
from wellsent.referrals.models import Referral
from wellsent.referrals.rules import Received
from wellsent.testing.factories import a_provider, an_npi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]

TODAY = date(2026, 11, 24)
BORN = date(1980, 2, 3)
ROSA = PatientDetails("Rosa Quill", BORN)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def record(by: Caller, source: Provider | None = None, patient: PatientDetails = NOBODY, **facts: Any) -> Referral:
    told = {name: facts.pop(name) for name in ("another", "shares", "new_source", "once") if name in facts}
    told.setdefault("once", uuid4())
    facts.setdefault("received_on", TODAY)
    return actions.record(received=Received((source or a_provider()).pk, **facts), patient=patient, by=by, **told)


def test_a_source_is_enough_and_what_is_missing_is_said(front_desk: Caller, northside: Clinic) -> None:
    row = record(front_desk, clinic=northside.pk)
    (card,) = queries.states(front_desk, queries.own(front_desk), now=clock.now())
    assert (row.stage, row.received_at) == ("received", clock.now())
    assert card.missing == ("patient", "diagnosis", "payer")


def test_one_that_came_another_day_has_no_moment(owner: Caller) -> None:
    assert record(owner, received_on=TODAY - timedelta(1)).received_at is None


def test_a_moment_goes_when_the_day_is_corrected_and_comes_back_with_it(owner: Caller) -> None:
    row = record(owner)
    before = actions.correct(referral=row.pk, changes={"received_on": TODAY - timedelta(3)}, by=owner)
    assert Referral.objects.get().received_at is None
    actions.put_back([(row.pk, before)], by=owner)
    assert Referral.objects.get().received_at == clock.now()


def test_a_new_source_is_added_with_it_and_a_refusal_adds_none(owner: Caller) -> None:
    row = record(owner, new_source=ProviderFacts(names.parse("Ada Okafor, MD"), npi=(npi := an_npi())))
    assert row.source.npi == npi
    sources = Provider.objects.count()
    with pytest.raises(Refused, match="NPI belongs to"):
        record(owner, a_provider(), new_source=ProviderFacts(names.parse("A. Okafor"), npi=npi))
    assert Provider.objects.count() == sources + 1  # the one this test made itself


def test_the_same_form_sent_twice_is_stored_once(owner: Caller) -> None:
    source, once = a_provider(), uuid4()
    first = record(owner, source, ROSA, once=once)
    assert record(owner, source, ROSA, once=once) == first
    assert (Referral.objects.count(), Patient.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="referrals.receive").count() == 1


def test_a_form_sent_again_after_its_row_was_moved_and_joined_gives_that_row(owner: Caller) -> None:
    source, once = a_provider(), uuid4()
    first = record(owner, source, once=once)
    other = record(owner, source, another=True)
    actions.join(duplicate=first.pk, into=other.pk, by=owner)
    assert record(owner, source, once=once) == first


def test_a_failure_at_the_last_moment_stores_nothing_and_the_same_form_is_stored_then(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost before the answer: whoever typed it sends it again."""
    source, once = a_provider(), uuid4()
    with monkeypatch.context() as broken:
        broken.setattr(Referral, "save", _lost)
        with pytest.raises(ConnectionError):
            record(owner, source, ROSA, once=once)
    assert not Referral.objects.exists()
    assert not Patient.objects.exists()
    assert record(owner, source, ROSA, once=once).once == once


def _lost(*args: Any, **kwargs: Any) -> None:
    raise ConnectionError


def test_a_source_merged_while_its_referral_is_typed_counts_for_its_survivor(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider()
    directory.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    row = record(owner, merged, ROSA)
    assert [line.number for line in queries.for_source(owner, kept.pk)] == [row.pk]
    with pytest.raises(LikelyDuplicate):
        record(owner, kept, ROSA)


def test_a_source_taken_out_while_its_referral_is_typed_is_named_as_the_fault(owner: Caller) -> None:
    source = a_provider()
    number = source.pk
    directory.remove_unused([number], by=owner)
    with pytest.raises(DataError, match="source that is not there"):
        actions.record(received=Received(number, TODAY), once=uuid4(), by=owner)


@pytest.mark.parametrize(
    "again",
    [
        ROSA,
        PatientDetails("Quill, Rosa", BORN),
        PatientDetails("Rosa Quill"),
        PatientDetails("Rosa Quill", date(1980, 3, 2)),
        PatientDetails("Rosa Quil", date(1980, 2, 8)),
    ],
    ids=["the same", "turned round", "no birth date", "day and month swapped", "two slips"],
)
def test_a_patient_who_may_be_the_same_is_shown_before_saving(owner: Caller, again: PatientDetails) -> None:
    source = a_provider()
    row = record(owner, source, ROSA)
    with pytest.raises(LikelyDuplicate) as found:
        record(owner, source, again)
    assert found.value.referrals == (row.pk,)
    assert Referral.objects.count() == 1
    assert "Quill" not in str(found.value)


def test_another_patient_of_the_same_source_and_day_is_no_duplicate(owner: Caller) -> None:
    source = a_provider()
    record(owner, source, ROSA, condition="knee")
    record(owner, source, PatientDetails("Lily Fern", BORN), condition="knee")
    record(owner, source, PatientDetails("Rosa Quill", date(1955, 12, 30)), condition="knee")
    record(owner, source, condition="knee")
    with pytest.raises(LikelyDuplicate):
        record(owner, source, condition="knee")
    assert Referral.objects.count() == 4


def test_a_referral_of_the_same_patient_long_ago_is_another_one(owner: Caller) -> None:
    source = a_provider()
    record(owner, source, ROSA, received_on=TODAY - timedelta(121))
    assert record(owner, source, ROSA).stage == "received"


def test_whoever_has_looked_records_another_one(owner: Caller) -> None:
    source = a_provider()
    first = record(owner, source, ROSA)
    second = record(owner, source, ROSA, another=True)
    assert (first.patient, second.patient, first.pk != second.pk) == (second.patient, first.patient, True)


def test_what_is_told_of_a_known_patient_is_kept(owner: Caller) -> None:
    record(owner, patient=PatientDetails("Rosa Quill", BORN, record_number="A17"))
    record(owner, patient=PatientDetails("Rosa Quill", BORN, "(404) 555-0117", "A17"), another=True)
    known = Patient.objects.get()
    assert (known.phone, known.record_number) == ("(404) 555-0117", "A17")
    record(owner, patient=PatientDetails("Rosa Quill", BORN, "(404) 555-0199"), another=True)
    known = Patient.objects.get()
    assert (known.phone, known.record_number) == ("(404) 555-0199", "A17")


def test_two_providers_who_send_one_patient_for_one_knee_share_an_episode(owner: Caller) -> None:
    one, other = a_provider(), a_provider()
    first = record(owner, one, ROSA, condition="knee")
    second = record(owner, other, ROSA, condition="knee", shares=first.pk)
    assert second.episode_with == first
    assert [len(queries.for_source(owner, source.pk)) for source in (one, other)] == [1, 1]
    assert [card.number for card in queries.calls(owner, now=clock.now())] == [first.pk]


def test_two_providers_who_send_one_patient_for_two_knees_are_two_referrals_to_be_worked_on(owner: Caller) -> None:
    first = record(owner, patient=ROSA, condition="left knee")
    second = record(owner, patient=ROSA, condition="right knee", another=True)
    assert second.episode_with is None
    assert {card.number for card in queries.calls(owner, now=clock.now())} == {first.pk, second.pk}


def test_one_that_shares_an_episode_stands_where_that_one_stands(owner: Caller) -> None:
    first = record(owner, patient=ROSA, received_on=TODAY - timedelta(2))
    actions.move(
        referral=first.pk, to="scheduled", seen="received", on=TODAY, scheduled_for=TODAY + timedelta(2), by=owner
    )
    second = record(owner, shares=first.pk)
    assert (second.stage, second.scheduled_for, second.patient) == ("scheduled", TODAY + timedelta(2), first.patient)
    third = record(owner, shares=second.pk)
    assert third.episode_with == first
    actions.move(referral=first.pk, to="evaluated", seen="scheduled", on=TODAY, by=owner)
    assert set(Referral.objects.values_list("stage", flat=True)) == {"evaluated"}


def test_an_episode_that_is_over_is_not_shared(owner: Caller) -> None:
    first = record(owner, patient=ROSA)
    actions.move(referral=first.pk, to="lost", seen="received", on=TODAY, why="cost", by=owner)
    with pytest.raises(Refused, match="its episode of care is over"):
        record(owner, shares=first.pk)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"received_on": TODAY + timedelta(1)}, "lies ahead"),
        ({"received_on": date(1, 1, 1)}, "before 1990"),
        ({"first_contact_on": TODAY - timedelta(1)}, "first contact lies before"),
        ({"scheduled_for": TODAY - timedelta(1)}, "appointment lies before"),
        ({"scheduled_for": date(2062, 1, 1)}, "more than a year ahead"),
        ({"evaluated_on": TODAY - timedelta(1)}, "evaluation lies before"),
    ],
)
def test_days_out_of_order_are_named_and_nothing_is_stored(owner: Caller, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        record(owner, patient=ROSA, **facts)
    assert not Referral.objects.exists()
    assert not Patient.objects.exists()


def test_a_clinic_that_has_closed_takes_no_new_referral(owner: Caller, northside: Clinic) -> None:
    northside.closed_on = TODAY
    northside.save()
    with pytest.raises(DataError, match="clinic is closed"):
        record(owner, clinic=northside.pk)
    assert record(owner, clinic=northside.pk, received_on=TODAY - timedelta(1)).clinic == northside


def test_a_front_desk_records_for_its_clinic_and_sees_no_duplicates_of_others(
    front_desk: Caller, outsider: Caller, northside: Clinic, harbor: Clinic
) -> None:
    source = a_provider()
    first = record(front_desk, source, ROSA, clinic=northside.pk)
    assert record(outsider, source, ROSA, clinic=harbor.pk).clinic == harbor
    with pytest.raises(Refused, match="one of your clinics"):
        record(outsider, source, another=True, clinic=northside.pk)
    with pytest.raises(DataError, match="no such referral"):
        record(outsider, source, clinic=harbor.pk, shares=first.pk)


def test_those_who_may_not_record_do_not(
    liaison: Caller, clinician: Caller, compliance: Caller, read_only: Caller
) -> None:
    for caller in (liaison, clinician, compliance, read_only):
        with pytest.raises(Refused):
            record(caller)
