"""A patient's words, planted in every cell that could hold them, stand nowhere in what the report writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wellsent.config import cli
from wellsent.exchange.report.tests.builders import a_list
from wellsent.testing.patients import MARKER

NAME = f"{MARKER.family_name}, {MARKER.given_name}"
HEADS = ("Referral Date", "Referring Provider", "MRN", "Patient Name", "DOB", "Eval Date", "Referral Notes", "Remarks")
SPOILED = [
    ("09/01/2026", "Okafor, Ada MD", MARKER.record_number, NAME, "07/19/1931", "09/09/2026", f"For {NAME}", NAME),
    ("99/99/2026", "Okafor, Ada MD", MARKER.record_number, NAME, "07/19/1931", "", NAME, ""),  # no such day
    ("09/02/2026", "Okafor, Ada MD", MARKER.record_number, NAME, MARKER.family_name, "", NAME, ""),  # no birth date
    ("09/03/2026", "Okafor, Ada MD", MARKER.record_number * 9, NAME * 30, "07/19/1831", "", NAME, ""),  # too long
    ("", "", MARKER.record_number, NAME, "", "", "", ""),  # nothing but a patient
    ("09/04/2026", "", MARKER.record_number, NAME, "", "", "", ""),  # nobody referred
    ("09/05/2026", "Brandt, Katherine MD", MARKER.record_number, NAME, "", "09/01/2026", "", MARKER.phone),  # too soon
]


def everything_written(folder: Path, file: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """What a person gets to see of a list in all three shapes, with what went to standard error."""
    cli.main(["report", str(file), "--json", str(folder / "r.json"), "--html", str(folder / "r.html")])
    said = "".join(capfd.readouterr())
    written = [path.read_text(encoding="utf-8") for path in (folder / "r.json", folder / "r.html") if path.exists()]
    return " ".join([said, *written])


def found_in(text: str) -> list[str]:
    return [word for word in MARKER.words if word.casefold() in text.casefold()]


def test_no_patient_is_named_in_text_json_or_page(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = everything_written(tmp_path, a_list(tmp_path, *SPOILED, heads=HEADS), capfd)
    assert "Okafor" in text
    assert found_in(text) == []


def test_a_birth_date_that_cannot_be_read_is_not_repeated(tmp_path: Path) -> None:
    file = a_list(tmp_path, *SPOILED, heads=HEADS)
    cli.main(["report", str(file), "--json", str(tmp_path / "r.json")])
    rejected = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["input"]["rejected"]
    assert {one["row"] for one in rejected} >= {3, 6}
    assert all("value" not in one for one in rejected if one["column"] in {"MRN", "Patient Name", "DOB"})


@pytest.mark.parametrize(
    "heads",
    [
        ("Referral Date", "Referring Provider", "Column A", "Column B"),  # told by what the cells hold, or not at all
        ("Patient Name", "Name", "MRN", "DOB"),  # neither a day nor a referrer
    ],
)
def test_columns_that_are_not_recognised_are_not_repeated_either(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], heads: tuple[str, ...]
) -> None:
    rows = [("09/01/2026", "Okafor, Ada MD", NAME, MARKER.record_number)] * 3
    assert found_in(everything_written(tmp_path, a_list(tmp_path, *rows, heads=heads), capfd)) == []


def test_a_list_without_headings_does_not_turn_a_patient_into_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, *rest = [("09/01/2026", "Okafor, Ada MD", MARKER.record_number, NAME, "07/19/1931")] * 4
    assert found_in(everything_written(tmp_path, a_list(tmp_path, *rest, heads=first), capfd)) == []
