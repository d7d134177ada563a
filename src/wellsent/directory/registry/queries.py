"""Questions to the loaded registry: who is near, all that is known of one NPI, what is loaded.

    registry = registry_in(Path(settings.WELLSENT_HOME) / "registry")
    registry.near("30309", 25, ["podiatry"], limit=200)

A registry object stays good across a load: it looks at the manifest at each question and moves on to the new files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from wellsent.base.errors import DataError, SetupError
from wellsent.directory import kinds as kinds_of_provider
from wellsent.directory import npi as npi_numbers
from wellsent.directory.registry import by_place, entries, groups, medicare, store
from wellsent.directory.registry.distances import ZipTable
from wellsent.directory.registry.entry import Entry, Group, Medicare
from wellsent.directory.registry.getting import HOW_TO_GET
from wellsent.directory.registry.near import Asked, Near, Nearby
from wellsent.directory.registry.showing import Shown
from wellsent.directory.registry.store import Manifest
from wellsent.directory.registry.writing import quoted

MOST_MILES: Final = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Status:
    """What is loaded: None when nothing is, or what is there cannot be used, as `trouble` says."""

    manifest: Manifest | None
    trouble: str = ""

    @property
    def sentence(self) -> str:
        """In one sentence, for people."""
        if self.trouble:
            return self.trouble
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
        self._usable: tuple[tuple[int, int], bool] | None = None

    def status(self) -> Status:
        """What is loaded, of which month, with how many rows and which warnings."""
        try:
            return Status(store.read(self._folder))
        except SetupError as error:
            return Status(None, str(error))

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
        asked = Asked(tuple(sorted(set(kinds))), tuple(sorted(set(codes))))
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
        """What tells one loaded registry from the next; None when nothing is loaded, or what is there is damaged."""
        stamp = store.stamp(self._folder)
        if stamp is None:
            return None
        if self._usable is None or self._usable[0] != stamp:
            self._usable = stamp, self.status().manifest is not None
        return "-".join(map(str, stamp)) if self._usable[1] else None

    def entries(self, npis: Collection[str]) -> dict[str, Entry]:
        """What the registry says of these NPIs; others are left out. Raises DataError when nothing is loaded."""
        return {one.npi: one for one in self._ask(lambda opened: opened.entries([int(npi) for npi in npis]))}

    def groups_of(self, npis: Collection[str], *, most: int) -> list[Group]:
        """The groups of Medicare's file that hold any of these NPIs and at most so many in all; none where the file is
        not loaded. Raises DataError when nothing is loaded.
        """
        return self._ask(lambda opened: opened.groups_of([int(npi) for npi in npis], most))

    def classes(self, npis: Collection[str]) -> list[tuple[str, str]]:
        """Each of these NPIs with its class: the school that its holder left, and the year, by Medicare's file; none
        where that is not loaded. Raises DataError when nothing is loaded.
        """
        return self._ask(lambda opened: opened.classes([int(npi) for npi in npis]))

    def in_streets(self, places: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
        """Who practises in these streets: NPI and address of every active entry in one of these ZIPs whose first line
        of address is the one beside it, as the registry writes it. Raises DataError when nothing is loaded.
        """
        return self._ask(lambda opened: opened.in_streets(places)) if places else []

    def medicare(self, npis: Collection[str]) -> Medicare:
        """What Medicare's two files of who may order say of these NPIs, and since when each file is here. Raises
        DataError when nothing is loaded.
        """
        manifest = self.status().manifest
        loaded = dict.fromkeys(manifest.counts, manifest.loaded_on) | manifest.loaded if manifest else {}
        return self._ask(lambda opened: opened.medicare([int(npi) for npi in npis], loaded))

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
                status = self.status()
                if (manifest := status.manifest) is None:
                    raise DataError("The national registry is not loaded.", status.trouble or HOW_TO_GET)
                self._open, self._stamp = _Open(self._folder / manifest.folder), stamp
            return self._open


@lru_cache(maxsize=8)
def registry_in(folder: Path) -> Registry:
    """The registry in this folder, the same object each time, so that what is warm stays so."""
    return Registry(folder)


class _Open:
    """The Parquet files of one load, as views of one connection that remembers what it read of them."""

    def __init__(self, folder: Path) -> None:
        self._db = duckdb.connect(config={"memory_limit": "400MB", "threads": 1})
        self._db.execute("SET parquet_metadata_cache = true")
        self._folder = folder
        places = self._db.execute(f"SELECT * FROM '{quoted(folder / 'zips.parquet')}'").fetchnumpy()
        self.zips = ZipTable(places["zip"], places["latitude"], places["longitude"])
        self.near = Nearby(self._db, folder, self.zips).near
        self.show = Shown(self._db, folder).of_npi

    def entries(self, npis: Collection[int]) -> list[Entry]:
        return entries.of_npis(self._db, self._folder, npis)

    def arrived(self, zips: Collection[str]) -> list[Entry]:
        return entries.arrived(self._db, self._folder, zips)

    def named(self, words: Sequence[str], areas: Collection[str], most: int) -> list[Entry]:
        return entries.named(self._db, self._folder, words, areas, most)

    def groups_of(self, npis: Collection[int], most: int) -> list[Group]:
        return groups.of_npis(self._db, self._folder, npis, most)

    def classes(self, npis: Collection[int]) -> list[tuple[str, str]]:
        return groups.classes(self._db, self._folder, npis)

    def in_streets(self, places: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
        return by_place.in_streets(self._db, self._folder, places)

    def medicare(self, npis: Collection[int], loaded: Mapping[str, str]) -> Medicare:
        return medicare.of_npis(self._db, self._folder, npis, loaded)
