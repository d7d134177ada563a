"""What a list says of its own duplicates: how likely two rows of a given likeness are one source. Pure.

Every pair of rows falls into a cell by how rarely names are as alike (bits of the name) and how rarely places are
(bits of the place). Among pairs of two sources the name falls into a column by chance, wherever the two are: a share of
2^-bits, by what bits are. What a row of the table holds beyond that are duplicates (Efron 2001, local false discovery
rate). So a list of colleagues, who share address and telephone, asks for a like name; a list in which whoever shares an
address has a like name as well takes a misspelt one. The shares are found by expectation maximisation: one for each row
of the table, and how the names of duplicates fall into the columns, the same for all rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH = 2.0  # bits a column or a row of the table spans
NAMES, PLACES = 14, 11
UNKNOWN = PLACES - 1  # the row of pairs whose places cannot be compared
TELLING = 4.0  # bits from which a like name is a sign of anything: fewer than one pair in 16 reach them
_PASSES = 100

Table = Sequence[Sequence[float]]


def column_of(name_bits: float) -> int:
    """The column of the table."""
    return min(int(max(name_bits, 0.0) / WIDTH), NAMES - 1)


def row_of(place_bits: float | None) -> int:
    """The row of the table."""
    return UNKNOWN if place_bits is None else min(int(max(place_bits, 0.0) / WIDTH), UNKNOWN - 1)


def completed(counts: Table, shares: Sequence[float], pairs: int) -> list[list[float]]:
    """The table of the compared pairs, with all others of the `pairs` added, whose names have nothing in common.

    `shares` says how many of all pairs lie in each row, as a random sample tells.
    """
    missing = [max(0.0, pairs * share - sum(row)) for share, row in zip(shares, counts, strict=True)]
    return [[row[0] + more, *row[1:]] for row, more in zip(counts, missing, strict=True)]


def likelihoods(table: Table) -> list[list[float]]:
    """For each cell of a completed table, the chance that a pair in it is one source."""
    by_chance = [_by_chance(at) for at in range(NAMES)]
    belief = _normal([0.0 if at * WIDTH < TELLING else math.pow(2, min(at, 6)) for at in range(NAMES)])
    of_one, shares = belief, [min(0.5, 1e-4 * 4**at) for at in range(UNKNOWN)] + [1e-4]
    for _ in range(_PASSES):
        chances = [[_chance_of_one(share, of_one[at], by_chance[at]) for at in range(NAMES)] for share in shares]
        expected = [
            [chance * count for chance, count in zip(*rows, strict=True)] for rows in zip(chances, table, strict=True)
        ]
        shares = [(sum(ones) + 0.001) / (sum(row) + 2.0) for ones, row in zip(expected, table, strict=True)]
        found = [5 * belief[at] + sum(row[at] for row in expected) for at in range(NAMES)]
        of_one = _rising(_normal(found), by_chance)
    return [[_chance_of_one(share, of_one[at], by_chance[at]) for at in range(NAMES)] for share in shares]


def _by_chance(at: int) -> float:
    """How many of the pairs of two sources fall into a column by chance."""
    reached = math.pow(2, -WIDTH * at)
    return reached if at == NAMES - 1 else reached - math.pow(2, -WIDTH * (at + 1))


def _chance_of_one(share: float, of_one: float, by_chance: float) -> float:
    ones = share * of_one
    return ones / (ones + (1 - share) * by_chance)


def _rising(of_one: Sequence[float], by_chance: Sequence[float]) -> list[float]:
    """A name more alike never speaks less for one source."""
    best = 0.0
    ratios = [best := max(best, one / chance) for one, chance in zip(of_one, by_chance, strict=True)]
    return _normal([ratio * chance for ratio, chance in zip(ratios, by_chance, strict=True)])


def _normal(values: Sequence[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]
