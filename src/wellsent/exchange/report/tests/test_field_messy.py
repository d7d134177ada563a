"""`wellsent report` on every real messy file: it works, or says exactly why not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wellsent.config import cli

pytestmark = pytest.mark.field


def files() -> list[Path]:
    """The real files; without their folder these checks fail, they are never skipped."""
    given = os.environ.get("FIXTURES")
    assert given, "Set FIXTURES to the folder of real files."
    found = sorted((Path(given) / "messy").iterdir())
    assert len(found) > 50
    return found


def test_every_messy_file_is_reported_on_or_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reported = 0
    for path in files():
        result = tmp_path / "report.json"
        result.unlink(missing_ok=True)
        code = cli.main(["report", str(path), "--json", str(result), "--html", str(tmp_path / "page.html")])
        said = capsys.readouterr()
        assert "Traceback" not in said.err, path.name
        assert "incident" not in said.err, path.name
        assert code in {0, 1}, path.name
        if result.exists():
            report = json.loads(result.read_text(encoding="utf-8"))
            assert code == (0 if report["input"]["accepted"] else 1), path.name
            assert all(one["reason"] and one["remedy"] for one in report["input"]["rejected"]), path.name
            reported += 1
        else:
            assert (code, said.out) == (1, ""), path.name
            assert len(said.err.strip().splitlines()) >= 2, path.name
    assert reported


def test_a_list_of_providers_is_told_to_lack_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = (one for one in files() if one.name == "derived_a__providers_cp1252_semicolon.csv")
    assert cli.main(["report", str(path)]) == 1
    assert "date" in capsys.readouterr().err
