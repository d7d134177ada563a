"""The national registry: loading it against DuckDB scanning the same CSV into Parquet, its memory, and who is near.

1,000,000 made-up rows in the real layout, 9.5 million with FULL=1, or as many as ROWS says. Each load runs in a process
of its own, so that its memory is its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.rows import ROOT, Row

ROWS = int(os.environ.get("ROWS") or (9_500_000 if os.environ.get("FULL") == "1" else 1_000_000))
OTHER_CODES = ("183500000X", "163W00000X", "390200000X", "103T00000X", "106S00000X")  # of no kind of ours
TOWN = ("10016", 25.0, ["podiatry"])


def run() -> list[Row]:
    """Loading, its memory, and the nearest 200 asked first and asked again."""
    with tempfile.TemporaryDirectory(prefix="wellsent-bench-") as name:
        folder = Path(name)
        file = made_up(folder / "npidata_pfile.csv")
        yardstick, _ = apart("scan", file, folder / "yardstick.parquet")
        ours, megabytes = apart("load_ours", file, folder / "registry")
        first, again = nearest(folder / "registry")
    size = f"{ROWS:,} rows"
    return [
        Row("load the national registry", ours, size, yardstick, hold=1.5),
        Row("memory of that load", megabytes, size, limit=2000.0, unit="MB"),
        Row("nearest 200 within 25 miles, first asked", first, size, limit=0.050),
        Row("nearest 200 within 25 miles, warm", again, size, limit=0.005),
    ]


def made_up(file: Path) -> Path:
    """The file, its providers where people live: every standard ZIP is as likely as the next."""
    import zipcodes

    from wellsent.directory import kinds
    from wellsent.simulate.registry import made_up_rows, write_registry

    places = [
        (each["zip_code"], each["city"], each["state"])
        for each in zipcodes.list_all()
        if each["zip_code_type"] == "STANDARD"
    ]
    # A few towns hold a third of all, as Manhattan does.
    crowded = [place for place in places if place[0][:3] in {"100", "112", "606", "900"}] * 100
    codes = [*kinds.TAXONOMIES, *OTHER_CODES * 60]
    return write_registry(file, made_up_rows(ROWS, seed=23, places=[*places, *crowded], codes=codes))


def apart(function: str, file: Path, target: Path) -> tuple[float, float]:
    """Seconds and the most megabytes of one function of this module in a process of its own."""
    program = f"from bench import registry; registry.{function}({str(file)!r}, {str(target)!r})"
    done = subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, capture_output=True, text=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def load_ours(file: str, folder: str) -> None:
    """`wellsent registry load`."""
    from wellsent.directory.registry.loading import load

    started = time.perf_counter()
    load([Path(file)], Path(folder), today=date(2026, 11, 28), tell=lambda step, percent: None)
    _say(time.perf_counter() - started)


def scan(file: str, target: str) -> None:
    """The yardstick: every column as text into Parquet, nothing asked.

    With the memory it likes: at the load's own limit its 330 columns go to the disk and back, and it takes ten times
    as long. What does go there lies beside the file.
    """
    import duckdb

    started = time.perf_counter()
    config = {"preserve_insertion_order": False, "temp_directory": f"{target}.spill"}
    with duckdb.connect(config=config) as db:
        db.execute("SET enable_progress_bar = false")  # it would be printed between our figures
        db.execute(
            f"COPY (SELECT * FROM read_csv('{file}', all_varchar=true, header=true)) TO '{target}' (FORMAT parquet)"
        )
    _say(time.perf_counter() - started)


def _say(seconds: float) -> None:
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def nearest(folder: Path) -> tuple[float, float]:
    """Seconds of the first question to a registry nobody has opened, and the median of those that follow."""
    import statistics

    import duckdb  # noqa: F401 - loading it is no part of the question

    from wellsent.directory.registry import Registry

    registry = Registry(folder)
    zip_code, miles, kinds = TOWN
    times = []
    for _ in range(21):
        started = time.perf_counter()
        count, found = registry.near(zip_code, miles, kinds, limit=200)
        times.append(time.perf_counter() - started)
    if not found:
        raise SystemExit(f"nobody is near: {count}")
    return times[0], statistics.median(times[1:])
