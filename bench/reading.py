"""Is a list read as it is: are its unreadable rows named, and are referrals exported twice counted once?

On made-up exports with every slip of a busy front desk, read by the door through which the report and the import go.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wellsent.exchange.lists import read_list
from wellsent.exchange.referral_rows import dated_until, referral_rows
from wellsent.simulate.practice import write_practice
from wellsent.simulate.world import LAST_DAY


def judge_lists(seeds: Iterable[int]) -> dict[str, float]:
    """The share of lists whose unreadable rows are named exactly, and by how many duplicates the worst is off."""
    named, off = [], []
    for seed in seeds:
        rejected, repeats, rows = _read(seed)
        named.append(rejected == {int(row) for row, one in rows.items() if "unreadable" in one})
        off.append(abs(repeats - sum("duplicate_of" in one for one in rows.values())))
    return {"named_exactly": sum(named) / len(named), "duplicates_off": float(max(off))}


def _read(seed: int) -> tuple[set[int], int, dict[str, Any]]:
    """The rows rejected and how many repeat others, beside the truth of every row."""
    with tempfile.TemporaryDirectory(prefix="wellsent-figures-") as name:
        folder = Path(name)
        write_practice(folder, seed=seed, sources=30 + seed % 7 * 30, months=12 + seed % 5 * 9)
        read = read_list(folder / "referrals.csv", "referrals", as_of=LAST_DAY)
        repeats = referral_rows(read, dated_until(read, LAST_DAY)).repeats
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return {one.row for one in read.rejected}, len(repeats), truth["rows"]
