"""The ledger of imports: which row of which file became which fact, so that files can come again and batches can go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellsent.accounts.caller import Caller
from wellsent.base import bulk
from wellsent.base.fields import EncryptedJSONField
from wellsent.directory import actions as directory_actions
from wellsent.exchange.imports.marks import Marked, as_fields
from wellsent.exchange.imports.matching import Earlier
from wellsent.exchange.models import Batch, ImportedRow
from wellsent.patients import actions as patients_actions
from wellsent.referrals import actions as referrals_actions

ASK = 500
"""How many fingerprints are looked up by one query."""
LOOK_BACK = 3
"""How many earlier imports of the same shape may be corrected by a new file."""
PATIENT = "patient"
"""The ledger's word for a patient of whom a list of referrals told something new."""
COLUMNS = ("batch", "kind", "fingerprint", "nth", "cells", "row", "fact", "effect", "before")


@dataclass(frozen=True, slots=True)
class Line:
    """One row's entry: the fact it became, what happened to it, and what it replaced."""

    marked: Marked
    fact: int
    effect: str
    before: dict[str, Any] | None = None


def facts_with(kind: str, marked: Sequence[Marked]) -> dict[tuple[bytes, int], int]:
    """The facts of rows that came before exactly as they are, by fingerprint and count."""
    wanted = {(one.fingerprint, one.nth) for one in marked}
    prints = list({one.fingerprint for one in marked})
    found: dict[tuple[bytes, int], int] = {}
    for first in range(0, len(prints), ASK):
        rows = ImportedRow.objects.filter(kind=kind, fingerprint__in=prints[first : first + ASK])
        for fingerprint, nth, fact in rows.values_list("fingerprint", "nth", "fact"):
            key = (bytes(fingerprint), nth)
            if key in wanted:
                found[key] = fact
    return found


def earlier(kind: str, shape: str) -> list[Earlier]:
    """The rows of the last imports of files of this shape, oldest first so that the newest word on a fact counts."""
    batches = Batch.objects.filter(kind=kind, shape=shape, state=Batch.State.DONE).order_by("-pk")[:LOOK_BACK]
    lines = []
    for batch in reversed(batches):
        rows = batch.rows.filter(kind=kind).values_list("fact", "row", "cells")
        lines += [Earlier(fact, row, as_fields(bytes(cells), batch.fields)) for fact, row, cells in rows.iterator()]
    return lines


def note(batch: Batch, lines: Iterable[Line]) -> None:
    """Enter rows, inside the transaction that stores their facts."""
    before: EncryptedJSONField = ImportedRow._meta.get_field("before")
    bulk.insert(
        ImportedRow,
        COLUMNS,
        [
            (
                batch.pk,
                batch.kind,
                line.marked.fingerprint,
                line.marked.nth,
                line.marked.cells,
                line.marked.row,
                line.fact,
                line.effect,
                before.encrypted(line.before),
            )
            for line in lines
        ],
    )


def note_made(batch: Batch, kind: str, numbers: Iterable[int]) -> None:
    """Enter what was made along the way (providers, clinics), so that an undo can remove what nothing else uses."""
    bulk.insert(ImportedRow, COLUMNS, [(batch.pk, kind, b"", 1, b"", 0, number, "added", None) for number in numbers])


def note_replaced(batch: Batch, kind: str, before: Mapping[int, Mapping[str, Any]]) -> None:
    """Enter what rows changed beside their own facts (the referral of a visit), so that an undo can put it back."""
    field: EncryptedJSONField = ImportedRow._meta.get_field("before")
    bulk.insert(
        ImportedRow,
        COLUMNS,
        [(batch.pk, kind, b"", 1, b"", 0, number, "changed", field.encrypted(was)) for number, was in before.items()],
    )


def replaced(batch: Batch, kind: str) -> list[tuple[int, dict[str, Any]]]:
    """What facts of a kind were before a batch changed them, the latest change first."""
    rows = batch.rows.filter(kind=kind, effect="changed").order_by("-pk")
    return [(row.fact, row.before) for row in rows if row.before is not None]


def take_back_referrals(batch: Batch, *, by: Caller) -> list[str]:
    """Remove the referrals a batch added and put back what it changed, but those edited since; returns the latter."""
    since = batch.finished_at
    own = batch.rows.filter(kind="referrals")
    added = list(own.filter(effect="added").values_list("fact", flat=True))
    changed = own.filter(effect="changed").order_by("-pk")
    kept = [
        *referrals_actions.put_back([(row.fact, row.before) for row in changed], unless_edited_after=since, by=by),
        *referrals_actions.remove_many(added, unless_edited_after=since, by=by),
    ]
    patients_actions.put_back(replaced(batch, PATIENT), by=by)
    take_back_sources(batch, by=by)
    patients_actions.forget_unused(created_since=batch.created_at, by=by)
    return [f"R-{number}" for number in kept]


def take_back_sources(batch: Batch, *, by: Caller) -> None:
    """Forget what a batch taught us of known sources, and remove those it brought that nothing else uses."""
    if batch.learned:
        directory_actions.unlearn(batch.learned, by=by)
    directory_actions.remove_unused(list(batch.rows.filter(kind="provider").values_list("fact", flat=True)), by=by)
