"""Importing referrals: each row becomes a referral of a source, once, however often the file comes.

Who referred is resolved against the directory: sure ones joined, new ones added, doubtful ones put to a person.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wellsent.accounts import actions as accounts_actions
from wellsent.accounts.caller import Caller
from wellsent.base import keys
from wellsent.directory import queries as directory_queries
from wellsent.exchange.imports import ledger, masks
from wellsent.exchange.imports.clinics import Clinics, clinics_for, not_theirs, opens_clinics, written
from wellsent.exchange.imports.importer import Counts, Plan
from wellsent.exchange.imports.marks import Marked, mark_rows
from wellsent.exchange.imports.matching import Effect, match
from wellsent.exchange.imports.sources import Sources, doubts, known_sources, store_sources
from wellsent.exchange.lists import ReadList
from wellsent.exchange.models import Batch
from wellsent.exchange.referral_rows import referral_rows
from wellsent.patients import actions as patients_actions
from wellsent.patients import queries as patients_queries
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import actions as referrals_actions
from wellsent.referrals import queries as referrals_queries
from wellsent.referrals.rules import Received

PLAIN_FIELDS: Mapping[str, str] = {
    "referral_date": "received_on",
    "payer": "payer",
    "condition": "condition",
    "first_contact_date": "first_contact_on",
    "scheduled_date": "scheduled_for",
    "scheduled_time": "scheduled_time",
    "evaluation_date": "evaluated_on",
    "discharge_date": "discharged_on",
    "visits_planned": "visits_planned",
    "visits_attended": "visits_attended",
    "visits_missed": "visits_missed",
    "visits_cancelled": "visits_cancelled",
    "next_physician_visit": "next_physician_visit_on",
    "status": "status",
    "lost_reason": "lost_reason",
    "source_note": "source_note",
}
"""Columns that are stored as they are, and what a referral calls them."""
TEXTS = frozenset({"payer", "condition", "lost_reason", "source_note"})
SOURCE_FIELDS = frozenset({"referrer_name", "referrer_npi", "referrer_practice", "referrer_kind"})
PATIENT_FIELDS = frozenset({"patient_id", "patient_name", "birth_date", "patient_phone"})


@dataclass
class Found:
    """What planning found besides the effects: who referred, our clinics by name, and the facts of rows once stored."""

    sources: Sources = field(default_factory=Sources)
    clinics: Clinics = field(default_factory=Clinics)
    fact_at: dict[int, int] = field(default_factory=dict)


class ReferralImporter:
    """See `importer.Importer`."""

    kind = "referrals"
    power = "import.referrals"

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        fields = sorted(read.cells)
        marked = mark_rows(read.rows, read.cells, key=keys.marks_key())
        known = ledger.facts_with(self.kind, marked)
        unknown = [index for index, row in enumerate(marked) if (row.fingerprint, row.nth) not in known]
        found = Found(clinics=clinics_for(by))
        refused = not_theirs(read, unknown, found.clinics, by=by)
        unknown = [index for index in unknown if index not in refused]
        repeats: dict[int, int] = {}
        if unknown:
            known_to_us, decided = directory_queries.known_for_resolving(by), directory_queries.decisions(by)
            before = sorted(set(range(len(marked))) - set(unknown) - refused.keys())
            rows = referral_rows(read, unknown, after=before, known=known_to_us, decided=decided)
            found.sources = known_sources(rows.mentions, rows.resolution, rows.position, rows.source)
            repeats = rows.repeats
        nobody = found.sources.nobody()
        left = {*repeats, *nobody, *refused}
        position = [index for index in range(len(marked)) if index not in left]
        effects = self._effects(read, marked, position, known=known, found=found, fields=fields, by=by)
        return Plan(
            read=read,
            marked=marked,
            fields=fields,
            position=[*position, *(index for index in repeats if index not in nobody)],
            effects=effects,
            repeats=dict(repeats),
            nobody=sorted(nobody),
            refused=list(refused.values()),
            doubts=doubts(found.sources, by=by),
            counts=_counts(read, effects, found.sources, len(repeats), len(refused)),
            extra=found,
        )

    def _effects(
        self,
        read: ReadList,
        marked: Sequence[Marked],
        position: Sequence[int],
        *,
        known: Mapping[tuple[bytes, int], int],
        found: Found,
        fields: Sequence[str],
        by: Caller,
    ) -> dict[int, Effect]:
        rows = list(found.sources.cluster_at)
        if not rows:
            return {index: Effect("same", known[marked[index].fingerprint, marked[index].nth]) for index in position}
        patients = patients_queries.find_many(by, _patients(read, rows), why="import of a list")
        patient_at = dict(zip(rows, patients, strict=True))
        dates = read.values["referral_date"]
        row_keys = [(found.sources.provider_at(index), patient_at.get(index), dates[index]) for index in position]
        effects = match(
            [marked[index] for index in position],
            row_keys,
            fields=fields,
            known=known,
            facts_with_key=_stored(row_keys, by=by),
            earlier=ledger.earlier(self.kind, read.shape),
        )
        by_row = dict(zip(position, effects, strict=True))
        return by_row | self._written_otherwise(read, by_row, patient_at, found, by=by)

    def _written_otherwise(
        self,
        read: ReadList,
        effects: Mapping[int, Effect],
        patient_at: Mapping[int, int | None],
        found: Found,
        *,
        by: Caller,
    ) -> dict[int, Effect]:
        """The rows of which some cells are written in another way than before and say the same: they change nothing.

        A row that names a source, a patient or a clinic we do not have yet says something new, and so does a telephone
        number of a patient, which is kept elsewhere.
        """
        facts: dict[int, int] = {}
        corrections: dict[int, dict[str, Any]] = {}
        for index, effect in effects.items():
            if effect.what != "changed" or "patient_phone" in effect.fields or index not in patient_at:
                continue
            patient, clinic = patient_at[index], found.clinics.of(read, index)
            knows = (
                found.sources.provider_at(index) is not None
                and (patient is not None or not effect.fields & PATIENT_FIELDS)
                and (clinic is not None or not written(read, index))
            )
            if knows:
                corrections[_fact(effect)] = _changes(read, index, effect.fields, found, patient)
                facts[_fact(effect)] = index
        same = referrals_actions.already_so(corrections, by=by)
        return {facts[fact]: Effect("same", fact) for fact in same}

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        found: Found = plan.extra
        if found.sources.cluster_at:
            store_sources(found.sources, batch, by=by)
            ledger.note_made(batch, "clinic", self._add_clinics(plan, found, by=by))

    def _add_clinics(self, plan: Plan, found: Found, *, by: Caller) -> list[int]:
        """Clinics the list names and we do not have yet; who may not open them has no row that names one."""
        if not opens_clinics(by):
            return []
        written = {name for name in plan.read.values.get("clinic", ()) if name}
        missing = {name.casefold(): name for name in written if name.casefold() not in found.clinics.by_name}
        made = []
        for key, name in sorted(missing.items()):
            clinic = accounts_actions.add_clinic(name=name, by=by)
            found.clinics.by_name[key] = clinic.pk
            made.append(clinic.pk)
        return made

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        found: Found = plan.extra
        unknown = [index for index in part if index in found.sources.cluster_at]
        new = [index for index in unknown if self._effect(plan, index).what == "added"]
        changed = [index for index in unknown if self._effect(plan, index).what == "changed"]
        referrals_actions.keep_still(referrals=[_fact(self._effect(plan, index)) for index in changed], by=by)
        patient_at = self._patients(plan, new, changed, by=by)
        self._better_patients(plan, patient_at, batch, by=by)
        rows = [_received(plan.read, index, found, patient_at.get(index)) for index in new]
        for index, fact in zip(new, referrals_actions.receive_many(rows, by=by), strict=True):
            found.fact_at[index] = fact
        before: dict[int, dict[str, Any] | None] = {}
        for index in changed:
            effect = self._effect(plan, index)
            after = _changes(plan.read, index, effect.fields, found, patient_at.get(index))
            before[index] = referrals_actions.correct(referral=_fact(effect), changes=after, why="import", by=by)
        self._note(plan, unknown, before, batch)
        effects = (self._effect(plan, index) for index in part)
        ledger.note_again(batch, (one.fact for one in effects if one.what == "same" and one.fact is not None))

    def _effect(self, plan: Plan, index: int) -> Effect:
        """What a row does; one that repeats an earlier row only points to that row's fact."""
        first = plan.repeats.get(index)
        if first is None:
            return plan.effects[index]
        found: Found = plan.extra
        return Effect("same", found.fact_at.get(first, plan.effects[first].fact))

    def _patients(self, plan: Plan, new: Iterable[int], changed: Iterable[int], *, by: Caller) -> dict[int, int | None]:
        """The patients of these rows, found or added; for a corrected row only where a patient's cell was corrected."""
        wanted = [*new, *(index for index in changed if self._effect(plan, index).fields & PATIENT_FIELDS)]
        ids = patients_actions.remember_many(_patients(plan.read, wanted), by=by)
        return dict(zip(wanted, ids, strict=True))

    def _better_patients(self, plan: Plan, patient_at: Mapping[int, int | None], batch: Batch, *, by: Caller) -> None:
        """Patients known from before are called by the number this list gives."""
        phones = plan.read.values.get("patient_phone")
        told = [
            (patient, PatientDetails(phone=phones[index]))
            for index, patient in patient_at.items()
            if phones is not None and patient is not None and phones[index]
        ]
        if told:
            was = patients_actions.better_many(told, known_before=batch.created_at, by=by)
            ledger.note_replaced(batch, ledger.PATIENT, was)

    def _note(self, plan: Plan, indexes: Iterable[int], before: Mapping[int, Any], batch: Batch) -> None:
        found: Found = plan.extra
        lines = []
        for index in indexes:
            effect = self._effect(plan, index)
            fact = found.fact_at.get(index, effect.fact)
            if fact is not None:
                was = before.get(index)
                written_otherwise = effect.what == "changed" and was is None
                what = "same" if written_otherwise else effect.what
                lines.append(ledger.Line(plan.marked[index], fact, what, was))
        ledger.note(batch, lines)

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        return masks.first_rows(plan.read, count)

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        return ledger.take_back_referrals(batch, by=by)


def _fact(effect: Effect) -> int:
    if effect.fact is None:
        raise RuntimeError("a row that changes a fact names it")
    return effect.fact


def _stored(row_keys: Sequence[tuple[int | None, int | None, Any]], *, by: Caller) -> Mapping[Hashable, list[int]]:
    """Referrals that are already there under the keys of these rows."""
    sources = {source for source, _, _ in row_keys if source is not None}
    found = referrals_queries.numbers_by_key(by, sources=sources) if sources else {}
    return {key: numbers for key, numbers in found.items()}  # noqa: C416 - a dict of wider keys


def _patients(read: ReadList, indexes: Sequence[int]) -> list[PatientDetails | None]:
    columns = [read.values.get(name) for name in ("patient_name", "birth_date", "patient_id", "patient_phone")]
    rows: list[PatientDetails | None] = []
    for index in indexes:
        name, born, number, phone = (values[index] if values else None for values in columns)
        known = PatientDetails(name=name or "", birth_date=born, record_number=number or "", phone=phone or "")
        rows.append(known if name or number else None)
    return rows


def _plain(read: ReadList, index: int, field_name: str) -> Any:
    value = read.values[field_name][index]
    return ("" if field_name in TEXTS else None) if value is None else value


def _source(found: Found, index: int) -> int:
    provider = found.sources.provider_at(index)
    if provider is None:
        raise RuntimeError("the sources of rows are stored before the rows")
    return provider


def _received(read: ReadList, index: int, found: Found, patient: int | None) -> Received:
    values = {ours: _plain(read, index, name) for name, ours in PLAIN_FIELDS.items() if name in read.values}
    return Received(
        source=_source(found, index),
        patient=patient,
        clinic=found.clinics.of(read, index),
        **values,
    )


def _changes(read: ReadList, index: int, fields: frozenset[str], found: Found, patient: int | None) -> dict[str, Any]:
    """The corrected cells of a row as changes to its referral."""
    if "scheduled_date" in fields and "scheduled_time" in read.values:
        fields |= {"scheduled_time"}  # the hour may stand in the cell of the day
    changes = {PLAIN_FIELDS[name]: _plain(read, index, name) for name in fields if name in PLAIN_FIELDS}
    if fields & SOURCE_FIELDS:
        changes["source"] = _source(found, index)
    if fields & PATIENT_FIELDS:
        changes["patient"] = patient
    if "clinic" in fields:
        changes["clinic"] = found.clinics.of(read, index)
    return changes


def _counts(read: ReadList, effects: Mapping[int, Effect], sources: Sources, repeated: int, refused: int) -> Counts:
    whats = [effect.what for effect in effects.values()]
    return Counts(
        rows=len(read.rows) + len({one.row for one in read.rejected}),
        added=whats.count("added"),
        changed=whats.count("changed"),
        same=whats.count("same"),
        repeated=repeated,
        rejected=len({one.row for one in read.rejected}) + len(sources.nobody()) + refused,
        sources=len(sources.resolution.clusters),
        sources_new=len(sources.new),
        questions=len(sources.resolution.doubtful),
    )
