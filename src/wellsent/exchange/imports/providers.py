"""Importing a list of providers: known ones learn what the list says of them, new ones are added."""

from __future__ import annotations

from collections.abc import Sequence

from wellsent.accounts.caller import Caller
from wellsent.base import keys
from wellsent.exchange.imports import ledger, masks
from wellsent.exchange.imports.importer import Counts, Plan
from wellsent.exchange.imports.marks import mark_rows
from wellsent.exchange.imports.matching import Effect
from wellsent.exchange.imports.sources import Sources, doubts, find_sources, store_sources
from wellsent.exchange.lists import ReadList
from wellsent.exchange.models import Batch
from wellsent.exchange.provider_rows import mention_at


class ProviderImporter:
    """See `importer.Importer`. A row is "added" where it is a new source, "same" where it tells of a known one."""

    kind = "providers"
    power = "import.providers"

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        marked = mark_rows(read.rows, read.cells, key=keys.marks_key())
        known = ledger.facts_with(self.kind, marked)
        unknown = [index for index, row in enumerate(marked) if (row.fingerprint, row.nth) not in known]
        mentions = [mention_at(read, index) for index in unknown]
        found = find_sources(mentions, unknown, range(len(unknown)), by=by) if unknown else Sources()
        nobody = found.nobody()
        position = [index for index in range(len(marked)) if index not in nobody]
        effects = {
            index: self._effect(index, found, known.get((marked[index].fingerprint, marked[index].nth)))
            for index in position
        }
        whats = [effect.what for effect in effects.values()]
        rejected = len({one.row for one in read.rejected})
        counts = Counts(
            rows=len(read.rows) + rejected,
            added=whats.count("added"),
            same=whats.count("same"),
            rejected=rejected + len(nobody),
            questions=len(found.resolution.doubtful),
        )
        return Plan(
            read,
            marked,
            sorted(read.cells),
            position,
            effects,
            nobody=sorted(nobody),
            doubts=doubts(found, by=by),
            counts=counts,
            extra=found,
        )

    def _effect(self, index: int, found: Sources, fact: int | None) -> Effect:
        provider = fact if fact is not None else found.provider_at(index)
        return Effect("added") if provider is None else Effect("same", provider)

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        if plan.extra.cluster_at:
            store_sources(plan.extra, batch, by=by)

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        found: Sources = plan.extra
        new = [index for index in part if index in found.cluster_at]
        ledger.note(
            batch,
            [
                ledger.Line(plan.marked[index], provider, plan.effects[index].what)
                for index in new
                if (provider := found.provider_at(index)) is not None
            ],
        )
        known = (plan.effects[index] for index in part if index not in found.cluster_at)
        ledger.note_again(batch, (one.fact for one in known if one.fact is not None))

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        return masks.first_rows(plan.read, count)

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        handed = ledger.hand_over(batch)
        ledger.take_back_sources(batch, handed.heirs, handed.facts, by=by)
        return []
