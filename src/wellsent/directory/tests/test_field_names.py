"""Names as real registries and lists write them: how many family names are right."""

from __future__ import annotations

import csv
import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from wellsent.directory import names

pytestmark = pytest.mark.field


def _rows(file: str) -> list[dict[str, str]]:
    path = Path(os.environ["FIXTURES"]) / "parsing" / file
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return list(csv.DictReader(text.splitlines()))


def _family_is_right(name: names.Name, row: dict[str, str]) -> bool:
    gold = re.sub(r"\s(?:JR\.?|SR\.?|I{2,3}|IV)$", "", row["last"], flags=re.IGNORECASE)
    return name.kind == "person" and names.fold(name.family) == names.fold(gold)


@pytest.mark.parametrize("read", ["one cell at a time", "the whole column"])
def test_at_least_97_of_100_family_names_are_right_in_ten_styles(
    read: str, record_property: Callable[[str, object], None]
) -> None:
    rows = _rows("provider_names_gold.csv.gz")
    texts = [row["text"] for row in rows]
    parsed = names.parse_many(texts) if read == "the whole column" else [names.parse(text) for text in texts]
    people = [_family_is_right(name, row) for name, row in zip(parsed, rows, strict=True) if row["kind"] == "person"]
    organisations = [
        name.kind == "organisation" for name, row in zip(parsed, rows, strict=True) if row["kind"] == "organisation"
    ]
    record_property("family", f"{sum(people)} of {len(people)}")
    record_property("organisations", f"{sum(organisations)} of {len(organisations)}")
    assert sum(people) >= 0.97 * len(people)
    assert sum(organisations) >= 0.97 * len(organisations)


def test_other_peoples_cases_are_mostly_read_alike() -> None:
    rows = _rows("nameparser_cases.csv")
    right = [names.fold(names.parse(row["text"]).family) == names.fold(row["last"]) for row in rows]
    assert sum(right) >= 0.8 * len(right)


def test_few_people_are_taken_for_organisations_in_lists_of_other_trades() -> None:
    people = [names.parse(row["text"]).kind for row in _rows("probablepeople_labelled.csv") if row["kind"] == "person"]
    assert people.count("person") >= 0.95 * len(people)
