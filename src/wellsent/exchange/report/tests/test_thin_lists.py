"""Lists with hardly anything in them: what is there is said, what is not is null, and nothing is made up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from wellsent.base.errors import DataError
from wellsent.exchange.report import as_text
from wellsent.exchange.report.as_html import as_html
from wellsent.exchange.report.tests.builders import GOOD_NPI, OTHER_NPI, TODAY, a_list, json_of, report_on
from wellsent.exchange.report.words import in_short, read_with_care

DAYS = [f"{month:02d}/{day:02d}/2026" for month in range(5, 12) for day in (3, 11, 19)]


def test_a_day_and_a_name_are_enough(tmp_path: Path) -> None:
    report = json_of(a_list(tmp_path, *[(day, "Okafor, Ada MD") for day in DAYS]))
    (source,) = report["sources"]
    assert (source["name"], source["referrals"], source["npi"]) == ("Okafor, Ada, MD", 21, None)
    assert len(report["practice"]["forecast"]) == 6


def test_a_day_and_an_npi_are_enough(tmp_path: Path) -> None:
    rows = [(day, npi) for day in DAYS for npi in (GOOD_NPI, OTHER_NPI)]
    report = json_of(a_list(tmp_path, *rows, heads=("Referral Date", "NPI")))
    assert {one["npi"]: one["referrals"] for one in report["sources"]} == {GOOD_NPI: 21, OTHER_NPI: 21}
    assert all(one["name"] for one in report["sources"])
    assert all(one["who"] for one in report["this_week"])


def test_a_list_that_says_nothing_of_evaluations_has_no_conversion(tmp_path: Path) -> None:
    report = json_of(a_list(tmp_path, *[(day, "Okafor, Ada MD") for day in DAYS]))
    assert report["practice"]["conversion"] is None
    assert report["practice"]["days_to_evaluation"] is None
    assert report["sources"][0]["conversion"] is None
    assert report["sources"][0]["completion"] is None


def test_no_patients_to_call_come_from_a_list_that_says_nothing_of_evaluations(tmp_path: Path) -> None:
    report = json_of(a_list(tmp_path, *[(day, "Okafor, Ada MD") for day in DAYS]))
    assert [one for one in report["this_week"] if "patient" in one["who"]] == []


def test_one_row_is_a_report(tmp_path: Path) -> None:
    report = report_on(a_list(tmp_path, ("11/20/2026", "Okafor, Ada MD")))
    (source,) = report.sources
    assert (source.state, source.referrals, source.quiet.alarm) == ("new", 1, False)
    assert "1 referral," in as_text(report)
    assert in_short(report).startswith("You receive about 1 referral a month from 1 active source. ")
    assert "If you make one contact this week, make the one below." in in_short(report)
    assert "Okafor, Ada, MD" in as_html(report)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "Referral Date,Referring Provider\n"])
def test_an_empty_list_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    file = tmp_path / "referrals.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"empty|no rows|nothing") as refusal:
        report_on(file)
    assert refusal.value.remedy


def test_a_list_of_which_nothing_can_be_read_still_says_why(tmp_path: Path) -> None:
    report = report_on(a_list(tmp_path, ("02/30/2026", "Okafor, Ada MD"), ("01/05/2026", "")))
    assert (report.input.rows, report.input.accepted) == (2, 0)
    for told in (" ".join(as_text(report).split()), as_html(report)):
        assert "Row 2, Referral Date" in told
        assert "Row 3, Referring Provider" in told


def test_referrals_nobody_sent_are_no_source(tmp_path: Path) -> None:
    rows = [(day, name) for day in DAYS for name in ("Okafor, Ada MD", "Self", "Google", "Dr. Okafor's office")]
    names = {one["name"] for one in json_of(a_list(tmp_path, *rows))["sources"]}
    assert "Okafor, Ada, MD" in names
    assert "Self" not in names


def test_two_people_of_one_name_with_numbers_of_their_own_stay_two(tmp_path: Path) -> None:
    rows = [(day, "Smith, John MD", npi) for day in DAYS for npi in (GOOD_NPI, OTHER_NPI)]
    sources = json_of(a_list(tmp_path, *rows, heads=("Referral Date", "Referring Provider", "NPI")))["sources"]
    assert sorted(one["npi"] for one in sources) == [GOOD_NPI, OTHER_NPI]


def test_three_spellings_of_one_person_become_one(tmp_path: Path) -> None:
    spellings = ("Okafor, Ada MD", "Dr. Ada Okafor", "OKAFOR, ADA")
    rows = [(day, name, "Riverside Ortho") for day in DAYS for name in spellings]
    report = json_of(a_list(tmp_path, *rows, heads=("Referral Date", "Referring Provider", "Practice")))
    assert [one["referrals"] for one in report["sources"]] == [63]


def test_a_list_that_ended_weeks_ago_says_so(tmp_path: Path) -> None:
    days = [TODAY - timedelta(days=at) for at in range(30, 430)]
    rows = [(f"{day:%m/%d/%Y}", f"{('Okafor', 'Brandt', 'Pillai')[day.day % 3]}, Ada MD") for day in days]
    report = report_on(a_list(tmp_path, *rows))
    assert report.as_of == TODAY
    assert any("Nothing has come from anybody since 25 October 2026" in one for one in read_with_care(report))


def test_at_stake_with_a_quiet_source_is_what_it_used_to_send(tmp_path: Path) -> None:
    fallen = [(TODAY - timedelta(days=at), "Okafor, Ada MD") for at in range(150, 700, 5)]
    steady = [(TODAY - timedelta(days=at), "Brandt, Kate MD") for at in range(1, 700, 5)]
    rows = [(f"{day:%m/%d/%Y}", who) for day, who in [*fallen, *steady]]
    visit = next(one for one in report_on(a_list(tmp_path, *rows)).this_week if "Okafor" in one.who)
    assert visit.reason.startswith("Expected ")
    assert visit.at_stake is not None
    assert visit.at_stake[0] >= 8


def test_one_patient_sent_by_two_of_one_family_on_one_day_is_two_referrals(tmp_path: Path) -> None:
    rows = [("11/02/2026", "Bhattacharya, Liam, MD", "Doe, Jo"), ("11/02/2026", "Bhattacharya, Wei, MD", "Doe, Jo")]
    report = json_of(a_list(tmp_path, *rows, heads=("Referral Date", "Referring Provider", "Patient Name")))
    assert report["input"]["duplicates"] == 0


def test_one_patient_twice_on_one_day_under_two_spellings_of_one_referrer_counts_once(tmp_path: Path) -> None:
    rows = [("11/02/2026", "Bhattacharya, Liam, MD", "Doe, Jo"), ("11/02/2026", "Bhatacharya, Laim", "Doe, Jo")]
    report = json_of(a_list(tmp_path, *rows, heads=("Referral Date", "Referring Provider", "Patient Name")))
    assert report["input"]["duplicates"] == 1


def test_a_source_every_few_months_is_not_said_to_send_none(tmp_path: Path) -> None:
    days = [TODAY - timedelta(days=100 * number) for number in range(1, 7)]
    report = report_on(a_list(tmp_path, *[(f"{day:%m/%d/%Y}", "Okafor, Ada MD") for day in days]))
    assert "less than one referral in two months" in in_short(report)


def test_which_heading_was_read_as_what_is_said(tmp_path: Path) -> None:
    report = report_on(a_list(tmp_path, ("11/20/2026", "Okafor, Ada MD"), heads=("Date Received", "Sent By")))
    said = "Your columns were read like this: 'Date Received' as referral_date, 'Sent By' as referrer_name."
    assert read_with_care(report)[-1] == said
    assert said.replace("'", "&#x27;") in as_html(report)


def test_a_day_before_the_first_referral_is_not_blamed_on_the_rows(tmp_path: Path) -> None:
    report = report_on(a_list(tmp_path, ("11/20/2026", "Okafor, Ada MD")), as_of=date(2020, 1, 1))
    said = as_text(report)
    assert "could not be read" not in said
    assert "Of the 1 row that could be read none counts" in said
    assert "no referrals to count, as of 1 January 2020" in said
