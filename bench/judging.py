"""How well the methods did on practices whose truth is known: one function for each block of METHODS' figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from bench import rivals
from bench.practices import FloatArray, IntArray, Series, history_of, month_ends_before
from wellsent.insights.methods.forecast import monthly_volume, practice_forecast, this_month
from wellsent.insights.methods.proportions import pooled
from wellsent.insights.methods.standing import History, read_standing
from wellsent.simulate.world import DAYS_A_MONTH, World

Figures = dict[str, float]


@dataclass
class Ahead:
    """Forecasts of the next 90 days of many sources, beside what came and what others would have said."""

    came: list[FloatArray] = field(default_factory=list)
    low: list[FloatArray] = field(default_factory=list)
    high: list[FloatArray] = field(default_factory=list)
    said: dict[str, list[FloatArray]] = field(default_factory=dict)

    def add(self, history: History, came: FloatArray, truth: dict[str, FloatArray]) -> None:
        """Forecast one history; `came` and `truth` are by source, of all sources."""
        standing = read_standing(history)
        source, day = history.until_today
        known = np.array(standing.state) != "unknown"
        ahead = standing.next_90_days
        self.came.append(came[known])
        self.low.append(ahead.low[known])
        self.high.append(ahead.high[known])
        simple = (rivals.last_90_days, rivals.twelve_month_mean, rivals.pooled_gamma_poisson)
        others = {rule.__name__: rule(source, day, history.n_sources, history.today) for rule in simple}
        for name, said in ({"ours": ahead.expected} | others | truth).items():
            self.said.setdefault(name, []).append(said[known])

    def figures(self) -> Figures:
        """Coverage, error against each rival, and deviance from pooled (0) to knowing what will be (1)."""
        came, low, high = (np.concatenate(part) for part in (self.came, self.low, self.high))
        said = {name: np.concatenate(parts) for name, parts in self.said.items()}
        held = (came >= low) & (came <= high)
        error = {name: float(np.abs(came - value).mean()) for name, value in said.items()}
        large = said["ours"] >= 3
        figures = {"held": float(held.mean()), "held_from_3": float(held[large].mean()), "from_3": float(large.sum())}
        figures |= {name: error["ours"] / value for name, value in error.items() if name != "ours"}
        if "true_rate_to_come" in said:
            worst, ours, best = (
                _deviance(came, said[name]) for name in ("pooled_gamma_poisson", "ours", "true_rate_to_come")
            )
            figures["deviance"] = (worst - ours) / (worst - best)
        return figures


def _deviance(came: FloatArray, said: FloatArray) -> float:
    mean = np.maximum(said, 1e-3)
    return float(2 * (came * np.log(np.maximum(came, 1) / mean) - (came - mean)).mean())


def judge_ahead(worlds: Iterable[World]) -> Figures:
    """The next 90 days of every source, at three dates of each practice."""
    ahead = Ahead()
    for world in worlds:
        for as_of in month_ends_before(world.last_day, (3, 6, 9)):
            at = (as_of - world.first_day).days
            coming = slice(at + 1, at + 91)
            both = world.daily_rate[:, coming].sum(axis=0), world.source_rate[:, coming].sum(axis=0) / DAYS_A_MONTH
            common = np.divide(both[0], both[1], out=np.zeros(90), where=both[1] > 0).sum()
            truth = {
                "true_rate_now": world.source_rate[:, at] / DAYS_A_MONTH * common,
                "true_rate_to_come": world.daily_rate[:, coming].sum(axis=1),
            }
            came = _counts(world.referral_source, world.referral_day, as_of.toordinal(), len(world.sources))
            ahead.add(history_of(world, as_of), came, truth)
    return ahead.figures()


def judge_series(series: Series) -> Figures:
    """The same on real events, at every cut."""
    ahead = Ahead()
    for as_of in series.cuts:
        came = _counts(series.source, series.day, as_of.toordinal(), series.n_sources)
        ahead.add(History(series.source, series.day, series.n_sources, as_of), came, {})
    return ahead.figures()


def _counts(source: IntArray, day: IntArray, today: int, number: int) -> FloatArray:
    coming = (day > today) & (day <= today + rivals.HORIZON)
    return np.bincount(source[coming], minlength=number).astype(float)


def judge_months(worlds: Iterable[World]) -> Figures:
    """The practice's next six months, at three dates of each practice, against the mean of the last twelve."""
    held, ours, mean = [], [], []
    for world in worlds:
        volume = {month.month: month.referrals for month in monthly_volume(history_of(world, world.last_day))}
        for as_of in month_ends_before(world.last_day, (6, 9, 12)):
            history = history_of(world, as_of)
            past = [month.referrals for month in monthly_volume(history)][-12:]
            for month in practice_forecast(history, read_standing(history)):
                came = volume[month.month]
                held.append(month.low <= came <= month.high)
                ours.append(abs(came - month.expected))
                mean.append(abs(came - float(np.mean(past))))
    return {"held": float(np.mean(held)), "twelve_month_mean": sum(ours) / sum(mean)}


def judge_this_month(worlds: Iterable[World]) -> Figures:
    """The month under way, at three days of three months, against its pace so far carried on to its end."""
    held, ours, pace = [], [], []
    for world in worlds:
        volume = {month.month: month.referrals for month in monthly_volume(history_of(world, world.last_day))}
        for end, day in zip(month_ends_before(world.last_day, (2, 5, 8)), (4, 15, 24), strict=True):
            history = history_of(world, end.replace(day=day))
            month = this_month(history, read_standing(history))
            came = volume[month.month]
            held.append(month.low <= came <= month.high)
            ours.append(abs(came - month.expected))
            pace.append(abs(came - month.so_far * end.day / day))
    return {"held": float(np.mean(held)), "pace": sum(ours) / sum(pace)}


def judge_conversion(worlds: Iterable[World]) -> Figures:
    """The pooled proportion of each source against the raw one; chances spread over sources as one practice might."""
    pooled_error, raw_error, held = [], [], []
    for world in worlds:
        rng = np.random.default_rng([world.seed, 7])
        mean, weight = rng.uniform(0.6, 0.88), np.exp(rng.uniform(np.log(8), np.log(60)))
        chance = rng.beta(mean * weight, (1 - mean) * weight, len(world.sources))
        yes = rng.random(len(world.referral_source)) < chance[world.referral_source]
        every = np.ones(len(yes), dtype=bool)
        for number, known in enumerate(pooled(world.referral_source, yes, every, len(world.sources)).sources):
            if known.n:
                pooled_error.append(abs(known.expected - chance[number]))
                raw_error.append(abs(known.yes / known.n - chance[number]))
                held.append(known.low <= chance[number] <= known.high)
    return {"raw": sum(pooled_error) / sum(raw_error), "held": float(np.mean(held))}
