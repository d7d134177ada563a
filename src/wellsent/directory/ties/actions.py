"""Recording that two know each other, that they still do, that they no longer do; and taking that back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import User
from wellsent.accounts.queries import colleagues, today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.models import OfficePerson, Provider, Tie
from wellsent.directory.ties import rules
from wellsent.directory.ties.ends import ENDS, first_end, second_end
from wellsent.directory.ties.paths import Node
from wellsent.directory.ties.rules import Consent


@dataclass(frozen=True, slots=True)
class TieFacts:
    """Two who know each other. `first` is outside; `second` may also be one of us."""

    first: Node
    second: Node
    kind: str
    strength: int
    evidence: str = ""
    consent: Consent | None = None


@transaction.atomic
def add_tie(tie: TieFacts, *, once: uuid.UUID, by: Caller) -> Tie:
    """Store a tie; one with the same `once` is stored already and given back. Raises Refused where it may not be kept,
    DataError for an end that is not there."""
    by.must("sources.change")
    if known := Tie.objects.filter(once=once).first():
        return known
    day = today(by)
    reason, remedy = rules.objection(tie.kind, tie.strength, tie.evidence, tie.consent, today=day)
    if reason:
        raise Refused(reason, remedy)
    row = Tie(
        kind=tie.kind,
        strength=tie.strength,
        evidence=" ".join(tie.evidence.split())[:300],
        known_on=day,
        at=clock.now(),
        by=by.user,
        by_name=by.name,
        once=once,
    )
    if tie.kind == rules.MUTUAL_PATIENT and tie.consent:
        row.consent_taken_by = tie.consent.taken_by.strip()[:160]
        row.consent_on, row.consent_wording = tie.consent.on, tie.consent.wording
    _put(row, "first", tie.first, by)
    _put(row, "second", tie.second, by)
    ends = {first_end(row), second_end(row)}
    if len(ends) == 1:
        raise Refused("These are one and the same.", "Choose somebody else.")
    alike = Tie.objects.filter(kind=row.kind, ended_on=None, undone_at=None).select_related(*ENDS)
    if any({first_end(one), second_end(one)} == ends for one in alike):
        raise Refused("This tie is known already.", "Say “Still so” beside it, or end it first to record it anew.")
    row.save()
    return _write_down("ties.add", row, by)


@transaction.atomic
def still_tied(*, tie: int, by: Caller) -> Tie:
    """Two know each other today as well: their tie counts as fresh again."""
    row = _tie(tie, by)
    if row.ended_on is not None:
        raise Refused("This tie has ended.", "Record it anew if they know each other again.")
    row.known_on = today(by)
    row.save(update_fields=["known_on"])
    return _write_down("ties.still so", row, by)


@transaction.atomic
def end_tie(*, tie: int, on: date, by: Caller) -> Tie:
    """Two do not know each other any more, as of a day; the tie stays as history. Ended once, it stays so."""
    row = _tie(tie, by)
    if on > today(by):
        raise DataError("The day on which it ended lies ahead.", "Say it when it has happened.")
    if row.ended_on is None:
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        _write_down("ties.end", row, by)
    return row


@transaction.atomic
def reopen_tie(*, tie: int, by: Caller) -> Tie:
    """It has not ended after all."""
    row = _tie(tie, by)
    if row.ended_on is not None:
        row.ended_on = None
        row.save(update_fields=["ended_on"])
        _write_down("ties.reopen", row, by)
    return row


@transaction.atomic
def take_back_tie(*, tie: int, by: Caller) -> Tie:
    """It was recorded by mistake: it stays, and counts nowhere. Twice does nothing more."""
    row = _tie(tie, by)
    if row.undone_at is None:
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        _write_down("ties.take back", row, by)
    return row


def _tie(number: int, by: Caller) -> Tie:
    by.must("sources.change")
    row = Tie.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise DataError("There is no such tie.", "Load the page again.")
    return row


def _put(row: Tie, end: str, who: Node, by: Caller) -> None:
    """Write who stands at an end of a tie. Raises DataError for somebody who is not there."""
    if who.kind == "ours" and end == "second" and who.key.strip():
        row.second_name = " ".join(who.key.split())[:120]
        return
    number = int(who.key) if who.key.isascii() and who.key.isdigit() and len(who.key) < 16 else 0
    found: Provider | OfficePerson | User | None = None
    if who.kind == "provider":
        found = Provider.objects.filter(pk=number).first()
    elif who.kind == "person":
        found = OfficePerson.objects.filter(pk=number).first()
    elif who.kind == "colleague" and end == "second":
        found = colleagues(by).filter(pk=number).first()
    if found is None:
        raise DataError("One of the two is not there.", "Choose them again.")
    setattr(row, f"{end}_{who.kind}", found)


def _write_down(verb: str, row: Tie, by: Caller) -> Tie:
    facts.moved_on("ties")
    audit.record(verb, by=by, subject="ties", references=[row.pk], details={"kind": row.kind})
    return row
