"""The sentence that says why: "Expected 4 to 9 since July, received none; by chance alone 1 time in 550"."""

from __future__ import annotations

from datetime import date

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_RARE = 10_000


def quiet_sentence(*, low: int, high: int, received: int, chance: float, since: date, as_of: date) -> str:
    """What was expected since when, what came, and how often chance alone would do it."""
    expected = f"{low} to {high}" if low < high else str(high)
    return f"Expected {expected} since {_since(since, as_of)}, received {_count(received)}; {_chance(chance)}."


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _since(since: date, as_of: date) -> str:
    """A month for a window that begins in its first days, else the day; the year where it is not this one."""
    month = f"{since:%B}" if since.day <= 3 else f"{since.day} {since:%B}"
    return month if since.year == as_of.year else f"{month} {since.year}"


def _chance(chance: float) -> str:
    """Rounded down, so that it never sounds rarer than it is."""
    if chance * _RARE < 1:
        return f"by chance alone this happens less than 1 time in {_RARE:,}"
    times = 1 / chance
    if times < 2:
        return "chance alone would often do this"
    step = 1 if times < 20 else 10 if times < 1000 else 100
    return f"by chance alone this happens 1 time in {int(times / step) * step:,}"


def proportion_sentence(*, yes: int, n: int, low: float, high: float, practice: float) -> str:
    """A proportion with what it rests on: "14 of 17; likely 64 to 92 %; practice 79 %"."""
    return f"{yes} of {n}; likely {low * 100:.0f} to {high * 100:.0f} %; practice {practice * 100:.0f} %"
