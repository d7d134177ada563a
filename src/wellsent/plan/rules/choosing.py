"""Which lines fit the hours, and in what order. Pure; chosen exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wellsent.plan.rules.lines import Suggestion

STEP_MINUTES = 5


def by_good(lines: Iterable[Suggestion]) -> list[Suggestion]:
    """Most good for the time first; equal ones by name, so that the order never flickers."""
    return sorted(lines, key=lambda line: (-line.good / max(line.minutes, 1), line.who, line.topic))


def best_within(lines: Sequence[Suggestion], *, minutes: int) -> list[Suggestion]:
    """The lines with the most good together that fit into `minutes`: exact, by dynamic programming in steps of five."""
    slots = minutes // STEP_MINUTES
    lines = _that_could_be_chosen(lines, minutes=minutes)
    best = [0.0] * (slots + 1)
    taken: list[list[bool]] = []
    for line in lines:
        size = -(-line.minutes // STEP_MINUTES)
        row = [False] * (slots + 1)
        for room in range(slots, size - 1, -1):
            with_it = best[room - size] + line.good
            if with_it > best[room]:
                best[room] = with_it
                row[room] = True
        taken.append(row)
    chosen = []
    room = slots
    for line, row in zip(reversed(lines), reversed(taken), strict=True):
        if row[room]:
            chosen.append(line)
            room -= -(-line.minutes // STEP_MINUTES)
    return by_good(chosen)


def _that_could_be_chosen(lines: Sequence[Suggestion], *, minutes: int) -> list[Suggestion]:
    """Of equally long lines no more than fit can ever be chosen, the best of them: thousands become a few dozen."""
    kept: dict[int, int] = {}
    some = []
    for line in by_good(lines):
        kept[line.minutes] = kept.get(line.minutes, 0) + 1
        if kept[line.minutes] * line.minutes <= minutes:
            some.append(line)
    return some
