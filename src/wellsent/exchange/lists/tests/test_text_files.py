"""Text files: encodings, delimiters, quotes, line ends, and what is cut off or too large."""

from __future__ import annotations

from pathlib import Path

import pytest

from wellsent.base.errors import DataError
from wellsent.exchange.lists.decoding import decode
from wellsent.exchange.lists.delimited import read_delimited
from wellsent.exchange.lists.documents import Sheet
from wellsent.exchange.lists.tests.builders import read_text, referrals

LIST = "Referral Date,Referring Provider\n2026-01-05,José Núñez\n2026-01-06,Zoë Ångström\n"
NAMES = ["José Núñez", "Zoë Ångström"]


def rows_of(text: str) -> list[list[object]]:
    sheet, _ = read_delimited(text)
    return [list(sheet.row(index)) for index in range(sheet.height)]


def a_sheet(text: str) -> Sheet:
    return read_delimited(text)[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_a_list_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    assert read_text(tmp_path, LIST.encode(encoding)).values["referrer_name"] == NAMES


def test_a_wrong_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    read = read_text(tmp_path, b"\xef\xbb\xbf" + LIST.encode("cp1252"))
    assert read.values["referrer_name"] == NAMES


def test_lines_of_another_encoding_are_read_and_said(tmp_path: Path) -> None:
    mixed = LIST.encode() + "2026-01-07,María Peña\n".encode("cp1252")
    read = read_text(tmp_path, mixed)
    assert read.values["referrer_name"] == [*NAMES, "María Peña"]
    assert "1 line is in another encoding" in read.notes[0]


def test_greek_is_not_taken_for_western() -> None:
    _, encoding, notes = decode("id,name\n1,Μαρία Παπαδοπούλου\n2,Νίκος Γεωργίου\n".encode("iso8859-7"))
    assert encoding != "cp1252"
    assert "guessed" in notes[0]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(DataError, match="no readable text"):
        decode(bytes(range(1, 32)) * 50)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Date", "Name"], ["2026-01-05", "Ada"], ["2026-01-06", "Bo"]))
    assert read_delimited(text)[1] == delimiter


def test_commas_within_names_do_not_hide_a_semicolon() -> None:
    assert read_delimited("Date;Name\n2026-01-05;Okafor, Ada, MD\n2026-01-06;Ng, Bo\n")[1] == ";"


def test_a_file_may_name_its_delimiter_itself() -> None:
    assert rows_of("sep=;\nDate;Name, first\n1;Okafor, Ada\n")[1:] == [["Date", "Name, first"], ["1", "Okafor, Ada"]]


def test_single_quotes_may_stand_around_cells() -> None:
    assert rows_of("'Date','Name'\n'2026-01-05','Okafor, Ada'\n")[1] == ["2026-01-05", "Okafor, Ada"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end: str) -> None:
    assert rows_of(f"a,b{end}1,2{end}3,4") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_mixed_line_ends_are_read() -> None:
    assert rows_of("a,b\r\n1,2\n3,4\r5,6") == [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]


def test_nuls_are_dropped(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals("2026-01-05,Ada\x00 Okafor"))
    assert read.values["referrer_name"] == ["Ada Okafor"]


def test_a_cell_with_line_breaks_is_one_row_as_in_a_spreadsheet(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals('2026-01-05,"Okafor\nAda"', "2026-01-06,Bo Ng"))
    assert read.rows == [2, 3]
    assert read.values["referrer_name"] == ["Okafor Ada", "Bo Ng"]


def test_blank_lines_count_as_in_a_spreadsheet(tmp_path: Path) -> None:
    assert read_text(tmp_path, referrals("2026-01-05,Ada", "", ",", "2026-01-06,Bo")).rows == [2, 5]


def test_a_quote_left_open_costs_its_own_row_only(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals("2026-01-05,Ada", '2026-01-06,"Bo Ng', "2026-01-07,Cy", '2026-01-08,"Di Po"'))
    assert read.rows == [2, 4, 5]
    assert [(each.row, each.value) for each in read.rejected] == [(3, None)]
    assert "never closes" in read.rejected[0].reason


def test_text_after_a_closing_quote_is_read() -> None:
    assert rows_of('a,b\n"5" brace,x\n')[1] == ["5 brace", "x"]


def test_a_file_cut_off_in_its_last_row_says_so(tmp_path: Path) -> None:
    lines = [f"2026-01-{day:02},Ada Okafor,Medicare" for day in range(1, 12)]
    text = referrals(*lines, headings="Referral Date,Referring Provider,Payer").rstrip("\n")
    read = read_text(tmp_path, text[: -len(" Okafor,Medicare")])
    assert read.rejected[0].row == 12
    assert "cut off" in read.rejected[0].reason


def test_a_list_cut_off_at_any_byte_is_read_or_refused(tmp_path: Path) -> None:
    whole = referrals('2026-01-05,"Okafor, Ada"', "2026-01-06,José Núñez").encode()
    for length in range(len(whole)):
        try:
            read = read_text(tmp_path, whole[:length])
        except DataError:
            continue
        assert len(read.rows) + len(read.rejected) in {1, 2}


def test_a_row_with_an_unquoted_delimiter_is_rejected_whole(tmp_path: Path) -> None:
    rows = ["2026-01-05,Okafor, Ada,Medicare", *["2026-01-06,Ada Okafor,Aetna"] * 3]
    read = read_text(tmp_path, referrals(*rows, headings="Referral Date,Referring Provider,Payer"))
    assert [(each.row, each.column, each.value) for each in read.rejected] == [(2, "", None)]


def test_short_rows_end_in_blanks(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals("2026-01-05,Ada Okafor", headings="Referral Date,Referring Provider,Payer"))
    assert read.values["payer"] == [None]


def test_many_lines_with_wild_quotes_are_read_in_one_pass_each() -> None:
    sheet = a_sheet("a,b\n" + '"x"y","z\n' * 3_000)
    assert sheet.height <= 3_001


@pytest.mark.parametrize("text", ["a," * 600_000, "a" * 2_000_000, 'x\n"' + "b" * 2_000_000])
def test_one_endless_line_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="characters long"):
        read_delimited(text)


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(DataError, match="more than 2,000 columns"):
        read_delimited(",".join("x" * 2_500) + "\n")


def test_five_hundred_columns_are_fine(tmp_path: Path) -> None:
    headings = ",".join(["Referral Date", "Referring Provider", *(f"Extra {number}" for number in range(498))])
    read = read_text(tmp_path, referrals("2026-01-05,Ada" + ",x" * 498, headings=headings))
    assert (len(read.columns), len(read.rows)) == (500, 1)


def test_more_than_a_million_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellsent.exchange.lists.delimited.MAX_ROWS", 5_000)
    with pytest.raises(DataError, match=r"more than 5,000 rows\. Export it in parts"):
        read_delimited("a,b\n" * 10_001)
