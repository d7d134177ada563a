"""What to expect of a target, from the practice's own sources of its kind or from what is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

FEWEST_SOURCES: Final = 5
"""So many own sources of a kind are needed to say what to expect of another."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What to expect of a target of some kind: a range, or none, and where it comes from, in words."""

    low: int | None
    high: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published number, with all that must be said beside it."""

    value: float
    n: str
    population: str
    year: str
    source: str


def expected(last_12_months: Sequence[int], benchmark: Benchmark | None) -> Estimate:
    """What another source of a kind may send, from what the practice's own of that kind sent in the last 12 months: the
    range that holds four in five of them. Where they are too few, a published number, if one holds for the kind; else
    none, which is said.
    """
    if len(last_12_months) >= FEWEST_SOURCES:
        low, high = four_in_five(last_12_months)
        span = f"{low} to {high}" if low != high else f"{low}"
        return Estimate(
            low,
            high,
            f"{span} referrals a year once they refer, an estimate from 4 in 5 of your {len(last_12_months)} sources of"
            " this kind.",
        )
    have = f"you have {len(last_12_months) or 'no'} source{'' if len(last_12_months) == 1 else 's'} of this kind"
    if benchmark is None:
        return Estimate(None, None, f"No estimate: {have}, {FEWEST_SOURCES} are needed, and nothing published holds.")
    most = round(benchmark.value)
    return Estimate(
        0,
        most,
        f"0 to {most} referrals for every 100 patients they see for back pain, an estimate: {have}, so from the"
        f" {benchmark.value:g} % sent to any physical therapist ({benchmark.n}, {benchmark.population},"
        f" {benchmark.year}).",
    )


def four_in_five(counts: Sequence[int]) -> tuple[int, int]:
    """From the 10th to the 90th percentile, by nearest rank.

    >>> four_in_five([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    (1, 6)
    """
    ordered = sorted(counts)
    return ordered[max(ceil(0.1 * len(ordered)) - 1, 0)], ordered[ceil(0.9 * len(ordered)) - 1]
