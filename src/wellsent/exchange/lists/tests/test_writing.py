"""Lists we write: inert in any spreadsheet, and the same when read back."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wellsent.base.spreadsheets import Writable, inert
from wellsent.exchange.lists import csv_lines, read_list, write_csv, write_xlsx
from wellsent.exchange.lists.cells import as_text, unescaped
from wellsent.exchange.lists.tests.builders import TODAY, read_text

DANGEROUS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1+1", "''=x", '=HYPERLINK("http://x","y")', "＝1+1"]
HEADERS = ("referral_date", "referrer_name", "patient_id", "visits_attended", "source_note")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe_that_reading_takes_off(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert unescaped(inert(text)) == text


@given(st.text(alphabet="'=+-@\t\ra1 ＝", max_size=8))
def test_escaping_is_exactly_undone(text: str) -> None:
    assert unescaped(inert(text)) == text


@pytest.mark.parametrize("text", ["O'Brien", "'tis", "", "a=b", "2026-01-05"])
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert unescaped(text) == text


def test_csv_holds_no_cell_that_runs(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["=head", "b"], [[text, "x"] for text in DANGEROUS])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert all(cell.startswith("'") for cell in cells)


def test_a_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ["=head", "url"], [[text, "https://x.example"] for text in DANGEROUS])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml.lower().replace("=hyperlink(", "")


def test_csv_is_written_line_by_line() -> None:
    rows: list[list[Writable]] = [[date(2026, 1, 5), None, Decimal("12.50"), -3, "a,b"]]
    assert list(csv_lines(["d", "n", "m", "i", "t"], rows)) == ["d,n,m,i,t\r\n", '2026-01-05,,12.50,-3,"a,b"\r\n']


def test_a_workbook_cell_is_cut_to_what_it_can_hold(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ["Referral Date", "Referring Provider"], [[date(2026, 1, 5), "a\x01" * 40_000]])
    assert read_list(tmp_path / "a.xlsx", "referrals", as_of=TODAY).rejected[0].column == "Referring Provider"


words = st.text(
    st.characters(blacklist_categories=["C", "Z"], blacklist_characters="\u0345"), min_size=2, max_size=12
).map(as_text)
names = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(lambda text: any(c.isalpha() for c in text))
days = st.dates(date(1990, 1, 1), TODAY - timedelta(days=1))
rows = st.lists(
    st.tuples(
        days,
        names.map(lambda name: f"{name} MD"),
        st.from_regex(r"[A-Z][0-9]{3,8}", fullmatch=True),
        st.integers(0, 300),
        names.map(lambda name: f"n {name}"),
    ),
    min_size=1,
    max_size=12,
)


def expected(table: Sequence[tuple[date, str, str, int, str]]) -> dict[str, list[object]]:
    return {name: [row[place] for row in table] for place, name in enumerate(HEADERS)}


@given(rows)
@example([(date(2026, 1, 5), "=1+1 MD", "A123", 1, "'@x")])
def test_what_we_export_as_csv_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[date, str, str, int, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "export.csv"
    write_csv(path, HEADERS, table)
    read = read_list(path, "referrals", as_of=TODAY)
    assert (read.values, read.rejected) == (expected(table), ())


@settings(max_examples=15)
@given(rows)
def test_what_we_export_as_a_workbook_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[date, str, str, int, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "export.xlsx"
    write_xlsx(path, HEADERS, table)
    read = read_list(path, "referrals", as_of=TODAY)
    assert (read.values, read.rejected) == (expected(table), ())


latin = st.text("abcdefgáéñüABC ", min_size=3, max_size=10).map(lambda name: f"Dr. {as_text(name)} Ng")


@given(
    table=st.lists(st.tuples(days, latin, st.integers(0, 300)), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    order=st.sampled_from([("%d/%m/%Y", True), ("%m/%d/%Y", False), ("%Y-%m-%d", None), ("%d %b %Y", None)]),
    titles=st.integers(0, 2),
)
def test_a_list_in_any_encoding_delimiter_and_date_order_is_read_the_same(
    tmp_path: Path,
    table: list[tuple[date, str, int]],
    encoding: str,
    delimiter: str,
    end: str,
    order: tuple[str, bool | None],
    titles: int,
) -> None:
    lines = [["Our referrals"]] * titles + [["Ref Date", "Referring Provider", "Visits"]]
    lines += [[day.strftime(order[0]), f'"{name}"', str(visits)] for day, name, visits in table]
    text = end.join(delimiter.join(line) for line in lines) + end
    read = read_text(tmp_path, text.encode(encoding), day_first=order[1])
    assert read.values == {
        "referral_date": [row[0] for row in table],
        "referrer_name": [as_text(row[1]) for row in table],
        "visits_attended": [row[2] for row in table],
    }
