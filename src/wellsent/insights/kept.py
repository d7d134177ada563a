"""The standing of all sources, kept beside its reading: the next one reads anew only the sources that changed.

A source stands as before while its referral days (`marks`), the day and what all sources share are the same. The
methods give one source alone the standing it has among all, so carrying it over changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from wellsent.insights.methods.ahead import Range
from wellsent.insights.methods.alarm import WATCHED_FROM
from wellsent.insights.methods.arrays import BoolArray, IntArray
from wellsent.insights.methods.evidence import Evidence
from wellsent.insights.methods.rates import Rates
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import History, Standing, read_standing

Columns = Mapping[str, Any]  # arrays with one entry per source, by name

_ALONE = ("tier_certainty", "alarm", "belief")
_RANGE = ("low", "expected", "high")
_PARTS = {
    "usual": _RANGE,
    "present": _RANGE,
    "next_90_days": _RANGE,
    "evidence": ("since", "low", "expected", "high", "received", "chance"),
}


@dataclass(frozen=True)
class Kept:
    """A standing with, for each of its sources, the provider's number (ascending) and the mark of its referral days."""

    provider: IntArray
    mark: IntArray
    standing: Standing

    def to_bytes(self) -> bytes:
        """All of it but what the reading says anyway: the day, and what all sources share."""
        file = io.BytesIO()
        np.savez_compressed(file, provider=self.provider, mark=self.mark, **_columns(self.standing))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, as_of: date, shared: Shared) -> Kept:
        """The inverse of `to_bytes`."""
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            columns = {name: file[name] for name in file.files}
        provider, mark = columns.pop("provider"), columns.pop("mark")
        return cls(provider, mark, _standing(columns, as_of, shared, sources_watched=0))


def read_changed(history: History, provider: IntArray, mark: IntArray, kept: Kept) -> Standing:
    """The standing of `history` with what all sources of `kept`, of the same day, share: only others are read anew.

    `provider` (ascending) and `mark` are those of the sources of `history`.
    """
    shared = kept.standing.shared
    at = np.searchsorted(kept.provider, provider).clip(max=max(len(kept.provider) - 1, 0))
    same = (kept.provider[at] == provider) & (kept.mark[at] == mark) if len(kept.provider) else provider < 0
    fresh = read_standing(_only(history, ~same), shared=shared)
    before, anew = _columns(kept.standing), _columns(fresh)
    columns = {}
    for name, values in anew.items():
        column = np.empty((len(provider), *values.shape[1:]), dtype=values.dtype)
        column[same], column[~same] = before[name][at[same]], values
        columns[name] = column
    source, _ = history.until_today
    received = np.bincount(source, minlength=len(provider))
    watched = int(((received >= WATCHED_FROM) & (columns["state"] != "lapsed")).sum())
    return _standing(columns, history.as_of, shared, sources_watched=watched)


def _only(history: History, some: BoolArray) -> History:
    """The history of some of the sources, numbered anew."""
    number = np.cumsum(some) - 1
    theirs = some[history.source]
    return History(
        number[history.source[theirs]], history.day[theirs], int(some.sum()), history.as_of, history.closures
    )


def _columns(standing: Standing) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(standing, name) for name in _ALONE}
    columns["state"] = np.array(standing.state, dtype="U8")
    columns["tier"] = np.array(standing.tier, dtype="U1")
    for part, names in _PARTS.items():
        columns |= {f"{part}.{name}": getattr(getattr(standing, part), name) for name in names}
    return columns


def _standing(columns: Columns, as_of: date, shared: Shared, *, sources_watched: int) -> Standing:
    def part(name: str) -> dict[str, Any]:
        return {each: columns[f"{name}.{each}"] for each in _PARTS[name]}

    return Standing(
        as_of=as_of,
        state=tuple(columns["state"].tolist()),
        tier=tuple(columns["tier"].tolist()),
        tier_certainty=columns["tier_certainty"],
        usual=Rates(**part("usual")),
        present=Rates(**part("present")),
        next_90_days=Range(**part("next_90_days")),
        alarm=columns["alarm"],
        evidence=Evidence(**part("evidence")),
        sources_watched=sources_watched,
        belief=columns["belief"],
        shared=shared,
    )
