"""Chance from a seed: the few kinds of draw this room needs.

Each subject draws from a stream of its own name, so that a change in how messily a list is typed never changes who
was referred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Dice:
    """One stream of chance; the same seed and name give the same draws in the same order."""

    def __init__(self, seed: int, name: str) -> None:
        self.rng = np.random.default_rng([seed, *name.encode()])

    def chance(self, probability: float) -> bool:
        """True with this probability; never at 0, always at 1."""
        return float(self.rng.random()) < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.rng.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[int(self.rng.random() * len(options))]

    def weighted(self, options: Mapping[T, float]) -> T:
        """One of the options, each as likely as its weight says."""
        left = float(self.rng.random()) * sum(options.values())
        for option, weight in options.items():
            left -= weight
            if left < 0:
                return option
        return next(reversed(list(options)))

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of the options, in another order."""
        return [options[index] for index in self.rng.permutation(len(options))]

    def share(self, mean: float, weight: float) -> float:
        """A probability around `mean`; the larger `weight`, the closer (a beta draw)."""
        return float(self.rng.beta(mean * weight, (1 - mean) * weight))

    def days(self, median: float, spread: float) -> int:
        """A wait in days with a long tail (log-normal), 0 or more."""
        return int(median * np.exp(self.rng.normal(0, spread)))
