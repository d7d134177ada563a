"""What the registry says of several NPIs at once: for comparing it with what a practice knows, and for filling in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from wellsent.directory.registry.entry import Entry, Site
from wellsent.directory.registry.writing import quoted

_SITE: Final = "line1, line2, city, state, zip, phone"
_COLUMNS: Final = (
    "coalesce(is_organisation, false), organisation, last_name, first_name, middle_name, suffix, credential, codes,"
    " fax, greatest(updated_on, since), deactivated_on, reactivated_on, replaced_by, other_organisation,"
    f" other_last_name, {_SITE}"
)


def of_npis(db: duckdb.DuckDBPyConnection, folder: Path, npis: Collection[int]) -> list[Entry]:
    """The entries of these NPIs, by NPI; those that are not in the registry are left out."""
    if not npis:
        return []
    cursor = db.cursor()
    cursor.execute("CREATE TEMP TABLE asked AS SELECT unnest(?::BIGINT[]) AS npi", [sorted(npis)])

    def rows(table: str, columns: str) -> dict[int, list[tuple[Any, ...]]]:
        file, found = folder / f"{table}.parquet", defaultdict(list)
        if file.exists():
            query = f"SELECT npi, {columns} FROM '{quoted(file)}' SEMI JOIN asked USING (npi) ORDER BY ALL"
            for npi, *cells in cursor.execute(query).fetchall():
                found[npi].append(tuple(cells))
        return found

    reported = rows("deactivated", "deactivated_on")
    names = rows("other_names", "name")
    locations = rows("locations", _SITE)
    groups = rows("groups", f'{_SITE}, "group"')
    return [
        _entry(npi, of_npi[0], reported[npi], names[npi], locations[npi], groups[npi])
        for npi, of_npi in rows("providers", _COLUMNS).items()
    ]


def arrived(db: duckdb.DuckDBPyConnection, folder: Path, zips: Collection[str]) -> list[Entry]:
    """Active people who have arrived, by their practice address or their group's site, in one of these ZIPs."""
    file = folder / "arrivals.parquet"
    if not zips or not file.exists():
        return []
    at = [
        f"SELECT npi FROM '{quoted(folder / f'{table}.parquet')}' JOIN '{quoted(file)}' a USING (npi)"
        f" WHERE a.what = '{table}' AND zip IN (SELECT unnest($zips::VARCHAR[]))"
        for table in ("providers", "groups")
        if (folder / f"{table}.parquet").exists()
    ]
    found = db.cursor().execute(" UNION ".join(at), {"zips": sorted(zips)}).fetchall()
    entries = of_npis(db, folder, [npi for (npi,) in found])
    return [entry for entry in entries if not entry.is_organisation and not entry.deactivated_on]


def named(
    db: duckdb.DuckDBPyConnection, folder: Path, words: Sequence[str], areas: Collection[str], most: int
) -> list[Entry]:
    """Active entries with all of these words in their name, by name, of these areas (two digits of a ZIP) or of all."""
    wanted = [file for file in sorted(folder.glob("near-*.parquet")) if not areas or file.stem[-2:] in areas]
    if not wanted:
        return []
    listed = ", ".join(f"'{quoted(file)}'" for file in wanted)
    where = " AND ".join(f"contains(name, ${n})" for n in range(1, len(words) + 1))
    query = f"SELECT npi FROM read_parquet([{listed}]) WHERE {where} ORDER BY name, npi LIMIT {most:d}"
    found = [npi for (npi,) in db.cursor().execute(query, [word.upper() for word in words]).fetchall()]
    order = {str(npi): at for at, npi in enumerate(found)}
    return sorted(of_npis(db, folder, found), key=lambda one: order[one.npi])


def _entry(npi: int, cells: tuple[Any, ...], reported: Any, names: Any, locations: Any, groups: Any) -> Entry:
    updated_on, deactivated_on, reactivated_on, replaced_by, other_organisation, other_last_name = cells[9:15]
    gone = is_gone(deactivated_on, reactivated_on, [on for (on,) in reported])
    also = [other_organisation, other_last_name, *(name for (name,) in names)]
    sites = [_site(cells[15:]), *map(_site, locations)]
    text = [str(cell or "") for cell in cells[1:9]]
    return Entry(
        npi=str(npi),
        is_organisation=bool(cells[0]),
        organisation=text[0],
        family=text[1],
        given=text[2],
        middle=text[3],
        suffix=text[4],
        credential=text[5],
        codes=tuple(text[6].split()),
        fax=text[7],
        updated_on=updated_on.isoformat() if updated_on else "",
        deactivated_on=gone.isoformat() if gone else "",
        replaced_by=str(replaced_by or ""),
        also=tuple(dict.fromkeys(name for name in also if name)),
        sites=tuple(site for site in sites if site.street or site.zip),
        groups=tuple(_site(cells) for cells in groups),
    )


def is_gone(deactivated_on: date | None, reactivated_on: date | None, reported: Collection[date | None]) -> date | None:
    """Since when an NPI is deactivated, by its entry and the monthly report; None while it is active."""
    gone = max((on for on in (deactivated_on, *reported) if on), default=None)
    return None if gone is None or (reactivated_on and reactivated_on > gone) else gone


def _site(cells: tuple[Any, ...]) -> Site:
    line1, line2, city, state, zip_code, phone, *group = (str(cell or "") for cell in cells)
    return Site(", ".join(part for part in (line1, line2) if part), city, state, zip_code, phone, *group)
