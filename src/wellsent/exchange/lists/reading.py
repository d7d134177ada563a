"""The cells of a chosen sheet become values, rows are judged, and columns described. One list, one Reading."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from wellsent.exchange.lists.cells import Column, as_text
from wellsent.exchange.lists.choosing import Chosen
from wellsent.exchange.lists.date_order import Order, settle_orders
from wellsent.exchange.lists.documents import Document
from wellsent.exchange.lists.examples import examples, short
from wellsent.exchange.lists.fields import DATES, Field, Holds, ListKind, Need
from wellsent.exchange.lists.parsing import (
    WORDS,
    Parsed,
    codes_of,
    date_column,
    join_names,
    lost_reasons,
    parse_column,
    read_dates,
    settle_dates,
    times_of,
    unknown_words,
)
from wellsent.exchange.lists.problems import Problem
from wellsent.exchange.lists.profiles import profile
from wellsent.exchange.lists.recognise import Certainty, Recognised, recognise
from wellsent.exchange.lists.results import ReadColumn, Rejection
from wellsent.exchange.lists.rows import EARLIER, Values, complete, crossed_dates, missing_cells

_NO_CODES: Final[list[int]] = []


@dataclass
class Reading:
    """A list while it is read. A *place* is a row of the list, counted from 0; `values` has one value for each."""

    kind: ListKind
    document: Document
    chosen: Chosen
    as_of: date
    recognised: list[Recognised] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("I"))
    codes: list[list[int]] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    rejections: dict[int, Rejection] = field(default_factory=dict)
    doubtful_npis: dict[int, Problem] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def recognise(self, mapping: Mapping[str, str]) -> None:
        """Say which column is what."""
        sheet, layout = self.chosen.sheet, self.chosen.layout
        self.places = layout.rows
        self.codes = [codes_of(column, layout.rows) for column in sheet.columns]
        profiles = [profile(column, codes) for column, codes in zip(sheet.columns, self.codes, strict=True)]
        self.recognised = recognise(self.kind, layout.headings, profiles, mapping)

    @property
    def positions(self) -> dict[str, int]:
        """Each field found (or part of a name) and its column."""
        return {each.field: position for position, each in enumerate(self.recognised) if each.field}

    @property
    def missing(self) -> list[Need]:
        """What no column says although each row must."""
        present = {name.partition(":")[0] for name in self.positions}
        return [need for need in self.kind.needs if not present & set(need.fields)]

    def read(self, day_first: bool | None) -> None:
        """Read every recognised column and judge the rows."""
        for index, problem in self.chosen.layout.broken.items():
            self._reject_index(index, "", problem, None)
        self._read_dates(day_first)
        self._read_others()
        self._read_joined_names()
        for name, note in complete(self.values, self.as_of).items():
            self._note(name, note)
        self._judge_rows()

    def heading(self, name: str) -> str:
        """Their heading of a field; of a name in parts, the first part's."""
        return self.chosen.layout.headings[self._position(name)]

    def _position(self, name: str) -> int:
        found = [position for field_, position in self.positions.items() if field_.partition(":")[0] == name]
        if not found and name == "referrer_name":  # filled in from the practice
            return self._position("referrer_practice")
        return min(found)

    def _column(self, position: int) -> Column:
        return self.chosen.sheet.columns[position]

    def _read_dates(self, day_first: bool | None) -> None:
        found = {name: position for name, position in self.positions.items() if self._of(name).holds in DATES}
        readings = {
            name: read_dates(self._column(position), from_1904=self.document.from_1904)
            for name, position in found.items()
        }
        evidence = [
            date_column(self._of(name), readings[name], self.codes[position]) for name, position in found.items()
        ]
        self.orders = settle_orders(evidence, as_of=self.as_of, day_first=day_first, earlier=EARLIER)
        for name, position in found.items():
            order = self.orders[name]
            self._take(name, settle_dates(self._of(name), readings[name], self.codes[position], order, self.as_of))
        if "scheduled_date" in found and "scheduled_time" not in self.positions:
            times = times_of(self._column(found["scheduled_date"]), self.codes[found["scheduled_date"]])
            if any(times):
                self.values["scheduled_time"] = list(times)

    def _read_others(self) -> None:
        for name, position in self.positions.items():
            of = self._of(name)
            if ":" in name or of.holds in DATES:
                continue
            column, codes = self._column(position), self.codes[position]
            self._take(name, parse_column(of, column, codes))
            if of.holds in WORDS and (count := unknown_words(of, column, codes)):
                self._note(
                    name, f"{count:,} {'holds' if count == 1 else 'hold'} a word that is not known here: left blank"
                )
            if of.holds is Holds.STATUS:
                self._take_lost_reasons(lost_reasons(column, codes))

    def _take_lost_reasons(self, reasons: Sequence[str | None]) -> None:
        """ "Cancelled - moved away" in the status says why as well; a reason of its own column goes first."""
        if any(reasons):
            own = self.values.get("lost_reason") or [None] * len(reasons)
            self.values["lost_reason"] = [mine or other for mine, other in zip(own, reasons, strict=True)]

    def _read_joined_names(self) -> None:
        parts: dict[str, dict[str, int]] = {}
        for name, position in self.positions.items():
            whole, _, part = name.partition(":")
            if part:
                parts.setdefault(whole, {})[part] = position
        for whole, positions in parts.items():
            if whole in self.positions:  # a whole name with credentials beside it
                positions["family"] = self.positions[whole]
            self._take(whole, join_names({part: (self._column(at), self.codes[at]) for part, at in positions.items()}))

    def _of(self, name: str) -> Field:
        return self.kind.field(name)

    def _take(self, name: str, parsed: Parsed) -> None:
        self.values[name] = parsed.values
        if self._of(name).holds is Holds.NPI:
            self._keep_doubtful_npis(name, parsed.problems)
            return
        for place, problem in parsed.problems.items():
            self._reject(place, name, problem)

    def _keep_doubtful_npis(self, name: str, problems: dict[int, Problem]) -> None:
        """An NPI that cannot be right costs the row only where nothing else says who is meant: see _judge_rows."""
        self.doubtful_npis = problems
        if problems:
            wrong_digit = all("check digit" in problem.reason for problem in problems.values())
            what = "the check digit" if wrong_digit else "the check of an NPI"
            fail = "fails" if len(problems) == 1 else "fail"
            self._note(name, f"{len(problems)} {fail} {what}; kept as written, name used instead")

    def _judge_rows(self) -> None:
        npi = next((name for name in self.positions if self._of(name).holds is Holds.NPI), "")
        for place, (name, problem) in missing_cells(self.kind, self.values, len(self.places)).items():
            if place in self.doubtful_npis and npi in self._alternatives(name):
                name, problem = npi, self.doubtful_npis[place]
            self._reject(place, name, problem)
        for place, (name, problem) in crossed_dates(self.values, self.heading).items():
            self._reject(place, name, problem)

    def _alternatives(self, name: str) -> tuple[str, ...]:
        return next((need.fields for need in self.kind.needs if name in need.fields), ())

    def _reject(self, place: int, name: str, problem: Problem) -> None:
        position = self._position(name)
        cell = as_text(self._column(position).distinct[self.codes[position][place]])
        value = None if self._of(name).private or not cell else short(cell)
        self._reject_index(self.places[place], self.chosen.layout.headings[position], problem, value)

    def _reject_index(self, index: int, heading: str, problem: Problem, value: str | None) -> None:
        """The first problem of a row stands for it."""
        row = self.chosen.sheet.row_number(index)
        self.rejections.setdefault(index, Rejection(row, heading, problem.reason, problem.remedy, value))

    def _note(self, name: str, note: str) -> None:
        self.notes.setdefault(name, []).append(note)

    def accepted(self) -> tuple[array[int], dict[str, list[Any]]]:
        """The rows that stay (by index on the sheet) and their values."""
        stay = [place for place, index in enumerate(self.places) if index not in self.rejections]
        if len(stay) == len(self.places):
            return self.places, self.values
        values = {name: [column[place] for place in stay] for name, column in self.values.items()}
        return array("I", [self.places[place] for place in stay]), values

    def described(self) -> tuple[ReadColumn, ...]:
        """Each column as a person should see it."""
        return tuple(self._describe(position) for position in range(len(self.recognised)))

    def _describe(self, position: int) -> ReadColumn:
        each = self.recognised[position]
        name = each.field or ""
        order = self.orders.get(name)
        why, certainty = each.why, each.certainty
        if order and order.why:
            why = order.why
            certainty = _least(certainty, "sure" if order.sure else "likely")
        of = self._of(name) if name else None
        shown = examples(self._column(position), self.codes[position], of)
        notes = tuple(self.notes.get(name, ())) if name else ()
        return ReadColumn(each.field, self.chosen.layout.headings[position], position, certainty, why, shown, notes)


def _least(one: Certainty, other: Certainty) -> Certainty:
    return other if one == "sure" else one
