"""The keys of `report --json`: others script them, so they stay. Adding is free; taking away or renaming fails here."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from wellsent.exchange.report.tests.builders import json_of
from wellsent.simulate.practice import write_practice

Json = dict[str, Any]

TOP = {"as_of", "input", "practice", "sources", "this_week"}
INPUT = {"rows", "accepted", "rejected", "duplicates", "columns"}
PROBLEM = {"row", "column", "reason", "remedy"}
PRACTICE = {"monthly", "forecast", "conversion", "days_to_evaluation", "concentration", "alarm_budget"}
SOURCE = {
    "name", "npi", "practice", "kind", "rows", "referrals", "last_12_months", "first", "last", "state", "tier",
    "tier_certainty", "next_90_days", "quiet", "conversion", "completion",
}  # fmt: skip
QUIET = {"alarm", "since", "expected", "received", "chance", "sentence"}
TO_DO = {"who", "action", "reason", "minutes"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Json:
    made = write_practice(
        tmp_path_factory.mktemp("practice"), seed=1, sources=25, months=24, last_day=date(2026, 11, 1)
    )
    plain: Json = json.loads(json.dumps(json_of(made.folder / "referrals.csv")))
    return plain


def test_every_part_has_its_keys(report: Json) -> None:
    assert report.keys() >= TOP
    assert report["input"].keys() >= INPUT
    assert report["input"]["rejected"]
    assert all(one.keys() >= PROBLEM for one in report["input"]["rejected"])
    assert report["practice"].keys() >= PRACTICE
    assert report["sources"]
    assert all(one.keys() >= SOURCE and one["quiet"].keys() >= QUIET for one in report["sources"])
    assert report["this_week"]
    assert all(one.keys() >= TO_DO for one in report["this_week"])


def test_the_parts_of_the_practice_have_their_keys(report: Json) -> None:
    practice = report["practice"]
    assert practice["monthly"][0].keys() == {"month", "referrals"}
    assert [one.keys() for one in practice["forecast"]] == [{"month", "low", "expected", "high"}] * 6
    assert practice["conversion"].keys() == {"evaluated", "low", "high", "n"}
    assert practice["days_to_evaluation"].keys() == {"median", "p90"}
    assert practice["concentration"].keys() == {"top1", "top5", "hhi"}
    assert practice["alarm_budget"].keys() == {"false_alarms_per_month", "sources_watched"}


def test_the_parts_of_a_source_have_their_keys(report: Json) -> None:
    largest = report["sources"][0]
    assert largest["next_90_days"].keys() == {"low", "expected", "high"}
    assert largest["conversion"].keys() == {"evaluated", "low", "high", "n"}
    assert largest["completion"].keys() == {"completed", "low", "high", "n"}


def test_words_are_of_the_lists_that_others_know(report: Json) -> None:
    assert {one["state"] for one in report["sources"]} <= {"active", "new", "quiet", "lapsed"}
    assert {one["tier"] for one in report["sources"]} <= {"A", "B", "C"}


def test_days_and_months_are_written_alike(report: Json) -> None:
    days = [report["as_of"], *(one[name] for one in report["sources"] for name in ("first", "last"))]
    assert [date.fromisoformat(day).isoformat() for day in days] == days
    months = [one["month"] for one in (*report["practice"]["monthly"], *report["practice"]["forecast"])]
    assert [f"{date.fromisoformat(f'{month}-01'):%Y-%m}" for month in months] == months
    assert months == sorted(set(months))


def test_ranges_are_ranges_and_chances_are_chances(report: Json) -> None:
    for one in (*report["practice"]["forecast"], *(source["next_90_days"] for source in report["sources"])):
        assert 0 <= one["low"] <= one["high"]
        assert one["low"] <= one["expected"]  # of one who sends hardly ever it lies above "0 to 0", which holds 80 %
    for one in report["sources"]:
        assert 0 <= one["tier_certainty"] <= 1
        assert 0 <= one["quiet"]["chance"] <= 1


def test_sources_come_by_what_is_expected_of_them_largest_first(report: Json) -> None:
    expected = [one["next_90_days"]["expected"] for one in report["sources"]]
    assert expected == sorted(expected, reverse=True)


def test_every_referral_stands_in_one_month_and_under_one_source(report: Json) -> None:
    by_month = sum(one["referrals"] for one in report["practice"]["monthly"])
    by_source = sum(one["referrals"] for one in report["sources"])
    assert by_month == by_source == report["input"]["accepted"] - report["input"]["duplicates"]
