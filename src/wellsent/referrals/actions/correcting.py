"""Correcting facts of a referral, by hand or by a list that came again, and putting back what was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError
from wellsent.base.ledgers import strike
from wellsent.base.unused import in_chunks
from wellsent.directory.queries import survivor_of
from wellsent.patients import actions as patients
from wellsent.patients.rules import NOBODY, PatientDetails
from wellsent.referrals import rules, visiting
from wellsent.referrals.actions.moving import restore, take_along
from wellsent.referrals.actions.receiving import COLUMNS
from wellsent.referrals.kept import again, plain
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.rules import Received
from wellsent.referrals.scope import locked, must_be_own, own_referral, own_rows

_OF_THE_DAY: Final = {"received_on": "received_at"}
"""The moment that belongs to a day: another day has another one."""
_DAYS: Final = frozenset({"received_on", "first_contact_on", "scheduled_for", "evaluated_on", "discharged_on"})
_ABOUT_IT: Final = frozenset({"referral", "last_transition", "edited_to", "with_it"})
"""What is kept with a correction beside the columns it replaced."""
_IN_MODEL = {"source": "source_id", "practice": "practice_id", "clinic": "clinic_id", "patient": "patient_id"}


@transaction.atomic
def correct(*, referral: int, changes: Mapping[str, Any], why: str = "corrected", by: Caller) -> dict[str, Any] | None:
    """Correct facts of a referral: names of `Received`, of which only those that differ are written.

    What is said of a row that repeats another one is said of that one. Returns what was there before, for `put_back`
    (plain enough for JSON), or None when nothing differed. Raises Refused, and DataError for dates that contradict.
    """
    if not by.may("import.referrals"):
        by.must("referrals.record")
    row = own_referral(by, referral)
    if row.duplicate_of_id is not None:
        row = own_referral(by, row.duplicate_of_id)
    settled, values, stage = _corrected(row, changes, by)
    must_be_own(by, {settled.clinic} if "clinic" in values else ())
    if not values and stage == row.stage:
        return None
    before = _before(row, values)
    for name, value in values.items():
        setattr(row, _IN_MODEL.get(name, name), value)
    for column, moment in _OF_THE_DAY.items():
        if column in values:
            setattr(row, moment, None)  # it was that of the other day
    if stage != row.stage:
        on = rules.history(settled)[-1].on
        before["with_it"] = take_along(row, stage, current=row.stage, on=on, scheduled_for=row.scheduled_for, by=by)
        row.stage = stage
        _step(row, on=on, why=why, by=by)
    row.edited_at = clock.now()
    before["edited_to"] = row.edited_at.isoformat()
    row.save()
    facts.moved_on("referrals")
    audit.record(
        "referrals.correct", by=by, subject="referrals", references=[row.reference], details={"fields": sorted(values)}
    )
    return before


@transaction.atomic
def correct_by_hand(*, referral: int, changes: Mapping[str, Any], patient: PatientDetails, by: Caller) -> None:
    """The same with what is known of the patient: set right where one is known, remembered where none was.

    Days that are typed are held to more than those of a list, which stay as they came until somebody types one.
    """
    row = own_referral(by, referral)
    if changes.keys() & _DAYS:
        rules.check_typed(replace(_as_received(row), **changes), today=today(by))
    if row.patient_id is None and patient != NOBODY:
        changes = {**changes, "patient": patients.remember(patient, by=by)}
    elif row.patient_id is not None:
        patients.correct_if_other(row.patient_id, patient, by=by)
    correct(referral=referral, changes=changes, by=by)


def already_so(corrections: Mapping[int, Mapping[str, Any]], *, by: Caller) -> set[int]:
    """Of these corrections, by referral, those that `correct` would find nothing to do for: a list wrote the same in
    another way. Nothing is changed."""
    by.must("import.referrals")
    found: set[int] = set()
    for chunk in in_chunks(sorted(corrections)):
        for row in own_rows(by).filter(pk__in=chunk).select_related("duplicate_of").prefetch_related("visits"):
            it = row.duplicate_of or row
            with suppress(DataError):  # it is for the run to refuse it
                _, values, stage = _corrected(it, corrections[row.pk], by)
                if not values and stage == it.stage:
                    found.add(row.pk)
    return found


def _corrected(row: Referral, changes: Mapping[str, Any], by: Caller) -> tuple[Received, dict[str, Any], str]:
    """What a referral says once it is corrected, the columns that differ, and the stage it is in then. Raises DataError
    for dates that contradict."""
    stored = _as_received(row)
    if changes.get("scheduled_for", row.scheduled_for) != row.scheduled_for:
        changes = {"scheduled_time": None, **changes}  # the hour was that of the other day
    settled = rules.settled(replace(stored, **_without_same_source(changes, row, by)), today=today(by))
    settled = _with_dated_visits(row, settled, changes)
    stage = row.stage
    if changes.keys() & rules.BEAR_ON_STAGE:
        stage = rules.stage_after_correction(row.stage, stored, settled)
    return settled, _differences(stored, settled, lost=stage == rules.LOST), stage


def _without_same_source(changes: Mapping[str, Any], row: Referral, by: Caller) -> Mapping[str, Any]:
    """The changes, but for a source that is the stored one under its survivor: no row is repointed for that."""
    if "source" in changes and survivor_of(by, changes["source"]) == survivor_of(by, row.source_id):
        return {name: value for name, value in changes.items() if name != "source"}
    return changes


def _with_dated_visits(row: Referral, settled: Received, changes: Mapping[str, Any]) -> Received:
    """A count that is told anew is never less than the visits that have a day."""
    told = {column: outcome for column, outcome in visiting.TOTALS.items() if column in changes}
    dated = Counter(one.outcome for one in row.visits.all()) if told else Counter[str]()
    more: dict[str, Any] = {
        column: dated[outcome] for column, outcome in told.items() if dated[outcome] > (getattr(settled, column) or 0)
    }
    return replace(settled, **more) if more else settled


def _differences(stored: Received, settled: Received, *, lost: bool) -> dict[str, Any]:
    """The columns to write; a reason for losing a referral stands only beside one that is lost."""
    if not lost:
        settled = replace(settled, lost_reason="")
    return {name: getattr(settled, name) for name in COLUMNS if getattr(settled, name) != getattr(stored, name)}


def _before(row: Referral, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a correction is about to replace, as JSON can hold it."""
    stored = _as_received(row)
    was = {name: getattr(stored, name) for name in values}
    was |= {"stage": row.stage, "edited_at": row.edited_at}
    was |= {moment: getattr(row, moment) for column, moment in _OF_THE_DAY.items() if column in values}
    before = {name: plain(value) for name, value in was.items()}
    before["last_transition"] = row.transitions.latest("id").pk
    before["referral"] = row.pk
    return before


@transaction.atomic
def put_back(corrections: Iterable[tuple[int, Mapping[str, Any] | None]], *, by: Caller) -> list[int]:
    """Put back what corrections replaced, in the order given; returns the referrals left alone since edited later.

    A correction that replaced nothing (None) has nothing to put back.
    """
    by.must("import.referrals")
    wanted = [before for _, before in corrections if before is not None]
    locked({before["referral"] for before in wanted})
    kept: list[int] = []
    restored: list[int] = []
    for before in wanted:
        row = Referral.objects.filter(pk=before["referral"]).first()
        if row is None:
            continue
        if row.edited_at is None or row.edited_at.isoformat() != before["edited_to"]:
            kept.append(row.pk)
            continue
        _put_back(row, before, by=by)
        restored.append(row.pk)
    if restored:
        facts.moved_on("referrals")
        audit.record("referrals.put back", by=by, subject="referrals", references=[reference(one) for one in restored])
    return kept


def _put_back(row: Referral, before: Mapping[str, Any], *, by: Caller) -> None:
    for name in before.keys() - _ABOUT_IT:
        column = _IN_MODEL.get(name, name)
        setattr(row, column, again(column, before[name]))
    row.save()
    strike(Transition.objects.filter(referral=row, pk__gt=before["last_transition"]))
    for made in Transition.objects.filter(pk__in=before.get("with_it", ())):
        other = Referral.objects.select_for_update().get(pk=made.referral_id)
        if other.transitions.latest("id").pk == made.pk:
            restore(other, made, by=by)


def keep_still(*, referrals: Collection[int], by: Caller) -> None:
    """Lock the referrals that a part of an import is about to change, before it changes anything: a person who moves
    one of them meanwhile waits, or is waited for."""
    by.must("import.referrals")
    ends: set[int] = set()
    for chunk in in_chunks(sorted(referrals)):
        ends |= set(Referral.objects.filter(duplicates__in=chunk).values_list("pk", flat=True))
    locked({*referrals, *ends})


@transaction.atomic
def remove_many(numbers: Sequence[int], *, by: Caller) -> list[int]:
    """Take out referrals that an import brought; returns those left alone since somebody has worked on them."""
    by.must("import.referrals")
    kept: list[int] = []
    removed: list[int] = []
    for chunk in in_chunks(numbers):
        rows = list(
            Referral.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk", "edited_at")
        )
        kept += [number for number, edited_at in rows if edited_at is not None]
        go = [number for number, edited_at in rows if edited_at is None]
        strike(Transition.objects.filter(referral__in=go))
        Referral.objects.filter(pk__in=go).delete()
        removed += go
    if removed:
        facts.moved_on("referrals")
        audit.record("referrals.remove", by=by, subject="referrals", references=[reference(one) for one in removed])
    return kept


def _as_received(row: Referral) -> Received:
    """The stored facts, in the words they came in."""
    stored: dict[str, Any] = {name: getattr(row, _IN_MODEL.get(name, name)) for name in COLUMNS}
    stored["source_note"] = row.source_note or ""
    return Received(**stored)


def _step(row: Referral, *, on: date, why: str, by: Caller) -> None:
    """Add the stage a referral has now to its history: days never run backwards there."""
    Transition.objects.create(
        referral=row,
        stage=row.stage,
        on=max(on, row.transitions.latest("id").on),
        recorded_at=clock.now(),
        by=by.user,
        why=why.strip()[:200],
    )
