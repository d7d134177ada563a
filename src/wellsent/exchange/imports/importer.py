"""What an importer of one kind of list promises. The steps around it (look, try, run, undo) are the same for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wellsent.accounts.caller import Caller
from wellsent.exchange.imports.marks import Marked
from wellsent.exchange.imports.matching import Effect
from wellsent.exchange.lists import ReadList, Rejection
from wellsent.exchange.models import Batch


@dataclass(frozen=True, slots=True)
class Counts:
    """What a file does, or would do."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    rejected: int = 0
    sources: int = 0
    sources_new: int = 0
    questions: int = 0
    left_out: int = 0

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Plan:
    """What each row of a file would do. `repeats` maps an accepted row to the earlier one it repeats; `nobody` lists
    accepted rows that name no source and cannot be stored; `refused` says of accepted rows why they cannot be stored as
    things stand (a visit of a patient nobody referred); `doubts` says what the registry holds against its NPIs."""

    read: ReadList
    marked: Sequence[Marked]
    fields: Sequence[str]
    position: Sequence[int]
    effects: dict[int, Effect]
    repeats: dict[int, int] = field(default_factory=dict)
    nobody: Sequence[int] = ()
    refused: Sequence[Rejection] = ()
    doubts: Sequence[str] = ()
    counts: Counts = field(default_factory=Counts)
    extra: Any = None


class Importer(Protocol):
    """One kind of list. `plan` writes nothing; `prepare` writes what rows stand on; `write` writes some rows."""

    kind: str
    power: str

    def plan(self, read: ReadList, *, by: Caller) -> Plan:
        """What every row would do, from what is stored now."""

    def prepare(self, plan: Plan, batch: Batch, *, by: Caller) -> None:
        """Write what the rows stand on (sources), inside the caller's transaction. Harmless when run twice."""

    def write(self, plan: Plan, part: Sequence[int], batch: Batch, *, by: Caller) -> None:
        """Write the rows numbered in `part` and their ledger, inside the caller's transaction."""

    def preview(self, plan: Plan, count: int) -> list[dict[str, str]]:
        """The first rows as they will be stored; patient cells masked."""

    def undo(self, batch: Batch, *, by: Caller) -> list[str]:
        """Take back what the batch did, inside the caller's transaction. Returns references left: edited since."""
