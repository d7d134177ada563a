"""One word for what a folder holds, equal on every machine that holds the same."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits over the names and contents of all files below `folder`."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\x00{file.stat().st_size}\x00".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
