"""The recovery key on a terminal or in a file: shown once, typed back, asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from wellsent.base.copies import recovery_key
from wellsent.base.copies.recovery_key import Keeping, RecoveryKey
from wellsent.base.copies.sealed import Cover
from wellsent.base.errors import CallError, DataError
from wellsent.config.output import say, warn

CLEAR = "\x1b[H\x1b[2J\x1b[3J"  # the screen and what can be scrolled back to
INTRODUCTION = """
This is the recovery key. With it and a backup, everything can be restored on any machine; without it, no backup can be
opened by anybody. It is shown this once and kept nowhere: write it down, or put it into a password manager.

    {key}
"""


def shown_and_typed_back(ask: Callable[[str], str] = input) -> Keeping:
    """Show a new key on the terminal, and take it once it was typed back. Raises CallError when nobody is there."""
    if not sys.stdin.isatty():
        raise CallError(
            "Nobody is there to write the recovery key down.",
            "Run this on a terminal, or name a new file for it: --recovery-key-to FILE",
        )
    key = recovery_key.new()
    say(INTRODUCTION.format(key=key.text))
    ask("Press Enter when it is written down; the screen is cleared then. ")
    say(CLEAR)
    while True:
        try:
            if recovery_key.read(ask("Type it from what you wrote: ")) == key:
                return key.keeping
            warn("This is another key than the one that was shown. Compare each group.")
        except DataError as error:
            warn(str(error))


def written_to(path: Path) -> Keeping:
    """Put a new key into a new file that only this user can read. Raises CallError when it is there or cannot be."""
    key = recovery_key.new()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CallError(f"{path} cannot be written: {error.strerror}.", "Name a new file.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{key.text}\n")
        file.flush()
        os.fsync(file.fileno())
    say(f"The recovery key is in {path}. Move it off this machine: whoever has it and a backup can read everything.")
    return key.keeping


def made(path: str | None) -> Keeping:
    """A new key, in the file that was named or on the terminal."""
    return written_to(Path(path)) if path else shown_and_typed_back()


def asker(path: str | None) -> Callable[[Cover], RecoveryKey]:
    """How the key of a backup is come by: from a file (- for standard input), or typed on the terminal."""

    def ask(found: Cover) -> RecoveryKey:
        label = found.label
        if path:
            return recovery_key.read(_from_file(path))
        if not sys.stdin.isatty():
            raise CallError(
                "Nobody is there to type the recovery key.", "Name a file that holds it: --recovery-key FILE"
            )
        say(f"A backup of {label.get('made_at')}, locked for the recovery key {label.get('recovery_key')}.")
        return recovery_key.read(input("The recovery key: "))

    return ask


def _from_file(path: str) -> str:
    if path == "-":
        return sys.stdin.readline()
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CallError(f"{path} cannot be read.", "Name the file that holds the recovery key.") from error
