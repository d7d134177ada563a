"""Lists made up for these tests, and the report on them as of 24 November 2026."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from wellsent.exchange.report import as_json, build_report
from wellsent.exchange.report.model import Report

TODAY = date(2026, 11, 24)
HEADS = ("Referral Date", "Referring Provider")
GOOD_NPI, OTHER_NPI = "1003000126", "1234567893"

Row = Sequence[str]


def a_list(folder: Path, *rows: Row, heads: Row = HEADS, name: str = "referrals.csv") -> Path:
    """A referral list as a CSV file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def report_on(file: Path, *, today: date = TODAY, **options: Any) -> Report:
    return build_report(file, today=today, **options)


def json_of(file: Path, *, today: date = TODAY, **options: Any) -> dict[str, Any]:
    return as_json(report_on(file, today=today, **options))
