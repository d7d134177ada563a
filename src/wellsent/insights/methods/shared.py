"""What all sources of a practice have in common, fitted once and kept: with it, one source can be read alone.

It holds nothing about any one source, and goes to JSON and back without loss.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from wellsent.insights.methods.arrays import Float32Array, IntArray
from wellsent.insights.methods.chain import GRID, STATES, Habits
from wellsent.insights.methods.exposure import Profile

SETTLING_WEEKS = 8  # a source first seen this soon was there before the records began


@dataclass(frozen=True)
class Shared:
    """Fitted from every referral up to `fitted_on` (ordinal).

    `size` is the scatter of a week's count (smaller scatters more); `swing` the
    spread of a quarter common to all sources; `prior` the chances of each starting rate of
    sources that were there when the records began, and of those that came later; `threshold` the alarm's; `cuts` the
    rates a week at which tiers A and B begin.
    """

    fitted_on: int
    records_begin: int
    profile: Profile
    habits: Habits
    size: float
    swing: float
    prior: tuple[tuple[float, ...], tuple[float, ...]]
    false_alarms_per_month: float
    threshold: float
    cuts: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Shared:
        """The inverse of `to_json`, also after JSON text. Raises KeyError or TypeError on other shapes."""
        profile, prior = values["profile"], values["prior"]
        return cls(
            fitted_on=int(values["fitted_on"]),
            records_begin=int(values["records_begin"]),
            profile=Profile(
                weekday=tuple(profile["weekday"]),
                season=tuple(profile["season"]),
                closures=tuple((int(begin), int(end)) for begin, end in profile["closures"]),
                known=tuple(profile.get("known", ())),
            ),
            habits=Habits(**values["habits"]),
            size=float(values["size"]),
            swing=float(values["swing"]),
            prior=(tuple(prior[0]), tuple(prior[1])),
            false_alarms_per_month=float(values["false_alarms_per_month"]),
            threshold=float(values["threshold"]),
            cuts=(float(values["cuts"][0]), float(values["cuts"][1])),
        )

    def start(self, first_day: IntArray) -> Float32Array:
        """[sources, states]: the belief about sources before their first week, by the day of their first referral."""
        later = (first_day - self.records_begin >= 7 * SETTLING_WEEKS).astype(int)
        belief = np.zeros((len(first_day), STATES), dtype=np.float32)
        belief[:, : len(GRID)] = np.array(self.prior)[later]
        return belief
