"""Facts that are another's: moved by an explicit list, put back exactly; and nothing is ever lost on the way."""

from __future__ import annotations

import contextlib
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.accounts.models import AuditEvent
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions, queries
from wellsent.directory.actions import ToMove
from wellsent.directory.models import (
    Affiliation,
    ContactPoint,
    KnownName,
    Merge,
    OfficePerson,
    OfficeSaid,
    Provider,
    SameQuestion,
    Split,
    Tie,
)
from wellsent.directory.names import parse
from wellsent.directory.office.actions import set_habits, set_roles
from wellsent.directory.office.queries import offices
from wellsent.directory.rules import ProviderFacts
from wellsent.directory.ties.queries import ties_of
from wellsent.testing.factories import a_contact_point, a_practice, a_provider, a_tie, an_npi, an_office_person

pytestmark = pytest.mark.django_db
TODAY = date(2199, 1, 1)


def facts(name: str, **more: Any) -> ProviderFacts:
    return ProviderFacts(name=parse(name), **more)


def whose() -> dict[str, set[tuple[object, ...]]]:
    """Every fact of the directory and whose it is, without row numbers."""
    return {
        "names": set(KnownName.objects.values_list("provider", "text", "practice")),
        "points": set(ContactPoint.objects.values_list("provider", "channel", "value")),
        "places": set(Affiliation.objects.values_list("provider", "practice", "ended_on")),
        "npis": set(Provider.objects.values_list("pk", "npi")),
    }


def all_of(provider: Provider, *, npi: bool = False) -> ToMove:
    return ToMove(
        names=frozenset(provider.names.values_list("pk", flat=True)),
        contact_points=frozenset(provider.contact_points.values_list("pk", flat=True)),
        affiliations=frozenset(provider.affiliations.values_list("pk", flat=True)),
        npi=npi,
    )


def test_a_name_that_was_moved_finds_the_other_one_from_then_on(owner: Caller) -> None:
    okafor, brandt = a_provider("Ada", "Quackenbush"), a_provider("Nils", "Brandt")
    wrong = KnownName.objects.create(provider=okafor, text="N. Brandt", key="n brandt")
    actions.split(source=okafor.pk, other=brandt.pk, move=ToMove(names=frozenset({wrong.pk})), by=owner)
    assert list(queries.find(owner, "n. brandt")) == [brandt]
    assert list(queries.find(owner, "quackenbush")) == [okafor]
    event = AuditEvent.objects.get(verb="sources.split")
    assert event.references == [okafor.pk, brandt.pk]
    assert "Brandt" not in str(event.details)


def test_two_that_were_taken_apart_are_never_taken_for_one_again_until_that_is_taken_back(owner: Caller) -> None:
    one, other = a_provider("Erin", "Zielinski"), a_provider("Eric", "Zielinski")
    actions.look_for_same(by=owner)
    assert queries.open_questions(owner).count() == 1
    a_contact_point(one)
    said = actions.split(source=one.pk, other=other.pk, move=all_of(one), by=owner)
    assert not queries.open_questions(owner)
    assert queries.decisions(owner).different == {(one.pk, other.pk)}
    actions.unsplit(split=said.pk, by=owner)
    assert queries.open_questions(owner).count() == 1
    assert not queries.decisions(owner).different


def test_what_the_other_one_has_already_is_not_there_twice_and_comes_back_all_the_same(owner: Caller) -> None:
    one, other, office = a_provider(), a_provider(), a_practice()
    for provider in (one, other):
        ContactPoint.objects.create(provider=provider, channel="phone", value="+14045550148", shown="(404) 555-0148")
        Affiliation.objects.create(provider=provider, practice=office)
    before = whose()
    said = actions.split(source=one.pk, other=other.pk, move=all_of(one), by=owner)
    assert not one.contact_points.exists()
    assert other.contact_points.count() == other.affiliations.count() == 1
    actions.unsplit(split=said.pk, by=owner)
    actions.unsplit(split=said.pk, by=owner)
    assert whose() == before


def test_an_npi_goes_where_it_belongs_but_never_over_another_one(owner: Caller) -> None:
    one, other, third = a_provider(npi=an_npi()), a_provider(), a_provider(npi=an_npi())
    number = one.npi
    with pytest.raises(Refused, match="has an NPI already"):
        actions.split(source=one.pk, other=third.pk, move=ToMove(npi=True), by=owner)
    said = actions.split(source=one.pk, other=other.pk, move=ToMove(npi=True), by=owner)
    assert queries.by_npi(owner, number) == other
    actions.unsplit(split=said.pk, by=owner)
    assert queries.by_npi(owner, number) == one
    with pytest.raises(Refused, match="no NPI to give"):
        actions.split(source=other.pk, other=one.pk, move=ToMove(npi=True), by=owner)


def test_what_cannot_be_split_is_refused(owner: Caller, read_only: Caller) -> None:
    one, other, third = a_provider(), a_provider(), a_provider()
    name = ToMove(names=frozenset(one.names.values_list("pk", flat=True)))
    with pytest.raises(Refused):
        actions.split(source=one.pk, other=other.pk, move=name, by=read_only)
    with pytest.raises(Refused, match="Nothing is chosen"):
        actions.split(source=one.pk, other=other.pk, move=ToMove(), by=owner)
    with pytest.raises(DataError, match="not this source's"):
        actions.split(source=third.pk, other=other.pk, move=name, by=owner)
    with pytest.raises(DataError, match="no such source"):
        actions.split(source=one.pk, other=999_999, move=name, by=owner)
    actions.merge(survivor=one.pk, merged=other.pk, by=owner)
    with pytest.raises(Refused, match="These are one provider"):
        actions.split(source=one.pk, other=other.pk, move=name, by=owner)
    with pytest.raises(DataError, match="no such split"):
        actions.unsplit(split=999_999, by=owner)


def test_what_a_list_tells_again_after_a_merge_stays_with_the_row_that_had_it(owner: Caller) -> None:
    one, other = actions.add_many(
        [facts("Ada Quackenbush", phone="404-555-0148"), facts("A. Quackenbush-Rey", phone="404-555-0177")], by=owner
    ).providers
    before = whose()
    said = actions.merge(survivor=one, merged=other, by=owner)
    actions.learn([(one, facts("A. Quackenbush-Rey", phone="404-555-0177"))], by=owner)
    actions.unmerge(merge=said.pk, by=owner)
    assert whose() == before


def test_merging_two_who_both_signed_on_one_day_needs_to_be_said_twice(owner: Caller) -> None:
    one, other = a_provider(), a_provider()
    with pytest.raises(Refused, match="Both signed an order on the same day"):
        actions.merge(survivor=one.pk, merged=other.pk, both_signed=True, by=owner)
    assert not Merge.objects.exists()
    actions.merge(survivor=one.pk, merged=other.pk, both_signed=True, although=True, by=owner)
    offices = a_practice(), a_practice()
    actions.merge(survivor=offices[0].pk, merged=offices[1].pk, both_signed=True, by=owner)
    assert Merge.objects.count() == 2


def of_the_offices() -> dict[str, set[tuple[object, ...]]]:
    """Whose every word on an office, every person of one and every tie is."""
    return {
        "said": set(OfficeSaid.objects.values_list("pk", "office", "person")),
        "people": set(OfficePerson.objects.values_list("pk", "office")),
        "ties": set(Tie.objects.values_list("pk", "first_provider", "second_provider")),
    }


@pytest.mark.parametrize("has_namesake", [False, True])
def test_people_habits_and_ties_move_with_their_history_and_come_back(owner: Caller, *, has_namesake: bool) -> None:
    one, other = a_practice("Harbor Foot"), a_practice("Lake Foot")
    maria = an_office_person(one, "Maria Lopes", "books")
    an_office_person(one, "Sam Reed")
    if has_namesake:
        an_office_person(other, "Maria Lopes", "door")
    for hours in ("mornings", "after four"):
        set_habits(office=one.pk, habits={"hours": hours, "lunch": "none"}, act=uuid.uuid4(), by=owner)
    tie = a_tie(one)
    before = of_the_offices()
    move = ToMove(office_people=frozenset({maria.pk}), office_habits=frozenset({"hours"}), ties=frozenset({tie.pk}))
    said = actions.split(source=one.pk, other=other.pk, move=move, by=owner)
    known = offices(owner, [one.pk, other.pk], as_of=TODAY)
    assert [person.name for person in known[one.pk].people] == ["Sam Reed"]
    assert [person.name for person in known[other.pk].people] == ["Maria Lopes"]
    assert "books" in known[other.pk].people[0].roles
    assert (known[one.pk].habit("hours"), known[other.pk].habit("hours")) == ("", "after four")
    assert known[one.pk].habit("lunch") == "none"
    assert ties_of(owner, [other.pk]) == [tie]
    assert AuditEvent.objects.get(verb="sources.split").details["ties"] == 1
    actions.unsplit(split=said.pk, by=owner)
    actions.unsplit(split=said.pk, by=owner)
    assert of_the_offices() == before


def test_what_was_said_since_of_somebody_comes_back_with_them(owner: Caller) -> None:
    one, other = a_practice("Harbor Foot"), a_practice("Lake Foot")
    maria = an_office_person(one, "Maria Lopes", "books")
    said = actions.split(source=one.pk, other=other.pk, move=ToMove(office_people=frozenset({maria.pk})), by=owner)
    set_roles(person=maria.pk, roles=["signs"], act=uuid.uuid4(), by=owner)
    actions.unsplit(split=said.pk, by=owner)
    assert offices(owner, [one.pk], as_of=TODAY)[one.pk].people[0].roles == ("signs",)
    assert not OfficeSaid.objects.exclude(office=one).exists()


def test_office_words_and_ties_that_are_not_the_source_s_are_refused(owner: Caller) -> None:
    one, other, third = a_practice("Harbor"), a_practice("Lake"), a_provider()
    somebody = an_office_person(other, "Maria Lopes")
    foreign, between = a_tie(third), a_tie(one, other)
    for move in (
        ToMove(office_people=frozenset({somebody.pk})),
        ToMove(office_habits=frozenset({"hours"})),
        ToMove(ties=frozenset({foreign.pk})),
    ):
        with pytest.raises(DataError, match="Load the page again"):
            actions.split(source=one.pk, other=other.pk, move=move, by=owner)
    with pytest.raises(Refused, match="One of these ties is with Lake"):
        actions.split(source=one.pk, other=other.pk, move=ToMove(ties=frozenset({between.pk})), by=owner)
    assert not Split.objects.exists()


def test_what_was_moved_on_by_a_later_split_comes_back_only_in_that_order(owner: Caller) -> None:
    one, two, three = (a_provider(given, "Quackenbush", npi="") for given in ("Ada", "Ben", "Cleo"))
    Provider.objects.filter(pk=one.pk).update(npi=(npi := an_npi()))
    tie = a_tie(one)
    begun = whose()
    name = ToMove(names=all_of(one).names, npi=True, ties=frozenset({tie.pk}))
    first = actions.split(source=one.pk, other=two.pk, move=name, by=owner)
    later = actions.split(source=two.pk, other=three.pk, move=name, by=owner)
    with pytest.raises(Refused, match="moved on to Cleo Quackenbush, MD since"):
        actions.unsplit(split=first.pk, by=owner)
    for said in (later, first):
        actions.unsplit(split=said.pk, by=owner)
    assert whose() == begun
    assert queries.by_npi(owner, npi) == one
    assert Tie.objects.get().first_provider_id == one.pk


def test_splits_of_different_facts_are_taken_back_in_any_order(owner: Caller) -> None:
    one, two, three = (a_provider(given, "Quackenbush") for given in ("Ada", "Ben", "Cleo"))
    begun = whose()
    of_one, of_two = (ToMove(names=all_of(each).names) for each in (one, two))
    first = actions.split(source=one.pk, other=two.pk, move=of_one, by=owner)
    later = actions.split(source=two.pk, other=three.pk, move=of_two, by=owner)
    for said in (first, later):
        actions.unsplit(split=said.pk, by=owner)
    assert whose() == begun


class Said:
    """People, offices, and everything that was said of them so far."""

    def __init__(self, by: Caller) -> None:
        self.by = by
        self.people = actions.add_many(
            [
                facts(f"{given} Quackenbush", phone=f"404-555-01{at:02}", npi=an_npi())
                for at, given in enumerate(("Ada", "Ben", "Cleo", "Dan", "Eve"))
            ],
            by=by,
        ).providers
        self.offices = [a_practice() for _ in self.people]
        self.merges: list[Merge] = []
        self.splits: list[Split] = []
        self.told = 0

    def merge(self, one: int, other: int) -> None:
        self.merges.append(actions.merge(survivor=self.people[one], merged=self.people[other], by=self.by))

    def unmerge(self, one: int, _other: int) -> None:
        if self.merges:
            actions.unmerge(merge=self.merges[one % len(self.merges)].pk, by=self.by)

    def split(self, one: int, other: int) -> None:
        giver = Provider.objects.get(pk=self.people[one])
        self.splits.append(
            actions.split(source=giver.pk, other=self.people[other], move=all_of(giver, npi=other % 2 == 0), by=self.by)
        )

    def unsplit(self, one: int, _other: int) -> None:
        if self.splits:
            actions.unsplit(split=self.splits[one % len(self.splits)].pk, by=self.by)

    def learn(self, one: int, _other: int) -> None:
        self.told += 1
        known = queries.survivor_of(self.by, self.people[one])
        actions.learn([(known, facts(f"Quackenbush {self.told}"))], by=self.by)

    def affiliate(self, one: int, other: int) -> None:
        actions.affiliate(provider=self.people[one], practice=self.offices[other].pk, by=self.by)

    def take_everything_back(self) -> None:
        for said in reversed(self.splits):
            actions.unsplit(split=said.pk, by=self.by)
        for merge in self.merges:
            actions.unmerge(merge=merge.pk, by=self.by)


verbs = st.sampled_from(["merge", "unmerge", "split", "unsplit", "learn", "affiliate"])


@settings(max_examples=15)
@given(st.lists(st.tuples(verbs, st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_no_sequence_of_merges_edits_splits_and_undos_loses_a_fact(steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        said = Said(by := shell_caller())
        begun = whose()
        for verb, one, other in steps:
            with contextlib.suppress(DataError), transaction.atomic():
                getattr(said, verb)(one, other)
        now = whose()
        assert {fact[1:] for fact in now["names"]} >= {fact[1:] for fact in begun["names"]}
        assert {fact[1:] for fact in now["points"]} == {fact[1:] for fact in begun["points"]}
        assert all(queries.by_npi(by, str(npi)) for _, npi in begun["npis"] if npi)
        assert all(queries.find(by, str(text)).exists() for _, text, _ in now["names"])
        said.take_everything_back()
        ended = whose()
        assert begun["npis"] == ended["npis"]
        assert begun["names"] <= ended["names"]
        assert begun["points"] == ended["points"]
        assert not Provider.objects.exclude(merged_into=None).exists()
        assert not SameQuestion.objects.filter(answer=SameQuestion.Answer.DIFFERENT).exists()
        transaction.set_rollback(True)
