"""The encrypted file: opened whole by its key alone, refused when any bit of it is not as it was written."""

from __future__ import annotations

import io

import pytest

from wellsent.base.copies import recovery_key, sealed
from wellsent.base.copies.recovery_key import Keeping, RecoveryKey
from wellsent.base.copies.sealed import PIECE, Locked, Opened
from wellsent.base.errors import DataError

KEY = recovery_key.new()
LABEL = {"backup": "0123", "recovery_key": KEY.keeping.name}
WITH_TAG = PIECE + 16


def locked(content: bytes, kept: Keeping = KEY.keeping) -> bytes:
    """A file that holds `content`, written in uneven bits."""
    file = io.BytesIO()
    writer = Locked(file, LABEL, kept)
    for start in range(0, len(content), 7001):
        writer.write(content[start : start + 7001])
    writer.finish()
    return file.getvalue()


def opened(raw: bytes, key: RecoveryKey = KEY) -> bytes:
    """What the file holds. Raises DataError before anything that is wrong is handed out."""
    file = io.BytesIO(raw)
    reader = Opened(file, sealed.key_of(sealed.cover(file), key))
    return b"".join(iter(lambda: reader.read(5003), b""))


def content(size: int) -> bytes:
    return bytes(number * number % 251 for number in range(size))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])
def test_it_opens_as_it_was_written(size: int) -> None:
    assert opened(locked(content(size))) == content(size)


def test_the_same_content_is_never_the_same_file() -> None:
    assert locked(b"Quillfeatherstone")[100:] != locked(b"Quillfeatherstone")[100:]
    assert b"Quill" not in locked(b"Quillfeatherstone")


def test_a_flip_of_any_bit_of_a_small_file_is_refused() -> None:
    raw = locked(b"Northside")
    for place in range(len(raw)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            with pytest.raises(DataError):
                opened(bytes(changed))


def test_a_flip_of_any_hundredth_byte_of_a_larger_file_is_refused() -> None:
    raw = locked(content(2 * PIECE + 100))
    for place in range(0, len(raw), 997):
        changed = bytearray(raw)
        changed[place] ^= 0x40
        with pytest.raises(DataError):
            opened(bytes(changed))


def test_half_a_file_is_refused_wherever_it_ends() -> None:
    raw = locked(content(2 * PIECE + 100))
    start = len(raw) - 2 * WITH_TAG - 116
    at_borders = [start + piece * WITH_TAG + shift for piece in range(3) for shift in (-1, 0, 1)]
    for length in (*range(start), *at_borders, len(raw) - 1):
        with pytest.raises(DataError):
            opened(raw[:length])


def test_pieces_out_of_order_twice_or_from_another_file_are_refused() -> None:
    raw = locked(content(3 * PIECE + 9))
    other = locked(content(3 * PIECE + 9))
    start = len(raw) - 3 * WITH_TAG - 25
    cover, pieces = raw[:start], [raw[start + n * WITH_TAG : start + (n + 1) * WITH_TAG] for n in range(4)]
    theirs = other[start : start + WITH_TAG]
    for wrong in (
        [pieces[1], pieces[0], *pieces[2:]],
        [pieces[0], pieces[0], *pieces[1:]],
        [theirs, *pieces[1:]],
        [pieces[0], *pieces[2:]],
        [*pieces, pieces[3]],
        [*pieces, b"\x00"],
    ):
        with pytest.raises(DataError, match="damaged or incomplete"):
            opened(cover + b"".join(wrong))


def test_another_key_is_told_which_one_is_wanted() -> None:
    with pytest.raises(DataError, match="made for another recovery key") as refused:
        opened(locked(b"Northside"), recovery_key.new())
    assert KEY.keeping.name in refused.value.remedy


def test_a_file_by_somebody_who_lacks_the_seal_is_refused() -> None:
    """The public half alone lets nobody pass a file of theirs off as a backup of this installation."""
    forged = locked(b"Northside", Keeping(public=KEY.keeping.public, seal=bytes(32)))
    with pytest.raises(DataError, match="damaged or incomplete"):
        opened(forged)


@pytest.mark.parametrize("raw", [b"", b"\x00" * 500, b"PK\x03\x04", b"wellsent backup", b"SQLite format 3\x00" * 10])
def test_what_is_no_backup_is_called_so(raw: bytes) -> None:
    with pytest.raises(DataError, match=r"no backup of Wellsent|has a form"):
        opened(raw)


def test_a_later_form_is_not_guessed_at() -> None:
    with pytest.raises(DataError, match="has a form that this release does not know"):
        opened(locked(b"Northside").replace(b"wellsent backup 1\n", b"wellsent backup 2\n"))
