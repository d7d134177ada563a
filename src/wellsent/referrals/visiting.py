"""What dated visits say of the counts beside them, and of visits missed one after the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

PLANNED, ATTENDED, MISSED, CANCELLED = "planned", "attended", "missed", "cancelled"
COUNTED = (ATTENDED, MISSED, CANCELLED)
"""Outcomes that are counted beside the dated visits; what is planned in all is told by the plan of care."""


def total(stated: int | None, dated_before: int, dated_after: int) -> int | None:
    """The count to keep when the dated visits of an outcome change in number.

    A list may say "9 attended" while only 4 have a day: the larger number stands until the days outgrow it.
    """
    if stated is None or stated <= dated_before:
        return dated_after or (None if stated is None else 0)
    return max(stated, dated_after)


def came_again(visits: Mapping[date, str], *, evaluated_on: date | None) -> date | None:
    """The day on which a patient came for the first time after the evaluation. Where its day is not known, the first
    visit attended stands for it."""
    attended = sorted(on for on, outcome in visits.items() if outcome == ATTENDED)
    first = evaluated_on or next(iter(attended), None)
    return next((on for on in attended if first is not None and on > first), None)


def missed_in_a_row(visits: Iterable[tuple[date, str]], *, as_of: date) -> int | None:
    """How many visits were missed since the last one attended; None for none, as the column wants it.

    A visit cancelled in time neither counts nor ends the row; what lies ahead has not happened.
    """
    count = 0
    for on, outcome in sorted(visits):
        if on <= as_of and outcome in {ATTENDED, MISSED}:
            count = count + 1 if outcome == MISSED else 0
    return count or None
