"""`wellsent dedupe` on labelled lists of others: what is joined by itself must be right."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path

import pytest

from wellsent.exchange.dedupe import dedupe

pytestmark = pytest.mark.field

FOLDER = Path(os.environ.get("FIXTURES", ".")) / "linkage"
LISTS = sorted(path.name.partition("_input")[0] for path in FOLDER.glob("*_input.csv*"))


def _plain(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


@pytest.mark.parametrize("name", LISTS)
def test_what_is_joined_by_itself_is_right_in_97_of_100(name: str, tmp_path: Path) -> None:
    [given], [labels] = FOLDER.glob(f"{name}_input.csv*"), FOLDER.glob(f"{name}_truth.csv*")
    path = tmp_path / "list.csv"
    path.write_bytes(_plain(given))
    truth = {int(row["row"]): row["entity"] for row in csv.DictReader(_plain(labels).decode().splitlines())}
    found = dedupe(path, mapping=None, today=date(2026, 11, 28))
    cluster = {row: -row for row in truth}
    cluster.update((row, number) for number, one in enumerate(found.clusters) for row in one.rows)
    right = _pairs((cluster[row], entity) for row, entity in truth.items())
    precision, recall = right / _pairs(cluster.values()), right / _pairs(truth.values())
    assert precision >= 0.97, f"{name}: precision {precision:.4f} recall {recall:.4f}"
