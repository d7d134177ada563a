"""The files of a made-up practice: the same bytes for the same seed, and a truth for every row in them."""

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wellsent.simulate.practice import Simulated, write_practice

SEEDS = range(8)
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Simulated]:
    """Some practices with a campaign, each in a folder of its own."""
    home = tmp_path_factory.mktemp("practices")
    return [write_practice(home / str(seed), seed=seed, campaign_percent=40.0) for seed in SEEDS]


def truth_of(practice: Simulated) -> Truth:
    truth: Truth = json.loads((practice.folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def lines_of(practice: Simulated, truth: Truth) -> list[list[str]]:
    path = practice.folder / "referrals.csv"
    text = path.read_text(encoding=truth["export"]["encoding"])
    header = text.splitlines()[truth["export"]["header_row"] - 1]
    delimiter = max(",;\t", key=header.count)
    return list(csv.reader(text.splitlines(), delimiter=delimiter))


def rows_of(practice: Simulated, truth: Truth) -> dict[int, dict[str, str]]:
    """The rows with a truth, by row number, their cells by our columns."""
    lines = lines_of(practice, truth)
    ours = {theirs: ours for ours, theirs in truth["export"]["columns"].items()}
    header = [str(ours.get(cell, cell)) for cell in lines[truth["export"]["header_row"] - 1]]
    return {int(row): dict(zip(header, lines[int(row) - 1], strict=True)) for row in truth["rows"]}


def list_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    one = write_practice(tmp_path / "one", seed=4, campaign_percent=20.0)
    two = write_practice(tmp_path / "two", seed=4, campaign_percent=20.0)
    assert [path.name for path in one.files] == [path.name for path in two.files]
    for first, second in zip(one.files, two.files, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_another_seed_writes_other_people_under_other_headers(made: list[Simulated]) -> None:
    truths = [truth_of(practice) for practice in made]
    assert len({json.dumps(truth["export"]["columns"]) for truth in truths}) == len(truths)
    assert len({truth["sources"][0]["name"] for truth in truths}) == len(truths)
    assert len({truth["export"]["dates"] for truth in truths}) > 1


def test_every_row_has_a_truth(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        data = len(lines_of(practice, truth)) - truth["export"]["header_row"]
        totals = truth["export"]["totals_row"] is not None
        assert len(truth["rows"]) == practice.rows == data - totals


def test_every_referral_is_exported_at_least_once(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        exported = {row["referral"] for row in truth["rows"].values()}
        assert exported == {referral["referral"] for referral in truth["referrals"]}
        assert practice.rows - practice.referrals == practice.duplicates


def test_duplicates_point_to_their_first(made: list[Simulated]) -> None:
    for practice in made:
        rows = truth_of(practice)["rows"]
        copies = {number: row for number, row in rows.items() if "duplicate_of" in row}
        assert len(copies) == practice.duplicates
        for number, row in copies.items():
            first = rows[str(row["duplicate_of"])]
            assert row["duplicate_of"] < int(number)
            assert first["referral"] == row["referral"]
            assert "duplicate_of" not in first


def test_duplicates_name_the_same_patient_on_the_same_day(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        rows = rows_of(practice, truth)
        for number, row in truth["rows"].items():
            if "duplicate_of" in row:
                one, other = rows[int(number)], rows[row["duplicate_of"]]
                for column in ("referral_date", "patient_id", "patient_name"):
                    assert one.get(column) == other.get(column)


def test_some_duplicates_differ_from_their_first(made: list[Simulated]) -> None:
    differ = 0
    for practice in made:
        truth = truth_of(practice)
        rows = rows_of(practice, truth)
        differ += sum(
            rows[int(number)] != rows[row["duplicate_of"]]
            for number, row in truth["rows"].items()
            if "duplicate_of" in row
        )
    assert 0 < differ < sum(practice.duplicates for practice in made)


def test_a_row_without_a_practice_carries_the_npi(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        for number, cells in rows_of(practice, truth).items():
            row = truth["rows"][str(number)]
            if "unreadable" not in row and not cells["referrer_practice"]:
                assert cells["referrer_npi"] == truth["sources"][row["source"]]["npi"]


def test_an_npi_in_a_row_is_that_of_its_source_unless_marked_wrong(made: list[Simulated]) -> None:
    given = wrong = 0
    for practice in made:
        truth = truth_of(practice)
        for number, cells in rows_of(practice, truth).items():
            row = truth["rows"][str(number)]
            if cells.get("referrer_npi"):
                given += 1
                wrong += "wrong_npi" in row
                right = cells["referrer_npi"] == truth["sources"][row["source"]]["npi"]
                assert right == ("wrong_npi" not in row)
    assert 0 < wrong < 0.03 * given


def test_unreadable_rows_lack_a_believable_date_or_the_referrer(made: list[Simulated]) -> None:
    signs = {
        "impossible date": r"02[/-]30",
        "no date": r"^$",
        "date far ahead": r"20[67]\d",
        "date before 1990": r"19[12]\d",
    }
    found = 0
    for practice in made:
        truth = truth_of(practice)
        for number, cells in rows_of(practice, truth).items():
            unreadable = truth["rows"][str(number)].get("unreadable")
            if not unreadable:
                assert cells["referral_date"]
                assert cells["referrer_name"].strip()
                continue
            found += 1
            if unreadable["column"] == "referrer_name":
                assert cells["referrer_name"] == cells.get("referrer_npi", "") == cells["referrer_practice"] == ""
            else:
                assert re.search(signs[unreadable["why"]], cells["referral_date"])
    assert found == sum(practice.unreadable for practice in made) > 0


def test_one_source_is_spelled_in_several_ways(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        spellings: dict[int, set[str]] = {}
        for number, cells in rows_of(practice, truth).items():
            spellings.setdefault(truth["rows"][str(number)]["source"], set()).add(cells["referrer_name"])
        assert max(len(names) for names in spellings.values()) >= 4


def test_without_mess_every_row_is_plain_and_the_facts_are_the_same(tmp_path: Path, made: list[Simulated]) -> None:
    clean = write_practice(tmp_path, seed=3, campaign_percent=40.0, mess=0)
    truth, messy = truth_of(clean), truth_of(made[3])
    assert (clean.duplicates, clean.unreadable, truth["export"]["header_row"]) == (0, 0, 1)
    assert truth["referrals"] == messy["referrals"]
    assert truth["sources"] == messy["sources"]
    names: dict[int, set[str]] = {}
    for number, cells in rows_of(clean, truth).items():
        names.setdefault(truth["rows"][str(number)]["source"], set()).add(cells["referrer_name"])
    assert all(len(spellings) == 1 for spellings in names.values())


def test_most_of_the_volume_comes_from_few_sources_on_weekdays(made: list[Simulated]) -> None:
    for practice in made:
        referrals = truth_of(practice)["referrals"]
        volume = np.sort(np.bincount([one["source"] for one in referrals], minlength=80))[::-1]
        assert volume[:16].sum() > 0.4 * volume.sum()
        weekend = [date.fromisoformat(one["received"]).weekday() >= 5 for one in referrals]
        assert np.mean(weekend) < 0.06


def test_the_last_weeks_are_still_open(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        recent = {one["referral"] for one in truth["referrals"] if one["received"] >= "2026-10-20"}
        rows = rows_of(practice, truth)
        discharged = [
            rows[int(number)].get("discharge_date")
            for number, row in truth["rows"].items()
            if row["referral"] in recent
        ]
        assert not any(discharged)


def test_truth_has_a_rate_for_every_source_and_month(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        assert len(truth["months"]) == 24
        assert truth["months"][-1] == "2026-10"
        assert len(truth["sources"]) == practice.sources == 80
        for source in truth["sources"]:
            assert len(source["monthly_rate"]) == 24
            assert 0 < source["conversion"] < 1
            assert 0 < source["completion"] < 1


def visits_of(practice: Simulated, truth: Truth) -> list[dict[str, str]]:
    text = (practice.folder / "visits.csv").read_text(encoding=truth["export"]["encoding"])
    header = text.splitlines()[0]
    return list(csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=header.count)))


def test_visits_say_what_the_referral_list_says(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        dated: Counter[int] = Counter(key for key, outcome in truth["visits"].values() if outcome == "attended")
        counted: Counter[int] = Counter()
        for number, cells in rows_of(practice, truth).items():
            key = truth["rows"][str(number)]["referral"]  # of one exported twice, the newer row says more
            counted[key] = max(counted[key], int(cells.get("visits_attended") or 0))
        if "visits_attended" in truth["export"]["columns"]:
            assert dated == +counted


def test_every_visit_has_a_truth_and_a_patient_of_the_referral_list(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        visits = visits_of(practice, truth)
        assert len(visits) == len(truth["visits"]) == practice.visits
        outcomes = {outcome for _, outcome in truth["visits"].values()}
        assert outcomes == {"attended", "missed", "cancelled", "planned"}
        patients = {row["patient"] for row in truth["referrals"]}
        if theirs := truth["export"]["columns"].get("patient_id"):
            assert {visit[theirs] for visit in visits} <= patients


def test_touches_fall_on_working_days_of_the_records_and_have_a_truth(made: list[Simulated]) -> None:
    for practice in made:
        touches, truth = list_of(practice.folder / "touches.csv"), truth_of(practice)
        assert len(touches) == len(truth["touches"]) == practice.touches > 0
        for number, touch in enumerate(touches, start=2):
            day = date.fromisoformat(touch["date"])
            assert practice.first_day <= day <= practice.last_day
            assert day.weekday() < 5
            if touch["referrer_npi"]:
                source = truth["sources"][truth["touches"][str(number)]]
                assert touch["referrer_npi"] == source["npi"]


def test_the_practice_knows_most_sources_and_some_targets(made: list[Simulated]) -> None:
    for practice in made:
        known, truth = list_of(practice.folder / "providers.csv"), truth_of(practice)
        npis = {source["npi"] for source in truth["sources"]}
        listed = {provider["npi"] for provider in known}
        assert 0.5 * len(npis) < len(npis & listed) < len(npis)
        assert listed - npis


def test_the_campaign_file_names_its_targets_as_the_export_shows_them(made: list[Simulated]) -> None:
    for practice in made:
        truth = truth_of(practice)
        campaign = json.loads((practice.folder / "campaign.json").read_text(encoding="utf-8"))
        by_reference = {source["npi"]: source["source"] for source in truth["sources"]}
        by_reference |= {source["name"]: source["source"] for source in truth["sources"]}
        targets = [by_reference[target["referrer"]] for target in campaign["targets"]]
        assert targets == [target["source"] for target in truth["campaign"]["targets"]]
        assert not set(targets) & {by_reference[name] for name in campaign["comparison"]}
        assert campaign["declared_on"] <= min(target["start"] for target in campaign["targets"])
        assert "percent" not in campaign


def test_a_later_practice_without_a_campaign_leaves_none_behind(tmp_path: Path) -> None:
    write_practice(tmp_path, seed=1, sources=10, months=6, campaign_percent=30.0)
    assert (tmp_path / "campaign.json").exists()
    write_practice(tmp_path, seed=2, sources=10, months=6)
    assert not (tmp_path / "campaign.json").exists()


def test_a_list_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "referrals.csv").write_text("my own list", encoding="utf-8")
    with pytest.raises(FileExistsError, match="empty folder"):
        write_practice(tmp_path, seed=1, sources=10, months=6)
    assert (tmp_path / "referrals.csv").read_text(encoding="utf-8") == "my own list"


def test_the_records_end_with_the_day_asked_for(tmp_path: Path) -> None:
    made = write_practice(tmp_path, seed=1, sources=10, months=2, last_day=date(2026, 3, 10))
    assert (made.first_day, made.last_day) == (date(2026, 2, 1), date(2026, 3, 10))


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seed": 1, "mess": -0.5}, {"seed": 1, "sources": 0}])
def test_arguments_out_of_range_are_refused_before_anything_is_written(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"from 0 up|at least one source"):
        write_practice(tmp_path / "new", **wrong)
    assert not (tmp_path / "new").exists()
