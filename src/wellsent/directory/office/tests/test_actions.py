"""Saying how an office is, confirming it, and taking it back."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.accounts.queries import today
from wellsent.base.errors import DataError, Forbidden, Refused
from wellsent.directory import actions as directory
from wellsent.directory.models import OfficePerson, OfficeSaid, Provider
from wellsent.directory.office import actions, queries
from wellsent.directory.office.rules import Office
from wellsent.testing.factories import a_practice, a_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def lakeside() -> Provider:
    return a_practice("Lakeside Medical")


def stands(office: Provider, caller: Caller) -> Office:
    return queries.offices(caller, [office.pk], as_of=today(caller))[office.pk]


def add(office: Provider, name: str, *roles: str, by: Caller, **more: Any) -> int:
    """Somebody of an office; returns their number."""
    actions.add_person(office=office.pk, name=name, roles=roles, act=uuid.uuid4(), by=by, **more)
    return OfficePerson.objects.get(office=office, name=name).pk


def test_the_liaison_writes_down_who_books(lakeside: Provider, liaison: Caller) -> None:
    add(lakeside, "Maria Lopes", "books", by=liaison)
    (maria,) = stands(lakeside, liaison).people
    assert (maria.name, maria.roles) == ("Maria Lopes", ("books",))
    assert maria.confirmed.confirmed_by == liaison.name
    assert AuditEvent.objects.get(verb="offices.add person").references == [lakeside.pk]


@pytest.mark.parametrize("who", ["front_desk", "clinician", "compliance", "read_only"])
def test_who_only_sees_offices_changes_nothing(lakeside: Provider, who: str, request: pytest.FixtureRequest) -> None:
    caller: Caller = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        add(lakeside, "Maria Lopes", by=caller)
    assert stands(lakeside, caller) == Office()


def test_who_works_there_already_is_not_added_twice_and_nobody_without_a_name(
    lakeside: Provider, liaison: Caller
) -> None:
    add(lakeside, "Maria Lopes", by=liaison)
    with pytest.raises(Refused, match="works there already"):
        actions.add_person(office=lakeside.pk, name="maria  LOPES", act=uuid.uuid4(), by=liaison)
    with pytest.raises(Refused, match="name is missing"):
        actions.add_person(office=lakeside.pk, name="  ", act=uuid.uuid4(), by=liaison)


def test_a_form_sent_twice_says_it_once(lakeside: Provider, liaison: Caller) -> None:
    act = uuid.uuid4()
    for _ in range(2):
        actions.set_habits(office=lakeside.pk, habits={"hours": "mornings"}, act=act, by=liaison)
    assert OfficeSaid.objects.count() == 1


def test_who_leaves_stays_as_history_and_may_come_back(lakeside: Provider, liaison: Caller) -> None:
    maria = add(lakeside, "Maria Lopes", "books", by=liaison, on=today(liaison) - timedelta(days=90))
    left = actions.left(person=maria, on=today(liaison) - timedelta(days=2), act=uuid.uuid4(), by=liaison)
    office = stands(lakeside, liaison)
    assert office.people == ()
    assert office.questions == (("books", "Maria Lopes left: who books now?"),)
    with pytest.raises(Refused, match="does not work there any more"):
        actions.set_roles(person=maria, roles=["books"], act=uuid.uuid4(), by=liaison)
    assert actions.take_back(office=lakeside.pk, act=left, by=liaison) == 1
    assert [one.name for one in stands(lakeside, liaison).people] == ["Maria Lopes"]
    actions.left(person=maria, on=today(liaison), act=uuid.uuid4(), by=liaison)
    assert add(lakeside, "Maria Lopes", "books", by=liaison) == maria
    assert OfficeSaid.objects.filter(person=maria).count() == 6


def test_nobody_leaves_before_they_came_or_tomorrow(lakeside: Provider, liaison: Caller) -> None:
    maria = add(lakeside, "Maria Lopes", by=liaison)
    with pytest.raises(DataError, match="before the first"):
        actions.left(person=maria, on=today(liaison) - timedelta(days=1), act=uuid.uuid4(), by=liaison)
    with pytest.raises(DataError, match="lies ahead"):
        actions.left(person=maria, on=today(liaison) + timedelta(days=1), act=uuid.uuid4(), by=liaison)


def test_what_somebody_does_is_changed_and_the_rest_confirmed(lakeside: Provider, liaison: Caller) -> None:
    long_ago = today(liaison) - timedelta(days=500)
    maria = add(lakeside, "Maria Lopes", "books", "door", by=liaison, on=long_ago)
    actions.set_roles(person=maria, roles=["books", "signs"], act=uuid.uuid4(), by=liaison)
    (known,) = stands(lakeside, liaison).people
    assert known.roles == ("books", "signs")
    assert known.confirmed.confirmed_on == today(liaison)
    assert known.works_here.since == long_ago


@pytest.mark.parametrize("only", [{}, {"person": True}, {"topic": "hours"}])
def test_one_tap_confirms_all_of_it_or_one_thing(lakeside: Provider, liaison: Caller, only: dict[str, Any]) -> None:
    long_ago = today(liaison) - timedelta(days=500)
    maria = add(lakeside, "Maria Lopes", "books", by=liaison, on=long_ago)
    actions.set_habits(office=lakeside.pk, habits={"hours": "mornings"}, on=long_ago, act=uuid.uuid4(), by=liaison)
    if "person" in only:
        only = {"person": maria}
    act = actions.still_so(office=lakeside.pk, **only, act=uuid.uuid4(), by=liaison)
    office = stands(lakeside, liaison)
    assert office.people[0].confirmed.is_old(today(liaison)) is (only == {"topic": "hours"})
    assert office.habits[0].is_old(today(liaison)) is ("person" in only)
    actions.take_back(office=lakeside.pk, act=act, by=liaison)
    assert stands(lakeside, liaison).people[0].confirmed.is_old(today(liaison))


def test_what_is_not_known_cannot_be_confirmed(lakeside: Provider, liaison: Caller) -> None:
    with pytest.raises(DataError, match="not known"):
        actions.still_so(office=lakeside.pk, topic="lunch", act=uuid.uuid4(), by=liaison)


def test_a_habit_is_kept_changed_and_taken_away_and_the_others_left_alone(lakeside: Provider, liaison: Caller) -> None:
    habits = {"hours": "mornings", "lunch": "none"}
    actions.set_habits(office=lakeside.pk, habits=habits, act=uuid.uuid4(), by=liaison)
    actions.set_habits(office=lakeside.pk, habits={"hours": "", "lunch": "none"}, act=uuid.uuid4(), by=liaison)
    assert [(one.topic, one.text) for one in stands(lakeside, liaison).habits] == [("lunch", "none")]
    assert OfficeSaid.objects.count() == 3
    with pytest.raises(DataError, match="Nothing is kept about 'shoes'"):
        actions.set_habits(office=lakeside.pk, habits={"shoes": "off"}, act=uuid.uuid4(), by=liaison)


def test_a_provider_of_that_name_who_works_there_is_the_same_person(lakeside: Provider, liaison: Caller) -> None:
    okafor = a_provider("Ada", "Okafor", practice=lakeside)
    add(lakeside, "Ada Okafor, MD", "signs", by=liaison)
    assert stands(lakeside, liaison).people[0].provider == okafor.pk


def test_what_was_said_of_an_office_is_read_through_merges_and_exactly_undone(
    lakeside: Provider, owner: Caller
) -> None:
    twin = a_practice("Lakeside Med")
    add(lakeside, "Maria Lopes", "books", by=owner)
    add(twin, "Jon Reyes", "door", by=owner)
    said = directory.merge(survivor=lakeside.pk, merged=twin.pk, by=owner)
    assert {one.name for one in stands(lakeside, owner).people} == {"Maria Lopes", "Jon Reyes"}
    name = "Dana Whitlock"
    actions.add_person(
        office=twin.pk, name=name, act=uuid.uuid4(), by=owner
    )  # by the old number: the survivor is meant
    directory.unmerge(merge=said.pk, by=owner)
    assert [one.name for one in stands(twin, owner).people] == ["Jon Reyes"]


def test_the_database_refuses_what_cannot_be_said(lakeside: Provider, organisation: object) -> None:
    person = OfficePerson.objects.create(office=lakeside, name="Maria Lopes")
    right = {"office": lakeside, "on": date(2026, 9, 1), "act": uuid.uuid4(), "at": "2026-09-01T09:00Z", "by_name": "x"}
    odd: list[dict[str, Any]] = [
        {"topic": "books", "holds": True},
        {"topic": "books", "holds": True, "person": person, "text": "well"},
        {"topic": "hours", "holds": True},
        {"topic": "hours", "holds": False, "text": "mornings"},
        {"topic": "hours", "holds": True, "text": "mornings", "person": person},
        {"topic": "shoes", "holds": True, "text": "off"},
    ]
    for columns in odd:
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeSaid.objects.create(**right, **columns)
