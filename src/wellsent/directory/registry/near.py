"""Who is near: the nearest providers of some kinds around a ZIP code, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from wellsent.base.errors import DataError
from wellsent.directory.places import zip5
from wellsent.directory.registry.distances import ZipTable
from wellsent.directory.registry.writing import quoted


@dataclass(frozen=True, slots=True)
class Near:
    """One provider near a ZIP. `miles` is a straight line between ZIP centroids; `fax` is unverified.

    `kind` is a kind of ours or None, `taxonomy` the code marked primary (else the first), `since` the NPI's first day.
    """

    npi: str
    name: str
    kind: str | None
    taxonomy: str | None
    miles: float
    practice_address: str | None
    phone: str | None
    fax: str | None
    since: date | None
    zip: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which providers are asked for: those of our kinds, and those of no kind of ours with one of these codes."""

    kinds: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def where(self) -> str:
        """The condition on a row of providers, "" for any."""
        parts = []
        if self.kinds:
            parts.append(f"kind IN ({', '.join(map(repr, self.kinds))})")
        if self.codes:
            parts.append(f"(kind IS NULL AND taxonomy IN ({', '.join(map(repr, self.codes))}))")
        return f"({' OR '.join(parts)})" if parts else ""


class Nearby:
    """The files by place of one load; it remembers what it counted."""

    def __init__(self, db: duckdb.DuckDBPyConnection, folder: Path, zips: ZipTable) -> None:
        self._db = db
        self._folder = folder
        self._zips = zips
        self._counts: dict[Asked, NDArray[np.int32]] = {}

    def near(self, zip_code: str, within: float, asked: Asked, limit: int | None) -> tuple[int, list[Near]]:
        """Only the nearest ZIPs that hold `limit` providers are read. Raises DataError for an unknown ZIP."""
        found = self._zips.within(int(zip5(zip_code) or 0), within)
        if found is None:
            raise DataError(f"{zip_code} is no ZIP code that is known.", "Give the five digits of a US ZIP code.")
        zips, miles = found
        many = self._count_by_zip(asked)[zips]
        total = int(many.sum())
        wanted = total if limit is None else min(limit, total)
        if not wanted:
            return total, []
        enough = miles[int(np.searchsorted(np.cumsum(many), wanted))]  # all at the same distance as the last one count
        needed = (miles <= enough) & (many > 0)
        away = dict(zip(zips[needed].tolist(), miles[needed].tolist(), strict=True))
        areas = sorted({zip_code // 1000 for zip_code in away})
        files = ", ".join(f"'{quoted(self._folder / f'near-{area:02}.parquet')}'" for area in areas)
        where = f"zip IN ({', '.join(map(str, away))})"
        if asked.where:
            where += f" AND {asked.where}"
        rows = (
            self._db.cursor()
            .execute(
                "SELECT zip, npi, name, kind, taxonomy, practice_address, phone, fax, since"
                f" FROM read_parquet([{files}]) WHERE {where}"
            )
            .fetchall()
        )
        rows.sort(key=lambda row: (away[row[0]], row[1]))
        return total, [
            Near(str(npi), name, kind, taxonomy, round(away[zip_code], 1), address, phone, fax, since, f"{zip_code:05}")
            for zip_code, npi, name, kind, taxonomy, address, phone, fax, since in rows[:wanted]
        ]

    def _count_by_zip(self, asked: Asked) -> NDArray[np.int32]:
        """How many such providers practise in each ZIP, by its number; read once for each set of them.

        They were counted by kind when they were loaded; those asked for by code are counted now, from every row.
        """
        if asked not in self._counts:
            by_zip = np.zeros(100_000, np.int32)
            if asked.kinds or not asked.codes:
                where = f" WHERE {Asked(asked.kinds, ()).where}" if asked.kinds else ""
                counts = f"SELECT zip, providers FROM '{quoted(self._folder / 'counts.parquet')}'{where}"
                self._add(by_zip, f"SELECT zip, sum(providers)::INTEGER AS providers FROM ({counts}) GROUP BY zip")
            if asked.codes:
                rows = f"read_parquet('{quoted(self._folder)}/near-*.parquet')"
                where = Asked((), asked.codes).where
                self._add(by_zip, f"SELECT zip, count(*)::INTEGER AS providers FROM {rows} WHERE {where} GROUP BY zip")
            self._counts[asked] = by_zip
        return self._counts[asked]

    def _add(self, by_zip: NDArray[np.int32], query: str) -> None:
        columns = self._db.cursor().execute(query).fetchnumpy()
        by_zip[columns["zip"]] += columns["providers"]
