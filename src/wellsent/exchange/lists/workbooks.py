"""Workbooks: .xlsx, .xlsb, .xls, .ods. Each is read in a process of its own, bounded in memory and time."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import zipfile
from array import array
from pathlib import Path
from typing import Any, Final

from wellsent.base.errors import DataError
from wellsent.exchange.lists import workbook_child
from wellsent.exchange.lists.cells import Column
from wellsent.exchange.lists.documents import MAX_CELLS, SPLIT_REMEDY, Document, Sheet

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNPACKED_BYTES: Final = 1_000_000_000
_UNPACKED_RATIO: Final = 300  # a sheet of one repeated value packs about 150 times
_RATIO_MATTERS_FROM: Final = 50_000_000
_MEMBERS: Final = 10_000
_MEMORY_BYTES: Final = 3_000_000_000
_SECONDS: Final = 120

_RESAVE = "Open it in a spreadsheet program and save it again as .xlsx or .csv."
_REFUSALS: Final = {
    "password": DataError(
        "The workbook is protected by a password.",
        "Open it with the password, save it without one (File, Info, Protect Workbook), and use that copy.",
    ),
    "damaged": DataError("The workbook is damaged or cut off.", f"Export it again. {_RESAVE}"),
    "too big": DataError(
        "The workbook asks for more cells than a list can have.",
        f"Copy only the rows of the list into a new workbook. {SPLIT_REMEDY}",
    ),
    "too slow": DataError(f"The workbook takes longer than {_SECONDS} seconds to open.", SPLIT_REMEDY),
}


def packed_format(path: Path) -> str:
    """Which workbook a zip file holds ("xlsx", "xlsb", "ods"); refused when it is none, damaged, or a zip bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise _refusal("damaged") from None
    _refuse_bomb(members)
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise _refusal("password")
    for name, found in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("content.xml", "ods")):
        if name in names:
            return found
    if any(name.startswith("word/") for name in names):
        raise DataError("The file is a Word document.", "Copy its table into a spreadsheet and save that as .xlsx.")
    raise DataError("The file is a zip archive, not a list.", "Unpack it and use the list inside.")


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > _MEMBERS
        or unpacked > _UNPACKED_BYTES
        or (unpacked > _RATIO_MATTERS_FROM and unpacked > _UNPACKED_RATIO * packed)
    ):
        raise _refusal("too big")


def ole_format(path: Path) -> str:
    """The format of a workbook in the old Office envelope: "xls"; refused when the envelope is an encrypted .xlsx."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise _refusal("password")
    return "xls"


def open_workbook(path: Path, file_format: str, only: str | None = None) -> Document:
    """The workbook's sheets; with `only`, the cells of that sheet alone.

    Formulas are not run: a cell holds the value its program saved.
    """
    answer = _ask_child(path, file_format, only)
    sheets = tuple(
        Sheet(name, [_column(distinct, codes) for distinct, codes in columns], height, first_row, hidden)
        for name, hidden, first_row, height, columns in answer["sheets"]
    )
    return Document(file_format, sheets, from_1904=answer["from_1904"])


def _column(distinct: list[Any], packed: bytes) -> Column:
    codes = array("I")
    codes.frombytes(packed)
    return Column(distinct, codes)


def _ask_child(path: Path, file_format: str, only: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        # The reader goes by the name's ending, which may be wrong or hostile: it gets a name of ours.
        link = Path(folder) / f"list.{file_format}"
        link.symlink_to(path.resolve())
        command = [sys.executable, "-I", workbook_child.__file__, str(link), str(MAX_CELLS)]
        command += [str(_MEMORY_BYTES), str(_SECONDS), *([only] if only is not None else [])]
        try:
            # Our own program and script; only the sheet's name is foreign, and it is an argument, not a command.
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise _refusal("too slow") from None
    if done.returncode != 0:
        raise _refusal("too big")
    answer: dict[str, Any] = pickle.loads(done.stdout)  # noqa: S301  # written by our own child a moment ago
    if "error" in answer:
        raise _refusal(answer["error"])
    return answer


def _refusal(word: str) -> DataError:
    known = _REFUSALS[word]
    return DataError(known.reason, known.remedy)
