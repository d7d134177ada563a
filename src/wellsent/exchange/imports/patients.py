"""Importing a list of patients: what it tells of those we know already is filled in and corrected.

A list of patients holds everybody the EMR knows. Whom no referral names is left out, and counted: a practice keeps here
no more than it needs. Patients come in with their referrals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wellsent.accounts.caller import Caller
from wellsent.base import keys
from wellsent.exchange.imports import ledger, masks
from wellsent.exchange.imports.importer import Counts, Plan
from wellsent.exchange.imports.marks import Marked, as_fields, mark_rows
from wellsent.exchange.imports.matching import Earlier, Effect, corrected
from wellsent.exchange.lists import ReadList
from wellsent.exchange.models import Batch
from wellsent.patients import actions as patients_actions
from wellsent.patients import queries as patients_queries
from wellsent.patients.models import reference
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import queries as referrals_queries

DETAILS: Final[Mapping[str, str]] = {
    "patient_name": "name",
    "birth_date": "birth_date",
    "phone": "phone",
    "patient_id": "record_number",
}
"""Columns, and what a patient calls them."""
BLANK: Final = PatientDetails()
WHY: Final = "import of patients"


@dataclass(frozen=True, slots=True)
class _Told:
    """The patient a row means, and what it tells that is to be stored."""

    patient: int
    details: PatientDetails


class PatientImporter:
    """See `importer.Importer`."""

    kind = "patients"
    power = "import.referrals"

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        fields = sorted(read.cells)
        marked = mark_rows(read.rows, read.cells, key=keys.marks_key())
        known = ledger.facts_with(self.kind, marked)
        at = {index: known.get((row.fingerprint, row.nth)) for index, row in enumerate(marked)}
        effects = {index: Effect("same", fact) for index, fact in at.items() if fact is not None}
        unknown = [index for index, fact in at.items() if fact is None]
        told, repeats = self._told(read, unknown, marked, fields, by=by) if unknown else ({}, {})
        new = [(one.patient, one.details) for one in told.values()]
        changes = patients_queries.would_change(by, new, why=WHY) if new else set()
        effects |= {
            index: Effect("changed" if one.patient in changes else "same", one.patient) for index, one in told.items()
        }
        whats = [effect.what for effect in effects.values()]
        rejected = len({one.row for one in read.rejected})
        counts = Counts(
            rows=len(read.rows) + rejected,
            changed=whats.count("changed"),
            same=whats.count("same"),
            repeated=len(repeats),
            rejected=rejected,
            left_out=len(unknown) - len(told) - len(repeats),
        )
        return Plan(read, marked, fields, [*effects, *repeats], effects, repeats=repeats, counts=counts, extra=told)

    def _told(
        self, read: ReadList, unknown: Sequence[int], marked: Sequence[Marked], fields: Sequence[str], *, by: Caller
    ) -> tuple[dict[int, _Told], dict[int, int]]:
        """What these rows tell of whom; rows that speak of a patient an earlier row speaks of repeat it."""
        details = [_details(read, index) for index in unknown]
        place = {one: number for number, one in enumerate(dict.fromkeys(details))}
        numbers = patients_queries.find_many(by, list(place), why=WHY)
        referred = referrals_queries.referred(by, {number for number in numbers if number is not None})
        earlier_of = {one.fact: one for one in ledger.earlier(self.kind, read.shape)}
        told: dict[int, _Told] = {}
        first: dict[int, int] = {}
        repeats: dict[int, int] = {}
        for index, one in zip(unknown, details, strict=True):
            patient = numbers[place[one]]
            if patient is None or patient not in referred:
                continue
            if patient in first:
                repeats[index] = first[patient]
                continue
            first[patient] = index
            marks = as_fields(marked[index].cells, fields)
            told[index] = _Told(patient, _news(one, earlier_of.get(patient), marks))
        return told, repeats

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        """Nothing: patients are there by their referrals."""

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        told: dict[int, _Told] = plan.extra
        changed = [told[index] for index in part if index in told and plan.effects[index].what == "changed"]
        was = patients_actions.better_many([(one.patient, one.details) for one in changed], by=by)
        lines = []
        for index in part:
            effect = plan.effects[plan.repeats.get(index, index)]
            if effect.fact is not None and (index in told or index in plan.repeats):
                what = "same" if index in plan.repeats else effect.what
                before = was.get(effect.fact) if what == "changed" else None
                lines.append(ledger.Line(plan.marked[index], effect.fact, what, before))
        ledger.note(batch, lines)

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        return masks.first_rows(plan.read, count)

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        kept = patients_actions.put_back(ledger.replaced(batch, self.kind), by=by)
        return [reference(number) for number in kept]


def _details(read: ReadList, index: int) -> PatientDetails:
    cells = {ours: values[index] for name, ours in DETAILS.items() if (values := read.values.get(name))}
    return PatientDetails(**{name: value for name, value in cells.items() if value is not None})


def _news(details: PatientDetails, earlier: Earlier | None, marks: Mapping[str, bytes]) -> PatientDetails:
    """What a row tells; of a row that came before, the cells that are new: what was corrected by hand since stays."""
    if earlier is None:
        return details
    changed = {name.partition(":")[0] for name in corrected(earlier.marks, marks)}
    return replace(details, **{ours: getattr(BLANK, ours) for name, ours in DETAILS.items() if name not in changed})
