"""Joining on labelled lists, beside splink and a tuned rapidfuzz rule in one run: `make linkage FIXTURES=...`.

For each `NAME_input.csv` in the folder `linkage`, judged by `NAME_truth.csv` (row, entity). Exits 1 when a must fails:
a precision below 0.97, or an F1 below splink's. The rule sees the labels, as nobody does of a list of their own: where
it is ahead, the table says so and the run goes on.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.linkage_pairs import Judged, judged
from bench.linkage_rivals import prepared, rule_best, splink_best
from wellsent.exchange.dedupe import dedupe

MUST, GOAL = 0.97, 0.99  # precision of automatic joins


def plain_bytes(path: Path) -> bytes:
    """A file's content, unpacked."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(plain_bytes(path).decode())))


def ours(path: Path, truth: dict[int, str]) -> tuple[Judged, float]:
    """What `wellsent dedupe` joins, and the share of the pairs it puts to a person that are one."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.name.removesuffix(".gz")
        plain.write_bytes(plain_bytes(path))
        found = dedupe(plain, mapping=None, today=date(2026, 11, 28))
    cluster = {row: -row for row in truth}
    cluster.update((row, number) for number, one in enumerate(found.clusters) for row in one.rows)
    asked = [len({truth[row] for row in one.rows}) == 1 for one in found.review]
    return judged([cluster[row] for row in truth], list(truth.values())), sum(asked) / max(len(asked), 1)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives, and how many seconds it took."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def measure(path: Path, truth_path: Path) -> dict[str, Any]:
    """One list: ours, splink's and the rule's figures."""
    truth = {int(row["row"]): row["entity"] for row in rows_of(truth_path)}
    rows = [row for row in rows_of(path) if int(row["row"]) in truth]
    labels = [truth[int(row["row"])] for row in rows]
    records = prepared(rows)
    (mine, asked), seconds = timed(lambda: ours(path, truth))
    splink, splink_seconds = timed(lambda: splink_best(records, labels))
    rule, rule_seconds = timed(lambda: rule_best(records, labels))
    figures = {"list": path.name.split("_input")[0], "rows": len(rows), "asked_right": round(asked, 3)}
    for name, got, took in (("ours", mine, seconds), ("splink", splink, splink_seconds), ("rule", rule, rule_seconds)):
        figures[name] = {"precision": got.precision, "recall": got.recall, "f1": got.f1, "seconds": round(took, 1)}
    return figures


def shown(figures: dict[str, Any]) -> str:
    """One line of the table."""
    cells = [f"{figures['list']:28} {figures['rows']:6,}"]
    for name in ("ours", "splink", "rule"):
        got = figures[name]
        cells.append(f"{got['precision']:.4f} {got['recall']:.4f} {got['f1']:.4f} {got['seconds']:5.1f} s")
    precise, f1 = figures["ours"]["precision"], figures["ours"]["f1"]
    ok = "NO" if precise < MUST or f1 < figures["splink"]["f1"] else "goal" if precise >= GOAL else "yes"
    return " | ".join([*cells, ok if f1 >= figures["rule"]["f1"] else f"{ok}, the rule ahead"])


def main(arguments: Sequence[str] | None = None) -> int:
    """The table; 1 when a list fails a must."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lists", nargs="*", help="only these, by name")
    parser.add_argument("--json", type=Path, default=Path("bench/linkage.json"), help="where to write the figures")
    options = parser.parse_args(arguments)
    folder = Path(os.environ["FIXTURES"]) / "linkage"
    print(f"{'precision, recall, F1':28}   rows | ours {' ' * 23}| splink, best {' ' * 15}| rule, best")
    figures = []
    for path in sorted(folder.glob("*_input.csv*")):
        if not options.lists or path.name.split("_input")[0] in options.lists:
            figures.append(measure(path, path.with_name(path.name.replace("_input", "_truth"))))
            print(shown(figures[-1]), flush=True)
    options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return int(any(shown(one).rpartition("| ")[2].startswith("NO") for one in figures))


if __name__ == "__main__":
    sys.exit(main())
