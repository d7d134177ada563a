"""What holds across the cells of one row: nothing before the referral, somebody who referred, and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from wellsent.exchange.lists.fields import ListKind
from wellsent.exchange.lists.groups import GROUPED, fill_groups
from wellsent.exchange.lists.problems import Problem

EARLIER: Final[Mapping[str, str]] = {"evaluation_date": "referral_date", "discharge_date": "evaluation_date"}
"""For a date, the one it cannot lie before."""

Values = dict[str, list[Any]]


Wrong = tuple[str, Problem]
"""The field to look at first, and what is wrong."""


def missing_cells(kind: ListKind, values: Values, count: int) -> dict[int, Wrong]:
    """Rows without a cell they cannot do without; rows are places 0 to count - 1."""
    found: dict[int, Wrong] = {}
    for need in kind.needs:
        present = [values[name] for name in need.fields if name in values]
        if any(None not in column for column in present):
            continue
        first = next(name for name in need.fields if name in values)
        empty = Problem(f"The row does not say {need.what}.", "Fill it in, and import the row again.")
        for place in range(count):
            if all(column[place] is None for column in present):
                found.setdefault(place, (first, empty))
    return found


def crossed_dates(values: Values, heading: Callable[[str], str]) -> dict[int, Wrong]:
    """Rows whose evaluation lies before the referral, or discharge before the evaluation; both columns are named."""
    found: dict[int, Wrong] = {}
    for later, earlier in EARLIER.items():
        if later not in values or earlier not in values:
            continue
        problem = Problem(f"'{heading(later)}' lies before '{heading(earlier)}'.", "Correct one of the two dates.")
        for place, (first, second) in enumerate(zip(values[earlier], values[later], strict=True)):
            if first is not None and second is not None and second < first:
                found.setdefault(place, (later, problem))
    return found


def complete(values: Values, as_of: date) -> dict[str, str]:
    """Fill in what a row says elsewhere, changing `values`; a sentence for each field that was touched.

    - A row below a name that heads its group, as merged cells and grouped reports have it, was referred by that name.
    - A row that names only a practice was referred by the practice.
    - An evaluation still ahead is an appointment: it is read as the scheduled date.
    - A discharge still ahead is a plan: the row has no discharge yet.
    """
    notes: dict[str, str] = {}
    filled = fill_groups(values)
    if filled:
        first = next(name for name in GROUPED if name in values)
        notes[first] = f"{filled} {'row stands' if filled == 1 else 'rows stand'} under the name that heads its group"
    if "referrer_practice" in values:
        taken = _name_from_practice(values)
        if taken:
            notes["referrer_practice"] = f"{taken} {_rows(taken)} only the practice: taken as who referred"
    if "evaluation_date" in values:
        ahead = _ahead(values["evaluation_date"], as_of)
        _move_to_scheduled(values, ahead)
        if ahead:
            notes["evaluation_date"] = f"{_lie(len(ahead))} after {as_of.isoformat()}: read as scheduled"
    if "discharge_date" in values:
        ahead = _ahead(values["discharge_date"], as_of)
        for place in ahead:
            values["discharge_date"][place] = None
        if ahead:
            planned = f"{_lie(len(ahead))} after {as_of.isoformat()}: planned, not read as discharged"
            notes["discharge_date"] = planned
    return notes


def _rows(count: int) -> str:
    return "row names" if count == 1 else "rows name"


def _lie(count: int) -> str:
    return "1 lies" if count == 1 else f"{count} lie"


def _name_from_practice(values: Values) -> int:
    practices = values["referrer_practice"]
    names = values.setdefault("referrer_name", [None] * len(practices))
    npis: Sequence[Any] = values.get("referrer_npi", [None] * len(practices))
    alone = [
        place
        for place, (name, npi, practice) in enumerate(zip(names, npis, practices, strict=True))
        if name is None and npi is None and practice is not None
    ]
    for place in alone:
        names[place] = practices[place]
    return len(alone)


def _ahead(days: list[date | None], as_of: date) -> list[int]:
    return [place for place, day in enumerate(days) if day is not None and day > as_of]


def _move_to_scheduled(values: Values, places: list[int]) -> None:
    if not places:
        return
    evaluated = values["evaluation_date"]
    scheduled = values.setdefault("scheduled_date", [None] * len(evaluated))
    for place in places:
        scheduled[place] = scheduled[place] or evaluated[place]
        evaluated[place] = None
