"""The guides are held to the product: all commands, options, settings and messages named exist, all are named."""

from __future__ import annotations

import argparse
import ast
import configparser
import re
import shlex
from pathlib import Path

import pytest

import wellsent
from wellsent.config import cli, fitness
from wellsent.config.commands import COMMANDS

SOURCE = Path(wellsent.__file__).parent
REPOSITORY = SOURCE.parent.parent
GUIDES = [file for file in (REPOSITORY / "docs" / "operating.md", REPOSITORY / "docs" / "guide.md") if file.exists()]
PAGES = [*GUIDES, REPOSITORY / "README.md"]
OURS = {"WELLSENT_SUPERVISOR", "WELLSENT_TEST_HOME"}  # set by our own processes and tests, by nobody else
SETTING = re.compile(r"\b(WELLSENT_[A-Z_]*[A-Z]|DATABASE_URL)\b")


def read(files: list[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def product_files() -> list[Path]:
    return [
        file
        for file in SOURCE.rglob("*.py")
        if not {"tests", "testing"} & set(file.parts) and "conftest" not in file.name
    ]


def texts(file: Path) -> list[str]:
    """Every text in a file of ours, the fixed parts of formatted ones included."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def options() -> dict[str, set[str]]:
    """The long options of every command, its actions' own included."""
    parts = next(action for action in cli.parser()._actions if isinstance(action, argparse._SubParsersAction))
    return {name: options_of(part) - {"--help"} for name, part in parts.choices.items()}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    found = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= set().union(*map(options_of, action.choices.values()))
    return found


def settings_read() -> set[str]:
    """The settings that the product reads; any of them may also come as a file, NAME_FILE."""
    alone = {text for file in product_files() for text in texts(file) if SETTING.fullmatch(text)}
    return {name.removesuffix("_FILE") for name in alone} - OURS


def messages(name: str) -> list[str]:
    """The fixed parts of what each `raise name(...)` of the product says first, the longest of each."""
    found = []
    for file in product_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args:
                fixed = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                found.append(max((str(text) for text in fixed), key=len, default=""))
    return found


def said_in_the_guides() -> list[str]:
    """The first column of every table headed "what is said"."""
    rows = re.findall(r"^\| what is said \|.*\n\|[- |]+\n((?:\|.*\n)+)", read(GUIDES), re.MULTILINE)
    return [line.split("|")[1].strip() for table in rows for line in table.splitlines()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_a_guide(name: str) -> None:
    assert f"`wellsent {name}" in read(GUIDES)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_table_says_each_thing_once(guide: Path) -> None:
    cells = [line.split("|")[1].strip() for line in guide.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    named = [cell for cell in cells if cell not in {"", "---"}]
    assert sorted({cell for cell in named if named.count(cell) > 1 and cell.startswith(("`", "WELLSENT"))}) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_a_guide(name: str) -> None:
    described = "\n".join(line for line in read(GUIDES).splitlines() if f"`wellsent {name}" in line)
    assert sorted(option for option in options()[name] if option not in described) == []


def test_every_command_named_in_the_guides_exists() -> None:
    named = set(re.findall(r"(?:`|bin/|^)wellsent ([a-z][a-z-]*)", read(PAGES), re.MULTILINE))
    assert sorted(named - set(COMMANDS)) == []


def test_every_option_named_in_the_guides_exists() -> None:
    lines = [line for line in read(GUIDES).splitlines() if "wellsent" in line and "useradd" not in line]
    named = {option for line in lines for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line)}
    assert sorted(named - set().union(*options().values(), {"--help", "--version", "--now"})) == []


def test_every_setting_stands_in_the_operators_guide_and_none_that_is_not_read() -> None:
    table = {
        name
        for line in GUIDES[0].read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for name in SETTING.findall(line.split("|")[1])
    }
    assert table == settings_read()


def test_every_setting_named_anywhere_exists() -> None:
    assert sorted({name.removesuffix("_FILE") for name in SETTING.findall(read(PAGES))} - settings_read()) == []


def test_every_message_in_the_guides_is_one_the_product_says() -> None:
    everything = "\n".join(text for file in product_files() for text in texts(file))
    unknown = [
        said
        for said in said_in_the_guides()
        if not all(part.strip() in everything for part in said.split("...") if len(part.strip()) > 3)
    ]
    assert said_in_the_guides()
    assert unknown == []


def test_every_way_in_which_an_installation_can_be_at_fault_stands_in_the_guides() -> None:
    guides = read(GUIDES)
    assert [said for said in messages("SetupError") if said.strip(" .,:") not in guides] == []


def test_every_finding_of_check_stands_in_the_guide() -> None:
    given = set(re.findall(r'Finding\(\s*"([a-z.-]+)"', Path(fitness.__file__).read_text(encoding="utf-8")))
    table = GUIDES[0].read_text(encoding="utf-8").split("| finding |")[1].split("## ")[0]
    assert given == set(re.findall(r"^\| `([a-z.-]+)` \|", table, re.MULTILINE))


def test_the_systemd_unit_is_one_and_starts_a_command_that_exists() -> None:
    (unit,) = re.findall(r"```systemd\n(.*?)```", GUIDES[0].read_text(encoding="utf-8"), re.DOTALL)
    read_unit = configparser.RawConfigParser(strict=True)
    read_unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's words are case-sensitive
    read_unit.read_string(unit)
    assert read_unit.sections() == ["Unit", "Service", "Install"]
    program, *words = shlex.split(read_unit["Service"]["ExecStart"])
    assert program.endswith("/.venv/bin/wellsent")
    cli.parser().parse_args(words)
    assert int(read_unit["Service"]["RestartPreventExitStatus"]) == 2


def test_every_make_target_named_exists_and_every_one_is_explained() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    named = set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", read(PAGES), re.MULTILINE))
    assert explained == set(phony.split())
    assert sorted(named - explained) == []
