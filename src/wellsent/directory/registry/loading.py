"""Reads the published files into the registry: everything checked, read and put in order, then swapped in at once.

The steps:

1. unpack and recognise the files; refuse what is cut off, empty or none of ours (`files`)
2. read each into Parquet, with only the columns we use (`tables`); a damaged row refuses the file
3. decide which files of providers are whole months and which are weekly updates; refuse an older month
4. join them: of several rows of one NPI the latest counts
5. write what `near` reads: active providers in one file for each two digits of a ZIP, ordered by kind and ZIP; how
   many there are of each kind in each ZIP
6. carry over what was not given, and put the folder to use (`store`)
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb
import zipcodes

from wellsent.base.errors import DataError
from wellsent.directory import kinds
from wellsent.directory.registry import cells, layouts, store, tables
from wellsent.directory.registry.files import Source, Tell, gathered
from wellsent.directory.registry.store import Manifest

MEMORY: Final = "1200MB"
"""What DuckDB may take before it writes to the disk; with all else a load stays under 2 GB."""

WEEKLY: Final = timedelta(days=14)
"""A file of providers whose entries all changed within so many days is a weekly update and not a whole month."""

NEAR_GROUP: Final = 4096
"""Rows in one group of the files for `near`: small, so that a question about one place reads little."""

_TABLES: Final = tuple(layout.name for layout in layouts.ALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """Providers of one file as Parquet, with the first and the last day on which one of them changed."""

    path: Path
    name: str
    first: date
    last: date
    with_taxonomies: bool

    @property
    def weekly(self) -> bool:
        return self.last - self.first <= WEEKLY


def load(paths: Sequence[Path], folder: Path, *, today: date, older: bool = False, tell: Tell) -> Manifest:
    """Load these files into the registry in `folder`; returns what is loaded then.

    `older` lets an older month replace a newer one. Raises DataError, leaving the loaded registry in use, when a file
    is refused: cut off, empty, without columns that are needed, of an older month, or without taxonomy codes where the
    loaded one has them.
    """
    with store.loading(folder) as target:
        scratch = target / "scratch"
        sources = gathered(paths, scratch, tell)
        loaded = store.read(folder)
        with _duckdb(scratch) as db:
            manifest = _Load(db, folder, target, loaded, tell).run(sources, today=today, older=older)
        store.put_to_use(folder, manifest)
    return manifest


@contextmanager
def _duckdb(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(scratch / "spill"),
            "preserve_insertion_order": False,
        }
    ) as db:
        db.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")  # it is asked, and tells
        yield db


class _Load:
    """One load: where it reads and writes, and what it has to say."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, folder: Path, target: Path, loaded: Manifest | None, tell: Tell
    ) -> None:
        self.db = db
        self.target = target
        self.scratch = target / "scratch"
        self.loaded = loaded
        self.old = folder / loaded.folder if loaded else None
        self.tell = tell
        self.warnings: list[str] = []

    def run(self, sources: Sequence[Source], *, today: date, older: bool) -> Manifest:
        providers = [source for source in sources if source.file.layout is layouts.PROVIDERS]
        parts = sorted((self._part(n, source, today) for n, source in enumerate(providers)), key=lambda part: part.last)
        whole = [part for part in parts if self._is_whole(part, parts)]
        self._refuse(parts, whole, older=older)
        updates_only = bool(parts) and not whole
        self._join_providers(parts, whole)
        self._other_tables(sources, updates_only=updates_only)
        self._carry_over()
        self._near()
        counts = {name: self._count(file) for name in _TABLES if (file := self.target / f"{name}.parquet").exists()}
        if not parts and self.loaded:
            source_day, with_taxonomies = self.loaded.source_day, self.loaded.with_taxonomies
        else:
            source_day = max([part.last for part in parts]).isoformat()
            with_taxonomies = any(part.with_taxonomies for part in whole) or bool(
                updates_only and self.loaded and self.loaded.with_taxonomies
            )
        before = self.loaded.warnings if self.loaded and not whole else []
        return Manifest(
            folder=self.target.name,
            month=source_day[:7],
            source_day=source_day,
            loaded_on=today.isoformat(),
            with_taxonomies=with_taxonomies,
            counts=counts,
            files=[source.name for source in sources],
            warnings=list(dict.fromkeys([*before, *self.warnings])),
        )

    # -- reading

    def _copy(self, query: str, path: Path, step: str, options: str = "COMPRESSION zstd") -> None:
        """Write a query's rows to Parquet, telling how far it is."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.5):
                self.tell(step, max(0, int(self.db.query_progress())))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            self.db.execute(f"COPY ({query}) TO '{_quoted(path)}' (FORMAT parquet, {options})")
        finally:
            ended.set()
            watching.join()

    def _read(self, source: Source, path: Path) -> None:
        """One published file into Parquet. Raises DataError, with the row, for what is no such file after all."""
        columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(source.file.width))
        for encoding in ("utf-8", "latin-1"):
            csv = (
                f"read_csv('{_quoted(source.path)}', auto_detect=false, delim=',', quote='\"', escape='\"', header=false,"
                f" skip={source.skip}, columns={{{columns}}}, encoding='{encoding}')"
            )
            try:
                return self._copy(tables.select(source.file, csv), path, f"reading {source.name}")
            except duckdb.Error as error:
                said = str(error)
                if encoding == "utf-8" and re.search(r"unicode|utf-?8", said, re.IGNORECASE):
                    continue
                if not isinstance(error, duckdb.InvalidInputException | duckdb.ConversionException):
                    raise
                row = re.search(r"Line: (\d+)", said)
                raise DataError(
                    f"{source.name} cannot be read{f' at line {row[1]}' if row else ''}:"
                    f" a row there has other columns than the header has, or a quote is open.",
                    "It was cut off or changed: download it again and load that.",
                ) from error

    def _part(self, number: int, source: Source, today: date) -> _Part:
        path = self.scratch / f"providers-{number}.parquet"
        self._read(source, path)
        rows, first, last, wrong = self._row(
            f"SELECT count(*), min(as_of) FILTER (as_of <= '{today}'), max(as_of) FILTER (as_of <= '{today}'),"
            f" count(*) FILTER ({cells.luhn_is_wrong('npi')}) FROM '{_quoted(path)}'"
        )
        if not rows:
            raise DataError(f"No row of {source.name} has an NPI.", "Download it again and load that.")
        if wrong:
            self.warnings.append(f"{source.name}: {wrong:,} of {rows:,} NPIs have a wrong check digit.")
        if source.file.missing:
            self._warn_of_missing(source)
        codes = {"code_1", "primary_1"} <= source.file.at.keys()
        return _Part(path, source.name, first or today, last or today, codes)

    def _warn_of_missing(self, source: Source) -> None:
        missing = list(source.file.missing)
        if "Healthcare Provider Taxonomy Code_1" in missing:
            self.warnings.append(
                f"{source.name} has no taxonomy codes, so its providers have no kind and are found only without one."
            )
        elif missing != ["Certification Date"]:  # no older file has it, and nothing rests on it
            self.warnings.append(f"{source.name} lacks columns that would be used: {', '.join(missing)}.")

    # -- what is whole, what is refused

    def _is_whole(self, part: _Part, parts: Sequence[_Part]) -> bool:
        """A whole month replaces all; an update only if there is something to update."""
        return not part.weekly or (self.loaded is None and all(each.weekly for each in parts))

    def _refuse(self, parts: Sequence[_Part], whole: Sequence[_Part], *, older: bool) -> None:
        if not parts and self.loaded is None:
            raise DataError(
                "No providers are loaded yet, and none are in the files given.",
                "Load the monthly file of NPPES first, or together with these.",
            )
        if self.loaded is None:
            if whole and all(part.weekly for part in whole):
                self.warnings.append(
                    "Everything in it changed within two weeks, as in a weekly update: load the monthly file too."
                )
            return
        last = max((part.last for part in parts), default=None)
        if last and not older and last.isoformat()[:7] < self.loaded.month:
            raise DataError(
                f"{parts[-1].name} is of {last:%B %Y} and {self.loaded.month} is loaded, which stays in use.",
                "Load a newer file, or say --older to go back to this one.",
            )
        if whole and self.loaded.with_taxonomies and not any(part.with_taxonomies for part in whole):
            raise DataError(
                f"{whole[-1].name} has no taxonomy codes and the loaded registry has, which stays in use.",
                "Load the file as CMS publishes it, with every column.",
            )

    # -- putting together

    def _join_providers(self, parts: Sequence[_Part], whole: Sequence[_Part]) -> None:
        """One row an NPI: the latest by its own day, then by its file."""
        if not parts:
            return
        files = [part.path for part in parts]
        if not whole and self.old:
            files.insert(0, self.old / "providers.parquet")
        rows = " UNION ALL BY NAME ".join(f"SELECT *, {n} AS turn FROM '{_quoted(file)}'" for n, file in enumerate(files))
        self.db.execute(f"CREATE TEMP TABLE several AS SELECT npi FROM ({rows}) GROUP BY npi HAVING count(*) > 1")
        out = self.target / "providers.parquet"
        if len(files) == 1 and not self._row("SELECT count(*) FROM several")[0]:
            files[0].rename(out)
            return
        self._copy(
            f"SELECT * EXCLUDE (turn) FROM ({rows}) ANTI JOIN several USING (npi) UNION ALL BY NAME"
            f" SELECT * EXCLUDE (turn) FROM ({rows}) SEMI JOIN several USING (npi)"
            " QUALIFY row_number() OVER (PARTITION BY npi ORDER BY as_of DESC NULLS LAST, turn DESC) = 1",
            out,
            "joining providers",
        )

    def _other_tables(self, sources: Sequence[Source], *, updates_only: bool) -> None:
        """Each other file replaces its table; beside a weekly update, only the rows of the NPIs that it names."""
        for layout in layouts.ALL[1:]:
            given = [source for source in sources if source.file.layout is layout]
            if not given:
                continue
            parts = []
            for number, source in enumerate(given):
                parts.append(self.scratch / f"{layout.name}-{number}.parquet")
                self._read(source, parts[-1])
            rows = " UNION ALL ".join(f"SELECT * FROM '{_quoted(part)}'" for part in parts)
            before = self.old / f"{layout.name}.parquet" if self.old else None
            if updates_only and before and before.exists():
                named = f"SELECT npi FROM ({rows})"
                rows += f" UNION ALL SELECT * FROM '{_quoted(before)}' WHERE npi NOT IN ({named})"
            self._copy(f"SELECT DISTINCT * FROM ({rows})", self.target / f"{layout.name}.parquet", layout.title)

    def _carry_over(self) -> None:
        """What was not given stays as it is: the same file under a second name."""
        for file in self.old.glob("*.parquet") if self.old else ():
            if file.stem in _TABLES and not (self.target / file.name).exists():
                os.link(file, self.target / file.name)

    def _near(self) -> None:
        """What `near` reads: providers by place and kind, how many there are, and the ZIP codes it measures between."""
        self._zips()
        providers, deactivated = self.target / "providers.parquet", self.target / "deactivated.parquet"
        self._kinds(providers)
        report = f"SELECT npi, max(deactivated_on) AS reported_on FROM '{_quoted(deactivated)}' GROUP BY npi"
        if not deactivated.exists():
            report = "SELECT NULL::BIGINT AS npi, NULL::DATE AS reported_on"
        self.db.execute(
            "CREATE TEMP TABLE ordered AS SELECT left(p.zip, 2) AS area, p.zip::INTEGER AS zip, k.kind, p.npi, p.name,"
            f" split_part(p.codes, ' ', 1) AS taxonomy, {cells.address('line1', 'line2', 'city', 'state', 'p.zip')}"
            f" AS practice_address, phone, fax, since FROM '{_quoted(providers)}' p"
            f" LEFT JOIN kinds k USING (codes) LEFT JOIN ({report}) r USING (npi)"
            f" SEMI JOIN '{_quoted(self.target / 'zips.parquet')}' z ON z.zip = p.zip::INTEGER"
            f" WHERE {is_active('greatest(p.deactivated_on, r.reported_on)')} ORDER BY area"
        )
        areas = self.db.execute("SELECT area, count(*) FROM ordered GROUP BY area ORDER BY area").fetchall()
        for area, _ in areas:
            self._copy(
                f"SELECT * EXCLUDE (area) FROM ordered WHERE area = '{area}' ORDER BY kind, zip, npi",
                self.target / f"near-{area}.parquet",
                f"putting providers in order, ZIP {area}...",
                f"ROW_GROUP_SIZE {NEAR_GROUP}, COMPRESSION snappy",  # opened faster, if larger
            )
        self._copy(
            "SELECT kind, zip, count(*)::INTEGER AS providers FROM ordered GROUP BY kind, zip ORDER BY kind, zip",
            self.target / "counts.parquet",
            "counting",
        )

    def _kinds(self, providers: Path) -> None:
        """The kind of each combination of taxonomy codes, by the one rule for it."""
        found = self.db.execute(f"SELECT DISTINCT codes FROM '{_quoted(providers)}' WHERE codes IS NOT NULL").fetchall()
        known = [(codes, kind) for (codes,) in found if (kind := kinds.of_taxonomies(codes.split()))]
        self.db.execute("CREATE TEMP TABLE kinds (codes VARCHAR, kind VARCHAR)")
        self.db.execute(
            "INSERT INTO kinds SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [[codes for codes, _ in known], [kind for _, kind in known]],
        )

    def _zips(self) -> None:
        places = {int(each["zip_code"]): (float(each["lat"]), float(each["long"])) for each in zipcodes.list_all()}
        self.db.execute("CREATE TEMP TABLE places (zip INTEGER, latitude DOUBLE, longitude DOUBLE)")
        self.db.execute(
            "INSERT INTO places SELECT unnest(?::INTEGER[]), unnest(?::DOUBLE[]), unnest(?::DOUBLE[])",
            [list(places), [each[0] for each in places.values()], [each[1] for each in places.values()]],
        )
        self._copy("SELECT * FROM places ORDER BY zip", self.target / "zips.parquet", "ZIP codes")

    # -- small helpers

    def _row(self, query: str) -> tuple[object, ...] | tuple[int, date | None, date | None, int]:
        row = self.db.execute(query).fetchone()
        if row is None:
            raise LookupError(query)
        return row

    def _count(self, file: Path) -> int:
        return int(str(self._row(f"SELECT count(*) FROM '{_quoted(file)}'")[0]))


def is_active(deactivated_on: str) -> str:
    """Never deactivated, or reactivated on a later day."""
    return f"({deactivated_on} IS NULL OR coalesce(reactivated_on > {deactivated_on}, false))"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
