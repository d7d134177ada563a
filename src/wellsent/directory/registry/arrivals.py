"""Who has arrived: people whom the registry before had at no such address, or in no such group.

Only a registry that replaces another can tell. What has arrived is kept for a year, while it stays where it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wellsent.directory.registry.writing import Writer, quoted

_YEAR: Final = "INTERVAL 1 YEAR"
_SAME: Final = {
    "providers": "o.zip IS NOT DISTINCT FROM n.zip AND o.line1 IS NOT DISTINCT FROM n.line1",
    "groups": "o.group_id = n.group_id",
}


def write(writer: Writer, old: Path, folder: Path, *, before: str, day: str) -> None:
    """Write `arrivals.parquet`: an NPI, whether its address or its group is new, and the day it was first seen there.

    `old` holds the registry of the day `before`, `folder` that of `day`. Only entries changed since then are compared.
    """
    changed = (
        f"SELECT npi FROM '{quoted(folder / 'providers.parquet')}' WHERE greatest(updated_on, since) >= '{before}'"
    )
    found = [
        _arrived("providers", old, folder, day, f"NOT n.is_organisation AND n.npi IN ({changed})"),
        _arrived("groups", old, folder, day, "n.group_id IS NOT NULL"),
    ]
    if (old / "arrivals.parquet").exists():
        found.append(f"SELECT * FROM '{quoted(old / 'arrivals.parquet')}' WHERE arrived_on > DATE '{day}' - {_YEAR}")
    rows = " UNION ALL ".join(query for query in found if query)
    writer.copy(
        f"SELECT npi, what, max(arrived_on) AS arrived_on FROM ({rows}) GROUP BY npi, what",
        folder / "arrivals.parquet",
        "looking for who has arrived",
    )


def _arrived(table: str, old: Path, folder: Path, day: str, where: str) -> str:
    """The rows of a table that the registry before had not; nothing where it had no such table to compare with."""
    after, before = folder / f"{table}.parquet", old / f"{table}.parquet"
    if not (after.exists() and before.exists()):
        return ""
    now = f"SELECT * FROM '{quoted(after)}' n WHERE {where}"
    return (
        f"SELECT n.npi, '{table}' AS what, DATE '{day}' AS arrived_on FROM ({now}) n WHERE NOT EXISTS"
        f" (SELECT 1 FROM '{quoted(before)}' o WHERE o.npi = n.npi AND {_SAME[table]})"
    )
