"""Whatever bytes come, the answer is a list or a refusal in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.base.errors import WellsentError
from wellsent.exchange.lists import rejected_rows
from wellsent.exchange.lists.tests.builders import a_workbook, read_text

KINDS = st.sampled_from(["referrals", "providers", "patients", "visits", "touches"])
HEADINGS = b"Ref Date,Referring Provider,NPI,DOB,Visits,Status,Date,Name,Minutes,Cost,DOS,MRN,Zip,Phone,Email\n"


def read_or_refused(folder: Path, data: bytes, kind: str) -> None:
    """Either a list whose parts fit together, or a refusal; any other error fails the test."""
    try:
        read = read_text(folder, data, kind)
    except WellsentError:
        return
    assert {len(column) for column in read.values.values()} <= {len(read.rows)}
    assert {len(column) for column in read.cells.values()} <= {len(read.rows)}
    assert len(rejected_rows(read)[1]) == len(read.rejected)
    assert not set(read.rows) & {rejection.row for rejection in read.rejected}


@given(data=st.binary(max_size=400), kind=KINDS)
def test_arbitrary_bytes_are_read_or_refused(tmp_path: Path, data: bytes, kind: str) -> None:
    read_or_refused(tmp_path, data, kind)


@given(cells=st.lists(st.lists(st.text(max_size=12), max_size=18), max_size=8), kind=KINDS)
def test_arbitrary_cells_under_our_headings_are_read_or_refused(
    tmp_path: Path, cells: list[list[str]], kind: str
) -> None:
    text = "\n".join(",".join(row) for row in cells)
    read_or_refused(tmp_path, HEADINGS + text.encode("utf-8", errors="surrogatepass"), kind)


@given(rows=st.lists(st.lists(st.sampled_from("\",\n;x1/ ='\t"), max_size=30).map("".join), max_size=12))
def test_arbitrary_quotes_and_delimiters_are_read_or_refused(tmp_path: Path, rows: list[str]) -> None:
    read_or_refused(tmp_path, b"Ref Date,Referrer\n" + "\n".join(rows).encode(), "referrals")


MARKUP = [
    *("<table>", "</table>", "<tr>", "<td>", "<td colspan=3>", "</td>", "<row>", "<cell/>"),
    *("<!--", "-->", "<script>", "x", "<", "2026-01-05", "&amp;"),
]


@given(text=st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_arbitrary_markup_is_read_or_refused(tmp_path: Path, text: str) -> None:
    read_or_refused(tmp_path, f"<html>{text}".encode(), "referrals")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows = [["Ref Date", "Referring Provider"], ["2026-01-05", "Ada Okafor"]]
    return a_workbook(tmp_path_factory.mktemp("book") / "a.xlsx", {"List": rows}).read_bytes()


@settings(max_examples=40)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_workbook_with_a_flipped_byte_is_read_or_refused(
    tmp_path: Path, workbook: bytes, place: float, byte: int
) -> None:
    at = int(place * len(workbook))
    read_or_refused(tmp_path, workbook[:at] + bytes([byte]) + workbook[at + 1 :], "referrals")
