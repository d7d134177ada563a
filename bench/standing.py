"""The standing of 10,000 sources with five years of history, against one plain numpy forward pass of the same size.

What all sources share is given, as it is on every page but the first of a month. The plain pass does what any filter
must: for each week, all sources' beliefs times the transitions, times a likelihood, to one; in single precision too.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from bench.rows import Row, best_of
from wellsent.insights.methods.arrays import Float32Array
from wellsent.insights.methods.chain import STATES, Habits, transitions
from wellsent.insights.methods.standing import History, read_standing

SOURCES = 10_000
WEEKS = 261
AS_OF = date(2026, 10, 31)
TYPICAL_MONTHLY = 0.9
SEED = 20261031


def run() -> list[Row]:
    """One row of the table."""
    history = _history(SOURCES)
    shared = read_standing(_history(300)).shared
    chances = transitions(Habits()).astype(np.float32)
    ours, plain = best_of(2, lambda: read_standing(history, shared=shared), lambda: _plain_pass(chances))
    return [Row("standing of every source", ours, f"{SOURCES:,} sources, {WEEKS} weeks", plain, hold=3.0)]


def _history(sources: int) -> History:
    """Heavy-tailed sources over five years."""
    dice = np.random.default_rng(SEED)
    rate = dice.lognormal(np.log(TYPICAL_MONTHLY), 1.1, sources) / 4.35
    counts = dice.poisson(rate[:, None], (sources, WEEKS))
    source = np.repeat(np.arange(sources), counts.sum(axis=1))
    week = np.concatenate([np.repeat(np.arange(WEEKS), row) for row in counts])
    day = AS_OF.toordinal() - 7 * WEEKS + 7 * week + dice.integers(1, 6, len(week))
    return History(source, day, sources, AS_OF)


def _plain_pass(chances: Float32Array) -> None:
    belief = np.full((SOURCES, STATES), 1 / STATES, dtype=np.float32)
    likelihood = np.random.default_rng(SEED).random((SOURCES, STATES), dtype=np.float32)
    for _ in range(WEEKS):
        belief = belief @ chances
        belief *= likelihood
        belief /= belief.sum(axis=1, keepdims=True)
