"""The day a report looks from: today, the end of an old file, or a past day, which knows nothing of what came later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.exchange.report import as_text
from wellsent.exchange.report.tests.builders import GOOD_NPI, OTHER_NPI, TODAY, a_list, json_of, report_on

HEADS = (
    "Referral Date", "Referring Provider", "NPI", "MRN", "Insurance", "Scheduled Date", "Eval Date", "Discharge Date",
    "Status",
)  # fmt: skip
Row = tuple[str, ...]


def a_file_that_ended(folder: Path, days_ago: int) -> Path:
    last = TODAY - timedelta(days=days_ago)
    return a_list(folder, *[((last - timedelta(days=7 * week)).isoformat(), "Okafor, Ada MD") for week in range(30)])


def test_a_list_up_to_now_is_looked_at_today(tmp_path: Path) -> None:
    report = report_on(a_file_that_ended(tmp_path, 45))
    assert report.as_of == TODAY
    assert "the last referral in the file" not in as_text(report)


def test_a_list_that_ended_long_ago_is_looked_at_on_its_last_day_and_that_is_said(tmp_path: Path) -> None:
    report = report_on(a_file_that_ended(tmp_path, 60))
    assert report.as_of == TODAY - timedelta(days=60)
    told = " ".join(as_text(report).split())
    assert "as of 25 September 2026, the day of the last referral in the file" in told


def test_whoever_names_a_day_gets_that_day(tmp_path: Path) -> None:
    file = a_file_that_ended(tmp_path, 60)
    assert report_on(file, as_of=TODAY).as_of == TODAY
    assert report_on(file, as_of=date(2026, 6, 1)).as_of == date(2026, 6, 1)


def test_a_day_before_the_first_referral_leaves_nothing_to_count(tmp_path: Path) -> None:
    report = json_of(a_file_that_ended(tmp_path, 10), as_of=date(2020, 1, 1))
    assert report["sources"] == []
    assert report["practice"]["monthly"] == []


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


CUT = date(2026, 3, 31)
WHOM = [("Okafor, Ada MD", GOOD_NPI), ("Brandt, Katherine", OTHER_NPI), ("Pillai, Kavita DO", ""), ("Self", "")]
FIRST = date(2025, 4, 1)


@st.composite
def referrals(draw: st.DrawFn, first: date, last: date, number: int) -> Row:
    """A referral between two days; what became of it may be known only after the cut."""
    day = draw(st.dates(first, last))
    name, npi = draw(st.sampled_from(WHOM))
    waits = draw(st.none() | st.integers(0, 60))
    evaluated = None if waits is None else day + timedelta(days=waits)
    stays = draw(st.none() | st.integers(1, 90)) if evaluated else None
    ended = evaluated + timedelta(days=stays) if evaluated and stays else None
    payer = draw(st.sampled_from(["Aetna", "Cigna"]))
    return (iso(day), name, npi, f"P{number}", payer, "", iso(evaluated), iso(ended), "")


lists = st.integers(1, 25).flatmap(lambda size: st.tuples(*(referrals(FIRST, CUT, n) for n in range(size))))
futures = st.integers(1, 15).flatmap(
    lambda size: st.tuples(*(referrals(CUT + timedelta(days=1), date(2026, 11, 20), 100 + n) for n in range(size)))
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@settings(max_examples=8)
@given(past=lists, future=futures)
def test_referrals_dated_later_change_nothing_that_is_said_of_a_day(
    folder: Path, past: tuple[Row, ...], future: tuple[Row, ...]
) -> None:
    short = json_of(a_list(folder, *past, heads=HEADS, name="short.csv"), as_of=CUT)
    long = json_of(a_list(folder, *past, *future, heads=HEADS, name="long.csv"), as_of=CUT)
    for part in ("practice", "sources", "this_week"):
        assert long[part] == short[part]


def test_what_happened_to_a_referral_afterwards_is_not_known_before(tmp_path: Path) -> None:
    """The list says evaluated, completed, lost: on the day looked at none of that had happened."""
    days = [date(2026, 1, 5) + timedelta(days=n) for n in range(6)]
    later = ("2026-05-04", "2026-07-01", "Discharged")
    exported_later = [(iso(day), "Okafor, Ada MD", GOOD_NPI, f"P{n}", "", "", *later) for n, day in enumerate(days)]
    exported_then = [(*row[:6], "", "", "") for row in exported_later]
    now = json_of(a_list(tmp_path, *exported_later, heads=HEADS), as_of=CUT)
    then = json_of(a_list(tmp_path, *exported_then, heads=HEADS), as_of=CUT)
    assert now["practice"]["conversion"] == then["practice"]["conversion"]
    assert now["practice"]["conversion"]["evaluated"] < 0.5
    assert now["this_week"] == then["this_week"]


def test_an_evaluation_stays_known_though_the_discharge_came_later(tmp_path: Path) -> None:
    rows = [
        (iso(date(2026, 1, 5) + timedelta(days=n)), "Okafor, Ada MD", GOOD_NPI, f"P{n}", "", "", "2026-01-20",
         "2026-05-01", "Discharged")
        for n in range(6)
    ]  # fmt: skip
    practice = json_of(a_list(tmp_path, *rows, heads=HEADS), as_of=CUT)["practice"]
    assert practice["conversion"]["evaluated"] > 0.5
    assert practice["completion"] is None or practice["completion"]["completed"] < 0.5
