"""Opening a file as a document: its format is told by its content, never by its name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from wellsent.base.errors import DataError
from wellsent.exchange.lists.decoding import decode
from wellsent.exchange.lists.delimited import read_delimited
from wellsent.exchange.lists.documents import MAX_BYTES, SPLIT_REMEDY, Document, Sheet, held_to_bounds
from wellsent.exchange.lists.markup import declared_charset, read_tables
from wellsent.exchange.lists.workbooks import OLE_MAGIC, ole_format, open_workbook, packed_format

_EXPORT: Final = "Export the list as .xlsx or .csv."
_NOT_LISTS: Final = (
    (b"%PDF", "a PDF document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
    (b"ID;P", "a SYLK file"),
    (b"\x09\x08", "a workbook of Excel 5 or older without its envelope"),
    (b"\x09\x04", "a workbook of Excel 4 or older"),
    (b"\x09\x02", "a workbook of Excel 3 or older"),
    (b"MIME-Version:", "a web archive"),
)
_MARKUP = re.compile(
    rb"\s*(?:<!--[^-]{0,500}-->\s*)?<(?:!doctype html|html|table|head|body|meta|\?xml|div|style|workbook)",
    re.IGNORECASE,
)
_JSON = re.compile(rb"\s*[\[{]\s*[\"\[{\]}]")


def open_document(path: Path, sheet: str | None = None) -> Document:
    """The file as sheets of cells; with `sheet`, only that one need hold cells.

    Raises DataError saying why the file is not read and what to do: empty, too big, damaged, protected, no list.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4_096)
    except (OSError, ValueError):
        raise DataError("The file cannot be opened.", "Check that it is there and that you may read it.") from None
    if size > MAX_BYTES:
        raise DataError(f"The file is larger than {MAX_BYTES // 1_000_000} MB.", SPLIT_REMEDY)
    document = _open(path, start, sheet)
    sheets = tuple(held_to_bounds(each) for each in document.sheets)
    return replace(document, sheets=sheets)


def _open(path: Path, start: bytes, sheet: str | None) -> Document:
    if start.startswith(b"PK"):
        return open_workbook(path, packed_format(path), sheet)
    if start.startswith(OLE_MAGIC):
        return open_workbook(path, ole_format(path), sheet)
    for magic, what in _NOT_LISTS:
        if start.startswith(magic):
            raise DataError(f"The file is {what}, not a list.", _EXPORT)
    data = path.read_bytes()
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DataError("The file is empty.", _EXPORT)
    text, encoding, notes = decode(data)
    head = text[:4_096].encode("utf-8", errors="replace")
    if _MARKUP.match(head):
        return _open_markup(data, text, encoding)
    if _JSON.match(head):
        raise DataError("The file is JSON, not a list.", _EXPORT)
    rows, delimiter = read_delimited(text)
    return Document("csv", (rows,), encoding, delimiter, notes=notes)


def _open_markup(data: bytes, text: str, encoding: str) -> Document:
    charset = declared_charset(data)
    if charset and encoding not in {"utf-8", "utf-16-le", "utf-16-be"}:
        text, encoding = data.decode(charset, errors="replace"), charset
    tables: tuple[Sheet, ...] = read_tables(text)
    return Document("html", tables, encoding)
