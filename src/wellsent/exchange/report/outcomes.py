"""What became of the referrals of a list, as far as was known on the day it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from wellsent.exchange.lists import ReadList
from wellsent.insights.methods.arrays import BoolArray, IntArray
from wellsent.insights.methods.proportions import NEVER, Proportions, completion, conversion
from wellsent.insights.methods.standing import History
from wellsent.insights.methods.waiting import days_to_evaluation

COMPLETED, LOST = "completed", "lost"
AFTER_EVALUATION = frozenset({"evaluated", "in care", COMPLETED})


@dataclass(frozen=True)
class Outcomes:
    """Days are ordinals, NEVER where it has not happened by the day looked at. None: the list does not say."""

    conversion: Proportions | None
    completion: Proportions | None
    days_median: float | None
    days_p90: float | None
    waiting: Sequence[tuple[int, date, date | None]]
    """(source, received, scheduled for) of those not evaluated and not lost."""


def outcomes_of(read: ReadList, index: Sequence[int], history: History) -> Outcomes:
    """Conversion, completion, time to evaluation and who still waits, from the list's own dates and statuses."""
    today = history.today
    evaluated = _days(read, index, "evaluation_date", today)
    ended = _days(read, index, "discharge_date", today)
    status = _status(read, index, today)
    says_course = "evaluation_date" in read.values or "status" in read.values
    if not says_course or not len(index):
        return Outcomes(None, None, None, None, ())
    lost = (status == LOST) & (ended == NEVER) & (evaluated == NEVER)
    undated = np.isin(status, list(AFTER_EVALUATION)) & (evaluated == NEVER)
    came = np.where(undated, history.day, evaluated)
    finished = (status == COMPLETED) | ((ended != NEVER) & (status != LOST))
    waited = None
    if "evaluation_date" in read.values:
        dated = ~undated
        gone = np.where(lost, history.day, NEVER)
        waited = days_to_evaluation(history.day[dated], evaluated[dated], gone[dated], today)
    return Outcomes(
        conversion=conversion(history.source, history.day, came, history.n_sources, today),
        completion=_completion(read, history, came, ended, finished, status == LOST),
        days_median=waited.median if waited else None,
        days_p90=waited.p90 if waited else None,
        waiting=_waiting(read, index, history, came == NEVER, lost),
    )


def _completion(
    read: ReadList, history: History, came: IntArray, ended: IntArray, finished: BoolArray, lost: BoolArray
) -> Proportions | None:
    """None where the list has neither discharges nor statuses: then nobody can be said to have finished."""
    if "discharge_date" not in read.values and "status" not in read.values:
        return None
    over = np.where((ended == NEVER) & (finished | lost), came, ended)
    return completion(history.source, came, over, finished, history.n_sources, history.today)


def _waiting(
    read: ReadList, index: Sequence[int], history: History, open_: BoolArray, lost: BoolArray
) -> list[tuple[int, date, date | None]]:
    received, scheduled = _column(read, index, "referral_date"), _column(read, index, "scheduled_date")
    return [(int(history.source[at]), received[at], scheduled[at]) for at in np.flatnonzero(open_ & ~lost)]


def _column(read: ReadList, index: Sequence[int], name: str) -> list[Any]:
    values = read.values.get(name)
    return [values[at] for at in index] if values else [None] * len(index)


def _status(read: ReadList, index: Sequence[int], today: int) -> Any:
    """Statuses as they stood on the day looked at: a later evaluation or discharge has made the list's own untrue."""
    ahead = np.zeros(len(index), dtype=np.bool_)
    for name in ("evaluation_date", "discharge_date"):
        written = _ordinals(read, index, name)
        ahead |= (written > today) & (written != NEVER)
    status = np.array([value or "" for value in _column(read, index, "status")])
    return np.where(ahead, "", status)


def _days(read: ReadList, index: Sequence[int], name: str, today: int) -> IntArray:
    """Ordinals of a date column; what lies after the day looked at has not happened yet."""
    ordinals = _ordinals(read, index, name)
    return np.where(ordinals > today, NEVER, ordinals)


def _ordinals(read: ReadList, index: Sequence[int], name: str) -> IntArray:
    days = [NEVER if value is None else value.toordinal() for value in _column(read, index, name)]
    return np.array(days, dtype=np.int64)
