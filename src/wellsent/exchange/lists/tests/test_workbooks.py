"""Workbooks: sheets, typed dates, merged cells, and every hostile one that could be thought of."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wellsent.base.errors import CallError, DataError
from wellsent.exchange.lists import list_sheets, read_list
from wellsent.exchange.lists.tests.builders import TODAY, a_workbook, an_ods_of, an_ods_row, an_xlsx_of

HEADINGS: list[Any] = ["Referral Date", "Referring Provider", "Visits"]
ROW: list[Any] = [date(2026, 1, 5), "Okafor, Ada MD", 12]


def test_a_workbook_is_read_with_its_typed_cells(tmp_path: Path) -> None:
    read = read_list(a_workbook(tmp_path / "a.xlsx", {"Export": [HEADINGS, ROW]}), "referrals", as_of=TODAY)
    assert read.values == {
        "referral_date": [date(2026, 1, 5)],
        "referrer_name": ["Okafor, Ada MD"],
        "visits_attended": [12],
    }
    assert (read.sheet, read.header_row, read.rows, read.format) == ("Export", 1, [2], "xlsx")


def test_the_file_s_name_does_not_matter(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "export.csv", {"Export": [HEADINGS, ROW]})
    assert read_list(path, "referrals", as_of=TODAY).rows == [2]


def test_the_list_is_found_under_title_rows_and_blank_ones(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Referrals 2024-2026"], [], ["Printed", date(2026, 11, 1)], HEADINGS, ROW]
    read = read_list(a_workbook(tmp_path / "a.xlsx", {"Export": rows}), "referrals", as_of=TODAY)
    assert (read.header_row, read.rows) == (4, [5])


def test_the_sheet_with_the_list_is_chosen_and_the_others_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {"Cover": [["Confidential"]], "Export (2)": [HEADINGS, ROW]}
    read = read_list(a_workbook(tmp_path / "a.xlsx", sheets), "referrals", as_of=TODAY)
    assert read.sheet == "Export (2)"
    assert read.sheet_why == "3 of its headings are known; not read: 'Cover'"


def test_a_hidden_sheet_is_left_unless_no_other_holds_the_list(tmp_path: Path) -> None:
    both = {"Old": [HEADINGS, ROW, ROW], "New": [HEADINGS, ROW]}
    path = a_workbook(tmp_path / "a.xlsx", {"New": both["New"], "Old": both["Old"]}, hidden=["Old"])
    assert read_list(path, "referrals", as_of=TODAY).sheet == "New"
    path = a_workbook(tmp_path / "b.xlsx", {"Cover": [["Confidential"]], "Old": both["Old"]}, hidden=["Old"])
    assert read_list(path, "referrals", as_of=TODAY).sheet == "Old"


def test_that_other_sheets_hold_such_rows_too_is_said(tmp_path: Path) -> None:
    years: dict[str, Any] = {"2025": [HEADINGS, ROW], "2026": [HEADINGS, ROW, ROW], "Notes": [["Patient", "Pay"]]}
    path = a_workbook(tmp_path / "a.xlsx", years)
    (note,) = read_list(path, "referrals", as_of=TODAY).notes
    assert note.startswith("Only the sheet '2026' was read; '2025' has such rows too.")
    assert read_list(path, "referrals", sheet="2025", as_of=TODAY).notes == ()


def test_a_sheet_can_be_asked_for(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", {"One": [HEADINGS, ROW], "Two": [HEADINGS, ROW, ROW]})
    assert len(read_list(path, "referrals", sheet="Two", as_of=TODAY).rows) == 2


def test_a_wrong_sheet_is_refused_with_the_sheets_there_are(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", {"One": [HEADINGS, ROW]})
    with pytest.raises(CallError, match=r"no sheet 'Two'\. Its sheets are: 'One'"):
        read_list(path, "referrals", sheet="Two", as_of=TODAY)


def test_sheets_are_listed_with_hidden_ones(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", {"One": [HEADINGS, ROW], "Two": []}, hidden=["Two"])
    assert [(each.name, each.rows, each.hidden) for each in list_sheets(path)] == [("One", 2, False), ("Two", 0, True)]


def test_headings_in_two_rows_are_put_together(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Referral", "", "Patient", ""], ["Date", "Doctor", "Name", "DOB"]]
    rows.append([ROW[0], "Ada Okafor", "Jo Doe", ""])
    read = read_list(a_workbook(tmp_path / "a.xlsx", {"List": rows}), "referrals", as_of=TODAY)
    assert read.headers["patient_name"] == "Patient Name"
    assert read.headers["referral_date"] == "Referral Date"


def test_an_opendocument_list_is_read(tmp_path: Path) -> None:
    table = f'<table:table table:name="List">{an_ods_row(*HEADINGS[:2])}{an_ods_row("2026-01-05", "Ada")}</table:table>'
    read = read_list(an_ods_of(tmp_path / "a.ods", table), "referrals", as_of=TODAY)
    assert (read.values["referrer_name"], read.format) == (["Ada"], "ods")


def test_a_formula_without_a_stored_value_is_blank_and_none_is_run(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}">'
        f'<c r="A{number}" t="inlineStr"><is><t>{first}</t></is></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>{second}</t></is></c>{third}</row>'
        for number, first, second, third in (
            (1, "Referral Date", "Referring Provider", '<c r="C1" t="inlineStr"><is><t>Visits</t></is></c>'),
            (2, "2026-01-05", "Ada Okafor", '<c r="C2"><f>1+1</f></c>'),
        )
    )
    path = an_xlsx_of(tmp_path / "a.xlsx", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    assert read_list(path, "referrals", as_of=TODAY).values["visits_attended"] == [None]


def test_numbers_of_days_in_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Referral Date</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Referring Provider</t></is></c></row>'
        '<row r="2"><c r="A2"><v>44565</v></c><c r="B2" t="inlineStr"><is><t>Ada</t></is></c></row>'
    )
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    path = an_xlsx_of(tmp_path / "a.xlsx", sheet, workbook_attributes='date1904="1"')
    assert read_list(path, "referrals", as_of=TODAY).values["referral_date"] == [date(2026, 1, 5)]


def test_a_cell_merged_downwards_stands_for_each_of_its_rows(tmp_path: Path) -> None:
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = "".join(
        f'<row r="{number}">{"".join(text.format(f"{column}{number}", value) for column, value in cells.items())}</row>'
        for number, cells in enumerate(
            (
                {"A": "Referring Provider", "B": "Referral Date"},
                {"A": "Ada Okafor", "B": "2026-01-05"},
                {"B": "2026-01-06"},
                {"A": "Bo Ng", "B": "2026-01-07"},
            ),
            start=1,
        )
    )
    merge = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    path = an_xlsx_of(tmp_path / "a.xlsx", f"<worksheet><sheetData>{rows}</sheetData>{merge}</worksheet>")
    read = read_list(path, "referrals", as_of=TODAY)
    assert read.values["referrer_name"] == ["Ada Okafor", "Ada Okafor", "Bo Ng"]


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_list(path, "referrals", as_of=TODAY)
    assert caught.value.remedy
    return caught.value.reason


def test_a_workbook_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = a_workbook(tmp_path / "a.xlsx", {"One": [HEADINGS, ROW]}).read_bytes()
    for length in range(4, len(whole), 977):
        (tmp_path / "cut.xlsx").write_bytes(whole[:length])
        assert refusal(tmp_path / "cut.xlsx") == "The workbook is damaged or cut off."


def test_two_cells_at_the_far_corners_do_not_end_the_program(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = an_xlsx_of(tmp_path / "a.xlsx", f"<worksheet><sheetData>{far}</sheetData></worksheet>")
    assert refusal(path) == "The workbook asks for more cells than a list can have."


def test_a_row_said_to_repeat_two_thousand_million_times_is_refused(tmp_path: Path) -> None:
    row = an_ods_row("x").replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2000000000">')
    path = an_ods_of(tmp_path / "a.ods", f'<table:table table:name="List">{row}</table:table>')
    assert "no heading row" in refusal(path)


def test_a_million_laughs_and_foreign_entities_are_not_followed(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    entities = f'<!DOCTYPE x [{laughs}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    cell = '<c r="A1" t="inlineStr"><is><t>&l9;&file;</t></is></c>'
    sheet = f'{entities}<worksheet><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    assert refusal(an_xlsx_of(tmp_path / "a.xlsx", sheet))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    assert refusal(path) == "The workbook asks for more cells than a list can have."


def test_a_million_blank_rows_are_no_rows(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(1, 100_001))
    path = an_xlsx_of(tmp_path / "a.xlsx", f"<worksheet><sheetData>{blank}</sheetData></worksheet>")
    assert refusal(path) == "The file holds no cells."


def test_an_encrypted_workbook_says_that_it_needs_its_password_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900)
    )
    assert refusal(path) == "The workbook is protected by a password."


def test_a_broken_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    assert refusal(path) == "The workbook is damaged or cut off."


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("word/document.xml", "The file is a Word document."),
        ("notes.txt", "The file is a zip archive, not a list."),
        ("../../etc/passwd", "The file is a zip archive, not a list."),
    ],
)
def test_other_archives_are_refused_by_name(tmp_path: Path, member: str, reason: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert refusal(path) == reason
