"""The ledger of imports: which row of which file became which fact, so that files can come again and batches can go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from wellsent.accounts.caller import Caller
from wellsent.base import bulk
from wellsent.base.fields import EncryptedJSONField
from wellsent.base.unused import in_chunks
from wellsent.directory import actions as directory_actions
from wellsent.exchange.imports.marks import Marked, as_fields
from wellsent.exchange.imports.matching import Earlier
from wellsent.exchange.models import Batch, ImportedRow
from wellsent.patients import actions as patients_actions
from wellsent.referrals import actions as referrals_actions
from wellsent.referrals.models import reference

ASK = 500
"""How many fingerprints are looked up by one query."""
LOOK_BACK = 3
"""How many earlier imports of the same shape may be corrected by a new file."""
STANDING = (Batch.State.RUNNING, Batch.State.DONE)
"""Imports whose rows stand."""
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
        lines += [
            Earlier(fact, row, as_fields(bytes(cells), batch.fields), file=batch.pk)
            for fact, row, cells in rows.iterator()
        ]
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


def note_again(batch: Batch, facts: Iterable[int]) -> None:
    """Enter that a file has rows which an earlier import brought: undoing that one, they stay for this one."""
    if runs := as_runs(facts):
        batch.again.create(runs=runs)


def as_runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as runs of such as follow each other, in order: the first and the last of each. Pure."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def strike_out(batch: Batch) -> None:
    """Take an import's entries out: it has been taken back."""
    batch.rows.all().delete()
    batch.again.all().delete()


@dataclass(frozen=True, slots=True)
class Handed:
    """What an import that is undone gave to later ones: which ones, and the facts that stand on in them."""

    heirs: frozenset[int] = frozenset()
    facts: frozenset[int] = frozenset()


def hand_over(batch: Batch) -> Handed:
    """Give the rows that a later import has too to that import, before this one is undone: they still stand there."""
    own = batch.rows.filter(kind=batch.kind, effect="added")
    before = set(own.values_list("fact", flat=True))
    heirs = _by_row(batch, own) | _by_fact(batch, own)
    return Handed(frozenset(heirs), frozenset(before - set(own.values_list("fact", flat=True))))


def _by_row(batch: Batch, own: QuerySet[ImportedRow]) -> set[int]:
    """Rows that came again exactly as they are: the first import that has them is given them."""
    heirs = set()
    left = set(own.values_list("fact", flat=True))
    for heir in Batch.objects.filter(kind=batch.kind, state__in=STANDING).exclude(pk=batch.pk).order_by("pk"):
        theirs = left & came_again_in(heir)
        for chunk in in_chunks(sorted(theirs)):
            own.filter(fact__in=chunk).update(batch=heir)
        if theirs:
            heirs.add(heir.pk)
            left -= theirs
    return heirs


def came_again_in(batch: Batch) -> set[int]:
    """The facts of rows that came again exactly as they are with this import."""
    runs = batch.again.values_list("runs", flat=True)
    return {number for some in runs for first, last in some for number in range(first, last + 1)}


def _by_fact(batch: Batch, own: QuerySet[ImportedRow]) -> set[int]:
    """Facts for which a row of another file stands, written otherwise."""
    told = ImportedRow.objects.filter(kind=batch.kind, effect="same", batch__state__in=STANDING).exclude(batch=batch)
    first: dict[int, ImportedRow] = {}
    for line in told.filter(fact__in=own.order_by().values("fact")).order_by("pk"):
        first.setdefault(line.fact, line)
    for chunk in in_chunks(sorted(first)):
        own.filter(fact__in=chunk).delete()
    for chunk in in_chunks([line.pk for line in first.values()]):
        ImportedRow.objects.filter(pk__in=chunk).update(effect="added")
    return {line.batch_id for line in first.values()}


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


def give(batch: Batch, kind: str, facts: Collection[int], *, to: Collection[int]) -> None:
    """Give what is kept of these facts to the heir of a batch's rows, which puts them back one day."""
    for chunk in in_chunks(sorted(facts)) if to else ():
        batch.rows.filter(kind=kind, fact__in=chunk).update(batch=min(to))


def take_back_referrals(batch: Batch, *, by: Caller) -> list[str]:
    """Remove the referrals a batch added and put back what it changed, but those edited since; returns the latter."""
    handed = hand_over(batch)
    own = batch.rows.filter(kind="referrals")
    added = list(own.filter(effect="added").values_list("fact", flat=True))
    changed = [(row.fact, row.before) for row in own.filter(effect="changed").order_by("-pk")]
    referrals_actions.keep_still(referrals=[*added, *(number for number, _ in changed)], by=by)
    kept = [*referrals_actions.put_back(changed, by=by), *referrals_actions.remove_many(added, by=by)]
    patients_actions.put_back(replaced(batch, PATIENT), by=by)
    take_back_sources(batch, handed.heirs, by=by)
    patients_actions.forget_unused(created_since=_came_since(batch), by=by)
    return [reference(number) for number in kept]


def _came_since(batch: Batch) -> datetime:
    """Since when the patients of a batch may have come: some of its rows may be those of one that was undone since."""
    undone = Batch.objects.filter(undone_at__gte=batch.created_at).aggregate(first=Min("created_at"))["first"]
    return min(batch.created_at, undone or batch.created_at)


def take_back_sources(batch: Batch, heirs: Collection[int], stay: Collection[int] = (), *, by: Caller) -> None:
    """Forget what a batch taught us of known sources, and remove those it brought that nothing else uses and that need
    not `stay`; the heirs of its rows remove the others one day."""
    if batch.learned:
        directory_actions.unlearn(batch.learned, by=by)
    brought = batch.rows.filter(kind="provider")
    directory_actions.remove_unused(set(brought.values_list("fact", flat=True)) - set(stay), by=by)
    if heirs:
        brought.update(batch=min(heirs))
