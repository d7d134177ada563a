"""Correcting facts of a referral, by hand or by a list that came again, and putting back what was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import bulk, clock, facts
from wellsent.base.ledgers import strike
from wellsent.base.unused import in_chunks
from wellsent.directory.queries import survivor_of
from wellsent.patients import actions as patients
from wellsent.patients.rules import NOBODY, PatientDetails
from wellsent.referrals import rules
from wellsent.referrals.actions.receiving import COLUMNS
from wellsent.referrals.models import Referral, Transition, reference
from wellsent.referrals.rules import Received
from wellsent.referrals.scope import must_be_own, own_referral

_IN_MODEL = {"source": "source_id", "practice": "practice_id", "clinic": "clinic_id", "patient": "patient_id"}


@transaction.atomic
def correct(*, referral: int, changes: Mapping[str, Any], why: str = "corrected", by: Caller) -> dict[str, Any] | None:
    """Correct facts of a referral: names of `Received`, of which only those that differ are written.

    Returns what was there before, for `put_back` (plain enough for JSON), or None when nothing differed. Raises
    Refused, and DataError for dates that contradict.
    """
    if not by.may("import.referrals"):
        by.must("referrals.record")
    row = own_referral(by, referral)
    stored = _as_received(row)
    if changes.get("scheduled_for", row.scheduled_for) != row.scheduled_for:
        changes = {"scheduled_time": None, **changes}  # the hour was that of the other day
    settled = rules.settled(replace(stored, **_without_same_source(changes, row, by)), today=today(by))
    must_be_own(by, {settled.clinic} if settled.clinic != stored.clinic else ())
    stage = row.stage
    if changes.keys() & rules.BEAR_ON_STAGE and row.stage != rules.JOINED:
        stage = rules.stage_after_correction(row.stage, stored, settled)
    values = _differences(stored, settled, lost=stage == rules.LOST)
    if not values and stage == row.stage:
        return None
    before = _before(row, values)
    for name, value in values.items():
        setattr(row, _IN_MODEL.get(name, name), value)
    if stage != row.stage:
        row.stage = stage
        _step(row, on=rules.history(settled)[-1].on, why=why, by=by)
    row.edited_at = clock.now()
    row.save()
    facts.moved_on("referrals")
    audit.record(
        "referrals.correct", by=by, subject="referrals", references=[row.reference], details={"fields": sorted(values)}
    )
    return before


@transaction.atomic
def correct_by_hand(*, referral: int, changes: Mapping[str, Any], patient: PatientDetails, by: Caller) -> None:
    """The same with what is known of the patient: set right where one is known, remembered where none was."""
    row = own_referral(by, referral)
    if row.patient_id is None and patient != NOBODY:
        changes = {**changes, "patient": patients.remember(patient, by=by)}
    elif row.patient_id is not None:
        patients.correct_if_other(row.patient_id, patient, by=by)
    correct(referral=referral, changes=changes, by=by)


def _without_same_source(changes: Mapping[str, Any], row: Referral, by: Caller) -> Mapping[str, Any]:
    """The changes, but for a source that is the stored one under its survivor: no row is repointed for that."""
    if "source" in changes and survivor_of(by, changes["source"]) == survivor_of(by, row.source_id):
        return {name: value for name, value in changes.items() if name != "source"}
    return changes


def _differences(stored: Received, settled: Received, *, lost: bool) -> dict[str, Any]:
    """The columns to write; a reason for losing a referral stands only beside one that is lost."""
    if not lost:
        settled = replace(settled, lost_reason="")
    return {name: getattr(settled, name) for name in COLUMNS if getattr(settled, name) != getattr(stored, name)}


def _before(row: Referral, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a correction is about to replace, as JSON can hold it."""
    stored = _as_received(row)
    plain = {name: getattr(stored, name) for name in values}
    plain |= {"stage": row.stage, "edited_at": row.edited_at}
    before = {name: value.isoformat() if isinstance(value, date | time) else value for name, value in plain.items()}
    before["last_transition"] = row.transitions.latest("id").pk
    return before


@transaction.atomic
def put_back(
    corrections: Iterable[tuple[int, Mapping[str, Any] | None]],
    *,
    unless_edited_after: datetime | None = None,
    by: Caller,
) -> list[int]:
    """Put back what corrections replaced, in the order given; returns the referrals left alone since edited later.

    A correction that replaced nothing (None) has nothing to put back.
    """
    by.must("import.referrals")
    was: dict[int, dict[str, Any]] = {}
    for number, before in corrections:
        if before is not None:
            earliest = min(before["last_transition"], was.get(number, before)["last_transition"])
            was[number] = {**was.get(number, {}), **before, "last_transition": earliest}
    edited_at: dict[int, datetime | None] = {}
    for chunk in in_chunks(sorted(was)):
        rows = Referral.objects.select_for_update().filter(pk__in=chunk).order_by("pk")
        edited_at |= dict(rows.values_list("pk", "edited_at"))
    kept = {number for number, moment in edited_at.items() if _edited_after(moment, unless_edited_after)}
    restored = [number for number in edited_at if number not in kept]
    _restore({number: was[number] for number in restored})
    if restored:
        facts.moved_on("referrals")
        audit.record("referrals.put back", by=by, subject="referrals", references=[reference(one) for one in restored])
    return [number for number in was if number in kept]


def _restore(was: Mapping[int, Mapping[str, Any]]) -> None:
    """Write these referrals as they were, and take the steps since out of their history; a query for many."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for number, before in was.items():
        values = _plain_again(before)
        alike[tuple(values)].append((number, *values.values()))
    for columns, rows in alike.items():
        bulk.update(Referral, columns, rows)
    for chunk in in_chunks(sorted(was)):
        steps = Transition.objects.filter(referral__in=chunk).order_by().values_list("pk", "referral")
        since = [step for step, number in steps if step > was[number]["last_transition"]]
        strike(Transition.objects.filter(pk__in=since))


def _plain_again(before: Mapping[str, Any]) -> dict[str, Any]:
    """The replaced values out of their JSON."""
    values = {name: value for name, value in before.items() if name != "last_transition"}
    for name, value in values.items():
        if value is not None and (name.endswith("_on") or name == "scheduled_for"):
            values[name] = date.fromisoformat(value)
    if values.get("scheduled_time") is not None:
        values["scheduled_time"] = time.fromisoformat(values["scheduled_time"])
    if values.get("edited_at") is not None:
        values["edited_at"] = datetime.fromisoformat(values["edited_at"])
    return values


@transaction.atomic
def remove_many(numbers: Sequence[int], *, unless_edited_after: datetime | None = None, by: Caller) -> list[int]:
    """Take out referrals that an import brought; returns those left alone since somebody edited them later."""
    by.must("import.referrals")
    kept: list[int] = []
    removed: list[int] = []
    for chunk in in_chunks(numbers):
        rows = list(
            Referral.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk", "edited_at")
        )
        stay = {number for number, edited_at in rows if _edited_after(edited_at, unless_edited_after)}
        go = [number for number, _ in rows if number not in stay]
        strike(Transition.objects.filter(referral__in=go))
        Referral.objects.filter(pk__in=go).delete()
        kept += sorted(stay)
        removed += go
    if removed:
        facts.moved_on("referrals")
        audit.record("referrals.remove", by=by, subject="referrals", references=[reference(one) for one in removed])
    return kept


def _edited_after(edited_at: datetime | None, moment: datetime | None) -> bool:
    return edited_at is not None and moment is not None and edited_at > moment


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
