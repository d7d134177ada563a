"""Importing visits: each row becomes a visit of the referral whose episode of care it belongs to, one a day.

A visit is known by its referral and day, so that a list may come again and a later one may say what became of it. Rows
of patients whom no referral names are refused with the reason, and kept nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import keys
from wellsent.exchange.imports import ledger, masks
from wellsent.exchange.imports.importer import Counts, Plan
from wellsent.exchange.imports.marks import Marked, as_fields, mark_rows
from wellsent.exchange.imports.matching import Earlier, Effect, corrected
from wellsent.exchange.imports.visit_rows import PATIENT_FIELDS, VisitRow, visit_rows
from wellsent.exchange.lists import ReadList
from wellsent.exchange.models import Batch
from wellsent.referrals import actions as referrals_actions
from wellsent.referrals import queries as referrals_queries
from wellsent.referrals.actions import Brought
from wellsent.referrals.models import reference
from wellsent.referrals.queries import StoredVisit
from wellsent.referrals.visiting import OF_ONE_DAY

EPISODE = "episode"
"""The ledger's word for a referral that changed because visits were brought to it."""
Key = tuple[int, date]


@dataclass
class Found:
    """What planning found besides the effects: the rows that can be stored, and the visits of rows once stored."""

    rows: Mapping[int, VisitRow] = field(default_factory=dict)
    fact_at: dict[int, int] = field(default_factory=dict)


class VisitImporter:
    """See `importer.Importer`."""

    kind = "visits"
    power = "import.referrals"

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        fields = sorted(read.cells)
        marked = mark_rows(read.rows, read.cells, key=keys.marks_key())
        known = ledger.facts_with(self.kind, marked)
        fact_at = {
            index: known[row.fingerprint, row.nth]
            for index, row in enumerate(marked)
            if (row.fingerprint, row.nth) in known
        }
        unknown = [index for index in range(len(marked)) if index not in fact_at]
        rows, refused = visit_rows(read, unknown, as_of=today(by), by=by) if unknown else ({}, [])
        matched = _match(marked, fields, rows, fact_at, self._stored(rows, by=by), self._earlier(read, rows))
        rejected = len({one.row for one in read.rejected}) + len(refused)
        whats = [effect.what for effect in matched.effects.values()]
        return Plan(
            read=read,
            marked=marked,
            fields=fields,
            position=[*_in_order(rows, matched.effects), *matched.repeats],
            effects=matched.effects,
            repeats=matched.repeats,
            refused=refused,
            counts=Counts(
                rows=len(read.rows) + len({one.row for one in read.rejected}),
                added=whats.count("added"),
                changed=whats.count("changed"),
                same=whats.count("same"),
                repeated=len(matched.repeats),
                rejected=rejected,
            ),
            extra=Found(rows),
        )

    def _stored(self, rows: Mapping[int, VisitRow], *, by: Caller) -> list[StoredVisit]:
        return referrals_queries.visits_of(by, {row.referral for row in rows.values()}) if rows else []

    def _earlier(self, read: ReadList, rows: Mapping[int, VisitRow]) -> list[Earlier]:
        return ledger.earlier(self.kind, read.shape) if rows else []

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        """Nothing: visits stand on referrals that are there."""

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        found: Found = plan.extra
        mine = [index for index in part if index in found.rows]
        brought = [index for index in mine if index not in plan.repeats and plan.effects[index].what != "same"]
        recorded = referrals_actions.record_visits([_brought(plan, found, index) for index in brought], by=by)
        found.fact_at.update(zip(brought, recorded.visits, strict=True))
        ledger.note(batch, [line for index in mine if (line := _line(plan, found, index, recorded.corrected))])
        ledger.note_replaced(batch, EPISODE, recorded.referrals)
        effects = (plan.effects[plan.repeats.get(index, index)] for index in part)
        ledger.note_again(batch, (one.fact for one in effects if one.what == "same" and one.fact is not None))

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        return masks.first_rows(plan.read, count)

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        """Visits that a later list has too stay for that one, and with them where their referrals stand."""
        handed = ledger.hand_over(batch)
        stay = referrals_queries.referrals_of_visits(by, handed.facts)
        kept = referrals_actions.take_back_visits(
            added=list(batch.rows.filter(kind=self.kind, effect="added").values_list("fact", flat=True)),
            corrected=ledger.replaced(batch, self.kind),
            referrals=ledger.replaced(batch, EPISODE),
            stay=stay,
            by=by,
        )
        ledger.give(batch, EPISODE, stay, to=handed.heirs)
        return [reference(number) for number in kept]


def _in_order(rows: Mapping[int, VisitRow], effects: Mapping[int, Effect]) -> list[int]:
    """The rows in the order of writing: the visits of one referral by their days, so that the first comes first."""
    new = sorted((index for index in effects if index in rows), key=lambda index: (rows[index].key, index))
    return [*new, *(index for index in effects if index not in rows)]


def _brought(plan: Plan, found: Found, index: int) -> Brought:
    row, effect = found.rows[index], plan.effects[index]
    return Brought(row.referral, row.on, row.outcome, visit=effect.fact, evaluation=row.evaluation)


def _line(plan: Plan, found: Found, index: int, was: Mapping[int, dict[str, str]]) -> ledger.Line | None:
    """A row's entry in the ledger; one that repeats an earlier one only points to that row's visit."""
    first = plan.repeats.get(index, index)
    effect = plan.effects[first]
    fact = found.fact_at.get(first, effect.fact)
    if fact is None:
        return None
    what = effect.what if first == index else "same"
    return ledger.Line(plan.marked[index], fact, what, was.get(fact) if what == "changed" else None)


@dataclass
class _Matched:
    """The effect of each row that stands for a visit; rows that speak of another row's visit point to it."""

    effects: dict[int, Effect]
    repeats: dict[int, int] = field(default_factory=dict)


def _match(
    marked: Sequence[Marked],
    fields: Sequence[str],
    rows: Mapping[int, VisitRow],
    fact_at: Mapping[int, int],
    stored: Iterable[StoredVisit],
    earlier: Sequence[Earlier],
) -> _Matched:
    """Which stored visit each row stands for, and which of its cells are new. `fact_at` are rows that came before just
    as they are; `rows` all others. Pure."""
    matched = _Matched({index: Effect("same", fact) for index, fact in fact_at.items()})
    visit_at = {(one.referral, one.on): one for one in stored}
    row_of = {fact: index for index, fact in fact_at.items()}
    by_key: dict[Key, list[int]] = defaultdict(list)
    for index, row in rows.items():
        by_key[row.key].append(index)
    earlier_of = {one.fact: one for one in earlier}
    gone = _Gone(marked, fact_at, earlier_of, visit_at, by_key)
    for key, indexes in by_key.items():
        first = min(indexes, key=lambda index: (OF_ONE_DAY.index(rows[index].outcome), index))
        visit = visit_at.get(key)
        there = row_of.get(visit.number) if visit else None
        if visit and there is not None and _says_no_more(rows[first].outcome, visit.outcome):
            matched.repeats |= dict.fromkeys(indexes, there)
            continue
        matched.repeats |= {index: first for index in indexes if index != first}
        marks = as_fields(marked[first].cells, fields)
        if visit:
            matched.effects[first] = _correction(visit, rows[first].outcome, earlier_of.get(visit.number), marks)
        else:
            fact = gone.moved_from(marked[first], marks, rows[first].referral)
            matched.effects[first] = Effect("added") if fact is None else Effect("changed", fact)
    return matched


def _says_no_more(outcome: str, known: str) -> bool:
    """Whether a second row of a day adds nothing to the one that is known."""
    return OF_ONE_DAY.index(outcome) >= OF_ONE_DAY.index(known)


def _correction(visit: StoredVisit, outcome: str, earlier: Earlier | None, marks: Mapping[str, bytes]) -> Effect:
    """What a row does to the visit of its day: an outcome that somebody corrected by hand stays, unless the list's own
    cell has changed."""
    says_anew = earlier is None or not corrected(earlier.marks, marks).isdisjoint({"outcome", "visit_date"})
    if outcome != visit.outcome and says_anew:
        return Effect("changed", visit.number)
    return Effect("same", visit.number)


class _Gone:
    """Visits whose rows this file no longer has: where it is an earlier file come again with a cell corrected, a row in
    the same place for the same patient is one of them on its right day.

    A list of the next week may look alike; it is another file, and its rows are other visits. So most rows must stand
    just where they stood.
    """

    def __init__(
        self,
        marked: Sequence[Marked],
        fact_at: Mapping[int, int],
        earlier_of: Mapping[int, Earlier],
        visit_at: Mapping[Key, StoredVisit],
        taken: Iterable[Key],
    ) -> None:
        facts = set(fact_at.values())
        in_place = sum(
            marked[index].row == earlier_of[fact].row for index, fact in fact_at.items() if fact in earlier_of
        )
        self._referral_of = {one.number: one.referral for one in visit_at.values()}
        facts |= {visit_at[key].number for key in taken if key in visit_at}
        self._at_row = {}
        if 2 * in_place >= len(marked):
            self._at_row = {one.row: one for one in earlier_of.values() if one.fact not in facts}

    def moved_from(self, row: Marked, marks: Mapping[str, bytes], referral: int) -> int | None:
        """The visit that this row was, on another day of the same referral."""
        one = self._at_row.get(row.row)
        if one is None or self._referral_of.get(one.fact) != referral:
            return None
        changed = {name.partition(":")[0] for name in corrected(one.marks, marks)}
        return one.fact if changed.isdisjoint(PATIENT_FIELDS) else None
