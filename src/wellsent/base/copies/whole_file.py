"""A file that is there whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wellsent.base.errors import CallError, SetupError


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """Write to `path`.part, which takes the name `path` once everything is on the disk; readable by this user alone.

    What a process that was killed left under that name is written over. Raises CallError when `path` is there (unless
    it may be replaced), another process is writing it or it cannot be written, SetupError when the disk is full; then
    nothing is left behind.
    """
    _refuse_existing(path, replace=replace)
    part = path.with_name(f"{path.name}.part")
    try:
        with _alone_at(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if replace:
                part.replace(path)
            else:
                os.link(part, path)
                part.unlink()
            _keep_names(path.parent)
    except FileExistsError:
        _refuse_existing(path, replace=replace)
        raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise SetupError(
                f"There is no room in {path.parent} for the whole file. Nothing was kept of it.", "Make room there."
            ) from error
        raise CallError(f"{path} cannot be written: {error.strerror}.", "Name a file in a folder of yours.") from error


@contextmanager
def _alone_at(part: Path) -> Iterator[BinaryIO]:
    """The file to write to; whoever else comes is turned away. It is gone when the block fails."""
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(part) from error
        if not part.exists() or not os.path.samestat(os.fstat(file.fileno()), part.stat()):
            raise _busy(part)  # another process gave it its name just now: it must not be touched any more
        try:
            file.truncate()
            yield file
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def _busy(part: Path) -> CallError:
    return CallError(f"{part} is being written by another process.", "Wait until it is done.")


def _refuse_existing(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise CallError(f"{path} is there already.", "Name another file, or add --replace.")


def _keep_names(folder: Path) -> None:
    """Bring the folder's list of names to the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
