"""What people said of lines, and which lines it leaves open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wellsent.plan.rules.lines import Suggestion


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person said of a line: done, later until a day, or not needed."""

    source: int | None
    topic: str
    since: date | None
    choice: str
    on: date
    until: date | None = None


def still_open(lines: Iterable[Suggestion], answers: Sequence[Answered], *, as_of: date) -> list[Suggestion]:
    """The lines nobody has answered: an answer holds for its own occasion, "later" until its day."""
    latest: dict[tuple[int | None, str], Answered] = {}
    for answer in sorted(answers, key=lambda one: one.on):
        latest[answer.source, answer.topic] = answer
    return [line for line in lines if not _answered(line, latest.get((line.source, line.topic)), as_of=as_of)]


def _answered(line: Suggestion, answer: Answered | None, *, as_of: date) -> bool:
    if answer is None:
        return False
    if answer.choice == "later":
        return answer.until is not None and as_of < answer.until
    if line.topic in {"check-in", "quiet"} and answer.choice == "done":
        return (as_of - answer.on).days < 7  # the touch itself restarts the cadence; this only bridges the week
    return answer.since == line.since
