"""How does every source stand today? The one door to what the methods say about sources.

Referrals become weekly counts over exposure; what all sources share is fitted or given; a hidden chain is filtered for
all sources at once; rates, forecast, state, tier, alarm and its evidence are read off. Nothing dated after `as_of` is
looked at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from wellsent.insights.methods import alarm, evidence, tier
from wellsent.insights.methods.ahead import Range, chance_of_none, forecast
from wellsent.insights.methods.arrays import BoolArray, Float32Array, FloatArray, IntArray
from wellsent.insights.methods.chain import GRID, PRESENT, transitions
from wellsent.insights.methods.counts import WeeklyCounts, weekly_counts
from wellsent.insights.methods.evidence import Evidence, Window
from wellsent.insights.methods.exposure import Profile, exposure, exposure_until, fit_profile
from wellsent.insights.methods.filtering import Belief, forward
from wellsent.insights.methods.fitting import fit_prior, fit_scatter_and_habits
from wellsent.insights.methods.late import known_by_age
from wellsent.insights.methods.rates import Rates, rates
from wellsent.insights.methods.shared import SETTLING_WEEKS, Shared
from wellsent.insights.methods.swings import common_swing

NEW_DAYS = 90
LAPSED_DAYS = 180
_ALMOST_SURELY = 0.9


@dataclass(frozen=True)
class History:
    """Every referral: `source` numbers its source from 0 to `n_sources` - 1, `day` is the ordinal of its date.

    A source without a referral up to `as_of` is not known yet. `closures` are first and last days, inclusive. `entered`
    is the day on which each referral was written down, empty where nobody knows.
    """

    source: IntArray
    day: IntArray
    n_sources: int
    as_of: date
    closures: tuple[tuple[date, date], ...] = ()
    entered: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @cached_property
    def today(self) -> int:
        """`as_of` as an ordinal."""
        return self.as_of.toordinal()

    @cached_property
    def until_today(self) -> tuple[IntArray, IntArray]:
        """Source and day of the referrals up to `as_of`, by day."""
        source, day = np.asarray(self.source, dtype=np.int64), np.asarray(self.day, dtype=np.int64)
        seen = np.flatnonzero(day <= self.today)
        order = seen[np.argsort(day[seen], kind="stable")]
        return source[order], day[order]

    @cached_property
    def told(self) -> tuple[tuple[int, int], ...]:
        """The closures as ordinals."""
        return tuple((begin.toordinal(), end.toordinal()) for begin, end in self.closures)


@dataclass(frozen=True)
class Standing:
    """How every source stands on `as_of`; every array and tuple has one entry per source.

    `state` is new, active, quiet or lapsed, or unknown where no referral has come yet. `usual` and `present` are rates
    a month. `alarm` is on exactly where `state` is quiet. `belief` is the chance of each hidden state.
    """

    as_of: date
    state: tuple[str, ...]
    tier: tuple[str, ...]
    tier_certainty: FloatArray
    usual: Rates
    present: Rates
    next_90_days: Range
    alarm: BoolArray
    evidence: Evidence
    sources_watched: int
    belief: Float32Array
    shared: Shared


def read_standing(history: History, *, false_alarms_per_month: float = 0.5, shared: Shared | None = None) -> Standing:
    """The standing of every source. With `shared` nothing is fitted, and one source may be read without the others.

    `false_alarms_per_month` is the budget of the whole practice; with `shared` the one it was fitted for holds.
    """
    seen = see(history, shared)
    fitted = shared or _fit(seen, false_alarms_per_month)
    belief, start = _filter(seen, fitted)
    if shared is None:
        fitted = _calibrate(seen, fitted, belief.now)
    return _read(seen, fitted, belief, start)


@dataclass(frozen=True)
class Seen:
    """A history up to as of, arranged for the methods."""

    as_of: date
    source: IntArray
    day: IntArray
    worth: FloatArray  # exposure by day; the last is as of
    weekly: WeeklyCounts
    profile: Profile
    first: IntArray  # ordinals; of a source not yet known, the day after as of
    last: IntArray
    received: IntArray  # referrals ever

    @property
    def today(self) -> int:
        return self.as_of.toordinal()


def see(history: History, shared: Shared | None) -> Seen:
    """A history arranged for the methods, with the exposure of `shared` or fitted."""
    source, day = history.until_today
    today, number = history.today, history.n_sources
    if shared:
        profile = replace(shared.profile, closures=tuple(sorted({*shared.profile.closures, *history.told})))
    else:
        known = known_by_age(history.day, history.entered, today)
        profile = replace(fit_profile(source, day, today, history.told), known=known)
    weeks = (today - int(day[0])) // 7 + 1 if len(day) else 1
    worth = exposure_until(profile, today - 7 * weeks + 1, today)
    first, last = np.full(number, today + 1), np.full(number, today + 1)
    first[source[::-1]], last[source] = day[::-1], day
    weekly = weekly_counts(source, day, number, today, worth)
    received = np.bincount(source, minlength=number)
    return Seen(history.as_of, source, day, worth, weekly, profile, first, last, received)


def _fit(seen: Seen, budget: float) -> Shared:
    """All that is shared but the alarm's threshold and the tiers' cuts, which need the filtered sources."""
    known = np.flatnonzero(seen.received)
    weekly = seen.weekly.of(known)
    begin = int(seen.first.min(initial=seen.today))
    size, habits = fit_scatter_and_habits(weekly)
    newcomer = seen.first[known] - begin >= 7 * SETTLING_WEEKS
    prior = fit_prior(weekly, newcomer, habits, size)
    swing = common_swing(seen.source, seen.day - (seen.today - len(seen.worth) + 1), seen.worth)
    return Shared(seen.today, begin, seen.profile, habits, size, swing, prior, budget, math.inf, (math.inf, math.inf))


def _filter(seen: Seen, shared: Shared) -> tuple[Belief, Float32Array]:
    start = shared.start(seen.first)
    before = seen.weekly.counts.shape[1] - 1 - evidence.WINDOW_WEEKS
    return forward(seen.weekly, transitions(shared.habits), start, shared.size, before), start


def _calibrate(seen: Seen, shared: Shared, belief: Float32Array) -> Shared:
    known = seen.received > 0
    threshold = alarm.fit_threshold(
        belief[known], seen.received[known], shared.habits, shared.size, shared.false_alarms_per_month
    )
    lapsed = _chance_lapsed(seen, shared, belief) >= _ALMOST_SURELY
    return replace(shared, threshold=threshold, cuts=tier.tier_cuts(_usual_rate(belief)[known], lapsed[known]))


def _read(seen: Seen, shared: Shared, belief: Belief, start: Float32Array) -> Standing:
    gone = _chance_lapsed(seen, shared, belief.now)
    lapsed = gone >= _ALMOST_SURELY
    watched = (seen.received >= alarm.WATCHED_FROM) & ~lapsed
    told, on = _evidence(seen, shared, belief, start, watched & (alarm.score(belief.now) >= shared.threshold))
    usual, rate = _usual_weights(belief.now), _usual_rate(belief.now)
    tiers = tier.tier_of(rate, lapsed, shared.cuts)
    return Standing(
        as_of=seen.as_of,
        state=_states(seen, on, lapsed),
        tier=tuple(tier.TIERS[number] for number in tiers),
        tier_certainty=tier.tier_certainty(tiers, usual, GRID, gone, lapsed, shared.cuts),
        usual=rates(usual, GRID),
        present=rates(belief.now.astype(float), PRESENT),
        next_90_days=forecast(belief.now, _weeks_ahead(shared.profile, seen.today), shared),
        alarm=on,
        evidence=told,
        sources_watched=int(watched.sum()),
        belief=belief.now,
        shared=shared,
    )


def _weeks_ahead(profile: Profile, today: int) -> FloatArray:
    """What the next 90 days are worth, as thirteen parts of about a week, in ordinary weeks."""
    days = exposure(profile, today + 1, today + 90)
    return np.array([part.sum() / 7 for part in np.array_split(days, 13)])


def _evidence(
    seen: Seen, shared: Shared, belief: Belief, start: Float32Array, suspected: BoolArray
) -> tuple[Evidence, BoolArray]:
    """What was expected and what came, and the alarms that this bears out: those chance alone would seldom raise."""
    plain = evidence.plain_windows(belief.earlier, seen.first, seen.today)
    quiet = np.flatnonzero(suspected)
    windows = evidence.alarm_windows(
        seen.weekly.of(quiet), start[quiet], belief.now[quiet], seen.last[quiet], seen.today, shared
    )
    told = _weigh(seen, shared, evidence.put_in(plain, quiet, windows))
    on = suspected & (told.chance <= alarm.MOST_BY_CHANCE)
    if np.array_equal(on, suspected):
        return told, on
    kept = on[quiet]
    return _weigh(seen, shared, evidence.put_in(plain, quiet[kept], windows.of(kept))), on


def _weigh(seen: Seen, shared: Shared, window: Window) -> Evidence:
    return evidence.weigh(window, seen.source, seen.day, seen.worth, seen.today, shared.size)


def _states(seen: Seen, on: BoolArray, lapsed: BoolArray) -> tuple[str, ...]:
    cases = [seen.received == 0, on, lapsed, seen.today - seen.first < NEW_DAYS]
    return tuple(np.select(cases, ["unknown", "quiet", "lapsed", "new"], "active").tolist())


def _chance_lapsed(seen: Seen, shared: Shared, belief: Float32Array) -> FloatArray:
    """Of each source silent for 180 days: the chance that it sends nothing for a quarter more. Of any other: 0.

    Read off what is to come, since a source that left and one that may have come back unseen look alike from here.
    """
    chance = np.zeros(len(belief))
    silent = np.flatnonzero((seen.received > 0) & (seen.today - seen.last >= LAPSED_DAYS))
    chance[silent] = chance_of_none(belief[silent], shared)
    return chance


def _usual_weights(belief: Float32Array) -> FloatArray:
    """[sources, grid]: chances of each usual rate, whatever the condition."""
    weights: FloatArray = belief.reshape(len(belief), 4, len(GRID)).sum(axis=1).astype(float)
    return weights


def _usual_rate(belief: Float32Array) -> FloatArray:
    rate: FloatArray = _usual_weights(belief) @ GRID
    return rate
