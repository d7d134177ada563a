"""The files a person hands over: unpacked, recognised, and refused when cut off or empty, before anything is read."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from wellsent.base.errors import DataError
from wellsent.directory.registry.layouts import Recognised, plain, recognise

Tell = Callable[[str, int], None]
"""Told how far a step is: its words, and how many of a hundred."""

_CHUNK: Final = 4 * 1024 * 1024
_HEADER: Final = 256 * 1024  # bytes that hold any header; that of NPPES has 13,000
_ROOM: Final = 500_000_000  # bytes to be left free on the disk


@dataclass(frozen=True, slots=True)
class Source:
    """One CSV file ready to be read: `name` is what people know it by."""

    name: str
    path: Path
    file: Recognised
    skip: int


def gathered(paths: Sequence[Path], scratch: Path, tell: Tell) -> list[Source]:
    """Every file of the registry in these paths: folders, zips, .gz, .csv, and .xlsx for the deactivation report.

    What is packed is unpacked into `scratch`. Raises DataError for what is missing, cut off, empty or none of ours.
    """
    sources = []
    for path in paths:
        if not path.exists():
            raise DataError(f"There is no file {path}.", "Check its name and the folder it is in.")
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if not path.is_dir() or file.suffix.lower() in {".zip", ".gz", ".csv", ".xlsx"}:
                try:
                    sources += [_source(name, plain_file) for name, plain_file in _unpacked(file, scratch, tell)]
                except OSError as error:
                    raise DataError(
                        f"{file.name} cannot be read or unpacked: {error.strerror}.",
                        "Check its rights, and whether there is room on the disk.",
                    ) from error
    if not sources:
        raise DataError("There is no file of the registry in what was given.", "Name the zip or the CSV files in it.")
    return sources


def _unpacked(path: Path, scratch: Path, tell: Tell) -> Iterator[tuple[str, Path]]:
    """The CSV files in a file, by the names people know."""
    try:
        if zipfile.is_zipfile(path) and path.suffix.lower() != ".xlsx":
            yield from _members(path, scratch, tell)
        elif path.suffix.lower() == ".xlsx":
            yield path.name, _sheet(path, scratch)
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as packed:
                yield path.name, _copied(packed, scratch, path.stem, 0, tell)
        elif path.suffix.lower() == ".zip":
            raise zipfile.BadZipFile
        else:
            yield path.name, path
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path.name} is cut off or damaged.", "Download it again and load that.") from error
    except NotImplementedError as error:
        raise DataError(
            f"{path.name} is packed in a way that is not understood.",
            "Unpack it yourself and load the CSV files in it.",
        ) from error


def _members(path: Path, scratch: Path, tell: Tell) -> Iterator[tuple[str, Path]]:
    """The data files of a zip; its header files, which hold a header alone, and its PDFs are left out."""
    with zipfile.ZipFile(path) as packed:
        wanted = [
            member
            for member in packed.infolist()
            if member.filename.lower().endswith((".csv", ".xlsx")) and "fileheader" not in member.filename.lower()
        ]
        if not wanted:
            raise DataError(f"{path.name} holds no CSV file.", "Load the zip as CMS publishes it.")
        needs = sum(member.file_size for member in wanted)
        if shutil.disk_usage(scratch).free < needs + _ROOM:
            raise DataError(
                f"There is no room to unpack {path.name} in {scratch.parent}: it takes {needs // 1_000_000:,} MB.",
                "Make room there, or unpack it elsewhere and load the CSV files in it.",
            )
        for member in wanted:
            name = Path(member.filename).name
            with packed.open(member) as unpacking:
                file = _copied(unpacking, scratch, name, member.file_size, tell)
            yield name, _sheet(file, scratch) if name.lower().endswith(".xlsx") else file


def _copied(source: IO[bytes] | gzip.GzipFile, scratch: Path, name: str, size: int, tell: Tell) -> Path:
    target = scratch / f"{sum(1 for _ in scratch.iterdir())}-{name}"
    done = 0
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            out.write(chunk)
            done += len(chunk)
            tell(f"unpacking {name}", 100 * done // size if size else 0)
    return target


def _sheet(path: Path, scratch: Path) -> Path:
    """A workbook's first sheet as CSV, from the row on that names an NPI: the report has a title above it."""
    from python_calamine import CalamineError, CalamineWorkbook  # a megabyte in every process, for one file a month

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError) as error:
        raise DataError(f"{path.name} cannot be read as a workbook.", "Download it again and load that.") from error
    target = scratch / f"{path.name}.csv"
    with target.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([[_written(cell) for cell in row] for row in rows])
    return target


def _written(cell: object) -> object:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _source(name: str, path: Path) -> Source:
    """Raises DataError when the file is empty, none of ours, or ends in the middle of a row."""
    with path.open("rb") as file:
        begin = file.read(_HEADER)
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _HEADER))
        end = file.read()
    if not begin.strip():
        raise DataError(f"{name} is empty.", "Download it again and load that.")
    lines = begin.decode("utf-8-sig", errors="replace").splitlines()
    skip = next((n for n, line in enumerate(lines[:5]) if plain(line.split(",")[0]) == "npi" or '"NPI"' in line), 0)
    header = next(csv.reader([lines[skip]]))
    recognised = recognise(header, name)
    if not any(line.strip() for line in lines[skip + 1 :]):
        raise DataError(f"{name} has a header and no rows.", "Download it again and load that.")
    last = end.decode("utf-8", errors="replace").rpartition("\n")[2] if not end.endswith((b"\n", b"\r")) else ""
    if last and (len(next(csv.reader([last]))) != len(header) or last.count('"') % 2):
        raise DataError(f"{name} ends in the middle of a row.", "It was cut off: download it again and load that.")
    return Source(name, path, recognised, skip + 1)
