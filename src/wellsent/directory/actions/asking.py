"""Doubtful pairs: put to a person, answered with one key, taken back with another."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions.merging import merge, unmerge
from wellsent.directory.actions.rights import must_add
from wellsent.directory.models import Provider, SameQuestion

Answer = SameQuestion.Answer


@transaction.atomic
def ask_same(pairs: Iterable[tuple[int, int, float, str]], *, by: Caller) -> int:
    """Put pairs (one, other, how likely, why in one sentence) to a person; each pair once, also where two processes
    find it at the same moment. Returns how many are new.
    """
    must_add(by)
    now = clock.now()
    questions = {
        (min(one, other), max(one, other)): SameQuestion(
            first_id=min(one, other),
            second_id=max(one, other),
            score=min(max(score, 0.0), 1.0),
            why=why[:400],
            asked_at=now,
        )
        for one, other, score, why in pairs
        if one != other
    }
    if not questions:
        return 0
    facts.hold_still("directory")
    known = set(
        SameQuestion.objects.filter(first__in={first for first, _ in questions}).values_list("first_id", "second_id")
    )
    new = [question for pair, question in questions.items() if pair not in known]
    if new:
        SameQuestion.objects.bulk_create(new)
        facts.moved_on("directory")
        audit.record("sources.ask", by=by, subject="sources", details={"questions": len(new)})
    return len(new)


@transaction.atomic
def answer_same_question(
    *, question: int, answer: str, both_signed: bool = False, although: bool = False, by: Caller
) -> SameQuestion:
    """Keep a person's answer; "same" merges the two, as `merge` does with what it is told.

    Raises Refused when it has been answered already, and as `merge` does.
    """
    by.must("sources.change")
    asked = _asked(question)
    if answer not in Answer.values or answer == Answer.OPEN:
        raise DataError("That is not an answer.", f"Choose one of: {', '.join(Answer.values[1:])}.")
    if asked.answer not in {Answer.OPEN, Answer.LATER}:
        raise Refused("This has been answered already.", "Take that answer back first.")
    if answer == Answer.SAME:
        survivor, merged = _who_stays(asked)
        asked.merge = merge(
            survivor=survivor,
            merged=merged,
            why=asked.why,
            both_signed=both_signed,
            although=although,
            by=by,
        )
    asked.answer, asked.answered_at, asked.answered_by = Answer(answer), clock.now(), by.user
    asked.save()
    _write_down("sources.answer", asked, by)
    return asked


@transaction.atomic
def take_back_answer(*, question: int, by: Caller) -> SameQuestion:
    """Open a question again; a merge that its answer made is undone. On an open one it does nothing."""
    by.must("sources.change")
    asked = _asked(question)
    if asked.answer == Answer.OPEN:
        return asked
    if asked.merge_id:
        unmerge(merge=asked.merge_id, by=by)
    asked.answer, asked.answered_at, asked.answered_by, asked.merge = Answer.OPEN, None, None, None
    asked.save()
    _write_down("sources.unanswer", asked, by)
    return asked


def _asked(question: int) -> SameQuestion:
    asked = SameQuestion.objects.select_for_update().filter(pk=question).first()
    if asked is None:
        raise DataError("There is no such question.", "Load the page again.")
    return asked


def _who_stays(asked: SameQuestion) -> tuple[int, int]:
    """The one with an NPI stays, else the one known longer."""
    first, second = (Provider.objects.get(pk=number) for number in (asked.first_id, asked.second_id))
    return (second.pk, first.pk) if second.npi and not first.npi else (first.pk, second.pk)


def _write_down(verb: str, asked: SameQuestion, by: Caller) -> None:
    facts.moved_on("directory")
    audit.record(
        verb, by=by, subject="sources", references=[asked.first_id, asked.second_id], details={"answer": asked.answer}
    )
