"""Do the methods hold their figures? One table: what, must, goal, got, ok. Run by `make figures`.

On practices simulated afresh, and on real series where FIXTURES names their folder. Exits 1 when a must fails. Two
cores take about a quarter of an hour.

    python -m bench.figures [--practices 30] [--json figures.json]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from bench.alarms import BUDGET, judge_alarms
from bench.judging import (
    judge_ahead,
    judge_conversion,
    judge_months,
    judge_series,
    judge_this_month,
    share_untouched_by_the_future,
)
from bench.practices import FIRST_SEED, practices, real_series
from bench.reading import judge_lists
from bench.resolution import measure


@dataclass(frozen=True)
class Row:
    """One figure: what it must lie between, and where we want it to."""

    what: str
    got: float
    must: tuple[float, float] | None = None
    goal: tuple[float, float] | None = None

    @property
    def ok(self) -> str:
        """ "no" fails the work."""
        if self.must is None:
            return ""
        if not _within(self.got, self.must):
            return "NO"
        return "goal" if self.goal and _within(self.got, self.goal) else "yes"


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= round(value, 4) <= limits[1]


def ahead_rows(number: int) -> list[Row]:
    """The next 90 days of each source."""
    got = judge_ahead(practices(number))
    return [
        Row("next 90 days: 80 % range holds, all sources", got["held"], (0.85, 0.95), (0.87, 0.94)),
        Row("next 90 days: 80 % range holds, expecting 3 or more", got["held_from_3"], (0.74, 0.88), (0.77, 0.85)),
        Row("error against the last 90 days", got["last_90_days"], (0, 0.98), (0, 0.88)),
        Row("error against the 12-month mean", got["twelve_month_mean"], (0, 0.97), (0, 0.86)),
        Row("error against pooled gamma-Poisson", got["pooled_gamma_poisson"], (0, 0.95), (0, 0.85)),
        Row("error against knowing the true rate of the day", got["true_rate_now"], (0, 1.36), (0, 1.20)),
        Row("error against knowing every rate to come", got["true_rate_to_come"]),
        Row("deviance, pooled 0 to knowing every rate to come 1", got["deviance"], (0.25, 1), (0.5, 1)),
    ]


def practice_rows(number: int) -> list[Row]:
    """The practice's months, and conversion."""
    months = judge_months(practices(number, months=(24, 48)))
    under_way = judge_this_month(practices(number, months=(24, 48)))
    conversion = judge_conversion(practices(number))
    return [
        Row("practice months: 80 % range holds", months["held"], (0.68, 0.92), (0.75, 0.88)),
        Row("practice months: error against the 12-month mean", months["twelve_month_mean"], (0, 1), (0, 0.88)),
        Row("month under way: 80 % range holds", under_way["held"], (0.68, 0.96), (0.75, 0.92)),
        Row("month under way: error against its pace so far", under_way["pace"], (0, 1), (0, 0.8)),
        Row("conversion: error against the raw proportion", conversion["raw"], (0, 0.65), (0, 0.52)),
        Row("conversion: 80 % range holds", conversion["held"]),
    ]


def alarm_rows(number: int) -> list[Row]:
    """False alarms and falls found, ours with its musts and the rivals' rules beside it.

    How many falls there were stands beside each share: a dozen practices have too few to tell.
    """
    rules = judge_alarms(practices(number, months=(26, 48)))
    got = rules.pop("ours")
    stopped, halved = (f"of {got[f'{what}_90_of']:.0f}" for what in ("stopped", "halved"))
    rows = [
        Row("false alarms a month, of the budget", got["false_alarms"] / BUDGET, (0, 1), (0, 1)),
        Row(f"stopped sources found in 60 days ({stopped})", got["stopped_60"], (0.35, 1), (0.5, 1)),
        Row(f"stopped sources found in 90 days ({stopped})", got["stopped_90"], (0.62, 1), (0.8, 1)),
        Row(f"halved sources found in 90 days ({halved})", got["halved_90"], (0.08, 1), (0.33, 1)),
        Row("lost volume found in 90 days (3 or more expected in 60)", got["lost_volume_large"], (0.6, 1), (0.72, 1)),
        Row("lost volume found in 90 days, watched sources of every size", got["lost_volume"]),
    ]
    for name, figures in rules.items():
        rows.append(Row(f"  {name}: false alarms, of the budget", figures["false_alarms"] / BUDGET))
        rows.append(Row(f"  {name}: stopped found in 90 days", figures["stopped_90"]))
        rows.append(Row(f"  {name}: halved found in 90 days", figures["halved_90"]))
    return rows


def list_rows(number: int) -> list[Row]:
    """Who is the same, what cannot be read, what was exported twice; and nothing taken from the future."""
    seeds = range(FIRST_SEED, FIRST_SEED + number)
    same, read = measure(seeds), judge_lists(seeds)
    untouched = share_untouched_by_the_future(practices(max(number // 6, 2)))
    return [
        Row("same source joined: precision of row pairs", same["precision"], (0.998, 1), (0.9999, 1)),
        Row("same source joined: recall of row pairs", same["recall"], (0.995, 1), (0.999, 1)),
        Row("lists whose unreadable rows are named exactly", read["named_exactly"], (1, 1), (1, 1)),
        Row("duplicates counted within (of the worst list)", read["duplicates_off"], (0, 1), (0, 0)),
        Row("practices that no referral after as of changes", untouched, (1, 1), (1, 1)),
    ]


def series_rows(folder: Path) -> list[Row]:
    """The same coverage on real series, and an error below the 12-month mean's.

    Most customers of a shop are gone, and no range is narrower than "none", so the coverage of all has no upper limit;
    that of the larger ones, few here, may stray by two standard errors.
    """
    rows = []
    for series in real_series(folder):
        got = judge_series(series)
        stray = round(2 * 0.38 / got["from_3"] ** 0.5, 3)
        large = (0.74 - stray, 0.88 + stray)
        rows += [
            Row(f"{series.name}: 80 % range holds", got["held"], (0.85, 1), (0.87, 1)),
            Row(f"{series.name}: holds, expecting 3 or more", got["held_from_3"], large, (0.77, 0.85)),
            Row(f"{series.name}: error against the 12-month mean", got["twelve_month_mean"], (0, 1), (0, 0.86)),
        ]
    return rows


def show(rows: list[Row]) -> None:
    """Print rows as they come."""
    for row in rows:
        must, goal = ("" if limit is None else f"{limit[0]:g} to {limit[1]:g}" for limit in (row.must, row.goal))
        print(f"{row.what:62} {must:>13} {goal:>13} {row.got:8.3f}  {row.ok}", flush=True)


def _blocks(number: int) -> list[Callable[[], list[Row]]]:
    """The parts of the table, the slowest (alarms) first."""
    blocks = [partial(rows, number) for rows in (alarm_rows, ahead_rows, practice_rows, list_rows)]
    folder = os.environ.get("FIXTURES")
    if folder:
        return [*blocks, partial(series_rows, Path(folder) / "series")]
    print("Real series are left out: FIXTURES does not name their folder.")
    return blocks


def main() -> int:
    """The table; 1 when a must fails."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--practices", type=int, default=30, help="how many made-up practices")
    parser.add_argument("--json", type=Path, default=Path("bench/figures.json"), help="where to write the rows")
    options = parser.parse_args()
    begin = time.monotonic()
    print(f"{'what':62} {'must':>13} {'goal':>13} {'got':>8}  ok")
    rows = []
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        alarms, *others = [workers.submit(block) for block in _blocks(options.practices)]
        for block in (*others, alarms):
            rows += (fresh := block.result())
            show(fresh)
    options.json.write_text(json.dumps([asdict(row) | {"ok": row.ok} for row in rows], indent=1) + "\n")
    failed = [row.what for row in rows if row.ok == "NO"]
    print(f"{len(failed)} musts failed; {time.monotonic() - begin:.0f} s; rows in {options.json}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
