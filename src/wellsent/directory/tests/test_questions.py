"""Doubtful pairs: asked once, answered, taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions, queries
from wellsent.directory.models import Provider, SameQuestion
from wellsent.testing.factories import a_provider, an_npi

pytestmark = pytest.mark.django_db


def a_question(by: Caller, first: Provider | None = None, second: Provider | None = None) -> SameQuestion:
    one, other = first or a_provider(), second or a_provider()
    actions.ask_same([(other.pk, one.pk, 0.7, "Same telephone.")], by=by)
    return SameQuestion.objects.latest("pk")


def test_a_pair_is_asked_once_whichever_way_round(owner: Caller) -> None:
    one, other = a_provider().pk, a_provider().pk
    assert actions.ask_same([(one, other, 0.7, "x"), (other, one, 0.7, "x"), (one, one, 0.9, "x")], by=owner) == 1
    assert actions.ask_same([(other, one, 0.8, "again")], by=owner) == 0
    asked = SameQuestion.objects.get()
    assert (asked.first_id, asked.second_id, asked.answer) == (one, other, "open")


def test_same_merges_into_the_one_with_an_npi(owner: Caller) -> None:
    without, with_npi = a_provider(), a_provider(npi=an_npi())
    question = a_question(owner, without, with_npi)
    answered = actions.answer_same_question(question=question.pk, answer="same", by=owner)
    assert answered.merge is not None
    assert answered.merge.survivor == with_npi
    assert list(queries.sources(owner)) == [with_npi]


def test_taking_back_an_answer_undoes_its_merge_and_asks_again(owner: Caller) -> None:
    question = a_question(owner)
    actions.answer_same_question(question=question.pk, answer="same", by=owner)
    assert queries.last_answered(owner) == question
    assert not queries.open_questions(owner)
    actions.take_back_answer(question=question.pk, by=owner)
    actions.take_back_answer(question=question.pk, by=owner)
    assert queries.sources(owner).count() == 2
    assert list(queries.open_questions(owner)) == [question]
    assert queries.last_answered(owner) is None


@pytest.mark.parametrize("answer", ["different", "same-office"])
def test_whoever_was_called_different_is_not_asked_about_nor_joined(owner: Caller, answer: str) -> None:
    question = a_question(owner)
    actions.answer_same_question(question=question.pk, answer=answer, by=owner)
    assert not queries.open_questions(owner)
    assert queries.decisions(owner).different == {(question.first_id, question.second_id)}


def test_later_comes_again_after_the_open_ones(owner: Caller) -> None:
    put_off, still_open = a_question(owner), a_question(owner)
    actions.answer_same_question(question=put_off.pk, answer="later", by=owner)
    assert list(queries.open_questions(owner)) == [still_open, put_off]
    actions.answer_same_question(question=put_off.pk, answer="different", by=owner)
    assert list(queries.open_questions(owner)) == [still_open]


def test_a_question_about_two_that_are_one_by_now_is_not_asked(owner: Caller) -> None:
    question = a_question(owner)
    actions.merge(survivor=question.first_id, merged=question.second_id, by=owner)
    assert not queries.open_questions(owner)


def test_decisions_follow_the_survivors(owner: Caller) -> None:
    question = a_question(owner)
    survivor = a_provider()
    actions.answer_same_question(question=question.pk, answer="different", by=owner)
    actions.merge(survivor=survivor.pk, merged=question.first_id, by=owner)
    assert queries.decisions(owner).different == {(survivor.pk, question.second_id)}


def test_an_answer_is_given_once_and_is_one_of_the_answers(owner: Caller) -> None:
    question = a_question(owner)
    for nonsense in ("perhaps", "open"):
        with pytest.raises(DataError, match="not an answer"):
            actions.answer_same_question(question=question.pk, answer=nonsense, by=owner)
    actions.answer_same_question(question=question.pk, answer="different", by=owner)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_same_question(question=question.pk, answer="same", by=owner)
    with pytest.raises(DataError, match="no such question"):
        actions.answer_same_question(question=999_999, answer="same", by=owner)


def test_whoever_imports_may_ask_but_only_who_keeps_the_directory_answers(
    front_desk: Caller, read_only: Caller
) -> None:
    question = a_question(front_desk)
    with pytest.raises(Refused):
        actions.answer_same_question(question=question.pk, answer="same", by=front_desk)
    with pytest.raises(Refused):
        actions.ask_same([], by=read_only)


def test_the_database_refuses_odd_questions(owner: Caller) -> None:
    one, other = a_provider().pk, a_provider().pk
    now = clock.now()
    odd: list[dict[str, object]] = [
        {"first_id": other, "second_id": one},
        {"score": 1.5},
        {"answer": "perhaps", "answered_at": now},
        {"answer": "different"},
        {"answered_at": now},
    ]
    for columns in odd:
        row = {"first_id": one, "second_id": other, "score": 0.5, "why": "x", "asked_at": now} | columns
        with pytest.raises(IntegrityError), transaction.atomic():
            SameQuestion.objects.create(**row)
