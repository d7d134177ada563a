"""Which stored fact does each row of a file stand for, and which of its cells are new?

Three questions, in this order. Is the row known by its marks? Then it is the same, untouched. Is there a fact with its
key (source, patient, day)? Then the cells whose marks differ from the last import of that fact are its corrections. Is
there a fact whose row is missing from a list that came again, and was nearly this one? Then even its key was corrected.
Else it is new. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from wellsent.exchange.imports.marks import Marked, as_fields

MOST_CORRECTED = 0.34
"""A row may differ from the one it corrects in up to a third of its filled cells; beyond that it is another row."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A row of an earlier import of the same kind, and the fact it became; `file` numbers the import."""

    fact: int
    row: int
    marks: Mapping[str, bytes]
    file: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a row does: "added", "changed" (with the fields to write) or "same"; `fact` is None for what is new."""

    what: str
    fact: int | None = None
    fields: frozenset[str] = field(default_factory=frozenset)


def match(
    rows: Sequence[Marked],
    keys: Sequence[Hashable],
    *,
    fields: Sequence[str],
    known: Mapping[tuple[bytes, int], int],
    facts_with_key: Mapping[Hashable, Sequence[int]],
    earlier: Iterable[Earlier] = (),
) -> list[Effect]:
    """The effect of each row. `facts_with_key` may name facts typed by hand: they have no earlier row, so that every
    mapped field is written where it differs.
    """
    effects: list[Effect | None] = [_known(row, known) for row in rows]
    taken = {effect.fact for effect in effects if effect}
    earlier_of = {one.fact: one for one in earlier}
    for number, (row, key) in enumerate(zip(rows, keys, strict=True)):
        if effects[number] is None:
            effects[number] = _by_key(row, facts_with_key.get(key, ()), taken, earlier_of, fields)
            if (effect := effects[number]) is not None:
                taken.add(effect.fact)
    if None in effects:
        gone = _Gone(_missing(earlier_of.values(), taken))
        effects = [
            effect or gone.nearest(row, fields) or Effect("added") for effect, row in zip(effects, rows, strict=True)
        ]
    return [effect for effect in effects if effect is not None]


def _known(row: Marked, known: Mapping[tuple[bytes, int], int]) -> Effect | None:
    fact = known.get((row.fingerprint, row.nth))
    return None if fact is None else Effect("same", fact)


def _by_key(
    row: Marked, facts: Sequence[int], taken: set[int | None], earlier_of: Mapping[int, Earlier], fields: Sequence[str]
) -> Effect | None:
    """Of the free facts with this row's key, the one most like it."""
    marks = as_fields(row.cells, fields)
    free = [fact for fact in facts if fact not in taken]
    if not free:
        return None

    def unlike(fact: int) -> int:
        known = earlier_of.get(fact)
        return len(fields) if known is None else len(corrected(known.marks, marks))

    fact = min(free, key=lambda one: (unlike(one), one))
    known = earlier_of.get(fact)
    changed = frozenset(fields) if known is None else corrected(known.marks, marks)
    return Effect("changed", fact, changed) if changed else Effect("same", fact)


def corrected(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> frozenset[str]:
    """The fields whose cell is no longer what it was; a column the earlier file lacked counts where it is filled."""
    return frozenset(name for name, mark in after.items() if mark != before.get(name, bytes(len(mark))))


def _missing(earlier: Iterable[Earlier], back: Collection[int | None]) -> Iterator[Earlier]:
    """Earlier rows that are missing from among rows that came `back`: the one above and the one below did.

    Next month's list lacks all of last month's rows, and one of the last twelve months lacks those of the first: these
    are not missing, and the patient who is sent again by the same provider is a new referral. A row that is missing
    alone may be the first or the last one of its list.
    """
    in_order = sorted(earlier, key=lambda one: (one.file, one.row))
    runs = [(*key, list(run)) for key, run in groupby(in_order, key=lambda one: (one.file, one.fact in back))]
    returned = {(at, file) for at, (file, came_back, _) in enumerate(runs) if came_back}
    for at, (file, came_back, run) in enumerate(runs):
        within = {(at - 1, file), (at + 1, file)} <= returned
        if not came_back and (within or (len(run) == 1 and returned)):
            yield from run


class _Gone:
    """Earlier rows that this file no longer has: what a row with a corrected key may have been."""

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self._by_row: dict[int, list[Earlier]] = defaultdict(list)
        self._by_cell: dict[tuple[str, bytes], list[Earlier]] = defaultdict(list)
        self._taken: set[int] = set()
        for one in earlier:
            self._by_row[one.row].append(one)
            for name in ("patient_id", "patient_name"):
                mark = one.marks.get(name)
                if mark and any(mark):
                    self._by_cell[name, mark].append(one)

    def nearest(self, row: Marked, fields: Sequence[str]) -> Effect | None:
        if not self._by_row:
            return None
        marks = as_fields(row.cells, fields)
        filled = sum(any(mark) for mark in marks.values())
        candidates = list(self._by_row.get(row.row, ()))
        for name in ("patient_id", "patient_name"):
            candidates += self._by_cell.get((name, marks.get(name, b"")), ())
        best = None
        for one in candidates:
            changed = corrected(one.marks, marks)
            near = one.fact not in self._taken and len(changed) <= MOST_CORRECTED * filled
            if near and (best is None or len(changed) < len(best.fields)):
                best = Effect("changed", one.fact, changed)
        if best is not None and best.fact is not None:
            self._taken.add(best.fact)
        return best
