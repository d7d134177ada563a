"""What people decide of a source: affiliations over time, retirement, do-not-contact, tier by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions, queries
from wellsent.directory.models import Affiliation
from wellsent.testing.factories import a_practice, a_provider

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)


def test_a_person_moves_and_the_old_place_stays_as_history(liaison: Caller) -> None:
    lakeside, harbor = a_practice("Lakeside"), a_practice("Harbor")
    person = a_provider(practice=lakeside)
    actions.move_affiliation(affiliation=person.affiliations.get().pk, to=harbor.pk, on=DAY, by=liaison)
    assert list(person.affiliations.order_by("pk").values_list("practice__name", "started_on", "ended_on")) == [
        ("Lakeside", None, DAY),
        ("Harbor", DAY, None),
    ]


def test_a_person_may_work_at_two_places_but_not_twice_at_one(liaison: Caller) -> None:
    lakeside, harbor = a_practice("Lakeside"), a_practice("Harbor")
    person = a_provider(practice=lakeside)
    actions.affiliate(provider=person.pk, practice=harbor.pk, since=DAY, by=liaison)
    with pytest.raises(Refused, match="works at Harbor already"):
        actions.affiliate(provider=person.pk, practice=harbor.pk, by=liaison)
    with pytest.raises(Refused, match="Only a person"):
        actions.affiliate(provider=lakeside.pk, practice=harbor.pk, by=liaison)


def test_an_affiliation_ends_once_and_not_before_it_began(liaison: Caller) -> None:
    person, place = a_provider(), a_practice()
    kept = actions.affiliate(provider=person.pk, practice=place.pk, since=DAY, by=liaison)
    with pytest.raises(DataError, match="before the first"):
        actions.end_affiliation(affiliation=kept.pk, on=date(2026, 8, 31), by=liaison)
    actions.end_affiliation(affiliation=kept.pk, on=DAY, by=liaison)
    assert actions.end_affiliation(affiliation=kept.pk, on=date(2026, 10, 1), by=liaison).ended_on == DAY
    with pytest.raises(DataError, match="no such affiliation"):
        actions.end_affiliation(affiliation=999_999, on=DAY, by=liaison)


def test_the_database_refuses_odd_affiliations() -> None:
    lakeside = a_practice()
    person = a_provider(practice=lakeside)
    odd: list[dict[str, Any]] = [
        {"practice": lakeside},
        {"practice": person},
        {"practice": a_practice(), "started_on": DAY, "ended_on": date(2026, 8, 31)},
    ]
    for columns in odd:
        with pytest.raises(IntegrityError), transaction.atomic():
            Affiliation.objects.create(provider=person, **columns)


def test_a_source_retires_with_a_reason_and_may_come_back(liaison: Caller) -> None:
    person = a_provider()
    row = actions.retire(provider=person.pk, on=DAY, why="moved away", by=liaison)
    assert (row.retired_on, row.retired_why) == (DAY, "moved away")
    row = actions.bring_back(provider=person.pk, by=liaison)
    assert (row.retired_on, row.retired_why) == (None, "")


def test_do_not_contact_holds_for_every_name_of_a_source_until_lifted(owner: Caller) -> None:
    asked, kept = a_provider(), a_provider()
    actions.do_not_contact(provider=asked.pk, since=DAY, why="asked us not to", by=owner)
    said = actions.merge(survivor=kept.pk, merged=asked.pk, by=owner)
    assert queries.not_to_contact(owner) == {kept.pk}
    actions.contact_again(provider=kept.pk, why="called us", by=owner)
    assert queries.not_to_contact(owner) == frozenset()
    actions.unmerge(merge=said.pk, by=owner)
    assert queries.not_to_contact(owner) == {asked.pk}  # it was lifted for the two as one


def test_a_tier_by_hand_needs_a_reason(liaison: Caller) -> None:
    person = a_provider()
    with pytest.raises(Refused, match="needs a reason"):
        actions.set_tier(provider=person.pk, tier="A", why=" ", by=liaison)
    with pytest.raises(DataError, match="D is no tier"):
        actions.set_tier(provider=person.pk, tier="D", why="x", by=liaison)
    assert actions.set_tier(provider=person.pk, tier="A", why="new surgeon", by=liaison).tier_by_hand == "A"
    assert actions.clear_tier(provider=person.pk, by=liaison).tier_by_hand == ""


def test_a_decision_on_a_merged_row_is_one_on_its_survivor(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider()
    actions.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    assert actions.set_kind(provider=merged.pk, kind="podiatry", by=owner).pk == kept.pk
    with pytest.raises(DataError, match="no kind 'wizardry'"):
        actions.set_kind(provider=kept.pk, kind="wizardry", by=owner)
    with pytest.raises(DataError, match="no such source"):
        actions.bring_back(provider=999_999, by=owner)


def test_decisions_are_audited_with_their_reason_and_move_the_facts_on(liaison: Caller) -> None:
    person, before = a_provider(), facts.version("directory")
    actions.do_not_contact(provider=person.pk, since=DAY, why="asked us not to", by=liaison)
    event = AuditEvent.objects.get(verb="sources.do not contact")
    assert (event.references, event.reason, event.user) == ([person.pk], "asked us not to", liaison.user)
    assert facts.version("directory") != before


def test_only_who_keeps_the_directory_decides(front_desk: Caller, clinician: Caller, read_only: Caller) -> None:
    person = a_provider()
    for caller in (front_desk, clinician, read_only):
        with pytest.raises(Refused):
            actions.retire(provider=person.pk, on=DAY, why="x", by=caller)
        with pytest.raises(Refused):
            actions.set_tier(provider=person.pk, tier="A", why="x", by=caller)
