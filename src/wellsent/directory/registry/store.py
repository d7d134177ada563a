"""Where the loaded registry lies, and how a new one takes its place: all at once, or not at all.

`manifest.json` names the folder with the Parquet files in use. A load fills a folder of its own; replacing the manifest
is the one moment at which the new one is in use. Whatever breaks off before leaves the old manifest and its folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from wellsent.base.errors import DataError, SetupError

_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is loaded. `month` is that of the newest entry ("2026-11"), `source_day` its day; `counts`: rows a table.

    `loaded` is the day on which each table was read from a file: the other ones were carried over since.
    """

    folder: str
    month: str
    source_day: str
    loaded_on: str
    with_taxonomies: bool
    counts: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    loaded: dict[str, str] = field(default_factory=dict)


def read(folder: Path) -> Manifest | None:
    """What is loaded in this folder, or None. Raises SetupError when the manifest is damaged."""
    try:
        return Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise SetupError(f"{folder / _MANIFEST} is damaged.", "Delete it and load the registry again.") from error


def stamp(folder: Path) -> tuple[int, int] | None:
    """What tells one manifest from the next without reading it; None when there is none."""
    try:
        found = (folder / _MANIFEST).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


@contextmanager
def loading(folder: Path) -> Iterator[Path]:
    """An empty folder to load into, for one process at a time; gone afterwards unless it was put to use.

    What a load that was killed has left is removed first. Raises DataError when another load is running.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "loading.lock").open("w")
    except OSError as error:
        raise SetupError(f"{folder} cannot be written to.", "Set WELLSENT_HOME to a folder of yours.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataError("Another load of the registry is running.", "Wait until it has ended.") from error
        _sweep(folder)
        numbers = [int(each.name.removeprefix("loaded-")) for each in folder.glob("loaded-*")]
        target = folder / f"loaded-{max(numbers, default=0) + 1}"
        (target / "scratch").mkdir(parents=True)
        try:
            yield target
        finally:
            _sweep(folder)


def put_to_use(folder: Path, manifest: Manifest) -> None:
    """From here on the registry is the one in `manifest.folder`. Everything is on the disk before it is named."""
    shutil.rmtree(folder / manifest.folder / "scratch")
    for file in (folder / manifest.folder).iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
    part = folder / f"{_MANIFEST}.part"
    with part.open("w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.replace(folder / _MANIFEST)


def _sweep(folder: Path) -> None:
    """Remove every folder of Parquet that is not in use."""
    used = read(folder)
    for each in folder.glob("loaded-*"):
        if used is None or each.name != used.folder:
            shutil.rmtree(each)
