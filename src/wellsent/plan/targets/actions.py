"""Deciding on a target: reach them, later, or no; and taking that back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions as directory
from wellsent.directory.corrections import queries as registry
from wellsent.plan.targets.models import TargetDecision
from wellsent.plan.targets.rules import Target, spoken_for


@transaction.atomic
def decide(
    *, target: Target, choice: str, on: date, until: date | None = None, reason: str = "", by: Caller
) -> TargetDecision:
    """Keep what was decided: "accepted", "later" (until a day to come) or "declined" (which wants a reason).

    Who is accepted and not known yet comes into the directory as the registry knows them. Raises DataError for what is
    no decision, Refused where somebody else has just added them.
    """
    by.must("plan.answer")
    if choice not in TargetDecision.Choice.values:
        raise DataError("That is not a decision on a target.", "Choose accept, later or decline.")
    is_accepted, is_later = choice == TargetDecision.Choice.ACCEPTED, choice == TargetDecision.Choice.LATER
    if is_later and (until is None or until <= on):
        raise DataError("The day to come back to them is missing or past.", "Choose a day to come.")
    if choice == TargetDecision.Choice.DECLINED and not reason.strip():
        raise Refused("Why they are declined is missing.", "Choose or write a reason: the list respects it.")
    candidate = target.candidate
    provider, added = candidate.known, False
    if is_accepted and provider is None:
        known = registry.facts_for(by, candidate.npi)
        known = replace(known, kind=known.kind or candidate.kind)  # which may be a kind that the practice added
        provider, added = directory.add_provider(known, by=by).pk, True
    kept = TargetDecision.objects.create(
        provider_id=provider,
        npi=candidate.npi,
        name=candidate.name[:320],
        choice=choice,
        until=until if is_later else None,
        reason=(spoken_for(target) if is_accepted else reason.strip())[:300],
        on=on,
        at=clock.now(),
        by=by.user,
        by_name=by.name,
        added=added,
    )
    facts.moved_on("plan")
    audit.record(f"target.{choice}", by=by, subject="target", references=[kept.pk], reason=reason)
    return kept


@transaction.atomic
def undo(*, decision: int, by: Caller) -> TargetDecision:
    """Take a decision back: the target returns to the list. Who came into the directory by it leaves again, unless
    something was recorded of them since. Doing it twice does nothing more.
    """
    by.must("plan.answer")
    kept = TargetDecision.objects.select_for_update().filter(pk=decision).first()
    if kept is None:
        raise DataError("This decision is not known.", "Load the page again.")
    if kept.undone_at is None:
        added = kept.provider_id if kept.added else None
        kept.undone_at = clock.now()
        if added is not None:
            kept.provider = None  # so that nothing of ours holds on to the row that leaves
        kept.save(update_fields=["undone_at", "provider"])
        if added is not None and directory.remove_unused([added], by=by):
            kept.provider_id = added
            kept.save(update_fields=["provider"])
        facts.moved_on("plan")
        audit.record("target.undo", by=by, subject="target", references=[kept.pk])
    return kept
