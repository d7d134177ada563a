"""Who may order for Medicare's patients, and who has opted out, by the two files of CMS."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from wellsent.directory.registry.entry import Medicare, OptOut
from wellsent.directory.registry.writing import quoted


def of_npis(db: duckdb.DuckDBPyConnection, folder: Path, npis: Collection[int], loaded: Mapping[str, str]) -> Medicare:
    """What the files say of these NPIs. `loaded` gives the day (2026-11-07) on which each file was loaded."""
    asked, cursor = [sorted(npis)], db.cursor()

    def rows(table: str, columns: str) -> list[tuple[Any, ...]]:
        file = quoted(folder / f"{table}.parquet")
        query = f"SELECT npi, {columns} FROM '{file}' WHERE npi IN (SELECT unnest(?::BIGINT[])) ORDER BY ALL"
        return cursor.execute(query, asked).fetchall()

    def since(table: str) -> date | None:
        return date.fromisoformat(loaded[table]) if (folder / f"{table}.parquet").exists() else None

    ordering_of, opted_out_of = since("ordering"), since("opted_out")
    ordering = rows("ordering", "part_b") if ordering_of else []
    opted_out = rows("opted_out", "starts_on, ends_on, may_order") if opted_out_of else []
    return Medicare(
        ordering_of=ordering_of,
        ordering=frozenset(str(npi) for npi, part_b in ordering if part_b),
        opted_out_of=opted_out_of,
        opted_out={str(npi): OptOut(*said) for npi, *said in opted_out if said[0]},
    )
