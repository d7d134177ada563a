"""`wellsent dedupe` as people and programs call it, where nothing is set up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wellsent.config import cli

LIST = """Provider,Phone,Email,Site Address,Suburb
"Okafor, Ada",(404) 555-0148,,12 Lakeside Avenue,Macon
Ada Okafor MD,404-555-0148,not an address,12 Lakeside Ave,Macon
"Zielinski, Erin",404-555-0177,,9 Mill St,Macon
Eric Zielinski,404-555-0177,,9 Mill St,Macon
Grace Oyelaran,404-555-0101,,77 Quarry Rd,Athens
"""


@pytest.fixture
def a_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("WELLSENT_HOME", str(tmp_path / "nowhere"))
    path = tmp_path / "providers.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_programs_read_rows_as_the_spreadsheet_numbers_them(a_list: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dedupe", str(a_list), "--json", "-"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"] == 5
    assert [one["rows"] for one in said["clusters"]] == [[2, 3]]
    assert [one["rows"] for one in said["review"]] == [[4, 5]]
    assert all(0 < one["score"] <= 1 and one["why"] for one in (*said["clusters"], *said["review"]))
    assert said["columns"]["address"] == "Site Address"
    assert [one["row"] for one in said["unreadable"]] == [3]


def test_people_read_sentences_and_problems_stand_apart(a_list: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dedupe", str(a_list)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("5 rows; 1 of them repeats another.\nThe same provider:\n  rows 2, 3 (")
    assert "Perhaps the same, for you to say:\n  rows 4, 5 (" in said.out
    assert said.err.startswith("Row 3, Email (not an address): ")


def test_a_mapping_says_which_column_is_which(a_list: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_list.write_text("Wer,Wo\nAda Okafor,Macon\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"name": "Wer", "city": "Wo"}', encoding="utf-8")
    assert cli.main(["dedupe", str(a_list), "--mapping", str(mapping), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == {"name": "Wer", "city": "Wo"}


def test_a_file_that_is_not_there_is_the_callers_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dedupe", str(tmp_path / "gone.csv")]) == 2
    assert "There is no file" in capsys.readouterr().err
