"""Tables in web pages, and files that are no lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from wellsent.base.errors import DataError
from wellsent.exchange.lists import read_list
from wellsent.exchange.lists.markup import read_tables
from wellsent.exchange.lists.tests.builders import TODAY, read_text, referrals

PAGE = (
    "<html><head><style>td{color:red}</style><script>alert('<td>no</td>')</script></head><body><!-- <table> -->"
    "<table><tr><td colspan=2><b>Referrals</b></td></tr><tr><th>Referral Date</th><th>Referring<br>Provider</th></tr>"
    "<tr><td>2026-01-05</td><td>O&#39;Brien &amp; Co</td></tr></table></body></html>"
)


def rows_of(text: str) -> list[list[object]]:
    sheet = read_tables(text)[0]
    return [list(sheet.row(index)) for index in range(sheet.height)]


def test_a_web_page_saved_as_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text(PAGE)
    read = read_list(path, "referrals", as_of=TODAY)
    assert (read.values["referrer_name"], read.header_row, read.format) == (["O'Brien & Co"], 2, "html")


def test_a_page_s_own_encoding_is_believed(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("Co<", "Núñez<")
    assert read_text(tmp_path, page.encode("cp1252")).values["referrer_name"] == ["O'Brien & Núñez"]


def test_unclosed_cells_and_rows_are_read() -> None:
    assert rows_of("<table><tr><td>a<td>b<tr><td>1<td>2</table>") == [["a", "b"], ["1", "2"]]


def test_a_table_within_a_table_stands_on_its_own() -> None:
    tables = read_tables("<table><tr><td><table><tr><td>in</td></tr></table></td></tr><tr><td>out</td></tr></table>")
    assert [sheet.name for sheet in tables] == ["Table 1", "Table 2"]


def test_the_xml_of_excel_2003_is_read_with_its_skipped_cells() -> None:
    text = (
        '<?xml version="1.0"?><Workbook xmlns:ss="urn"><Worksheet ss:Name="A &amp; B"><Table>'
        '<Row><Cell><Data ss:Type="String">a</Data></Cell><Cell ss:Index="3"><Data>c</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell/><Cell><Data>d</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert read_tables(text)[0].name == "A & B"
    assert rows_of(text) == [["a", "", "c"], ["", "", ""], ["", "d", ""]]


def test_a_page_without_a_table_is_refused() -> None:
    with pytest.raises(DataError, match="web page without a table"):
        read_tables("<html><body>Please sign in</body></html>")


@pytest.mark.parametrize("text", ["<td" * 300_000, "<" * 1_000_000, "<!--" * 300_000, "<script" * 200_000])
def test_hostile_markup_is_refused_in_one_pass(text: str) -> None:
    with pytest.raises(DataError):
        read_tables(f"<html>{text}")


def test_a_cell_over_millions_of_columns_is_refused() -> None:
    with pytest.raises(DataError, match="columns"):
        read_tables("<table><tr>" + "<td colspan=9999999>x</td>" * 10 + "</table>")


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (b"%PDF-1.7\n", "The file is a PDF document, not a list."),
        (b"MZ\x90\x00", "The file is a program, not a list."),
        (b"\x89PNG\r\n", "The file is a picture, not a list."),
        (b"\x1f\x8b\x08", "The file is a gzip archive, not a list."),
        (b"{\\rtf1", "The file is an RTF document, not a list."),
        (b'{"resourceType": "Bundle"}', "The file is JSON, not a list."),
        (b'[{"a": 1}]', "The file is JSON, not a list."),
        (b"MIME-Version: 1.0\r\n", "The file is a web archive, not a list."),
        (b"", "The file is empty."),
        (b" \r\n\t \n", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\x00" * 50, "The file is empty."),
    ],
)
def test_what_is_no_list_is_refused_by_what_it_is(tmp_path: Path, start: bytes, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, start)
    assert (caught.value.reason, bool(caught.value.remedy)) == (reason, True)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        read_list(Path("/nowhere/list.csv"), "referrals", as_of=TODAY)


def test_a_name_no_disk_holds_is_refused() -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        read_list(Path("a\x00.csv"), "referrals", as_of=TODAY)


def test_a_file_over_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(300_000_001)
    with pytest.raises(DataError, match="larger than 300 MB"):
        read_list(path, "referrals", as_of=TODAY)


def test_headings_without_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has headings but no rows"):
        read_text(tmp_path, referrals())
