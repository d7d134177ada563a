"""Importing a list of contacts made. A touch is known by its row's marks, so that a list may come again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wellsent.accounts.caller import Caller
from wellsent.base import keys
from wellsent.directory.identity import Mention
from wellsent.exchange.imports import ledger, masks
from wellsent.exchange.imports.importer import Counts, Plan
from wellsent.exchange.imports.marks import Marked, mark_rows
from wellsent.exchange.imports.matching import Effect
from wellsent.exchange.imports.sources import Sources, find_sources, store_sources
from wellsent.exchange.lists import ReadList
from wellsent.exchange.models import Batch
from wellsent.outreach import actions as outreach_actions
from wellsent.outreach.actions import TouchFacts
from wellsent.outreach.outcomes import outcome_of

PLAIN_FIELDS = ("minutes", "cost", "campaign", "note")
USUAL_KIND = "visit"


class TouchImporter:
    """See `importer.Importer`. A corrected row is a new touch; the old one is taken back with its own import."""

    kind = "touches"
    power = "import.providers"

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        marked = mark_rows(read.rows, read.cells, key=keys.marks_key())
        known = ledger.facts_with(self.kind, marked)
        unknown = [index for index, row in enumerate(marked) if (row.fingerprint, row.nth) not in known]
        found = _sources(read, unknown, by=by) if unknown else Sources()
        nobody = found.nobody()
        position = [index for index in range(len(marked)) if index not in nobody]
        effects = {index: Effect("added") for index in found.cluster_at if index not in nobody}
        for index in position:
            if index not in effects:
                effects[index] = Effect("same", known[marked[index].fingerprint, marked[index].nth])
        rejected = len({one.row for one in read.rejected})
        counts = Counts(
            rows=len(read.rows) + rejected,
            added=len(found.cluster_at) - len(nobody),
            same=len(position) - len(found.cluster_at) + len(nobody),
            rejected=rejected + len(nobody),
            sources=len(found.resolution.clusters),
            sources_new=len(found.new),
            questions=len(found.resolution.doubtful),
        )
        return Plan(
            read, marked, sorted(read.cells), position, effects, nobody=sorted(nobody), counts=counts, extra=found
        )

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        if plan.extra.cluster_at:
            store_sources(plan.extra, batch, by=by)

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        new = [index for index in part if plan.effects[index].what == "added"]
        touches = [_touch(plan, index, batch) for index in new]
        numbers = outreach_actions.log_many(touches, by=by)
        lines = [ledger.Line(plan.marked[index], number, "added") for index, number in zip(new, numbers, strict=True)]
        ledger.note(batch, lines)
        same = (plan.effects[index] for index in part if plan.effects[index].what == "same")
        ledger.note_again(batch, (one.fact for one in same if one.fact is not None))

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        return masks.first_rows(plan.read, count)

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        handed = ledger.hand_over(batch)
        added = batch.rows.filter(kind=self.kind, effect="added").values_list("fact", flat=True)
        outreach_actions.take_back_many(list(added), by=by)
        ledger.take_back_sources(batch, handed.heirs, by=by)
        return []


def _sources(read: ReadList, unknown: Sequence[int], *, by: Caller) -> Sources:
    """Whom the touches were with; equal spellings are resolved once."""
    names, npis = (read.values.get(name) or [None] * len(read.rows) for name in ("referrer_name", "referrer_npi"))
    number_of: dict[tuple[Any, Any], int] = {}
    mention_of = [number_of.setdefault((names[index], npis[index]), len(number_of)) for index in unknown]
    return find_sources([Mention(name=name, npi=npi) for name, npi in number_of], unknown, mention_of, by=by)


def _touch(plan: Plan, index: int, batch: Batch) -> TouchFacts:
    read, found = plan.read, plan.extra

    def cell(name: str) -> Any:
        values = read.values.get(name)
        return values[index] if values else None

    kind = cell("kind") or USUAL_KIND
    given = {name: value for name in PLAIN_FIELDS if (value := cell(name)) is not None}
    return TouchFacts(
        source=found.provider_at(index),
        on=read.values["date"][index],
        kind=kind,
        outcome=outcome_of(cell("outcome"), kind),
        once=_once(plan.marked[index], batch),
        **given,
    )


def _once(row: Marked, batch: Batch) -> uuid.UUID:
    """A row of one import is one touch, however often its part is begun again."""
    return uuid.uuid5(uuid.UUID(bytes=row.fingerprint), f"{batch.pk} {row.nth}")
