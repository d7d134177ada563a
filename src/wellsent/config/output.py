"""How commands speak: results as words or JSON, problems on standard error, progress on a terminal only."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wellsent.base.errors import CallError


def say(text: str = "") -> None:
    """One line of the command's result, at once even into a pipe."""
    print(text, flush=True)  # noqa: T201 - the command speaks to people


def warn(text: str) -> None:
    """One line about a problem."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command speaks to people


def add_json(parser: argparse.ArgumentParser) -> None:
    """The `--json` option that every command with a result takes."""
    parser.add_argument("--json", metavar="FILE", help="write the result as JSON to FILE (- for standard output)")


def write_json(where: str, result: Any) -> None:
    """Write `result` to a file, or to standard output for `-`. Raises CallError when the file cannot be written."""
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if where == "-":
        sys.stdout.write(text)
        return
    try:
        Path(where).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CallError(f"{where} cannot be written: {error.strerror}.", "Name a file in a folder of yours.") from error


class Progress:
    """How far long work is, on one line that is written over; silent when nobody is watching."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what = what
        self.total = total
        self.shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """`done` of the total (rows, files, ...) so far."""
        if self.shown:
            share = f" of {self.total:,}" if self.total is not None else ""
            sys.stderr.write(f"\r\x1b[K{self.what}: {done:,}{share}")
            sys.stderr.flush()

    def finish(self) -> None:
        """Clear the line."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
