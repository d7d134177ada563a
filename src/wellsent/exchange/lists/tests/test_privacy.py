"""A patient's cells appear in no example, rejection, question, note or error."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from wellsent.exchange.lists import ColumnsMissingError, ReadList
from wellsent.exchange.lists.tests.builders import read_text

CANARIES = ("Zanzibarova", "Quillfeather", "7734021958", "1951-07-23", "whispered")
MAY_HOLD_PATIENTS = {"values", "source", "indexes", "rows"}


def everything_shown(read: ReadList) -> str:
    return repr([getattr(read, field.name) for field in fields(read) if field.name not in MAY_HOLD_PATIENTS])


ROWS = (
    "2026-01-05,Ada Okafor MD,Zanzibarova Quillfeather,7734021958,1951-07-23,she whispered to me,Quillfeather\n"
    "soon,Bo Ng MD,Zanzibarova Quillfeather,7734021958,1951-07-23,she whispered to me,Zanzibarova\n"
    "2026-01-06,Cy Ng MD,Zanzibarova Quillfeather,7734021958,2951-07-23,she whispered to me,Zanzibarova\n"
)


def test_nothing_shown_of_a_list_holds_a_patient(tmp_path: Path) -> None:
    headings = "Ref Date,Referrer,Patient Name,MRN,DOB,Notes,Emergency Contact\n"
    read = read_text(tmp_path, headings + ROWS)
    assert (len(read.rows), len(read.rejected)) == (1, 2)
    shown = everything_shown(read)
    assert not [canary for canary in CANARIES if canary in shown]
    assert "●●●●58" in shown


@pytest.mark.parametrize("headings", ["", "Ref Date,x1,x2,x3,x4,x5,x6\n", "Name,MRN\n"])
def test_no_refusal_holds_a_patient(tmp_path: Path, headings: str) -> None:
    rows = ROWS.replace("Ada Okafor MD", "x").replace("Bo Ng MD", "x").replace("Cy Ng MD", "x")
    with pytest.raises(ColumnsMissingError) as caught:
        read_text(tmp_path, headings + rows)
    shown = f"{caught.value} {everything_shown(caught.value.read)}"
    assert not [canary for canary in CANARIES if canary in shown]


def test_a_column_nobody_knows_shows_cells_only_when_they_return(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-05,Ada Okafor,JM,Jo Doe,{number}\n" for number in range(5))
    columns = read_text(tmp_path, f"Ref Date,Referrer,Rep,Caller,Call\n{rows}").columns
    assert [column.examples for column in columns[2:4]] == [("JM",), ("●●●●",)]
    assert set(columns[4].examples) == {"●●●●"}
