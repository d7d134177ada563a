"""Questions to the loaded registry: who is near, all that is known of one NPI, what is loaded.

    registry = registry_in(Path(settings.WELLSENT_HOME) / "registry")
    registry.near("30309", 25, ["podiatry"], limit=200)

A registry object stays good across a load: it looks at the manifest at each question and moves on to the new files.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import duckdb

from wellsent.base.errors import DataError
from wellsent.directory import kinds as kinds_of_provider
from wellsent.directory import npi as npi_numbers
from wellsent.directory.places import zip5
from wellsent.directory.registry import store
from wellsent.directory.registry.distances import ZipTable
from wellsent.directory.registry.store import Manifest

HOW_TO_GET: Final = (
    "Download the monthly NPPES file (\"NPPES Data Dissemination, Monthly, Version 2\", one zip) from the NPI Files page of"
    " CMS, and run `wellsent registry load FILE.zip`. Everything else works without it."
)
MOST_MILES: Final = 500


@dataclass(frozen=True, slots=True)
class Near:
    """One provider near a ZIP. `miles` is a straight line between ZIP centroids; `fax` is unverified.

    `kind` is a kind of ours or None, `taxonomy` the code marked primary (else the first), `since` the day the NPI was given.
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


@dataclass(frozen=True, slots=True)
class Status:
    """What is loaded: None for all when nothing is."""

    manifest: Manifest | None

    @property
    def sentence(self) -> str:
        """In one sentence, for people."""
        if self.manifest is None:
            return f"The national registry is not loaded. {HOW_TO_GET}"
        return (
            f"{self.manifest.counts['providers']:,} providers as of {self.manifest.source_day},"
            f" loaded on {self.manifest.loaded_on}."
        )


class Registry:
    """The registry in one folder; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._open: _Open | None = None

    def status(self) -> Status:
        """What is loaded, of which month, with how many rows and which warnings."""
        return Status(store.read(self._folder))

    def near(
        self, zip_code: str, miles: float, kinds: Sequence[str] = (), *, limit: int | None = None
    ) -> tuple[int, list[Near]]:
        """How many active providers (of these kinds; of any when none is named) practise within `miles`, and the nearest
        `limit` of them, nearest first.

        Raises DataError for an unknown ZIP or kind, miles that are not above 0 and at most 500, or nothing loaded.
        """
        unknown = [kind for kind in kinds if kind not in kinds_of_provider.ALL]
        if unknown:
            raise DataError(
                f"There is no kind {', '.join(unknown)}.", f"There are: {', '.join(sorted(kinds_of_provider.ALL))}."
            )
        if not 0 < miles <= MOST_MILES:
            raise DataError(f"Miles must be above 0 and at most {MOST_MILES}.", "25 is an hour's drive in a city.")
        opened = self._current()
        found = opened.zips.within(int(zip5(zip_code) or 0), miles)
        if found is None:
            raise DataError(f"{zip_code} is no ZIP code that is known.", "Give the five digits of a US ZIP code.")
        return opened.near(found[0].tolist(), found[1].tolist(), list(dict.fromkeys(kinds)), limit)

    def show(self, npi: str) -> dict[str, Any]:
        """All that is known of one provider, as `registry show --json` prints it.

        Raises DataError for what is no NPI, a wrong check digit, an NPI that is not in the registry, or nothing loaded.
        """
        digits = npi_numbers.clean(npi)
        if digits is None:
            raise DataError(f"{npi} is no NPI.", "An NPI has ten digits and begins with 1 or 2.")
        if not npi_numbers.is_valid(digits):
            raise DataError(f"{digits} is no NPI: its check digit is wrong.", "Compare it digit by digit.")
        known = self._current().show(int(digits))
        if known is None:
            raise DataError(
                f"{digits} has a right check digit but is not in the loaded registry.",
                "It may be newer than the file loaded, or was never issued.",
            )
        return known

    def _current(self) -> _Open:
        """The files in use, opened once. Raises DataError when nothing is loaded."""
        with self._lock:
            stamp = store.stamp(self._folder)
            if stamp is None:
                raise DataError("The national registry is not loaded.", HOW_TO_GET)
            if self._open is None or stamp != self._stamp:
                manifest = store.read(self._folder)
                if manifest is None:
                    raise DataError("The national registry is not loaded.", HOW_TO_GET)
                self._open, self._stamp = _Open(self._folder / manifest.folder), stamp
            return self._open


@lru_cache(maxsize=8)
def registry_in(folder: Path) -> Registry:
    """The registry in this folder, the same object each time, so that what is warm stays so."""
    return Registry(folder)


class _Open:
    """The Parquet files of one load, as views of one connection that remembers what it read of them."""

    def __init__(self, folder: Path) -> None:
        self._db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2})
        self._db.execute("SET parquet_metadata_cache = true")
        self._tables = sorted(file.stem for file in folder.glob("*.parquet"))
        for table in self._tables:
            path = str(folder / f"{table}.parquet").replace("'", "''")
            self._db.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
        places = self._db.execute("SELECT * FROM zips").fetchnumpy()
        self.zips = ZipTable(places["zip"], places["latitude"], places["longitude"])

    def near(
        self, zips: list[int], miles: list[float], kinds: list[str], limit: int | None
    ) -> tuple[int, list[Near]]:
        """First how many there are in each ZIP, which is quick, then the rows of only the ZIPs that are needed."""
        db = self._db.cursor()
        where = " AND kind IN (SELECT unnest($kinds::VARCHAR[]))" if kinds else ""
        given: dict[str, Any] = {"kinds": kinds} if kinds else {}
        counted = db.execute(
            f"SELECT zip, count(*) FROM near WHERE zip IN (SELECT unnest($zips::INTEGER[])){where} GROUP BY zip",
            {"zips": zips, **given},
        ).fetchall()
        many = dict(counted)
        needed, so_far = {}, 0
        for zip_code, away in zip(zips, miles, strict=True):
            if limit is not None and so_far >= limit and away > max(needed.values(), default=0.0):
                break
            if zip_code in many:
                needed[zip_code] = away
                so_far += many[zip_code]
        rows = db.execute(
            "SELECT zip, npi, name, kind, taxonomy, practice_address, phone, fax, since FROM near"
            f" WHERE zip IN (SELECT unnest($zips::INTEGER[])){where}",
            {"zips": list(needed), **given},
        ).fetchall()
        rows.sort(key=lambda row: (needed[row[0]], row[1]))
        nearest = [
            Near(str(npi), name, kind, taxonomy, round(needed[zip_code], 1), address, phone, fax, since)
            for zip_code, npi, name, kind, taxonomy, address, phone, fax, since in rows[:limit]
        ]
        return sum(many.values()), nearest

    def show(self, npi: int) -> dict[str, Any] | None:
        found = self._rows("providers", npi)
        reported = self._rows("deactivated", npi)
        if not found and not reported:
            return None
        provider = found[0] if found else {}
        deactivated_on = max(
            (each["deactivated_on"] for each in [*found, *reported] if each["deactivated_on"]), default=None
        )
        reactivated_on = provider.get("reactivated_on")
        active = deactivated_on is None or (reactivated_on is not None and reactivated_on > deactivated_on)
        codes = (provider.get("codes") or "").split()
        replacement = provider.get("replaced_by")
        return {
            "npi": str(npi),
            "name": provider.get("name"),
            "is_organisation": provider.get("is_organisation"),
            "other_names": self._other_names(provider, npi),
            "kind": kinds_of_provider.of_taxonomies(codes),
            "taxonomies": [
                {"code": code, "label": known.label if (known := kinds_of_provider.TAXONOMIES.get(code)) else None}
                for code in codes
            ],
            "licences": (provider.get("licences") or "").split("; ") if provider.get("licences") else [],
            "practice_address": _address(provider),
            "phone": provider.get("phone"),
            "fax": provider.get("fax"),
            "fax_verified": False,
            "locations": [
                {"address": _address(each), "phone": each["phone"], "fax": each["fax"]}
                for each in self._rows("locations", npi)
            ],
            "endpoints": [
                {"type": each["type"], "address": each["address"], "use": each["use"]}
                for each in self._rows("endpoints", npi)
            ],
            "parent": provider.get("parent"),
            "official": provider.get("official_last_name"),
            "official_phone": provider.get("official_phone"),
            "since": _iso(provider.get("since")),
            "updated_on": _iso(provider.get("updated_on")),
            "certified_on": _iso(provider.get("certified_on")),
            "active": active,
            "deactivated_on": None if active else _iso(deactivated_on),
            "replaced_by": str(replacement) if replacement else None,
            "medicare": self._medicare(npi),
            "groups": [
                {
                    "id": each["group_id"],
                    "name": each["group"],
                    "members": each["members"],
                    "address": _address(each),
                    "phone": each["phone"],
                    "school": each["school"],
                    "graduated": each["graduated"],
                    "specialty": each["specialty"],
                }
                for each in self._rows("groups", npi)
            ],
        }

    def _other_names(self, provider: dict[str, Any], npi: int) -> list[str]:
        names = [provider.get("other_organisation"), provider.get("other_last_name")]
        names += [each["name"] for each in self._rows("other_names", npi)]
        return list(dict.fromkeys(name for name in names if name))

    def _medicare(self, npi: int) -> dict[str, Any] | None:
        """What Medicare's files say; None for a file that is not loaded."""
        ordering, opted_out = self._rows("ordering", npi), self._rows("opted_out", npi)
        return {
            "ordering": None
            if "ordering" not in self._tables
            else {flag: bool(ordering and ordering[0][flag]) for flag in _ORDERING},
            "opted_out": None
            if "opted_out" not in self._tables
            else [
                {
                    "starts_on": _iso(each["starts_on"]),
                    "ends_on": _iso(each["ends_on"]),
                    "may_order": each["may_order"],
                }
                for each in opted_out
            ],
        }

    def _rows(self, table: str, npi: int) -> list[dict[str, Any]]:
        if table not in self._tables:
            return []
        found = self._db.cursor().execute(f"SELECT * FROM {table} WHERE npi = ?", [npi])  # noqa: S608 - a name of ours
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_ORDERING: Final = ("part_b", "dme", "home_health", "power_mobility", "hospice")


def _address(row: dict[str, Any]) -> str | None:
    town = " ".join(part for part in (row.get("state"), row.get("zip")) if part)
    return ", ".join(part for part in (row.get("line1"), row.get("line2"), row.get("city"), town) if part) or None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
