"""Envelope encryption: a master key outside the database wraps the data keys inside it.

A stolen database file is unreadable without the master key; a new master key rewraps a handful of rows; a new data
key lets everything be written anew without a stop. AES-256-GCM (NIST SP 800-38D), every value bound to the column it
stands in, so that values cannot be moved between columns. Blind indexes are HMAC-SHA-256 (FIPS 198-1), cut to 16 bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import threading
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from wellsent.base.errors import SetupError
from wellsent.base.models import DataKey

_KEY_ID = struct.Struct(">I")
_NONCE = 12
_lock = threading.Lock()
_loaded: dict[str, dict[int, bytes]] = {}


@lru_cache(maxsize=2)
def _master(secret: str) -> AESGCM:
    return AESGCM(hashlib.blake2b(secret.encode(), digest_size=32, person=b"wellsent-master").digest())


def _wrap(key: bytes, purpose: str, secret: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _master(secret).encrypt(nonce, key, purpose.encode())


def _unwrap(wrapped: bytes, purpose: str, secret: str) -> bytes:
    try:
        return _master(secret).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], purpose.encode())
    except InvalidTag as error:
        raise SetupError(
            "The master key does not open this database.",
            "Put back the master.key that belongs to it (WELLSENT_HOME or WELLSENT_MASTER_KEY).",
        ) from error


def _keys(purpose: str) -> dict[int, bytes]:
    """The data keys of a purpose, newest last; the first one is made when none is there."""
    keys = _loaded.get(purpose)
    if keys:
        return keys
    with _lock:
        rows = list(DataKey.objects.filter(purpose=purpose).order_by("pk"))
        if not rows:
            rows = [_new_key(purpose)]
        _loaded[purpose] = {row.pk: _unwrap(bytes(row.wrapped), purpose, settings.MASTER_KEY) for row in rows}
        return _loaded[purpose]


def _new_key(purpose: str) -> DataKey:
    return DataKey.objects.create(purpose=purpose, wrapped=_wrap(os.urandom(32), purpose, settings.MASTER_KEY))


def make_first() -> None:
    """Make the first data key of each purpose unless it is there."""
    for purpose in DataKey.Purpose.values:
        _keys(purpose)


def forget_loaded_keys() -> None:
    """Read the keys from the database again at the next use (after a rotation, or between tests)."""
    _loaded.clear()
    _cipher.cache_clear()


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(plain: bytes, *, place: str) -> bytes:
    """`plain` as it may be stored in the column named by `place` ("patients.name")."""
    keys = _keys("encrypt")
    key_id = next(reversed(keys))
    nonce = os.urandom(_NONCE)
    return _KEY_ID.pack(key_id) + nonce + _cipher(keys[key_id]).encrypt(nonce, plain, place.encode())


def decrypt(stored: bytes, *, place: str) -> bytes:
    """What `encrypt` was given. Raises SetupError when its key is not here or the value was tampered with."""
    (key_id,) = _KEY_ID.unpack_from(stored)
    key = _keys("encrypt").get(key_id)
    if key is None:
        forget_loaded_keys()  # another process may have rotated since
        key = _keys("encrypt").get(key_id)
    try:
        if key is None:
            raise InvalidTag
        start = _KEY_ID.size
        return _cipher(key).decrypt(stored[start : start + _NONCE], stored[start + _NONCE :], place.encode())
    except InvalidTag as error:
        raise SetupError(
            f"An encrypted value in {place} cannot be opened.", "Restore the database together with its keys."
        ) from error


def blind_index(text: str, *, place: str) -> bytes:
    """A value equal for equal texts that tells nothing of the text: 16 bytes of HMAC under this installation's key."""
    keys = _keys("index")
    key = keys[next(reversed(keys))]
    return hmac.digest(key, f"{place}\x00{text}".encode(), "sha256")[:16]


def marks_key() -> bytes:
    """The key for marking cells of imported files, so that marks tell nothing without this installation's keys."""
    keys = _keys("index")
    return hmac.digest(next(iter(keys.values())), b"marks", "sha256")


def open_all() -> int:
    """Open every data key and return how many there are. Raises SetupError when the master key is not theirs."""
    rows = list(DataKey.objects.order_by("pk"))
    for row in rows:
        _unwrap(bytes(row.wrapped), row.purpose, settings.MASTER_KEY)
    return len(rows)


def rotate_data_key() -> int:
    """Make a new data key for writing and return its number; old values stay readable under the old ones."""
    row = _new_key("encrypt")
    forget_loaded_keys()
    return row.pk


def newest_key_number() -> int:
    """Which data key values are written with now."""
    return next(reversed(_keys("encrypt")))


def key_number(stored: bytes) -> int:
    """Which data key a stored value was written with."""
    return int(_KEY_ID.unpack_from(stored)[0])


@transaction.atomic
def rewrap(old_master: str, new_master: str) -> int:
    """Wrap every data key under a new master key; returns how many. The data itself is not touched."""
    rows = list(DataKey.objects.select_for_update())
    for row in rows:
        row.wrapped = _wrap(_unwrap(bytes(row.wrapped), row.purpose, old_master), row.purpose, new_master)
    DataKey.objects.bulk_update(rows, ["wrapped"])
    forget_loaded_keys()
    return len(rows)
