"""Which way leads to a target, whom to ask for it, and what would open one where there is none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from wellsent.directory.office.rules import Office
from wellsent.directory.ties.paths import Node, Path
from wellsent.directory.ties.rules import SIDE_BY_SIDE

TRUSTED_WITHIN: Final = timedelta(days=365)
MEETINGS_OF_TRUST, REFERRALS_OF_TRUST = 2, 3
"""Whom we have met so often within a year, or who sent so many patients in it, can be asked for a favour. A guess."""
OURS, TRUSTED = 100, 90
"""What a path that begins with one of us carries at its start, and one that begins with a source who trusts us."""
ANSWER_WITHIN: Final = timedelta(days=7)
"""When an answer is due, unless another day is said: then, or on the first working day after it."""
MOST_DAYS_TO_ANSWER: Final = 365


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

    `names` hold those of everybody on the path, `asked` the introduction asked for last, `office` theirs. A stranger is
    in the national registry alone, and has no number here. `usual_due` is when an answer would be due, asked today.
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
    is_stranger: bool = False
    usual_due: date | None = None

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


def usual_due(asked_on: date, is_open_on: Callable[[date], bool]) -> date:
    """When an answer is due unless another day is said. A practice that is closed for weeks on end still hears back."""
    days = [asked_on + ANSWER_WITHIN + timedelta(days=more) for more in range(2 * ANSWER_WITHIN.days)]
    return next((day for day in days if is_open_on(day)), days[0])


def objection_to_due(due: date, *, asked_on: date) -> tuple[str, str]:
    """Why an answer cannot be due on a day, and what to do about it; two empty texts where it can."""
    if due < asked_on:
        return "Answer due by: that day lies in the past.", "Enter today or a later day."
    if (due - asked_on).days > MOST_DAYS_TO_ANSWER:
        return "Answer due by: that day is more than a year ahead.", "Enter an earlier one."
    return "", ""


def is_a_guess(path: Path) -> bool:
    """Whether a step of a path follows from where two practise alone: nobody said that they know each other."""
    return any(link.kind in SIDE_BY_SIDE for link in path.links)


def is_ours(node: Node) -> bool:
    """Whether somebody is one of us."""
    return node.kind in {"colleague", "ours"}
