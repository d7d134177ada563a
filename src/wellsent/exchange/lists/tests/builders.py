"""Files made up for these tests: text in any encoding, workbooks, and the hostile ones."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from wellsent.exchange.lists import ReadList, read_list

TODAY = date(2026, 11, 24)
GOOD_NPI = "1234567893"
WRONG_NPI = "1234567890"


def read_text(folder: Path, text: str | bytes, kind: str = "referrals", **options: Any) -> ReadList:
    """Read a text file of this content as of 24 November 2026."""
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_list(path, kind, as_of=TODAY, **options)


def referrals(*rows: str, headings: str = "Referral Date,Referring Provider") -> str:
    """A referral list as CSV."""
    return "\n".join([headings, *rows]) + "\n"


def a_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> Path:
    """A workbook of these sheets; dates are typed as dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, position, cell, day)
                    elif cell is not None:
                        page.write(number, position, cell)
    return path


def an_xlsx_of(path: Path, sheet_xml: str, *, workbook_attributes: str = "") -> Path:
    """The smallest workbook around the XML of one sheet, however wrong that is."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><workbookPr {workbook_attributes}/>'
        '<sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml.replace("<worksheet>", f'<worksheet xmlns="{main}">'),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def an_ods_of(path: Path, table_xml: str) -> Path:
    """The smallest OpenDocument spreadsheet around the XML of its tables."""
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><office:body><office:spreadsheet>{table_xml}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def an_ods_row(*texts: str) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"
