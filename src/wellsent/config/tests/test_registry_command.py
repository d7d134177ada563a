"""`wellsent registry`: what it says, writes and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wellsent.config import cli
from wellsent.directory.registry.tests.made_up import month, person
from wellsent.simulate.people import make_npi


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WELLSENT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def loaded(tmp_path: Path) -> None:
    assert cli.main(["registry", "load", str(month(tmp_path / "a.csv", person(1), person(2, zip_code="30030")))]) == 0


@pytest.mark.usefixtures("loaded")
def test_near_writes_what_others_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ["registry", "near", "--zip", "30309", "--miles", "25", "--kind", "podiatry", "--json", "-"]
    assert cli.main(words) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["zip"], result["miles"], result["count"]) == ("30309", 25, 2)
    assert result["providers"][0] == {
        "npi": make_npi(1),
        "name": "QUILL1, ADA",
        "kind": "podiatry",
        "taxonomy": "213E00000X",
        "miles": 0.0,
        "practice_address": "1 LAKESIDE AVE, ATLANTA, GA 30309",
        "phone": "4045550100",
        "fax": None,
        "since": "2009-04-01",
    }
    assert 3 < result["providers"][1]["miles"] < 8


@pytest.mark.usefixtures("loaded")
def test_near_and_show_speak_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["registry", "near", "--zip", "30309", "--miles", "25", "--limit", "1"]) == 0
    assert cli.main(["registry", "show", make_npi(1)]) == 0
    assert cli.main(["registry", "status"]) == 0
    said = capsys.readouterr().out
    assert "2 providers practise within 25 miles of 30309, in a straight line." in said
    assert "fax: unknown (unverified)" in said
    assert "4 providers as of 2026-11-07" in said


@pytest.mark.parametrize("words", [["near", "--zip", "30309", "--miles", "5"], ["show", make_npi(1)], ["status"]])
def test_without_files_each_says_how_to_get_them_and_exits_1(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["registry", *words]) == 1
    said = capsys.readouterr()
    assert "wellsent registry load FILE.zip" in said.out + said.err


@pytest.mark.usefixtures("loaded")
def test_a_refused_load_exits_1_with_reason_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert cli.main(["registry", "load", str(empty)]) == 1
    assert capsys.readouterr().err == "empty.csv is empty.\nDownload it again and load that.\n"


def test_a_wrong_call_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["registry", "near", "--zip", "30309"])
    assert ended.value.code == 2
    assert "--miles" in capsys.readouterr().err
