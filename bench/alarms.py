"""False alarms and falls found: weekly looks over the last year of each made-up practice.

A fall is a sudden loss of at least 35 % by a source with three referrals or more. An alarm is false while the source's
real rate is at least three quarters of its own mean over the year before; it is new when it was off four weeks before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from bench import rivals
from bench.practices import FloatArray, IntArray, history_of
from wellsent.insights.methods.alarm import WATCHED_FROM
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import read_standing
from wellsent.simulate.world import DAYS_A_MONTH, World

BUDGET = 0.5
LOOKS = 57
KINDS_OF_FALL = ("stopped_60", "stopped_90", "halved_90", "lost_volume", "lost_volume_large")
_MONTH = 4  # looks
_REFIT = 13  # looks
_NOT_FALLEN = 0.75
_SUDDEN = 0.65
_TWO_MONTHS = 60 / DAYS_A_MONTH

Alarms = npt.NDArray[np.bool_]  # [looks, sources]


@dataclass(frozen=True)
class Fall:
    """A real rate that fell on day `at` (from the first), from `before` to `after` a month, until day `until`."""

    source: int
    what: str
    at: int
    before: float
    after: float
    until: int


@dataclass
class Found:
    """Tallies over practices for one rule."""

    false_alarms: list[float] = field(default_factory=list)
    tally: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """False alarms a month of a practice; of each sort of fall the share found, and how many there were."""
        figures = {"false_alarms": float(np.mean(self.false_alarms))}
        for name in KINDS_OF_FALL:
            pairs = self.tally.get(name, [])
            figures |= {name: _share(pairs), f"{name}_of": float(len(pairs))}
        return figures

    def add(self, world: World, looks: IntArray, alarms: Alarms) -> None:
        """Take in one practice: `looks` are days from its first, in order."""
        not_fallen = _not_fallen(world, looks)
        new = alarms[_MONTH:] & ~alarms[:-_MONTH] & not_fallen[_MONTH:]
        self.false_alarms.append(float(new.sum() / len(new)))
        for fall in falls(world, int(looks[_MONTH]), int(looks[-1])):
            within_60, within_90 = (
                bool(alarms[(looks >= fall.at) & (looks <= fall.at + days), fall.source].any()) for days in (60, 90)
            )
            large = fall.before * _TWO_MONTHS
            if fall.what == "stops" and large >= 3:
                self._note("stopped_60", 1, within_60)
                self._note("stopped_90", 1, within_90)
            if fall.what == "halves" and large >= 5:
                self._note("halved_90", 1, within_90)
            self._note("lost_volume", fall.before - fall.after, within_90)
            if large >= 3:
                self._note("lost_volume_large", fall.before - fall.after, within_90)

    def _note(self, name: str, weight: float, found: bool) -> None:
        self.tally.setdefault(name, []).append((weight, weight * found))


def judge_alarms(worlds: Iterable[World]) -> dict[str, dict[str, float]]:
    """Figures of our alarm and of the rivals' rules, as sold and tuned to the same budget."""
    found: dict[str, Found] = {}
    for world in worlds:
        days = np.array([(world.last_day - world.first_day).days - 7 * back for back in range(LOOKS)][::-1])
        rules: dict[str, Alarms] = {"ours": our_alarms(world, days)}
        for name, rule, limit in (
            ("no referral for 90 days", _silence, 1.0),
            ("under half of three months", _half, 0.0),
        ):
            scores = np.stack([rule(world, int(day)) for day in days])
            rules[name] = scores > limit
            rules[f"{name}, tuned"] = scores > _tuned(world, days, scores)
        for name, alarms in rules.items():
            found.setdefault(name, Found()).add(world, days, alarms)
    return {name: tally.figures() for name, tally in found.items()}


def our_alarms(world: World, days: IntArray) -> Alarms:
    """What the product would have said on each of the days, fitted anew every quarter."""
    shared: Shared | None = None
    alarms = []
    for number, day in enumerate(days):
        history = history_of(world, date.fromordinal(world.first_day.toordinal() + int(day)))
        standing = read_standing(
            history, false_alarms_per_month=BUDGET, shared=None if number % _REFIT == 0 else shared
        )
        shared = standing.shared
        alarms.append(standing.alarm)
    return np.stack(alarms)


def falls(world: World, begin: int, end: int) -> list[Fall]:
    """Sudden falls of sources known well enough to be watched, early enough for 90 days to pass before `end`."""
    origin = world.first_day.toordinal()
    found = []
    for source in world.sources:
        days = [(change.day.toordinal() - origin, change.what) for change in source.changes]
        for (at, what), (until, _) in zip(days, [*days[1:], (10**9, "end")], strict=False):
            if what not in ("stops", "halves") or at <= begin or at + 90 > end or until < at + 60:
                continue
            rate = world.source_rate[source.key]
            before, after = float(rate[at - 1]), float(rate[at + 7])
            seen = (world.referral_source == source.key) & (world.referral_day < origin + at)
            if before > 0 and after <= _SUDDEN * before and seen.sum() >= WATCHED_FROM:
                found.append(Fall(source.key, what, at, before, after, until))
    return found


def _not_fallen(world: World, looks: IntArray) -> Alarms:
    rate = world.source_rate
    total = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(rate, axis=1)], axis=1)
    alive = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(np.cumsum(rate > 0, axis=1) > 0, axis=1)], axis=1)
    rows = []
    for look in looks:
        begin = max(int(look) - 365, 0)
        days = np.maximum(alive[:, look] - alive[:, begin], 1)
        rows.append(rate[:, look] >= _NOT_FALLEN * (total[:, look] - total[:, begin]) / days)
    return np.stack(rows)


def _tuned(world: World, looks: IntArray, scores: FloatArray) -> float:
    """The lowest limit at which a rule keeps to the budget, knowing the truth: kinder to it than life would be."""
    not_fallen = _not_fallen(world, looks)[_MONTH:]
    lowest = float(scores.max())
    for limit in np.unique(scores)[::-1]:
        on = scores > limit
        if (on[_MONTH:] & ~on[:-_MONTH] & not_fallen).sum() / len(not_fallen) > BUDGET:
            break
        lowest = float(limit)
    return lowest


def _silence(world: World, day: int) -> FloatArray:
    today, seen = _until(world, day)
    last = np.full(len(world.sources), today)
    last[world.referral_source[:seen]] = world.referral_day[:seen]
    return _watched(world, seen, rivals.silent_90_days(last, today))


def _half(world: World, day: int) -> FloatArray:
    today, seen = _until(world, day)
    source, days = world.referral_source[:seen], world.referral_day[:seen]
    return _watched(world, seen, rivals.under_half(source, days, len(world.sources), today))


def _until(world: World, day: int) -> tuple[int, int]:
    today = world.first_day.toordinal() + day
    return today, int(np.searchsorted(world.referral_day, today, side="right"))


def _watched(world: World, seen: int, score: FloatArray) -> FloatArray:
    enough = np.bincount(world.referral_source[:seen], minlength=len(world.sources)) >= WATCHED_FROM
    return np.where(enough, score, -9.0)


def _share(pairs: list[tuple[float, float]]) -> float:
    return sum(found for _, found in pairs) / max(sum(weight for weight, _ in pairs), 1e-9)
