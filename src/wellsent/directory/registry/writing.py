"""DuckDB at work: one connection with bounded memory, whose results go to Parquet while it tells how far it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from wellsent.directory.registry.files import Tell

MEMORY: Final = "1200MB"
"""What DuckDB may take before it writes to the disk; with all else a load stays under 2 GB."""


class Writer:
    """A connection, and whom to tell."""

    def __init__(self, db: duckdb.DuckDBPyConnection, tell: Tell) -> None:
        self.db = db
        self._tell = tell

    def copy(self, query: str, path: Path, step: str, options: str = "COMPRESSION zstd") -> None:
        """Write a query's rows to Parquet, telling how far it is. Raises duckdb.Error."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.5):
                self._tell(step, max(0, int(self.db.query_progress())))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            self.db.execute(f"COPY ({query}) TO '{quoted(path)}' (FORMAT parquet, {options})")
        finally:
            ended.set()
            watching.join()
        self._tell(step, 100)

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row of a query."""
        row = self.db.execute(query).fetchone()
        if row is None:
            raise LookupError(query)
        return row

    def table(self, name: str, columns: dict[str, tuple[str, list[Any]]]) -> None:
        """A table for this load alone, from lists: `columns` gives each name its type and values."""
        parts = ", ".join(f"unnest(?::{kind}[]) AS {column}" for column, (kind, _) in columns.items())
        self.db.execute(f"CREATE TEMP TABLE {name} AS SELECT {parts}", [values for _, values in columns.values()])


@contextmanager
def writer(scratch: Path, tell: Tell) -> Iterator[Writer]:
    """A writer that puts what does not fit into memory into `scratch`."""
    config: dict[str, Any] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch / "spill"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=config) as db:
        db.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")  # asked for, never printed
        yield Writer(db, tell)


def quoted(path: Path) -> str:
    """A path as it stands between the quotes of a query."""
    return str(path).replace("'", "''")
