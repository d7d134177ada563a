"""Reading a list, against the reader of its format alone."""

from __future__ import annotations

import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from bench.rows import Row, best_of

AS_OF = date(2026, 10, 31)
HEADINGS = (
    *("Ref Date", "Referring Provider", "NPI", "Practice", "Specialty", "Pt Acct", "Patient Name", "DOB"),
    *("Insurance", "Dx", "Clinic", "Contacted", "IE Date", "Visits", "Status"),
)


def run() -> list[Row]:
    """Two rows of the table."""
    with tempfile.TemporaryDirectory(prefix="wellsent-bench-") as folder:
        return [_workbook(Path(folder)), _text(Path(folder))]


def _workbook(folder: Path) -> Row:
    from python_calamine import CalamineWorkbook

    from wellsent.exchange.lists import read_list, write_xlsx

    path = folder / "list.xlsx"
    write_xlsx(path, HEADINGS, _rows(20_000))
    ours, alone = best_of(
        5,
        lambda: read_list(path, "referrals", as_of=AS_OF),
        lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(),
    )
    return Row("read a 20,000-row workbook", ours, "20,000 x 15", yardstick=alone, hold=2.5)


def _text(folder: Path) -> Row:
    from wellsent.exchange.lists import read_list, write_csv

    path = folder / "list.csv"
    write_csv(path, HEADINGS, _rows(100_000))
    ours, alone = best_of(3, lambda: read_list(path, "referrals", as_of=AS_OF), lambda: _columns(path))
    return Row("read a 100,000-row CSV file", ours, "100,000 x 15", yardstick=alone, hold=6.0)


def _columns(path: Path) -> list[tuple[str, ...]]:
    """The file's columns as text, with nothing understood."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(zip(*csv.reader(file), strict=True))


def _rows(count: int) -> list[list[str | int | date]]:
    """A believable list: a hundred referrers, every patient another."""
    dice = random.Random(7)
    return [_row(dice, number) for number in range(count)]


def _row(dice: random.Random, number: int) -> list[str | int | date]:
    source = int(dice.paretovariate(1.0)) % 130
    day = AS_OF - timedelta(days=1 + number % 720)
    return [
        day,
        f"Okafor{'abcdefghijklm'[source % 13]}, Ada {'ABCDEFGHIJ'[source // 13]}, MD",
        1003000126 if source % 2 else "",
        f"Practice {source % 40}",
        "Orthopedic Surgery" if source % 3 else "Family Medicine",
        f"A{10_000 + number}",
        f"Doe{number}, Jo",
        date(1950, 1, 1) + timedelta(days=dice.randrange(20_000)),
        dice.choice(["Medicare", "Aetna", "BCBS", "Self pay"]),
        dice.choice(["M25.561", "M54.50", "knee pain", "S83.2"]),
        dice.choice(["East", "West"]),
        day,
        day if number % 5 else "",
        dice.randrange(14),
        dice.choice(["Scheduled", "Active", "Discharged"]),
    ]
