"""Touches: stored once, taken back by whoever made them, read through merges."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions as directory
from wellsent.outreach import actions, queries
from wellsent.outreach.actions import TouchFacts
from wellsent.outreach.models import Touch
from wellsent.testing.factories import a_provider, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

DAY = date(2026, 11, 20)


@pytest.fixture
def _today() -> Any:
    with time_machine.travel("2026-11-24 15:00", tick=False):
        yield


def test_a_touch_is_stored_with_all_that_was_said(liaison: Caller) -> None:
    source = a_provider()
    row = actions.log_touch(
        TouchFacts(
            source.pk,
            DAY,
            "visit",
            "met",
            with_whom="Maria Lopes",
            minutes=15,
            cost=Decimal("12.50"),
            campaign="Autumn",
            note="Wants the knee protocol",
            next_step="Bring it",
            next_step_on=date(2026, 12, 1),
        ),
        by=liaison,
    )
    assert (row.source, row.real_contact, row.by, row.with_whom) == (source, True, liaison.user, "Maria Lopes")
    assert (row.minutes, row.cost, row.note, row.next_step_on) == (
        15,
        Decimal("12.50"),
        "Wants the knee protocol",
        date(2026, 12, 1),
    )


def test_the_note_is_not_stored_in_plain(liaison: Caller) -> None:
    row = actions.log_touch(TouchFacts(a_provider().pk, DAY, "call", "met", note="asked about Rosa"), by=liaison)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM outreach_touch WHERE id = %s", [row.pk])
        assert b"Rosa" not in bytes(cursor.fetchone()[0])


def test_a_touch_sent_twice_is_one_touch(liaison: Caller) -> None:
    touch = TouchFacts(a_provider().pk, DAY, "call", "met")
    first, again = actions.log_touch(touch, by=liaison), actions.log_touch(touch, by=liaison)
    assert first == again
    assert actions.log_many([touch, replace(touch, once=uuid.uuid4())] * 2, by=liaison)[::2] == [first.pk, first.pk]
    assert Touch.objects.count() == 2


def test_logging_is_audited_and_moves_the_facts_on(front_desk: Caller) -> None:
    before = facts.version("touches")
    row = actions.log_touch(TouchFacts(a_provider().pk, DAY, "call", "left"), by=front_desk)
    assert facts.version("touches") != before
    assert AuditEvent.objects.get(verb="touches.log").references == [row.pk]


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "pigeon"},
        {"outcome": "fine"},
        {"on": date(2026, 11, 25)},
        {"minutes": -1},
        {"minutes": 1441},
        {"cost": Decimal(-1)},
        {"cost": Decimal(10_000_000)},
        {"source": 999_999},
    ],
    ids=", ".join,
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(liaison: Caller, odd: dict[str, Any]) -> None:
    good = TouchFacts(a_provider().pk, DAY, "call", "met")
    with pytest.raises(DataError):
        actions.log_many([good, replace(good, once=uuid.uuid4(), **odd)], by=liaison)
    assert not Touch.objects.exists()


def test_a_slip_is_taken_back_within_minutes_and_stays_taken_back(liaison: Caller) -> None:
    touch = TouchFacts(a_provider().pk, DAY, "call", "met")
    row = actions.log_touch(touch, by=liaison)
    before = facts.version("touches")
    actions.undo_touch(touch=row.pk, by=liaison)
    assert facts.version("touches") != before
    assert not queries.touches(liaison)
    assert Touch.objects.filter(pk=row.pk).exists()
    assert actions.undo_touch(touch=row.pk, by=liaison).undone_at is not None
    assert actions.log_touch(touch, by=liaison).undone_at is not None


def test_nobody_takes_back_anothers_touch_or_an_old_one(liaison: Caller, owner: Caller) -> None:
    row = actions.log_touch(TouchFacts(a_provider().pk, DAY, "call", "met"), by=liaison)
    with pytest.raises(Refused, match="whoever logged"):
        actions.undo_touch(touch=row.pk, by=owner)
    with time_machine.travel("2026-11-24 15:11", tick=False), pytest.raises(Refused, match="too long ago"):
        actions.undo_touch(touch=row.pk, by=liaison)
    with pytest.raises(DataError, match="no such touch"):
        actions.undo_touch(touch=999_999, by=liaison)


def test_the_touches_of_an_import_are_taken_back_together(owner: Caller) -> None:
    source = a_provider().pk
    numbers = actions.log_many([TouchFacts(source, DAY, "call", "met") for _ in range(3)], by=owner)
    stays = a_touch()
    assert actions.take_back_many(numbers, by=owner) == 3
    assert actions.take_back_many(numbers, by=owner) == 0
    assert list(queries.touches(owner)) == [stays]


def test_only_who_may_log_logs_and_all_may_see(compliance: Caller, read_only: Caller) -> None:
    row = a_touch()
    for caller in (compliance, read_only):
        assert list(queries.touches(caller)) == [row]
        with pytest.raises(Refused):
            actions.log_touch(TouchFacts(row.source_id, DAY, "call", "met"), by=caller)
        with pytest.raises(Refused):
            actions.undo_touch(touch=row.pk, by=caller)


def test_the_last_real_contact_counts_through_merges_until_a_day(owner: Caller) -> None:
    kept, merged, other = a_provider(), a_provider(), a_provider()
    a_touch(kept, on=DAY - timedelta(9))
    a_touch(merged, on=DAY)
    a_touch(merged, on=DAY + timedelta(1), outcome="nobody")
    a_touch(other, on=DAY, outcome="left")
    a_touch(other, on=DAY, undone_at=clock.now())
    directory.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    assert queries.last_real_contacts(owner) == {kept.pk: DAY}
    assert queries.last_real_contacts(owner, until=DAY - timedelta(1)) == {kept.pk: DAY - timedelta(9)}
    assert queries.last_touches(owner) == {kept.pk: DAY + timedelta(1), other.pk: DAY}
    assert queries.last_touches(owner, kinds=["letter"]) == {}
    assert {touch.source for touch in queries.touches(owner, kept.pk)} == {kept, merged}


@pytest.mark.parametrize(
    "columns",
    [{"kind": "pigeon"}, {"outcome": "fine"}, {"cost": Decimal("-0.01")}, {"minutes": 1441}, {"minutes": -1}],
    ids=", ".join,
)
def test_the_database_itself_refuses(columns: dict[str, Any]) -> None:
    row = a_touch()
    with pytest.raises(IntegrityError), transaction.atomic():
        Touch.objects.filter(pk=row.pk).update(**columns)


def test_the_database_refuses_one_mark_twice() -> None:
    row = a_touch()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_touch(once=row.once)
