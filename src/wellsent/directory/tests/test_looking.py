"""Providers that may be one are found when they come in or change, and asked about once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.directory import actions, jobs, queries
from wellsent.directory.actions import looking
from wellsent.directory.identity import Resolution, resolve
from wellsent.directory.models import ContactPoint, Provider, SameQuestion
from wellsent.directory.names import parse
from wellsent.directory.rules import ProviderFacts
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

    def slowly(*told: Any) -> Resolution:
        actions.learn([(one.pk, facts("Ada Quackenbush", phone="404-555-0148"))], by=owner)
        return resolve(*told)

    monkeypatch.setattr(looking, "resolve", slowly)
    actions.look_for_same(by=owner)
    assert list(queries.not_looked_at(owner)) == [one]
    monkeypatch.undo()
    actions.look_for_same(by=owner)
    assert not queries.not_looked_at(owner)


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
