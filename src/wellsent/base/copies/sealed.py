"""An encrypted file: nobody opens it without its key, or cuts, reorders or changes a bit of it unnoticed.

    first line      wellsent backup 1
    second line     JSON, readable by anybody: when, by which release, for which recovery key
    32 bytes        the file's own public key (X25519, RFC 7748), used once
    pieces          AES-256-GCM of 64 KiB each; the number of the piece is its nonce, and whether it is the last one

The key of the pieces is HKDF-SHA-256 (RFC 5869) of what the file's key and the recovery key have in common (a sealed
box: whoever made the file forgets how) and of the seal; everything before the pieces goes into it too. The pieces are
the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015), as the age format uses it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wellsent.base.copies.recovery_key import Keeping, RecoveryKey
from wellsent.base.errors import DataError

FORMAT = 1
PIECE = 64 * 1024
_TAG = 16
_FIRST_LINE = b"wellsent backup "
_LONGEST_LINE = 10_000


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands before the pieces."""

    label: dict[str, Any]
    raw: bytes
    public: bytes


def _key(shared: bytes, seal: bytes, raw: bytes) -> AESGCM:
    salt = hashlib.sha256(raw).digest()
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=b"wellsent backup pieces").derive(shared + seal))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Locked:
    """A binary file to write to; what is written is locked for a recovery key."""

    def __init__(self, file: BinaryIO, label: dict[str, Any], kept: Keeping) -> None:
        own = X25519PrivateKey.generate()
        public = own.public_key().public_bytes_raw()
        raw = _FIRST_LINE + f"{FORMAT}\n{json.dumps(label)}\n".encode() + public
        file.write(raw)
        self.key = _key(own.exchange(X25519PublicKey.from_public_bytes(kept.public)), kept.seal, raw)
        self._file = file
        self._held = bytearray()
        self._number = 0

    def write(self, data: Any) -> int:
        """Take bytes in; whole pieces go on to the file."""
        self._held += data
        while len(self._held) > PIECE:  # one piece is always held back: it may be the last
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing: pieces go on when they are whole."""

    def finish(self) -> None:
        """Write the last piece. Without it the file is incomplete, and says so when it is read."""
        self._put(bytes(self._held), last=True)
        self._file.flush()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self.key.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


def cover(file: BinaryIO) -> Cover:
    """What stands before the pieces. Raises DataError when the file is no backup, or of a newer format."""
    first = file.readline(_LONGEST_LINE)
    if not first.startswith(_FIRST_LINE):
        raise DataError("This file is no backup of Wellsent.", "Name a file that `wellsent backup` wrote.")
    if first != _FIRST_LINE + b"%d\n" % FORMAT:
        raise DataError(
            "This backup has a form that this release does not know.", "Use the release that made it, or a newer one."
        )
    second = file.readline(_LONGEST_LINE)
    public = file.read(32)
    try:
        label = json.loads(second)
    except ValueError as error:
        raise damaged() from error
    if not isinstance(label, dict) or len(public) < 32:
        raise damaged()
    return Cover(label, first + second + public, public)


def damaged() -> DataError:
    """The sentence about a file that is not as it was written."""
    return DataError(
        "This backup is damaged or incomplete: it is not as it was written.", "Use another copy of it, or another one."
    )


def key_of(found: Cover, recovery: RecoveryKey) -> AESGCM:
    """The key of a file's pieces. Raises DataError when the file was locked for another recovery key."""
    kept = recovery.keeping
    if found.label.get("recovery_key") != kept.name:
        raise DataError(
            "This backup was made for another recovery key than this one.",
            f"Find the key that was written down as {found.label.get('recovery_key')}.",
        )
    try:
        shared = recovery.private.exchange(X25519PublicKey.from_public_bytes(found.public))
    except ValueError as error:  # a public half that leads nowhere
        raise damaged() from error
    return _key(shared, kept.seal, found.raw)


class Opened:
    """A binary file to read from: the opened pieces, each checked before any of it is handed out."""

    def __init__(self, file: BinaryIO, key: AESGCM) -> None:
        self._file = file
        self._key = key
        self._number = 0
        self._next = file.read(PIECE + _TAG)
        self._opened = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`, none at the end. Raises DataError for a piece that was changed."""
        while not self._opened and not self._ended:
            self._opened = self._piece()
        size = len(self._opened) if size < 0 else size
        taken, self._opened = self._opened[:size], self._opened[size:]
        return taken

    def _piece(self) -> bytes:
        piece, self._next = self._next, self._file.read(PIECE + _TAG)
        self._ended = not self._next
        try:
            opened = self._key.decrypt(_nonce(self._number, last=self._ended), piece, None)
        except (InvalidTag, ValueError) as error:
            raise damaged() from error
        self._number += 1
        return opened
