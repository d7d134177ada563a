"""One measurement: work of ours against a yardstick in the same run, and the ratio it is held to."""

from __future__ import annotations

import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """What DESIGN's table holds: `ours` and `yardstick` in the same unit; `hold` is the highest ratio allowed.

    `limit`, where there is one, holds `ours` itself ("under 250 MB") besides. A row without a yardstick is held by its
    limit alone. `unit` is "s", "MB" or "%"; `size` says what was measured ("100,000 rows, SQLite").
    """

    work: str
    ours: float
    size: str
    yardstick: float | None = None
    hold: float | None = None
    limit: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """How many times the yardstick it took."""
        return self.ours / self.yardstick if self.yardstick else None

    @property
    def ok(self) -> bool:
        """Is it at or under what it is held to?"""
        within_ratio = self.hold is None or (self.ratio is not None and self.ratio <= self.hold)
        return within_ratio and (self.limit is None or self.ours <= self.limit)

    @property
    def held(self) -> str:
        """What it is held to, in words: "2x, 250 MB"."""
        ratio = [f"{self.hold:g}x"] if self.hold is not None else []
        return ", ".join([*ratio, *([f"{self.limit:g} {self.unit}"] if self.limit is not None else [])])

    def as_json(self) -> dict[str, object]:
        """As bench/results.json has it."""
        name = {"s": "seconds", "MB": "megabytes", "%": "percent"}[self.unit]
        return {
            "work": self.work,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "hold": self.hold,
            "ok": self.ok,
            name: round(self.ours, 6),
            f"yardstick_{name}": None if self.yardstick is None else round(self.yardstick, 6),
            "limit": self.limit,
            "size": self.size,
        }


def measure(call: str, *, beside: tuple[str, ...] = ()) -> list[Row]:
    """The rows of `call` ("pages.run()"), measured in a process that nothing has warmed or filled before; `beside` are
    the words of a command that runs it.
    """
    with tempfile.NamedTemporaryFile(suffix=".rows") as file:
        module = call.partition(".")[0]
        program = f"import pickle; from bench import {module}; pickle.dump({call}, open({file.name!r}, 'wb'))"
        subprocess.run([*beside, sys.executable, "-c", program], check=True, cwd=ROOT)
        rows: list[Row] = pickle.load(file)  # noqa: S301 - written by the line above
    return rows


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def best_of(runs: int, *works: Callable[[], object]) -> list[float]:
    """The fastest of `runs` for each work, taken in turns so that a busy moment of the machine hits all alike."""
    taken = [[seconds(work) for work in works] for _ in range(runs)]
    return [min(times) for times in zip(*taken, strict=True)]


def p95(times: list[float]) -> float:
    """The time that 95 in 100 stay under."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
