"""What to do with an error nobody expected: give it a number, keep where it happened, and never what it was about.

The words of an exception may quote a value ("duplicate key (name)=(...)"), so only its kind and its places in the code
are kept.
"""

from __future__ import annotations

import json
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path

from wellsent.config import environment


def log_file() -> Path:
    """Where incidents are kept."""
    return environment.home() / "incidents.log"


def places(error: BaseException) -> list[str]:
    """Where in the code it happened, outermost first: file, line and function, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def kinds(error: BaseException) -> list[str]:
    """The class of the error and of those that led to it."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < 10:
        missing = f" of {cause.name}" if isinstance(cause, ImportError) and cause.name else ""  # a module, never data
        found.append(f"{type(cause).__module__}.{type(cause).__qualname__}{missing}")
        cause = cause.__cause__ or cause.__context__
    return found


def note(error: BaseException) -> str:
    """Keep the kind and the places of `error` under a fresh incident number, which is returned."""
    number = secrets.token_hex(4)
    line = {
        "incident": number,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kinds": kinds(error),
        "places": places(error),
    }
    try:
        file = log_file()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
    except OSError:
        return f"{number} ({line['kinds'][0]})"  # nowhere to write: the kind is better than nothing
    return number


def sentence(number: str) -> str:
    """What a person is told."""
    return f"Something went wrong that should not have: incident {number}. Where it happened is in {log_file()}."
