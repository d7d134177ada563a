"""Results kept while this process runs, each with the version of the facts it was computed from.

Nothing that has not changed is worked out again; what depends on the hour too is, once a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Generic, TypeVar

from wellsent.base import facts

FRESH_FOR: Final = timedelta(minutes=1)
"""A promise that ends meanwhile is noticed a minute late."""
MOST_KEPT: Final = 200

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _One(Generic[_Result]):
    result: _Result
    version: str
    at: datetime


class Kept(Generic[_Result]):
    """Results of one sort, by what they were asked for. `subjects` are the facts they are computed from."""

    _every: ClassVar[list[Kept[Any]]] = []

    def __init__(self, *subjects: str) -> None:
        self._subjects = subjects
        self._results: dict[Hashable, _One[_Result]] = {}
        self._every.append(self)

    def get(self, asked_for: Hashable, make: Callable[[], _Result], *, now: datetime) -> _Result:
        """The result kept, where no fact has changed and it is no older than a minute; else made anew.

        `asked_for` must name all that the result depends on besides the facts, above all whose it is.
        """
        version = facts.version(*self._subjects)
        kept = self._results.get(asked_for)
        if kept is None or kept.version != version or not timedelta(0) <= now - kept.at < FRESH_FOR:
            if len(self._results) >= MOST_KEPT:
                self._results.clear()
            kept = self._results[asked_for] = _One(make(), version, now)
        return kept.result

    @classmethod
    def forget_all(cls) -> None:
        """Make everything anew (between tests, whose databases begin from nothing)."""
        for kept in cls._every:
            kept._results.clear()
