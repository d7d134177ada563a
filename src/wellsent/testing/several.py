"""Several commands one after the other on one installation, in a process that has loaded everything once.

Each runs in a copy of that process, as if it had been started by itself. It may be spoiled first, by a line of Python
(a disk that is full, a kill at a certain step): `{"words": ["backup", "all.backup"], "first": "import os; ..."}`.
Without words only that line is run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import Any


def main() -> None:
    """Read the commands as JSON from standard input, write what each ended with and said to standard output."""
    from wellsent.config.django_start import start_django

    start_django()
    from wellsent.config.copies import moving, restoring  # noqa: F401 - loaded once for all

    json.dump([run(one) for one in json.load(sys.stdin)], sys.stdout)


def run(one: dict[str, Any]) -> dict[str, Any]:
    """One command, or one line of Python."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            os._exit(_in_the_copy(one))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return {"code": code, "said": said.read().decode()}


def _in_the_copy(one: dict[str, Any]) -> int:
    from wellsent.config import cli

    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - for the rest of this process
    code = 1
    try:
        exec(one.get("first", ""), {})  # noqa: S102 - words of our own tests
        code = cli.main(one["words"]) if one.get("words") else 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    main()
