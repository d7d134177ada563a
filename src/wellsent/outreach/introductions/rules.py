"""Which way leads to a target, whom to ask for it, and what would open one where there is none. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from wellsent.directory.office.rules import Office
from wellsent.directory.ties.paths import Node, Path

TRUSTED_WITHIN: Final = timedelta(days=365)
MEETINGS_OF_TRUST, REFERRALS_OF_TRUST = 2, 3
"""Whom we have met so often within a year, or who sent so many patients in it, can be asked for a favour. A guess."""
OURS, TRUSTED = 100, 90
"""What a path that begins with one of us carries at its start, and one that begins with a source who trusts us."""
ANSWER_WITHIN: Final = timedelta(days=7)
"""When an answer is due, unless another day is said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An introduction asked for: of whom, to whom, and what came of it ("" while nothing has)."""

    number: int
    to: int
    to_name: str
    of_name: str
    asked_on: date
    due_on: date
    outcome: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class WayIn:
    """How to get to one target: `closed` says why nobody should try, `met` when we met them, else `path` or none.

    `names` hold those of everybody on the path, `asked` the introduction asked for last, `office` theirs.
    """

    target: int
    name: str
    closed: str = ""
    met: date | None = None
    sends: bool = False
    path: Path | None = None
    names: Mapping[Node, str] = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    asked: Asked | None = None

    @property
    def is_known(self) -> bool:
        """Whether they are known to us already: nobody need introduce us."""
        return self.met is not None or self.sends

    @property
    def waits(self) -> bool:
        """Whether an introduction was asked for and not answered."""
        return self.asked is not None and not self.asked.outcome

    @property
    def whom(self) -> Node | None:
        """Whom to ask: the first on the path who is not one of us, or the one of us who knows the target."""
        if self.path is None:
            return None
        first, second = self.path.nodes[:2]
        return second if is_ours(first) and self.path.steps > 1 else first


def is_ours(node: Node) -> bool:
    """Whether somebody is one of us."""
    return node.kind in {"colleague", "ours"}
