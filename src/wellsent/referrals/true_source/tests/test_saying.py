"""Saying who brought a referral: what replaces what, what comes back, who may, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions import merge
from wellsent.referrals import actions
from wellsent.referrals.models import Referral, SourceFact
from wellsent.referrals.rules import Received
from wellsent.referrals.true_source import queries
from wellsent.referrals.true_source.actions import Told, say_source, take_back_source
from wellsent.referrals.true_source.queries import Answers, Brought
from wellsent.testing.factories import a_provider, a_referral

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def referral(northside: Clinic) -> Referral:
    return a_referral(a_provider(), received_on=ON, clinic=northside)


def now_said(referral: Referral) -> list[tuple[str, str, str]]:
    rows = referral.source_facts.filter(ended_at=None).order_by("how", "role")
    return list(rows.values_list("role", "how", "way"))


def test_the_patients_last_answer_replaces_the_one_before_and_both_are_kept(
    front_desk: Caller, referral: Referral
) -> None:
    say_source(referral=referral.pk, told=Told("friend"), by=front_desk)
    say_source(referral=referral.pk, told=Told("payer"), by=front_desk)
    assert now_said(referral) == [("payer", "asked", "")]
    first, last = referral.source_facts.all()
    assert (first.replaced_by, first.ended_by) == (last, front_desk.user)


def test_roles_told_by_an_office_stand_beside_each_other_and_beside_the_answer(
    front_desk: Caller, referral: Referral
) -> None:
    for told in (Told("another", how="office", named="Dr. Smith"), Told("ordered", how="written"), Told("returning")):
        say_source(referral=referral.pk, told=told, by=front_desk)
    assert now_said(referral) == [
        ("patient", "asked", "returning"),
        ("influencing", "office", ""),
        ("ordering", "written", ""),
    ]


def test_the_same_said_twice_is_kept_once(front_desk: Caller, referral: Referral) -> None:
    one = say_source(referral=referral.pk, told=Told("friend"), by=front_desk)
    assert say_source(referral=referral.pk, told=Told("friend"), by=front_desk) == one


def test_the_other_doctor_who_is_the_one_that_ordered_ordered(
    owner: Caller, front_desk: Caller, referral: Referral
) -> None:
    twin = a_provider()
    merge(survivor=referral.source_id, merged=twin.pk, why="the same", by=owner)
    assert say_source(referral=referral.pk, told=Told("another", provider=twin.pk), by=front_desk).role == "ordering"


def test_taken_back_what_it_replaced_holds_again(front_desk: Caller, referral: Referral) -> None:
    first = say_source(referral=referral.pk, told=Told("friend"), by=front_desk)
    second = say_source(referral=referral.pk, told=Told("payer"), by=front_desk)
    with pytest.raises(DataError, match="nothing to take back"):
        take_back_source(fact=first.pk, by=front_desk)
    take_back_source(fact=second.pk, by=front_desk)
    assert now_said(referral) == [("patient", "asked", "friend")]
    take_back_source(fact=first.pk, by=front_desk)
    assert now_said(referral) == []
    assert referral.source_facts.count() == 2
    verbs = AuditEvent.objects.filter(verb__startswith="referrals.").values_list("verb", flat=True)
    assert sorted(verbs) == ["referrals.say source"] * 2 + ["referrals.take back source"] * 2


@pytest.mark.parametrize(
    "told",
    [Told("the weather"), Told("friend", how="dreamt"), Told("unsure", how="office"), Told("another", provider=0)],
)
def test_words_that_make_no_sense_are_refused(front_desk: Caller, referral: Referral, told: Told) -> None:
    with pytest.raises(DataError):
        say_source(referral=referral.pk, told=told, by=front_desk)
    assert not SourceFact.objects.exists()


def test_only_who_records_referrals_of_the_clinic_may_say(
    liaison: Caller, outsider: Caller, referral: Referral
) -> None:
    with pytest.raises(Refused):
        say_source(referral=referral.pk, told=Told("friend"), by=liaison)
    with pytest.raises(DataError, match="no such referral"):
        say_source(referral=referral.pk, told=Told("friend"), by=outsider)


@pytest.mark.parametrize(
    "facts",
    [
        {"role": "cousin"},
        {"how": "assumed"},
        {"role": "payer", "named": "Dr. Smith"},
        {"role": "payer", "way": "friend"},
        {"role": "not known", "how": "written"},
        {"replaced_by_id": 1},
    ],
)
def test_the_database_refuses_what_no_fact_can_be(referral: Referral, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceFact.objects.create(
            **{"referral": referral, "role": "patient", "how": "asked", "recorded_at": clock.now(), **facts}
        )


def test_two_answers_of_one_patient_do_not_both_hold(referral: Referral) -> None:
    for role in ("patient", "payer"):
        made = SourceFact(referral=referral, role=role, how="asked", recorded_at=clock.now())
        if role == "patient":
            made.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_recording_keeps_what_was_told_of_who_brought_it(front_desk: Caller, northside: Clinic) -> None:
    chiropractor = a_provider()
    received = Received(a_provider().pk, received_on=ON, clinic=northside.pk)
    row = actions.record(
        received=received, once=uuid4(), brought=Told("another", provider=chiropractor.pk), by=front_desk
    )
    assert row.source_facts.get().provider == chiropractor
    actions.fill_in(referral=row.pk, told=received, brought=Told("friend"), by=front_desk)
    assert now_said(row) == [("patient", "asked", "friend")]


def test_a_year_of_a_source_is_compared_with_what_it_ordered(
    owner: Caller, front_desk: Caller, northside: Clinic, harbor: Clinic
) -> None:
    orders, suggests = a_provider(), a_provider()
    for told in (Told("another", provider=suggests.pk), Told("friend"), Told("ordered"), Told("unsure"), None):
        row = a_referral(orders, received_on=ON, clinic=northside)
        if told:
            say_source(referral=row.pk, told=told, by=front_desk)
    old = a_referral(orders, received_on=ON - timedelta(400), clinic=northside)
    elsewhere = a_referral(orders, received_on=ON, clinic=harbor)
    for row in (old, elsewhere):
        say_source(referral=row.pk, told=Told("another", how="office", provider=suggests.pk), by=owner)
    assert queries.brought(owner, [suggests.pk], until=ON) == Brought(by_them=2, by_others=0)
    assert queries.brought(owner, [orders.pk], until=ON) == Brought(by_them=0, by_others=3)
    assert queries.answers(owner, until=ON) == Answers(answered=3, others=2)
    merge(survivor=orders.pk, merged=suggests.pk, why="the same", by=owner)
    assert queries.brought(owner, [orders.pk, suggests.pk], until=ON) == Brought(by_them=0, by_others=1)


def test_who_chooses_gifts_or_sees_no_volume_is_told_none(front_desk: Caller, compliance: Caller) -> None:
    for caller in (front_desk, compliance):
        with pytest.raises(Refused):
            queries.brought(caller, [1], until=ON)
        with pytest.raises(Refused):
            queries.answers(caller, until=ON)


def test_what_was_told_goes_with_a_row_that_is_joined_and_comes_back_with_it(
    front_desk: Caller, referral: Referral
) -> None:
    twin = a_referral(referral.source, received_on=ON, clinic=referral.clinic)
    say_source(referral=twin.pk, told=Told("friend"), by=front_desk)
    actions.join(duplicate=twin.pk, into=referral.pk, by=front_desk)
    assert now_said(referral) == [("patient", "asked", "friend")]
    with pytest.raises(Refused, match="joined"):
        say_source(referral=twin.pk, told=Told("payer"), by=front_desk)
    actions.take_apart(referral=twin.pk, by=front_desk)
    assert (now_said(referral), now_said(twin)) == ([], [("patient", "asked", "friend")])


def test_what_another_source_brought_stays_with_the_row_that_is_joined(front_desk: Caller, referral: Referral) -> None:
    twin = a_referral(a_provider(), received_on=ON, clinic=referral.clinic)
    say_source(referral=twin.pk, told=Told("ordered"), by=front_desk)
    actions.join(duplicate=twin.pk, into=referral.pk, by=front_desk)
    assert now_said(referral) == []
