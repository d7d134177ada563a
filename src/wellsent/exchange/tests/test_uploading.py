"""A file while it arrives: from whom, how much of it, and what is left of it anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from wellsent.accounts.models import Role, User
from wellsent.exchange import uploading
from wellsent.exchange.models import Upload

pytestmark = pytest.mark.django_db


class Watched(uploading.Arriving):
    """Notes how large the file on the disk has become, and whether it has a name."""

    largest = 0
    names: tuple[str, ...] = ()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        super().receive_data_chunk(raw_data, start)
        if self.held is not None:
            type(self).largest = max(Watched.largest, os.fstat(self.held.fileno()).st_size)
        folder = Path(settings.WELLSENT_HOME) / "tmp"
        type(self).names += tuple(path.name for path in folder.glob("*")) if folder.exists() else ()


@pytest.fixture(autouse=True)
def watched(settings: Any, tmp_path: Path) -> None:
    settings.WELLSENT_HOME = tmp_path
    settings.UPLOAD_LIMIT = 100_000
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Watched"]
    Watched.largest, Watched.names = 0, ()


def send(client: Client, size: int, path: str = "/import/start/") -> Any:
    file = SimpleUploadedFile("list.csv", b"Quillfeatherstone\n" * (size // 18))
    return client.post(path, {"kind": "referrals", "file": file, "whole": "yes"})


@pytest.mark.parametrize("path", ["/import/start/", "/sign-in/"])
def test_nothing_is_kept_of_what_a_stranger_sends(client: Client, path: str, organisation: object) -> None:
    assert send(client, 5_000_000, path).status_code < 500
    assert Watched.largest == 0


def test_nothing_is_kept_of_what_somebody_sends_who_may_not_import(
    client: Client, a_person: Callable[..., User]
) -> None:
    client.force_login(a_person(Role.READ_ONLY))
    assert send(client, 5_000_000).status_code == 403
    assert Watched.largest == 0


def test_the_disk_takes_no_more_than_the_limit(client: Client, a_person: Callable[..., User]) -> None:
    client.force_login(a_person(Role.OWNER))
    assert "larger than" in send(client, 5_000_000).content.decode()
    assert 100_000 < Watched.largest < 300_000
    assert not Upload.objects.exists()


def test_a_file_has_no_name_on_the_disk_while_it_arrives(client: Client, a_person: Callable[..., User]) -> None:
    client.force_login(a_person(Role.OWNER))
    send(client, 90_000)
    assert Watched.largest > 0
    assert Watched.names == ()


def test_a_full_disk_is_said_and_nothing_is_stored(
    client: Client, a_person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, _data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def __getattr__(self, name: str) -> Any:
            return lambda *_: 0

    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Full())
    monkeypatch.setattr(settings, "FILE_UPLOAD_HANDLERS", ["wellsent.exchange.uploading.Arriving"])
    client.force_login(a_person(Role.OWNER))
    answer = send(client, 90_000)
    assert answer["Location"] == "/import/"
    assert "disk is full" in client.get("/import/").content.decode()
    assert not Upload.objects.exists()
