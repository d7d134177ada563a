"""Files as they came: kept encrypted in the database in pieces, readable as a file only while somebody reads them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.errors import DataError
from wellsent.exchange.lists.cells import as_text
from wellsent.exchange.models import Upload, UploadPiece

PIECE = 1024 * 1024


@transaction.atomic
def keep(name: str, chunks: Iterable[bytes], *, by: Caller) -> Upload:
    """Store a file, encrypted. Raises DataError when it is empty or larger than the limit; then nothing is stored."""
    upload = Upload.objects.create(name=as_text(name)[-200:], size=0, sha256="", at=clock.now(), by=by.user)
    digest = hashlib.sha256()
    size = 0
    for number, piece in enumerate(_pieces(chunks)):
        size += len(piece)
        if size > settings.UPLOAD_LIMIT:
            raise DataError(
                f"The file is larger than {settings.UPLOAD_LIMIT // 1024**2} MB.",
                "Export fewer columns or a shorter time, or import it in parts.",
            )
        digest.update(piece)
        UploadPiece.objects.create(upload=upload, number=number, content=piece)
    if not size:
        raise DataError("The file is empty.", "Export it again and look at its size before sending it.")
    upload.size, upload.sha256 = size, digest.hexdigest()
    upload.save(update_fields=["size", "sha256"])
    return upload


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, whatever sizes they came in."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


@contextmanager
def as_file(upload: Upload) -> Iterator[Path]:
    """The file in plain, for as long as the block runs: in a folder and a file that only this user can read."""
    folder = Path(settings.WELLSENT_HOME) / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, path = tempfile.mkstemp(dir=folder, prefix="upload-")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in upload.pieces.order_by("number").iterator(chunk_size=4):
                file.write(piece.content)
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def sweep_leftovers() -> None:
    """Remove plain files that a killed process could not remove itself; nobody reads one for an hour."""
    folder = Path(settings.WELLSENT_HOME) / "tmp"
    for path in folder.glob("upload-*"):
        if path.stat().st_mtime < clock.now().timestamp() - 3600:
            path.unlink(missing_ok=True)
