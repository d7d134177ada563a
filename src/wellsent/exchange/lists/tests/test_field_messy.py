"""The real messy files: each is read, or refused in words, and none takes long.

The bound is on processor time, ours and that of the process that opens workbooks.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wellsent.base.errors import DataError, WellsentError
from wellsent.exchange.lists import list_sheets, read_list
from wellsent.exchange.lists.files import open_document
from wellsent.exchange.lists.tests.builders import TODAY

pytestmark = pytest.mark.field

REFUSED = {
    "calamine__issue_594_dos.ods": "more cells",
    "calamine__pass_protected.xlsb": "password",
    "calamine__pass_protected.xlsx": "password",
    "poi__password.xls": "password",
    "poi__protected_passtika.xlsx": "password",
    "derived_a__truncated.xlsx": "damaged or cut off",
    "csvkit__empty.csv": "empty",
}
"""Files that cannot be opened at all, and the word their refusal must hold."""


def folder() -> Path:
    """The folder of real files; without it these checks fail, they are never skipped."""
    given = os.environ.get("FIXTURES")
    assert given, "Set FIXTURES to the folder of real files."
    return Path(given) / "messy"


def processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def test_every_messy_file_is_read_or_refused_in_words() -> None:
    files = sorted(folder().iterdir())
    assert len(files) > 50
    for path in files:
        for kind in ("referrals", "providers", "patients", "visits", "touches"):
            before = processor_seconds()
            print(f"{path.name} as {kind}: {outcome(path, kind)}")  # noqa: T201  # what this check is run for
            assert processor_seconds() - before < 5, path.name


def outcome(path: Path, kind: str) -> str:
    """What a person is told; anything but a list with rows or a refusal with its remedy fails."""
    try:
        read = read_list(path, kind, as_of=TODAY)
    except WellsentError as error:
        reason, remedy = error.reason, error.remedy
    else:
        reason, remedy = f"{len(read.rows)} rows read, {len(read.rejected)} rejected", "none needed"
    assert reason, path.name
    assert remedy, path.name
    return f"{reason} {remedy}"


@pytest.mark.parametrize(("name", "word"), REFUSED.items())
def test_what_cannot_be_opened_is_refused_with_its_reason(name: str, word: str) -> None:
    with pytest.raises(DataError, match=word):
        open_document(folder() / name)


def test_everything_else_opens() -> None:
    for path in folder().iterdir():
        if path.name not in REFUSED:
            assert list_sheets(path), path.name


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("derived_a__providers_cp1252_semicolon.csv", 200),
        ("derived_a__providers_utf16_tab.txt", 200),
        ("derived_a__html_disguised.xls", 80),
        ("derived_a__title_rows_second_sheet.xlsx", 120),
        ("derived_a__formula_cells.csv", 40),
        ("derived_a__truncated_mid_quote.csv", 68),
    ],
)
def test_the_provider_lists_are_read_whole(name: str, rows: int) -> None:
    read = read_list(folder() / name, "providers", as_of=TODAY)
    assert len(read.rows) == rows
    assert set(read.values) == {"npi", "name", "practice", "address", "city", "state", "zip", "phone"}
    assert None not in read.values["npi"]
