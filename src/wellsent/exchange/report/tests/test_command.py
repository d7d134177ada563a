"""`wellsent report` as it is called: what it prints where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wellsent.config import cli
from wellsent.exchange.report.tests.builders import a_list
from wellsent.testing.processes import wellsent

GOOD, BAD = ("11/20/2026", "Okafor, Ada MD"), ("02/30/2026", "Okafor, Ada MD")
Said = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("rows", "code"), [([GOOD], 0), ([GOOD, BAD], 0), ([BAD], 1)])
def test_it_ends_with_0_when_any_row_was_read_and_with_1_when_none_was(
    tmp_path: Path, rows: list[tuple[str, str]], code: int
) -> None:
    assert cli.main(["report", str(a_list(tmp_path, *rows))]) == code


def test_rejected_rows_are_said_though_it_ends_well(tmp_path: Path, capsys: Said) -> None:
    cli.main(["report", str(a_list(tmp_path, GOOD, BAD))])
    assert "Row 3, Referral Date (02/30/2026): There is no such day" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00\x03", b"%PDF-1.7 nothing", b"PK\x03\x04 cut off", b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_of_referrals_ends_with_1_and_a_remedy(
    tmp_path: Path, capsys: Said, content: bytes
) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    assert cli.main(["report", str(tmp_path / "list.csv"), "--json", str(tmp_path / "r.json")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) >= 2
    assert "Traceback" not in said.err
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize("words", [["nowhere.csv"], ["referrals.csv", "--touches", "nowhere.csv"]])
def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, words: list[str], capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_list(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", *words]) == 2
    assert capsys.readouterr().err.startswith("There is no file nowhere.csv.")


@pytest.mark.parametrize(
    "words",
    [
        ["--as-of", "31/10/2026"],
        ["--as-of", "2026-02-30"],
        ["--day-first", "perhaps"],
        ["--hours", "many"],
        ["--no-such-option"],
    ],
)
def test_a_call_that_cannot_be_understood_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", str(a_list(tmp_path, GOOD)), *words])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--hours", "-1"],
        ["--hours", "nan"],
        ["--hours", "401"],
        ["--false-alarms", "0"],
        ["--false-alarms", "nan"],
        ["--false-alarms", "1e9"],
        ["--mapping", "nowhere.json"],
        ["--html", "/no/such/folder/page.html"],
        ["--json", "/no/such/folder/report.json"],
    ],
)
def test_a_call_with_a_value_that_cannot_be_ends_with_2_and_a_remedy(
    tmp_path: Path, words: list[str], capsys: Said
) -> None:
    assert cli.main(["report", str(a_list(tmp_path, GOOD)), *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    "mapping",
    ['{"referral_date": "No Such Heading"}', '{"no_such_column": "Referral Date"}', "[1]", "{", '{"referral_date": 3}'],
)
def test_a_mapping_that_does_not_fit_ends_with_2_and_a_remedy(tmp_path: Path, mapping: str, capsys: Said) -> None:
    (tmp_path / "mapping.json").write_text(mapping, encoding="utf-8")
    words = ["report", str(a_list(tmp_path, GOOD)), "--mapping", str(tmp_path / "mapping.json")]
    assert cli.main(words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_mapping_says_which_column_is_which(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "mapping.json").write_text('{"referral_date": "A", "referrer_name": "B"}', encoding="utf-8")
    file = a_list(tmp_path, GOOD, heads=("A", "B"))
    assert cli.main(["report", str(file), "--mapping", str(tmp_path / "mapping.json"), "--json", "-"]) == 0
    columns = json.loads(capsys.readouterr().out)["input"]["columns"]
    assert columns == {"referral_date": "A", "referrer_name": "B"}


def test_json_to_standard_output_is_json_alone(tmp_path: Path, capsys: Said) -> None:
    assert cli.main(["report", str(a_list(tmp_path, GOOD, BAD)), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["input"]["accepted"] == 1


def test_contacts_made_put_off_the_check_in(tmp_path: Path, capsys: Said) -> None:
    days = [f"{month:02d}/{day:02d}/2026" for month in range(1, 12) for day in (2, 9, 16)]
    file = a_list(tmp_path, *[(day, "Okafor, Ada MD") for day in days])
    touches = a_list(
        tmp_path,
        ("11/20/2026", "Ada Okafor", "visit", "met the provider"),
        heads=("Date", "Referrer Name", "Kind", "Outcome"),
        name="touches.csv",
    )
    call = ["report", str(file), "--as-of", "2026-11-24"]
    cli.main(call)
    assert "Ada Okafor, MD (" in capsys.readouterr().out
    cli.main([*call, "--touches", str(touches)])
    assert "Ada Okafor, MD (" not in capsys.readouterr().out


def test_what_is_to_be_said_of_the_list_of_contacts_is_said_too(tmp_path: Path, capsys: Said) -> None:
    heads = ("Date", "Referrer Name", "Kind", "Outcome")
    rows = [("11/20/2026", "Ada Okafor", "visit", "met the provider"), ("soon", "Kim Ng", "call", "")]
    touches = a_list(tmp_path, *rows, heads=heads, name="touches.csv")
    cli.main(["report", str(a_list(tmp_path, GOOD)), "--touches", str(touches)])
    assert "touches.csv: 1 row could not be read and is left out." in " ".join(capsys.readouterr().out.split())


def test_it_keeps_nothing_and_needs_no_home(tmp_path: Path) -> None:
    file = a_list(tmp_path, GOOD)
    home = tmp_path / "home"
    ended = wellsent(home, "report", str(file))
    assert ended.returncode == 0, ended.stderr
    assert not home.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["referrals.csv"]
