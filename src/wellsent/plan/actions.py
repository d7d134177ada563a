"""A person's answer to a line of the weekly list, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.made_up import must_be_made_up
from wellsent.base import clock, facts
from wellsent.base.emptying import empty
from wellsent.base.errors import Refused
from wellsent.plan.models import Answer, ProfileVersion, TargetDecision
from wellsent.plan.rules.lines import Suggestion

LATER = timedelta(days=7)


@transaction.atomic
def answer(
    *,
    line: Suggestion,
    choice: str,
    on: date,
    until: date | None = None,
    reason: str = "",
    by: Caller,
) -> Answer:
    """Keep what a person said of a line: "done", "later" (a week, unless told), "not needed" (which wants a reason)."""
    by.must("plan.answer")
    if choice not in Answer.Choice.values:
        raise Refused("That is not an answer to a line of the list.", "Choose done, later or not needed.")
    if choice == Answer.Choice.NOT_NEEDED and not reason.strip():
        raise Refused("Why it is not needed is missing.", "Choose or write a reason: the list learns from it.")
    if choice == Answer.Choice.LATER and until is None:
        until = on + LATER
    kept = Answer.objects.create(
        source_id=line.source,
        topic=line.topic,
        since=line.since,
        choice=choice,
        until=until if choice == Answer.Choice.LATER else None,
        reason=reason.strip()[:200],
        on=on,
        at=clock.now(),
        by=by.user,
    )
    facts.moved_on("plan")
    audit.record(f"plan.{choice}", by=by, subject="plan", references=[kept.pk], reason=reason)
    return kept


@transaction.atomic
def undo(*, answer_id: int, by: Caller) -> Answer:
    """Take an answer back: the line returns to the list. Doing it twice does nothing more."""
    by.must("plan.answer")
    kept = Answer.objects.select_for_update().filter(pk=answer_id).first()
    if kept is None:
        raise Refused("This answer is not known.", "Load the page again.")
    if kept.undone_at is None:
        kept.undone_at = clock.now()
        kept.save(update_fields=["undone_at"])
        facts.moved_on("plan")
        audit.record("plan.undo", by=by, subject="plan", references=[kept.pk])
    return kept


@transaction.atomic
def forget_made_up(*, by: Caller) -> None:
    """Empty this room of a practice whose data is made up. Raises Refused for any other."""
    must_be_made_up(by)
    empty(Answer, TargetDecision, ProfileVersion)
    facts.moved_on("plan")
