"""Practices to judge the methods on: made-up ones with the truth known, and real series cut at several dates."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wellsent.insights.methods.standing import History
from wellsent.simulate.world import World, make_world

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

FIRST_SEED = 940_000  # apart from every seed used while the methods were being made


def practices(number: int, *, months: tuple[int, int] = (18, 48)) -> Iterator[World]:
    """Practices of 20 to 300 sources; which sizes they have follows from their seeds."""
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        rng = np.random.default_rng(seed)
        sources = int(np.exp(rng.uniform(np.log(20), np.log(300))))
        yield make_world(seed, sources=sources, months=int(rng.integers(months[0], months[1] + 1)))


def history_of(world: World, as_of: date) -> History:
    """What the practice knows on `as_of`, closures not told."""
    return History(world.referral_source, world.referral_day, len(world.sources), as_of)


def month_ends_before(day: date, back: tuple[int, ...]) -> list[date]:
    """The last days of the months so many months before that of `day`."""
    index = day.year * 12 + day.month - 1
    firsts = [date((index - months + 1) // 12, (index - months + 1) % 12 + 1, 1) for months in back]
    return [first - timedelta(days=1) for first in firsts]


@dataclass(frozen=True)
class Series:
    """Real events: customers of a shop or districts with a disease stand in for sources."""

    name: str
    source: IntArray
    day: IntArray
    n_sources: int
    cuts: tuple[date, ...]


def real_series(folder: Path) -> list[Series]:
    """The series of the FIXTURES folder."""
    return [
        _events(folder / "grocery_elog.csv.gz", "customer", (12, 9, 6, 4)),
        _events(folder / "example_transactions.csv", "id", (7, 6, 5, 4)),
        _weekly_counts(folder / "weekly_flu_by_district_wide.csv.gz"),
    ]


def _text(path: Path) -> io.TextIOBase:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")  # type: ignore[return-value]  # gzip's text mode


def _events(path: Path, key: str, back: tuple[int, ...]) -> Series:
    with _text(path) as file:
        rows = [(row[key], date.fromisoformat(row["date"][:10]).toordinal()) for row in csv.DictReader(file)]
    names = {name: number for number, name in enumerate(dict.fromkeys(name for name, _ in rows))}
    source = np.array([names[name] for name, _ in rows], dtype=np.int64)
    day = np.array([day for _, day in rows], dtype=np.int64)
    cuts = month_ends_before(date.fromordinal(int(day.max())), back)
    return Series(path.name, source, day, len(names), tuple(cuts))


def _weekly_counts(path: Path) -> Series:
    with _text(path) as file:
        rows = list(csv.reader(file))
    counts = np.array([[int(cell or 0) for cell in row[1:]] for row in rows[1:]], dtype=np.int64)
    monday = date(2001, 1, 1).toordinal()
    week, source = np.nonzero(counts)
    times = counts[week, source]
    day = np.repeat(monday + 7 * week + 2, times)
    last = date.fromordinal(monday + 7 * len(counts) - 1)
    cuts = tuple(last - timedelta(days=7 * weeks) for weeks in (200, 174, 148, 122, 96, 70, 44, 18))
    return Series(path.name, np.repeat(source, times), day, counts.shape[1], cuts)
