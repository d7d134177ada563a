"""Files while they arrive: only from people who may import, no more than the limit, and in a file without a name.

A file without a name is gone with the process that holds it, however that ends: no copy of a list is left lying about.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from wellsent.accounts.caller import Caller


class Arrived(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs alone
    """A file as it arrived; `whole` is false when there was no room for all of it."""

    whole = True


class Arriving(FileUploadHandler):
    """Django's handler of uploads (FILE_UPLOAD_HANDLERS); one takes in all files of a request."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.arrived = 0
        self.held: BinaryIO | None = None
        self.no_room = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        caller: Caller | None = getattr(self.request, "caller", None)
        if caller is None or not caller.may("import.lists"):
            raise SkipFile
        folder = Path(settings.WELLSENT_HOME) / "tmp"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.held = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hold a piece. What comes after the limit is let go: enough is there to see that it is too large."""
        self.arrived += len(raw_data)
        if self.held is None or self.no_room or self.arrived > settings.UPLOAD_LIMIT + len(raw_data):
            return
        try:
            self.held.write(raw_data)
            self.held.flush()
        except OSError:
            self.no_room = True

    def file_complete(self, file_size: int) -> Arrived | None:
        held, self.held = self.held, None
        if held is None:
            return None
        held.seek(0)
        arrived = Arrived(
            file=held,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        arrived.whole = not self.no_room
        return arrived

    def upload_interrupted(self) -> None:
        if self.held is not None:
            self.held.close()
