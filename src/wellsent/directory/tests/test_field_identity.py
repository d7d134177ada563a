"""`resolve` on labelled provider lists of others: what is joined by itself must be right."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path

import pytest

from wellsent.directory.identity import Mention, resolve

pytestmark = pytest.mark.field

LISTS = ("physician_compare_locations", "nppes_vs_cms", "early_childhood_sites", "fodors_zagats", "febrl1", "febrl2")


def _rows(name: str) -> list[dict[str, str]]:
    [path] = (Path(os.environ["FIXTURES"]) / "linkage").glob(f"{name}.csv*")
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _mention(row: dict[str, str]) -> Mention:
    return Mention(
        name=row["name"],
        practice=row.get("practice"),
        kind=row.get("kind"),
        phone=row["phone"],
        fax=row.get("fax"),
        email=row.get("email"),
        address=row["address"],
        city=row["city"],
        state=row["state"],
        zip=row["zip"],
    )


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


@pytest.mark.parametrize("name", LISTS)
def test_what_is_joined_by_itself_is_right_in_97_of_100(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    rows = _rows(f"{name}_input")
    entity = {row["row"]: row["entity"] for row in _rows(f"{name}_truth")}
    truth = [entity[row["row"]] for row in rows]
    resolution = resolve([_mention(row) for row in rows])
    found = {index: at for at, cluster in enumerate(resolution.clusters) for index in cluster.mentions}
    right = _pairs((found[index], said) for index, said in enumerate(truth))
    precision, recall = right / _pairs(found.values()), right / _pairs(truth)
    f1 = 2 * precision * recall / (precision + recall)
    for what, value in (("precision", precision), ("recall", recall), ("f1", f1)):
        record_property(what, round(value, 4))
    assert precision >= 0.97, f"{name}: precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}"
