from __future__ import annotations

import argparse
import json
import subprocess
import sys
import types
from pathlib import Path

import pytest

from wellsent.base.errors import CallError, DataError
from wellsent.config import cli, incidents, output
from wellsent.config.commands import COMMANDS


@pytest.fixture
def a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> types.ModuleType:
    """A command of these tests' own; what it does is put into its `run`."""
    monkeypatch.setenv("WELLSENT_HOME", str(tmp_path))
    module = types.ModuleType("a_command")
    module.HELP, module.EXAMPLE = "try something", "wellsent try"  # type: ignore[attr-defined]  # made here
    module.add_arguments = lambda parser: None  # type: ignore[attr-defined]  # made here
    monkeypatch.setitem(sys.modules, "a_command", module)
    monkeypatch.setitem(COMMANDS, "try", "a_command")
    return module


def does(module: types.ModuleType, error: Exception) -> None:
    def run(args: argparse.Namespace) -> int:
        raise error

    module.run = run  # type: ignore[attr-defined]  # made here


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert f"example:\n  wellsent {name}" in capsys.readouterr().out


def test_a_made_up_practice_needs_no_seed(tmp_path: Path) -> None:
    assert cli.main(["simulate", str(tmp_path / "made-up"), "--sources", "3", "--months", "2"]) == 0
    assert (tmp_path / "made-up" / "referrals.csv").exists()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert [
        name
        for name in COMMANDS
        if f"    {name}" not in map(str.rstrip, said.splitlines()) and f"    {name} " not in said
    ] == []


@pytest.mark.parametrize("words", [[], ["no-such-command"], ["serve", "--no-such-option"], ["simulate", "--se", "1"]])
def test_a_wrong_call_exits_2_and_says_so_on_standard_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert "usage: wellsent" in said.err


@pytest.mark.parametrize(("error", "code"), [(DataError("It is torn.", "Mend it."), 1), (CallError("No.", "Do."), 2)])
def test_an_error_of_ours_is_its_reason_and_its_remedy(
    a_command: types.ModuleType, capsys: pytest.CaptureFixture[str], error: DataError, code: int
) -> None:
    does(a_command, error)
    assert cli.main(["try"]) == code
    assert capsys.readouterr().err == f"{error.reason}\n{error.remedy}\n"


def test_an_unexpected_error_is_one_line_with_a_number_and_nothing_of_its_words(
    a_command: types.ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    does(a_command, ValueError("Quillfeatherstone was born in 1931"))
    assert cli.main(["try"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    kept = json.loads(incidents.log_file().read_text(encoding="utf-8"))
    assert kept["incident"] in said
    assert kept["kinds"] == ["builtins.ValueError"]
    assert "Quillfeatherstone" not in said + incidents.log_file().read_text(encoding="utf-8")
    assert any(place.endswith(" run") for place in kept["places"])


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_loads_django_or_numpy_before_it_runs(name: str) -> None:
    program = (
        f"import sys; from wellsent.config import cli; cli.parser([{name!r}]); "
        "print(sorted({'django', 'numpy', 'granian'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_json_goes_to_a_file_or_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output.write_json("-", {"name": "Muñoz"})
    output.write_json(str(tmp_path / "out.json"), {"name": "Muñoz"})
    assert capsys.readouterr().out == (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == {"name": "Muñoz"}


def test_json_that_cannot_be_written_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="cannot be written"):
        output.write_json(str(tmp_path / "missing" / "out.json"), {})


def test_progress_is_silent_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    progress = output.Progress("rows", 10)
    progress(5)
    progress.finish()
    assert capsys.readouterr().err == ""
