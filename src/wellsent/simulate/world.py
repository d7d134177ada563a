"""A made-up practice as rates and events, with the truth known: what happened to whom, and when.

Sources are heavy-tailed: a few send weekly, most send now and then. Each has a rate that drifts and may halve,
double, pause and return, fade, or stop without a word. Weekdays, holidays, season, closures and the practice's own
trend move all of them together, and counts scatter more than Poisson. How strongly each of these acts differs from
seed to seed, so that no method can be tuned to one world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from wellsent.simulate.calendar import month_starts, working_share

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
What = Literal["starts", "halves", "doubles", "pauses", "returns", "stops"]

LAST_DAY = date(2026, 10, 31)
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Change:
    """Something that happened to a source's real rate on `day`; nobody told the practice."""

    day: date
    what: What


@dataclass(frozen=True)
class SimulatedSource:
    """A source and what really happened to it, in order of days. No "starts" means it sent before the records begin."""

    key: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class CampaignTarget:
    """A source the campaign worked on, from `start`."""

    source: int
    start: date


@dataclass(frozen=True)
class Campaign:
    """A declared campaign and its true effect: targets send `percent` more from their own start."""

    declared_on: date
    targets: tuple[CampaignTarget, ...]
    comparison: tuple[int, ...]
    percent: float


@dataclass(frozen=True)
class World:
    """One made-up practice. Days are proleptic ordinals; every source's `key` is its row in the rate arrays."""

    seed: int
    first_day: date
    last_day: date
    sources: tuple[SimulatedSource, ...]
    referral_source: IntArray
    referral_day: IntArray
    daily_rate: FloatArray  # [sources, days]: expected referrals that day, weekday and season included
    source_rate: FloatArray  # [sources, days]: the source's own rate a month, without weekday, season or closures
    monthly_rate: FloatArray  # [sources, months]: expected referrals in that calendar month
    closures: tuple[tuple[date, date], ...]
    campaign: Campaign | None


@dataclass(frozen=True)
class _Nature:
    """How strongly things act in this world; drawn once from the seed."""

    total_a_month: float
    spread: float  # of log rates over sources
    heavy: bool  # a few very large sources
    newcomers: float  # share of sources that start within the records
    drift: float  # standard deviation of the log rate over a month
    upsets_a_year: float  # sudden changes of one source
    mix: FloatArray  # chances of: halves, doubles, pauses, fades, stops
    comes_back: float  # chance that a stopped source returns
    scatter: float  # gamma shape of a source's week
    common_scatter: float  # of the whole practice's week
    season: float
    season_peak: float
    trend_a_year: float


_KINDS = ("halves", "doubles", "pauses", "fades", "stops")


def make_world(
    seed: int,
    *,
    sources: int = 80,
    months: int = 24,
    last_day: date = LAST_DAY,
    campaign_percent: float | None = None,
) -> World:
    """A made-up practice with `sources` sources over the `months` calendar months that end with `last_day`.

    The same arguments give the same world. With `campaign_percent`, a campaign in the last third lifts its targets
    by it.
    Raises ValueError when there would be no source or no month.
    """
    if sources < 1 or months < 1:
        raise ValueError("a made-up practice needs at least one source and one month")
    rng = np.random.default_rng([seed, sources, months])
    starts = month_starts(last_day, months)
    days = np.arange(starts[0].toordinal(), last_day.toordinal() + 1)
    nature = _nature(rng, sources)
    closures = _closures(rng, starts[0], last_day)
    common = _common(rng, nature, days, closures)
    lives = [_life(rng, nature, days) for _ in range(sources)]
    rate = _first_rates(rng, nature, sources)[:, None] * np.stack([level for level, _ in lives])
    campaign = None
    if campaign_percent is not None:
        campaign = _campaign(rng, rate, days, campaign_percent)
        for target in campaign.targets:
            rate[target.source, days >= target.start.toordinal()] *= 1 + campaign_percent / 100
    daily = rate / DAYS_A_MONTH * common
    source, day = _referrals(rng, nature, daily, days)
    firsts = np.array([start.toordinal() for start in starts]) - days[0]
    return World(
        seed=seed,
        first_day=starts[0],
        last_day=last_day,
        sources=tuple(SimulatedSource(key, changes) for key, (_, changes) in enumerate(lives)),
        referral_source=source,
        referral_day=day,
        daily_rate=daily,
        source_rate=rate,
        monthly_rate=np.add.reduceat(daily, firsts, axis=1),
        closures=closures,
        campaign=campaign,
    )


def _nature(rng: np.random.Generator, sources: int) -> _Nature:
    typical = sources * np.exp(rng.uniform(np.log(0.35), np.log(1.3)))
    return _Nature(
        total_a_month=float(np.clip(typical, 15, 220)),
        spread=rng.uniform(0.8, 1.35),
        heavy=bool(rng.random() < 0.5),
        newcomers=rng.uniform(0.12, 0.4),
        drift=rng.uniform(0.02, 0.13),
        upsets_a_year=rng.uniform(0.25, 0.8),
        mix=rng.dirichlet(np.array([5.0, 3.5, 4.0, 2.0, 5.0])),
        comes_back=rng.uniform(0.1, 0.35),
        scatter=float(np.exp(rng.uniform(np.log(1.5), np.log(15)))),
        common_scatter=rng.uniform(0.0, 0.1),
        season=rng.uniform(0.0, 0.2),
        season_peak=rng.uniform(0.0, 1.0),
        trend_a_year=rng.uniform(-0.15, 0.25),
    )


def _first_rates(rng: np.random.Generator, nature: _Nature, sources: int) -> FloatArray:
    """Rates a month that add up to the practice's total."""
    rates = np.exp(rng.normal(0, nature.spread, sources))
    if nature.heavy:
        rates *= 1 + rng.pareto(2.2, sources)
    share = np.minimum(rates / rates.sum(), 0.3)
    scaled: FloatArray = share / share.sum() * nature.total_a_month
    return scaled


def _closures(rng: np.random.Generator, first: date, last: date) -> tuple[tuple[date, date], ...]:
    """First and last days on which the practice took nobody in: moving house, a flood, a training week."""
    span = (last - first).days
    number = rng.poisson(0.7 * span / 365.25)
    begin = sorted(first + timedelta(days=int(day)) for day in rng.integers(0, max(span - 10, 1), number))
    length = rng.integers(3, 11, number)
    closures: list[tuple[date, date]] = []
    for start, days in zip(begin, length, strict=True):
        if not closures or start > closures[-1][1] + timedelta(days=30):
            closures.append((start, min(start + timedelta(days=int(days) - 1), last)))
    return tuple(closures)


def _common(
    rng: np.random.Generator, nature: _Nature, days: IntArray, closures: tuple[tuple[date, date], ...]
) -> FloatArray:
    """What moves every source alike, by day, with a mean of about one over ordinary weeks."""
    weekday = rng.dirichlet(np.array([22.0, 21, 21, 20, 15, 0.6, 0.2]) * 8) * 7
    year = days / 365.25
    season = 1 + nature.season * np.cos(2 * np.pi * (year - nature.season_peak))
    trend = (1 + nature.trend_a_year) ** ((days - days.mean()) / 365.25)
    weeks = (days - days[0]) // 7
    shocks = np.exp(rng.normal(0, nature.common_scatter, weeks[-1] + 1))[weeks]
    common: FloatArray = weekday[(days - 1) % 7] * working_share(days) * season * trend * shocks
    for begin, end in closures:
        common[(days >= begin.toordinal()) & (days <= end.toordinal())] = 0.0
    return common


def _life(rng: np.random.Generator, nature: _Nature, days: IntArray) -> tuple[FloatArray, tuple[Change, ...]]:
    """One source's multiple of its first rate by day, and what happened to it."""
    number = len(days)
    weeks = number // 7 + 1
    drift = np.repeat(np.cumsum(rng.normal(0, nature.drift * np.sqrt(7 / DAYS_A_MONTH), weeks)), 7)[:number]
    level = np.exp(drift)
    changes: list[Change] = []
    at = 0
    if rng.random() < nature.newcomers:
        at = int(rng.integers(1, number)) if number > 1 else 0
        level[:at] = 0.0
        changes.append(_change(days, at, "starts"))
    while True:
        at += 1 + int(rng.exponential(365.25 / nature.upsets_a_year))
        if at >= number:
            return level, tuple(changes)
        at = _upset(rng, nature, days, level, at, changes)


def _upset(
    rng: np.random.Generator, nature: _Nature, days: IntArray, level: FloatArray, at: int, changes: list[Change]
) -> int:
    """Let one sudden change happen on day `at`; the day from which the next may."""
    kind = _KINDS[int(rng.choice(len(_KINDS), p=nature.mix))]
    if kind == "halves":
        level[at:] *= rng.uniform(0.4, 0.6)
        changes.append(_change(days, at, "halves"))
        return at
    if kind == "doubles":
        level[at:] *= rng.uniform(1.7, 2.3)
        changes.append(_change(days, at, "doubles"))
        return at
    if kind == "pauses":
        back = at + int(rng.integers(21, 100))
        level[at:back] = 0.0
        changes.append(_change(days, at, "pauses"))
        return _returns(days, back, changes)
    if kind == "fades":
        length = int(rng.integers(60, 180))
        gone = at + length
        fade = np.linspace(1, 0, length)
        level[at:gone] *= fade[: len(level[at:gone])]
        if at + length // 2 < len(level):
            changes.append(_change(days, at + length // 2, "halves"))
        at = gone
    if at >= len(level):
        return at
    changes.append(_change(days, at, "stops"))
    back = at + int(rng.integers(120, 400)) if rng.random() < nature.comes_back else len(level)
    level[at:back] = 0.0
    return _returns(days, back, changes)


def _returns(days: IntArray, back: int, changes: list[Change]) -> int:
    if back < len(days):
        changes.append(_change(days, back, "returns"))
    return back


def _change(days: IntArray, at: int, what: What) -> Change:
    return Change(date.fromordinal(int(days[at])), what)


def _campaign(rng: np.random.Generator, rate: FloatArray, days: IntArray, percent: float) -> Campaign:
    """A campaign declared two thirds of the way through: a few targets among the living, started week by week."""
    declared = int(len(days) * 2 / 3)
    alive = np.flatnonzero(rate[:, declared] > 0)
    wanted = min(max(3, len(alive) // 5), len(alive))
    chosen = np.sort(rng.choice(alive, size=wanted, replace=False))
    waits = rng.integers(2, 10, wanted) * 7
    begin = date.fromordinal(int(days[declared]))
    targets = tuple(
        CampaignTarget(int(source), begin + timedelta(days=int(wait)))
        for source, wait in zip(chosen, waits, strict=True)
    )
    comparison = tuple(int(source) for source in np.setdiff1d(alive, chosen))
    return Campaign(begin, targets, comparison, percent)


def _referrals(
    rng: np.random.Generator, nature: _Nature, daily: FloatArray, days: IntArray
) -> tuple[IntArray, IntArray]:
    """Counts drawn day by day, each source's week scattered by a gamma draw of mean one; sorted by day."""
    weeks = (days - days[0]) // 7
    scatter = rng.gamma(nature.scatter, 1 / nature.scatter, (len(daily), weeks[-1] + 1))[:, weeks]
    counts = rng.poisson(daily * scatter)
    day_index, source = np.nonzero(counts.T)
    times = counts.T[day_index, source]
    return np.repeat(source, times).astype(np.int64), np.repeat(days[day_index], times).astype(np.int64)
