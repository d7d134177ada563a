"""Who is in a group with whom, by Medicare's file of clinicians: kept twice, by NPI and by group. And which school
each of them left in which year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Final

import duckdb

from wellsent.directory.registry.entry import Group
from wellsent.directory.registry.writing import Writer, quoted

_PIECE: Final = "ROW_GROUP_SIZE 8192, COMPRESSION snappy"
"""Small, so that a question about a few reads little."""


def write(writer: Writer, folder: Path) -> None:
    """Write `groups-by-npi.parquet`, `groups-by-group.parquet` and `classes.parquet` from `groups.parquet`, where that
    is.
    """
    if not (folder / "groups.parquet").exists():
        return
    members = f"SELECT DISTINCT npi, group_id FROM '{quoted(folder / 'groups.parquet')}' WHERE group_id IS NOT NULL"
    names = f"SELECT group_id, min(\"group\") AS name FROM '{quoted(folder / 'groups.parquet')}' GROUP BY group_id"
    writer.copy(f"{members} ORDER BY npi", folder / "groups-by-npi.parquet", "groups by NPI", _PIECE)
    writer.copy(
        f"SELECT group_id, name, npi FROM ({members}) JOIN ({names}) USING (group_id) ORDER BY group_id, npi",
        folder / "groups-by-group.parquet",
        "groups by group",
        _PIECE,
    )
    writer.copy(
        f"SELECT DISTINCT npi, concat(school, ', ', graduated) AS class FROM '{quoted(folder / 'groups.parquet')}'"
        " WHERE school <> 'OTHER' AND graduated IS NOT NULL ORDER BY npi, class",
        folder / "classes.parquet",
        "schools and years",
        _PIECE,
    )


def of_npis(db: duckdb.DuckDBPyConnection, folder: Path, npis: Collection[int], most: int) -> list[Group]:
    """The groups with any of these NPIs and at most `most` in all, in a steady order; none where no file is loaded."""
    by_npi, by_group = folder / "groups-by-npi.parquet", folder / "groups-by-group.parquet"
    if not npis or not by_group.exists():
        return []
    cursor = db.cursor()
    wanted = ", ".join(str(npi) for npi in sorted(npis))
    found = cursor.execute(f"SELECT DISTINCT group_id FROM '{quoted(by_npi)}' WHERE npi IN ({wanted})").fetchall()
    if not found:
        return []
    marks = ", ".join("?" * len(found))
    query = f"SELECT group_id, name, npi FROM '{quoted(by_group)}' WHERE group_id IN ({marks}) ORDER BY group_id"
    names: dict[str, str] = {}
    inside: dict[str, set[str]] = defaultdict(set)
    for group, name, npi in cursor.execute(query, [group for (group,) in found]).fetchall():
        names[group] = str(name or "")
        inside[group].add(str(npi))
    return [Group(names[group], frozenset(those)) for group, those in inside.items() if len(those) <= most]


def classes(db: duckdb.DuckDBPyConnection, folder: Path, npis: Collection[int]) -> list[tuple[str, str]]:
    """Each of these NPIs with the school that its holder left and the year, where the file says both."""
    file = folder / "classes.parquet"
    if not npis or not file.exists():
        return []
    wanted = ", ".join(str(npi) for npi in sorted(npis))
    found = db.cursor().execute(f"SELECT npi, class FROM '{quoted(file)}' WHERE npi IN ({wanted}) ORDER BY npi, class")
    return [(str(npi), school) for npi, school in found.fetchall()]
