"""Replacing the master key so that no moment is without a key that opens the data, whenever the power fails.

The new key is on the disk, beside the old one, before the data keys are rewrapped; it takes the old one's place after.
Broken off in between, the next start finds that only the new one opens the data, and finishes.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from wellsent.base import keys
from wellsent.base.errors import CallError, SetupError


def key_file() -> Path:
    """Where the master key lies."""
    return Path(os.environ.get("WELLSENT_MASTER_KEY_FILE") or Path(settings.WELLSENT_HOME) / "master.key")


def _new_file() -> Path:
    return key_file().with_name(f"{key_file().name}.new")


def replace() -> int:
    """Make a new master key, rewrap the data keys under it, and put it in the old one's place; returns how many.

    Raises CallError when the key does not come from a file that can be replaced.
    """
    file = key_file()
    if not file.exists() or file.read_text(encoding="ascii").strip() != settings.MASTER_KEY:
        raise CallError(
            "The master key comes from WELLSENT_MASTER_KEY, not from master.key, so this command cannot replace it.",
            "Write the key into WELLSENT_HOME/master.key, take the setting away, and run this again.",
        )
    new = secrets.token_urlsafe(48)
    _write(new)
    count = keys.rewrap(settings.MASTER_KEY, new)
    _new_file().replace(file)
    settings.MASTER_KEY = new
    return count


def finish_what_was_broken_off() -> None:
    """Where a change of the master key got no further than the data keys: put the new one in its place.

    Raises SetupError when neither key opens the data.
    """
    keys.forget_loaded_keys()
    try:
        keys.open_all()
    except SetupError:
        if not _new_file().exists():
            raise
        old, settings.MASTER_KEY = settings.MASTER_KEY, _new_file().read_text(encoding="ascii").strip()
        try:
            keys.open_all()
        except SetupError:
            settings.MASTER_KEY = old
            raise
        _new_file().replace(key_file())


def _write(key: str) -> None:
    """The new key in a file of its own, on the disk before anything depends on it."""
    try:
        handle = os.open(_new_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise CallError(
            f"{_new_file().parent} cannot be written to, so the master key cannot be replaced.",
            "Let the user who runs Wellsent write there, and run this again.",
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
