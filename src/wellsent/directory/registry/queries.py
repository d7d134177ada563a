"""Questions to the loaded registry: who is near, all that is known of one NPI, what is loaded.

    registry = registry_in(Path(settings.WELLSENT_HOME) / "registry")
    registry.near("30309", 25, ["podiatry"], limit=200)

A registry object stays good across a load: it looks at the manifest at each question and moves on to the new files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from wellsent.base.errors import DataError
from wellsent.directory import kinds as kinds_of_provider
from wellsent.directory import npi as npi_numbers
from wellsent.directory.places import zip5
from wellsent.directory.registry import cells, entries, store
from wellsent.directory.registry.distances import ZipTable
from wellsent.directory.registry.entry import Entry
from wellsent.directory.registry.store import Manifest
from wellsent.directory.registry.writing import quoted

HOW_TO_GET: Final = (
    "Download the monthly NPPES file (NPPES Data Dissemination, Monthly, Version 2: one zip) from the NPI Files page"
    " of CMS, and run `wellsent registry load FILE.zip`. Everything else works without it."
)
MOST_MILES: Final = 500

T = TypeVar("T")


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
        self,
        zip_code: str,
        miles: float,
        kinds: Sequence[str] = (),
        *,
        codes: Sequence[str] = (),
        limit: int | None = None,
    ) -> tuple[int, list[Near]]:
        """How many active providers of these kinds (of any when none is named) practise within `miles`, and the
        nearest `limit` of them, nearest first. `codes` are taxonomy codes of kinds that the practice added.

        Raises DataError for an unknown ZIP, kind or code, miles that are not above 0 and at most 500, or nothing
        loaded.
        """
        unknown = [kind for kind in kinds if kind not in kinds_of_provider.ALL]
        if unknown:
            raise DataError(
                f"There is no kind {', '.join(unknown)}.", f"There are: {', '.join(sorted(kinds_of_provider.ALL))}."
            )
        if strange := [code for code in codes if not kinds_of_provider.CODE.fullmatch(code)]:
            raise DataError(f"{strange[0]} is no taxonomy code.", "A code has ten characters, the last an X.")
        if not 0 < miles <= MOST_MILES:
            raise DataError(f"Miles must be above 0 and at most {MOST_MILES}.", "25 is an hour's drive in a city.")
        asked = _Asked(tuple(sorted(set(kinds))), tuple(sorted(set(codes))))
        return self._ask(lambda opened: opened.near(zip_code, miles, asked, limit))

    def zips(self) -> ZipTable:
        """Where ZIP codes lie. Raises DataError when nothing is loaded."""
        return self._ask(lambda opened: opened.zips)

    def show(self, npi: str) -> dict[str, Any]:
        """All that is known of one provider, as `registry show --json` prints it.

        Raises DataError for what is no NPI, a wrong check digit, an NPI that is not in the registry, or nothing loaded.
        """
        digits = npi_numbers.clean(npi)
        if digits is None:
            raise DataError(f"{npi} is no NPI.", "An NPI has ten digits and begins with 1 or 2.")
        if not npi_numbers.is_valid(digits):
            raise DataError(f"{digits} is no NPI: its check digit is wrong.", "Compare it digit by digit.")
        known = self._ask(lambda opened: opened.show(int(digits)))
        if known is None:
            raise DataError(
                f"{digits} has a right check digit but is not in the loaded registry.",
                "It may be newer than the file loaded, or was never issued.",
            )
        replacement = known["replaced_by"]
        return known | {"replacement": self._ask(lambda opened: opened.show(int(replacement))) if replacement else None}

    def version(self) -> str | None:
        """What tells one loaded registry from the next; None when nothing is loaded."""
        stamp = store.stamp(self._folder)
        return None if stamp is None else "-".join(map(str, stamp))

    def entries(self, npis: Collection[str]) -> dict[str, Entry]:
        """What the registry says of these NPIs; others are left out. Raises DataError when nothing is loaded."""
        return {one.npi: one for one in self._ask(lambda opened: opened.entries([int(npi) for npi in npis]))}

    def arrived(self, zips: Collection[str]) -> list[Entry]:
        """Active people who have newly come to an address or into a group in these ZIPs, since a registry was first
        loaded, within a year. Raises DataError when nothing is loaded.
        """
        return self._ask(lambda opened: opened.arrived(zips))

    def named(self, words: Sequence[str], areas: Collection[str] = (), *, most: int = 10) -> list[Entry]:
        """Active entries with all of these words in their name, by name; of the places whose ZIP begins with one of the
        `areas` (two digits), of all where none is given. Raises DataError when nothing is loaded.
        """
        return self._ask(lambda opened: opened.named(words, areas, most)) if words else []

    def _ask(self, question: Callable[[_Open], T]) -> T:
        """The answer of the files in use; asked again when a load replaced them in the middle of the question."""
        try:
            return question(self._current())
        except duckdb.IOException:
            return question(self._current())

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


@dataclass(frozen=True, slots=True)
class _Asked:
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


class _Open:
    """The Parquet files of one load, as views of one connection that remembers what it read of them."""

    def __init__(self, folder: Path) -> None:
        self._db = duckdb.connect(config={"memory_limit": "400MB", "threads": 1})
        self._db.execute("SET parquet_metadata_cache = true")
        self._folder = folder
        places = self._db.execute(f"SELECT * FROM '{quoted(folder / 'zips.parquet')}'").fetchnumpy()
        self.zips = ZipTable(places["zip"], places["latitude"], places["longitude"])
        self._counts: dict[_Asked, NDArray[np.int32]] = {}

    def _count_by_zip(self, asked: _Asked) -> NDArray[np.int32]:
        """How many such providers practise in each ZIP, by its number; read once for each set of them.

        They were counted by kind when they were loaded; those asked for by code are counted now, from every row.
        """
        if asked not in self._counts:
            by_zip = np.zeros(100_000, np.int32)
            if asked.kinds or not asked.codes:
                where = f" WHERE {_Asked(asked.kinds, ()).where}" if asked.kinds else ""
                counts = f"SELECT zip, providers FROM '{quoted(self._folder / 'counts.parquet')}'{where}"
                self._add(by_zip, f"SELECT zip, sum(providers)::INTEGER AS providers FROM ({counts}) GROUP BY zip")
            if asked.codes:
                rows = f"read_parquet('{quoted(self._folder)}/near-*.parquet')"
                where = _Asked((), asked.codes).where
                self._add(by_zip, f"SELECT zip, count(*)::INTEGER AS providers FROM {rows} WHERE {where} GROUP BY zip")
            self._counts[asked] = by_zip
        return self._counts[asked]

    def _add(self, by_zip: NDArray[np.int32], query: str) -> None:
        columns = self._db.cursor().execute(query).fetchnumpy()
        by_zip[columns["zip"]] += columns["providers"]

    def near(self, zip_code: str, within: float, asked: _Asked, limit: int | None) -> tuple[int, list[Near]]:
        """Only the nearest ZIPs that hold `limit` providers are read. Raises DataError for an unknown ZIP."""
        found = self.zips.within(int(zip5(zip_code) or 0), within)
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

    def entries(self, npis: Collection[int]) -> list[Entry]:
        return entries.of_npis(self._db, self._folder, npis)

    def arrived(self, zips: Collection[str]) -> list[Entry]:
        return entries.arrived(self._db, self._folder, zips)

    def named(self, words: Sequence[str], areas: Collection[str], most: int) -> list[Entry]:
        files = sorted(self._folder.glob("near-*.parquet"))
        wanted = [file for file in files if not areas or file.stem.removeprefix("near-") in areas]
        if not wanted:
            return []
        listed = ", ".join(f"'{quoted(file)}'" for file in wanted)
        where = " AND ".join(f"contains(name, ${n})" for n in range(1, len(words) + 1))
        query = f"SELECT npi FROM read_parquet([{listed}]) WHERE {where} ORDER BY name, npi LIMIT {most:d}"
        found = [npi for (npi,) in self._db.cursor().execute(query, [word.upper() for word in words]).fetchall()]
        order = {str(npi): at for at, npi in enumerate(found)}
        return sorted(self.entries(found), key=lambda one: order[one.npi])

    def show(self, npi: int) -> dict[str, Any] | None:
        found = self._rows("providers", npi)
        reported = self._rows("deactivated", npi)
        if not found and not reported:
            return None
        provider = found[0] if found else {}
        deactivated_on = entries.is_gone(
            provider.get("deactivated_on"),
            provider.get("reactivated_on"),
            [each["deactivated_on"] for each in reported],
        )
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
            "practice_address": provider.get("address"),
            "phone": provider.get("phone"),
            "fax": provider.get("fax"),
            "fax_verified": False,
            "locations": [
                {"address": each["address"], "phone": each["phone"], "fax": each["fax"]}
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
            "active": deactivated_on is None,
            "deactivated_on": _iso(deactivated_on),
            "deactivated_because": _REASONS.get(provider.get("deactivation_reason") or ""),
            "replaced_by": str(replacement) if replacement else None,
            "medicare": self._medicare(npi),
            "groups": [
                {
                    "id": each["group_id"],
                    "name": each["group"],
                    "members": each["members"],
                    "address": each["address"],
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

    def _medicare(self, npi: int) -> dict[str, Any]:
        """What Medicare's files say; None for a file that is not loaded."""
        ordering, opted_out = self._rows("ordering", npi), self._rows("opted_out", npi)
        return {
            "ordering": None
            if not self._has("ordering")
            else {flag: bool(ordering and ordering[0][flag]) for flag in _ORDERING},
            "opted_out": None
            if not self._has("opted_out")
            else [
                {
                    "starts_on": _iso(each["starts_on"]),
                    "ends_on": _iso(each["ends_on"]),
                    "may_order": each["may_order"],
                }
                for each in opted_out
            ],
        }

    def _has(self, table: str) -> bool:
        return (self._folder / f"{table}.parquet").exists()

    def _rows(self, table: str, npi: int) -> list[dict[str, Any]]:
        if not self._has(table):
            return []
        file = self._folder / f"{table}.parquet"
        address = f", {cells.address(*cells.ADDRESS)} AS address" if table in _WITH_ADDRESS else ""
        found = self._db.cursor().execute(f"SELECT *{address} FROM '{quoted(file)}' WHERE npi = ?", [npi])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_ORDERING: Final = ("part_b", "dme", "home_health", "power_mobility", "hospice")
_WITH_ADDRESS: Final = {"providers", "locations", "groups"}
# The codes of NPPES (Data Dissemination File, code values); most deactivated entries are published without one.
_REASONS: Final = {"DT": "death", "DB": "the organisation was disbanded", "FR": "fraud", "OT": "another reason"}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
