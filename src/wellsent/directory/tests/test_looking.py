"""Providers that may be one are found when they come in or change, and asked about once."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.models import FactVersion
from wellsent.directory import actions, jobs, neighbours, queries
from wellsent.directory.actions import looking
from wellsent.directory.identity import Resolution, resolve
from wellsent.directory.identity.compare import compare
from wellsent.directory.identity.profile import of_known
from wellsent.directory.models import ContactPoint, Provider, SameQuestion
from wellsent.directory.names import parse
from wellsent.directory.neighbours import neighbourhood
from wellsent.directory.rules import ProviderFacts, as_mention, pairs_to_ask
from wellsent.testing.factories import a_practice, a_provider

pytestmark = pytest.mark.django_db


def facts(name: str, **more: Any) -> ProviderFacts:
    return ProviderFacts(name=parse(name), **more)


def asked() -> set[tuple[str, str]]:
    return {(one.first.name, one.second.name) for one in SameQuestion.objects.all()}


def test_a_source_added_by_hand_that_looks_like_another_is_asked_about(owner: Caller) -> None:
    known = actions.add_provider(facts("Ada Quackenbush, MD", phone="404-555-0148"), by=owner)
    actions.add_provider(facts("Nils Brandt, MD", phone="404-555-0148"), by=owner)
    actions.look_for_same(by=owner)
    assert asked() == set()
    new = actions.add_provider(facts("Quackenbush, A.", phone="(404) 555-0148"), by=owner)
    actions.look_for_same(by=owner)
    question = SameQuestion.objects.get()
    assert (question.first_id, question.second_id) == (known.pk, new.pk)
    assert question.why.endswith(".")
    assert question.score < 1
    assert queries.sources(owner).count() == 3


def test_two_that_are_new_together_are_compared_with_each_other(owner: Caller) -> None:
    actions.add_many([facts("Erin Zielinski"), facts("Eric Zielinski")], by=owner)
    assert actions.look_for_same(by=owner) == 2
    assert asked() == {("Erin Zielinski", "Eric Zielinski")}


def test_practices_are_compared_too_but_never_with_people(owner: Caller) -> None:
    first = actions.add_provider(facts("Harborview Orthopedic Clinic", phone="404-555-0148"), by=owner)
    second = actions.add_provider(facts("Harborview Orthopaedic Clinic LLC", phone="404-555-0148"), by=owner)
    actions.add_provider(facts("Ada Harborview, MD", phone="404-555-0148"), by=owner)
    actions.look_for_same(by=owner)
    assert asked() == {(first.name, second.name)}


@pytest.mark.parametrize("answer", ["different", "same"])
def test_whoever_was_asked_about_is_not_asked_about_again(owner: Caller, answer: str) -> None:
    actions.add_many([facts("Erin Zielinski"), facts("Eric Zielinski")], by=owner)
    actions.look_for_same(by=owner)
    actions.answer_same_question(question=SameQuestion.objects.get().pk, answer=answer, by=owner)
    Provider.objects.update(looked_at=None)
    actions.look_for_same(by=owner)
    assert SameQuestion.objects.count() == 1
    assert not queries.open_questions(owner)


def test_different_holds_for_whoever_stands_for_them_later(owner: Caller) -> None:
    first, second = actions.add_many([facts("Erin Zielinski"), facts("Eric Zielinski")], by=owner).providers
    actions.look_for_same(by=owner)
    actions.answer_same_question(question=SameQuestion.objects.get().pk, answer="different", by=owner)
    survivor = actions.add_provider(facts("Erin Zielinski, MD"), by=owner)
    actions.merge(survivor=survivor.pk, merged=first, by=owner)
    actions.look_for_same(by=owner)
    assert {survivor.pk, second} not in [{one.first_id, one.second_id} for one in SameQuestion.objects.all()]


def test_what_is_learned_of_a_source_has_it_looked_at_again(owner: Caller) -> None:
    one = actions.add_provider(facts("Ada Quackenbush"), by=owner)
    actions.look_for_same(by=owner)
    assert not queries.not_looked_at(owner)
    actions.learn([(one.pk, facts("Ada Quackenbush", phone="404-555-0148"))], by=owner)
    assert list(queries.not_looked_at(owner)) == [one]
    actions.look_for_same(by=owner)
    actions.affiliate(provider=one.pk, practice=a_practice(looked_at=clock.now()).pk, by=owner)
    assert list(queries.not_looked_at(owner)) == [one]


def test_who_changes_while_they_are_compared_is_looked_at_once_more(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = actions.add_provider(facts("Ada Quackenbush"), by=owner)

    def slowly(*told: Any, **more: Any) -> Resolution:
        actions.learn([(one.pk, facts("Ada Quackenbush", phone="404-555-0148"))], by=owner)
        return resolve(*told, **more)

    monkeypatch.setattr(looking, "resolve", slowly)
    actions.look_for_same(by=owner)
    assert list(queries.not_looked_at(owner)) == [one]
    monkeypatch.undo()
    actions.look_for_same(by=owner)
    assert not queries.not_looked_at(owner)


@pytest.mark.on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_find_the_same_pair_at_once_ask_about_it_once(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.add_many([facts("Erin Zielinski"), facts("Eric Zielinski")], by=owner)
    FactVersion.objects.all().delete()  # as in a practice where nobody has changed the directory since it was made
    both = Barrier(2)

    def compared_by_both(*told: Any, **more: Any) -> Resolution:
        both.wait()
        return resolve(*told, **more)

    def work(_number: int) -> int:
        try:
            return actions.look_for_same(by=owner)
        finally:
            connections.close_all()

    monkeypatch.setattr(looking, "resolve", compared_by_both)
    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(work, range(2))) == [2, 2]
    assert asked() == {("Erin Zielinski", "Eric Zielinski")}
    assert SameQuestion.objects.count() == 1
    assert not queries.not_looked_at(owner)


@pytest.mark.parametrize("others", [20, 200])
def test_a_new_source_is_compared_with_those_near_it_however_many_there_are(
    owner: Caller, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    kinds = ("Quarry", "Orchard", "Harbor", "Mill", "Juniper")
    crowd = [facts(f"Nils {kinds[at % 5]}{chr(97 + at // 26)}{chr(97 + at % 26)}sen, MD") for at in range(others)]
    actions.add_many([*crowd, facts("Erin Zielinski", phone="404-555-0148")], by=owner)
    actions.look_for_same(by=owner)
    actions.add_provider(facts("Eric Zielinsky", phone="404-555-0148"), by=owner)
    module = sys.modules[resolve.__module__]
    read, compared = Mock(wraps=of_known), Mock(wraps=compare)
    monkeypatch.setattr(module, "of_known", read)
    monkeypatch.setattr(module, "compare", compared)
    near = neighbourhood(owner, [Provider.objects.get(looked_at=None).pk])
    assert [one.names[0] for one in near.others] == ["Erin Zielinski"]
    actions.look_for_same(by=owner)
    assert (read.call_count, compared.call_count) == (1, 1)
    assert ("Erin Zielinski", "Eric Zielinsky") in asked()


def test_after_an_import_everybody_is_near(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_MANY", 1)
    known = actions.add_provider(facts("Erin Zielinski", phone="404-555-0148"), by=owner)
    actions.look_for_same(by=owner)
    actions.add_many([facts("Eric Zielinski", phone="404-555-0148"), facts("Nils Brandt")], by=owner)
    assert actions.look_for_same(by=owner) == 2
    assert [(one.first, one.second.name) for one in SameQuestion.objects.all()] == [(known, "Eric Zielinski")]


def test_who_is_near_is_asked_about_as_if_all_had_been_compared(owner: Caller) -> None:
    dice = random.Random(29)
    families = ("Okafor", "Quackenbush", "Zielinski", "Abernathy", "Smith", "McDonald", "Okafor-Smith", "Thomas")
    for at in range(50):
        family, given_name = (
            dice.choice(families),
            dice.choice(("Ada", "A.", "Eric", "Erin", "Thomas", "Mei", "Robert")),
        )
        cut = dice.randrange(1, len(family))
        written = family if at % 3 else family[:cut] + family[cut + 1 :]
        actions.add_provider(facts(f"{given_name} {written}", phone=f"404-555-01{at % 20:02}"), by=owner)
        actions.look_for_same(by=owner)
    one_by_one = {(one.first_id, one.second_id) for one in SameQuestion.objects.all()}
    known = queries.known_for_resolving(owner)
    apart = {
        pair[:2]
        for at, one in enumerate(known)
        for pair in pairs_to_ask(resolve([as_mention(one)], known[:at]), [one.id], ())
    }
    assert one_by_one == apart
    assert len(apart) > 10


@pytest.mark.usefixtures("owner")
def test_the_worker_looks_by_itself_and_at_rest_asks_the_database_next_to_nothing() -> None:
    first, second = a_provider("Erin", "Zielinski"), a_provider("Eric", "Zielinski")
    for one in (first, second):
        ContactPoint.objects.create(provider=one, channel="phone", value="+14045550148", shown="(404) 555-0148")
    assert jobs.look_for_same(clock.now()) == 2
    assert asked() == {(first.name, second.name)}
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert jobs.look_for_same(clock.now()) == 0
    assert len(seen) <= 2
