"""All referrals as columns of numbers, for the methods: no names, no patients, a million rows in a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.directory.queries import survivors
from wellsent.referrals.grouping import CONDITION_GROUPS, PAYER_GROUPS, condition_group, payer_group
from wellsent.referrals.models import Referral, Stage
from wellsent.referrals.scope import counted

IntArray = npt.NDArray[np.int64]

NONE: Final = 0
"""Stands for a day, a clinic or a count that is not known. Counts of none are told apart by -1."""
STAGES: Final = tuple(Stage.values)
_DATES: Final = ("received_on", "scheduled_for", "evaluated_on", "discharged_on")
_CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Columns:
    """One value a referral, all columns of one length, ordered by day received, then number.

    Days are proleptic ordinals (`date.toordinal`), 0 where not known; `entered` is the day, in UTC, on which a referral
    was written down. `source` and `clinic` are row numbers, 0 for no
    clinic. `stage`, `payer_group` and `condition_group` are positions in STAGES, PAYER_GROUPS and CONDITION_GROUPS.
    `planned` and `attended` are visits, -1 where not known.
    """

    number: IntArray
    source: IntArray
    practice: IntArray
    clinic: IntArray
    received: IntArray
    scheduled: IntArray
    evaluated: IntArray
    discharged: IntArray
    stage: IntArray
    payer_group: IntArray
    condition_group: IntArray
    planned: IntArray
    attended: IntArray
    entered: IntArray

    def __len__(self) -> int:
        return len(self.number)


def arrays(caller: Caller, *, until: date | None = None) -> Columns:
    """The referrals of the caller's clinics (the practice for who sees all), through merges, received by `until`.

    Raises Refused for callers who may see no volume.
    """
    caller.must("volume.see own sources")
    rows = counted(in_clinics(Referral.objects.order_by(), caller))
    if until is not None:
        rows = rows.filter(received_on__lte=until)
    columns = _read(rows)
    in_order = np.lexsort((columns[0], columns[4]))  # sorted here: a database would read the rows in a scattered order
    number, source, practice, *rest = (column[in_order] for column in columns)
    stands_for = survivors(caller)
    return Columns(number, _through(stands_for, source), _through(stands_for, practice), *rest)


def _read(rows: QuerySet[Referral]) -> list[IntArray]:
    """The plain columns. Dates come as text: turning each into a date object would cost more than all the rest."""
    days = [Cast(F(name), CharField()) for name in _DATES]
    query = rows.values_list(
        "pk",
        "source_id",
        "practice_id",
        "clinic_id",
        *days,
        "stage",
        "payer",
        "condition",
        "visits_planned",
        "visits_attended",
        Cast(F("created_at"), CharField()),
    )
    converters: list[_Converter] = [
        *(_whole(NONE) for _ in range(4)),
        *(_memo(_ordinal) for _ in _DATES),
        _memo(STAGES.index),
        _memo(lambda text: PAYER_GROUPS.index(payer_group(text))),
        _memo(lambda text: CONDITION_GROUPS.index(condition_group(text))),
        _whole(-1),
        _whole(-1),
        _memo(lambda moment: _ordinal(moment[:10])),
    ]
    pieces: list[list[IntArray]] = [[] for _ in converters]
    for chunk in _chunks(query):
        for piece, convert, values in zip(pieces, converters, zip(*chunk, strict=True), strict=True):
            piece.append(convert(values))
    return [np.concatenate(piece) if piece else np.empty(0, dtype=np.int64) for piece in pieces]


_Converter = Callable[[tuple[Any, ...]], IntArray]


def _chunks(query: Any) -> Iterator[list[tuple[Any, ...]]]:
    rows = query.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _whole(blank: int) -> _Converter:
    def convert(values: tuple[Any, ...]) -> IntArray:
        return np.array([blank if value is None else value for value in values], dtype=np.int64)

    return convert


def _memo(meaning: Callable[[Any], int]) -> _Converter:
    """Each distinct value is looked at once, however often it occurs."""
    known: dict[Hashable, int] = {}

    def convert(values: tuple[Any, ...]) -> IntArray:
        for value in set(values) - known.keys():
            known[value] = meaning(value)
        return np.array([known[value] for value in values], dtype=np.int64)

    return convert


def _ordinal(text: str | None) -> int:
    return NONE if text is None else date.fromisoformat(text).toordinal()


def _through(stands_for: Mapping[int, int], numbers: IntArray) -> IntArray:
    """Row numbers with the merged ones replaced by their survivors."""
    if not stands_for or not len(numbers):
        return numbers
    merged = np.array(sorted(stands_for), dtype=np.int64)
    at = np.minimum(np.searchsorted(merged, numbers), len(merged) - 1)
    ends = np.array([stands_for[int(number)] for number in merged], dtype=np.int64)
    return np.where(merged[at] == numbers, ends[at], numbers)
