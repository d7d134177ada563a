"""Decisions about many sources at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions
from wellsent.directory.actions.many import NOT_THERE
from wellsent.directory.models import Provider
from wellsent.testing.factories import a_provider

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_those_that_can_be_are_retired_and_of_the_others_it_is_said_why(owner: Caller) -> None:
    goes, gone = a_provider().pk, a_provider(retired_on=date(2020, 1, 1), retired_why="long ago").pk
    done = actions.retire_many(providers=[goes, gone, 999_999], on=TODAY, why="closed", by=owner)
    assert list(done.done) == [goes]
    assert dict(done.refused) == {gone: "it is retired already", 999_999: NOT_THERE}
    assert Provider.objects.get(pk=gone).retired_why == "long ago"


def test_it_is_one_event_and_one_move_of_the_facts(owner: Caller) -> None:
    before, three = facts.version("directory"), [a_provider().pk for _ in range(3)]
    with CaptureQueriesContext(connection) as asked:
        actions.set_tier_many(providers=three, tier="B", why="new office", by=owner)
    assert AuditEvent.objects.filter(verb="sources.set tier").count() == 1
    assert sum(one["sql"].startswith('UPDATE "base_factversion"') for one in asked) == 1
    assert facts.version("directory") != before


def test_a_merged_row_means_its_survivor(owner: Caller) -> None:
    survivor, merged = a_provider().pk, a_provider().pk
    actions.merge(survivor=survivor, merged=merged, by=owner)
    done = actions.do_not_contact_many(providers=[merged, survivor], since=TODAY, why="asked us", by=owner)
    assert list(done.done) == [survivor]


def test_bringing_back_counts_for_every_name_and_its_undoing_too(owner: Caller) -> None:
    survivor, merged = a_provider().pk, a_provider().pk
    actions.retire(provider=survivor, on=TODAY, why="moved", by=owner)
    actions.retire(provider=merged, on=TODAY, why="closed", by=owner)
    actions.merge(survivor=survivor, merged=merged, by=owner)
    done = actions.bring_back_many(providers=[survivor], by=owner)
    assert not Provider.objects.exclude(retired_on=None).exists()
    assert actions.take_back_decisions(kept=done.kept, by=owner) == 2
    assert dict(Provider.objects.values_list("pk", "retired_why")) == {survivor: "moved", merged: "closed"}


def test_a_reason_is_needed_and_a_tier_must_be_one(owner: Caller) -> None:
    number = a_provider().pk
    with pytest.raises(Refused, match="reason"):
        actions.retire_many(providers=[number], on=TODAY, why=" ", by=owner)
    with pytest.raises(DataError, match="no tier"):
        actions.set_tier_many(providers=[number], tier="Z", why="x", by=owner)


def test_those_who_may_not_change_sources_change_none(front_desk: Caller) -> None:
    number = a_provider().pk
    with pytest.raises(Refused):
        actions.retire_many(providers=[number], on=TODAY, why="closed", by=front_desk)
    with pytest.raises(Refused):
        actions.take_back_decisions(kept={"columns": [], "after": [], "before": []}, by=front_desk)
    assert Provider.objects.get(pk=number).retired_on is None
