"""Reports on made-up practices whose truth is known: which rows cannot be read, repeat another, and are whose."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wellsent.exchange.report.tests.builders import json_of
from wellsent.simulate.practice import write_practice

SEEDS = (1, 3, 4, 5)


class Told(NamedTuple):
    truth: dict[str, Any]
    report: dict[str, Any]
    file: Path


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    made = write_practice(tmp_path_factory.mktemp("practice"), seed=request.param, sources=25, months=14)
    truth = json.loads((made.folder / "truth.json").read_text(encoding="utf-8"))
    file = made.folder / "referrals.csv"
    return Told(truth, json_of(file, today=made.last_day + timedelta(days=3)), file)


def rows_with(truth: dict[str, Any], what: str) -> set[int]:
    return {int(number) for number, row in truth["rows"].items() if what in row}


def test_rows_that_cannot_be_read_are_named_by_their_number_and_no_others(told: Told) -> None:
    assert {one["row"] for one in told.report["input"]["rejected"]} == rows_with(told.truth, "unreadable")


def test_what_is_wrong_with_a_row_is_said_of_the_right_column(told: Told) -> None:
    columns = told.truth["export"]["columns"]
    for one in told.report["input"]["rejected"]:
        assert one["column"] == columns[told.truth["rows"][str(one["row"])]["unreadable"]["column"]]
        assert one["reason"]
        assert one["remedy"]


def test_every_row_of_the_list_is_accounted_for(told: Told) -> None:
    assert told.report["input"]["rows"] == len(told.truth["rows"])
    assert told.report["input"]["accepted"] == len(told.truth["rows"]) - len(rows_with(told.truth, "unreadable"))


def test_referrals_exported_twice_are_counted_once(told: Told) -> None:
    assert told.report["input"]["duplicates"] == len(rows_with(told.truth, "duplicate_of"))


def test_each_source_has_its_own_rows_and_nobody_elses(told: Told) -> None:
    true: dict[int, list[int]] = defaultdict(list)
    for number, row in told.truth["rows"].items():
        if "unreadable" not in row:
            true[row["source"]].append(int(number))
    assert sorted(one["rows"] for one in told.report["sources"]) == sorted(true.values())


def test_columns_are_read_as_what_they_are(told: Told) -> None:
    columns = told.report["input"]["columns"]
    assert {ours: columns[ours] for ours in told.truth["export"]["columns"]} == told.truth["export"]["columns"]


def test_no_patient_is_named_anywhere(told: Told) -> None:
    text = json.dumps(told.report)
    records = {one["patient"] for one in told.truth["referrals"]}
    assert records
    told_apart = {one for one in records if not one.isdecimal()}  # a bare number stands in many places by chance
    assert [one for one in told_apart if one in text] == []
