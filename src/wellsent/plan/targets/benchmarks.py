"""Published numbers that may stand on a page, each with its population, year and source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final

from wellsent.plan.targets.expecting import Benchmark


def _load() -> Mapping[str, Benchmark]:
    table = resources.files("wellsent.plan").joinpath("data/benchmarks.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["kind"]: Benchmark(float(row["value"]), row["n"], row["population"], row["year"], row["source"])
            for row in csv.DictReader(table.splitlines())
        }
    )


BY_KIND: Final = _load()
"""Of which visits to a provider of each kind a share is sent to a physical therapist."""
