"""What `near` reads: active providers in files by place, ordered by kind; how many there are; where ZIP codes lie."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

import duckdb
import zipcodes

from wellsent.directory import kinds
from wellsent.directory.registry import cells
from wellsent.directory.registry.writing import Writer, quoted

GROUP: Final = 4096
"""Rows in one group of a file: small, so that a question about one place reads little."""


def write(writer: Writer, folder: Path) -> None:
    """Write the files from `providers.parquet` and, where it is, `deactivated.parquet` in the same folder."""
    providers, deactivated = folder / "providers.parquet", folder / "deactivated.parquet"
    _zips(writer, folder)
    _kinds(writer, providers)
    report = f"SELECT npi, max(deactivated_on) AS reported_on FROM '{quoted(deactivated)}' GROUP BY npi"
    if not deactivated.exists():
        report = "SELECT NULL::BIGINT AS npi, NULL::DATE AS reported_on"
    gone = "greatest(p.deactivated_on, r.reported_on)"
    writer.db.execute(
        "CREATE TEMP TABLE ordered AS SELECT left(p.zip, 2) AS area, p.zip::INTEGER AS zip, k.kind, p.npi, p.name,"
        f" split_part(p.codes, ' ', 1) AS taxonomy, {cells.address(*cells.ADDRESS[:-1], 'p.zip')}"
        f" AS practice_address, phone, fax, since FROM '{quoted(providers)}' p"
        f" LEFT JOIN kinds k USING (codes) LEFT JOIN ({report}) r USING (npi)"
        " SEMI JOIN places z ON z.zip = p.zip::INTEGER"
        f" WHERE {gone} IS NULL OR p.reactivated_on > {gone} ORDER BY area"
    )
    for (area,) in writer.db.execute("SELECT DISTINCT area FROM ordered ORDER BY area").fetchall():
        writer.copy(
            f"SELECT * EXCLUDE (area) FROM ordered WHERE area = '{area}' ORDER BY kind, zip, npi",
            folder / f"near-{area}.parquet",
            f"putting providers of ZIP {area}... in order",
            f"ROW_GROUP_SIZE {GROUP}, COMPRESSION snappy",  # larger than zstd, and read a millisecond faster
        )
    writer.copy(
        "SELECT kind, zip, count(*)::INTEGER AS providers FROM ordered GROUP BY kind, zip ORDER BY kind, zip",
        folder / "counts.parquet",
        "counting providers",
    )


def in_streets(
    db: duckdb.DuckDBPyConnection, folder: Path, places: Collection[tuple[str, str]]
) -> list[tuple[str, str]]:
    """NPI and address of everybody whose ZIP and first line of address are among these, by NPI."""
    areas = sorted({zip_code[:2] for zip_code, _ in places})
    files = [f"'{quoted(file)}'" for area in areas if (file := folder / f"near-{area}.parquet").exists()]
    if not files:
        return []
    zips = ", ".join(sorted({str(int(zip_code)) for zip_code, _ in places}))
    lines = sorted({line for _, line in places})
    found = db.cursor().execute(
        f"SELECT npi, practice_address, zip FROM read_parquet([{', '.join(files)}]) WHERE zip IN ({zips})"
        f" AND split_part(practice_address, ', ', 1) IN ({', '.join('?' * len(lines))}) ORDER BY npi",
        lines,
    )
    return [
        (str(npi), address)
        for npi, address, zip_code in found.fetchall()
        if (f"{zip_code:05}", address.partition(", ")[0]) in places
    ]


def _kinds(writer: Writer, providers: Path) -> None:
    """The kind of each combination of taxonomy codes, by the one rule for it."""
    found = writer.db.execute(f"SELECT DISTINCT codes FROM '{quoted(providers)}' WHERE codes IS NOT NULL").fetchall()
    known = [(codes, kind) for (codes,) in found if (kind := kinds.of_taxonomies(codes.split()))]
    columns = {"codes": ("VARCHAR", [codes for codes, _ in known]), "kind": ("VARCHAR", [kind for _, kind in known])}
    writer.table("kinds", columns)


def _zips(writer: Writer, folder: Path) -> None:
    """Where ZIP codes lie; those of unknown place, which the list puts at 0, 0, are left out."""
    listed = ((int(each["zip_code"]), float(each["lat"]), float(each["long"])) for each in zipcodes.list_all())
    places = [place for place in listed if any(place[1:])]
    columns = {"zip": "INTEGER", "latitude": "DOUBLE", "longitude": "DOUBLE"}
    writer.table(
        "places", {name: (kind, [each[at] for each in places]) for at, (name, kind) in enumerate(columns.items())}
    )
    writer.copy("SELECT * FROM places ORDER BY zip", folder / "zips.parquet", "ZIP codes")
