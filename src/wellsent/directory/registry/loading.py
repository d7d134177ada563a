"""Reads the published files into the registry: everything checked, read and put in order, then swapped in at once.

The steps:

1. unpack and recognise the files; refuse what is cut off, empty or none of ours (`files`)
2. read each into Parquet, with only the columns we use (`tables`); a damaged row refuses the file
3. decide which files of providers are whole months and which are weekly updates; refuse an older month
4. join them: of several rows of one NPI that of the latest file counts
5. write what `near` reads: active providers in one file for each two digits of a ZIP, ordered by kind and ZIP; how
   many there are of each kind in each ZIP (`by_place`)
6. note who is at another address or in another group than in the registry before (`arrivals`)
7. carry over what was not given, and put the folder to use (`store`)
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb

from wellsent.base.errors import DataError
from wellsent.directory.registry import arrivals, by_place, cells, groups, layouts, store, tables, writing
from wellsent.directory.registry.files import Source, Tell, gathered
from wellsent.directory.registry.store import Manifest
from wellsent.directory.registry.writing import Writer, quoted

WEEKLY: Final = timedelta(days=14)
"""A file of providers of whose entries nearly all changed in its last so many days is a weekly update, not a month."""

_NEARLY_ALL: Final = 0.9  # of a whole month, one entry in fifty changed in its last two weeks
_ENOUGH_TO_TELL: Final = 100  # rows: of fewer, a tenth is a handful

_TABLES: Final = tuple(layout.name for layout in layouts.ALL)

_BLANK: Final = "name IS NULL AND deactivated_on IS NOT NULL"  # all that is published of a deactivated NPI
_OF_AN_NPI: Final = ("deactivation_reason", "deactivated_on", "reactivated_on", "replaced_by", "as_of")


@dataclass(frozen=True, slots=True)
class _Part:
    """Providers of one file as Parquet: how many, the last day on which one of them changed, and is it an update."""

    path: Path
    name: str
    rows: int
    last: date
    weekly: bool
    with_taxonomies: bool


def load(
    paths: Sequence[Path],
    folder: Path,
    *,
    today: date,
    older: bool = False,
    fewer: bool = False,
    tell: Tell,
) -> Manifest:
    """Load these files into the registry in `folder`; returns what is loaded then.

    `older` lets an older month replace a newer one, `fewer` a file with far fewer rows than the one before. Raises
    DataError, leaving the loaded registry in use, when a file is refused: cut off, empty, without columns that are
    needed, of an older month or of days to come, or without taxonomy codes where the loaded one has them.
    """
    with store.loading(folder) as target:
        scratch = target / "scratch"
        sources = gathered(paths, scratch, tell)
        loaded = store.read(folder)
        try:
            with writing.writer(scratch, tell) as writer:
                manifest = _Load(writer, folder, target, loaded, older=older, fewer=fewer).run(sources, today=today)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise DataError(
                f"There is no room to put the registry together in {folder}.",
                "Make room there: all that is packed is unpacked there while it is loaded.",
            ) from error
        store.put_to_use(folder, manifest)
    return manifest


class _Load:
    """One load: where it reads and writes, what may be, and what it has to say."""

    def __init__(
        self, writer: Writer, folder: Path, target: Path, loaded: Manifest | None, *, older: bool, fewer: bool
    ) -> None:
        self.writer = writer
        self.older, self.fewer = older, fewer
        self.target = target
        self.scratch = target / "scratch"
        self.loaded = loaded
        self.old = folder / loaded.folder if loaded else None
        self.warnings: list[str] = []

    def run(self, sources: Sequence[Source], *, today: date) -> Manifest:
        providers = [source for source in sources if source.file.layout is layouts.PROVIDERS]
        parts = sorted((self._part(n, source, today) for n, source in enumerate(providers)), key=lambda part: part.last)
        whole = [part for part in parts if self._is_whole(part, parts)]
        self._refuse(parts, whole)
        self._join_providers(parts, whole)
        self._other_tables(sources, parts, week=bool(parts) and not whole)
        self._carry_over()
        by_place.write(self.writer, self.target)
        groups.write(self.writer, self.target)
        source_day, with_taxonomies = self._what_it_is(parts, whole)
        if self.old and self.loaded:
            arrivals.write(self.writer, self.old, self.target, before=self.loaded.source_day, day=source_day)
        counts = {
            name: int(self.writer.row(f"SELECT count(*) FROM '{quoted(file)}'")[0])
            for name in _TABLES
            if (file := self.target / f"{name}.parquet").exists()
        }
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
            loaded=self._days(sources, counts, today),
        )

    def _days(self, sources: Sequence[Source], tables: Collection[str], today: date) -> dict[str, str]:
        """The day on which each of these tables was read: today, or as before where its file was not given."""
        given = {source.file.layout.name for source in sources}
        before = self.loaded.loaded if self.loaded else {}
        then = self.loaded.loaded_on if self.loaded else ""
        return {name: today.isoformat() if name in given else before.get(name, then) for name in tables}

    # -- reading

    def _read(self, source: Source, path: Path, encoding: str = "utf-8") -> None:
        """One published file into Parquet. Raises DataError, with the line, for what is no such file after all."""
        columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(source.file.width))
        csv = (
            f"read_csv('{quoted(source.path)}', auto_detect=false, delim=',', quote='\"', escape='\"', header=false,"
            f" skip={source.skip}, columns={{{columns}}}, encoding='{encoding}')"
        )
        try:
            self.writer.copy(tables.select(source.file, csv), path, f"reading {source.name}")
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            if encoding == "utf-8" and re.search(r"unicode|utf-?8", str(error), re.IGNORECASE):
                self._read(source, path, "latin-1")  # as a spreadsheet saves it
                return
            line = re.search(r"Line: (\d+)", str(error))
            raise DataError(
                f"{source.name} cannot be read{f' at line {line[1]}' if line else ''}:"
                " a row there has other columns than the header has, or a quote is open.",
                "It was cut off or changed: download it again and load that.",
            ) from error

    def _part(self, number: int, source: Source, today: date) -> _Part:
        path = self.scratch / f"providers-{number}.parquet"
        self._read(source, path)
        rows, first, last, wrong = self.writer.row(
            f"SELECT count(*), min(as_of), max(as_of) FILTER (as_of <= '{today}'),"
            f" count(*) FILTER ({cells.luhn_is_wrong('npi')}) FROM '{quoted(path)}'"
        )
        if first and last is None:
            raise DataError(
                f"Every entry of {source.name} is of a day to come, the first of {first:%B} {first.year}.",
                "Check the date of this computer, then download the file again and load that.",
            )
        last = last or today
        (recent,) = self.writer.row(f"SELECT count(*) FILTER (as_of >= '{last - WEEKLY}') FROM '{quoted(path)}'")
        if not rows:
            raise DataError(f"No row of {source.name} has an NPI.", "Download it again and load that.")
        if wrong:
            self.warnings.append(f"{source.name}: {wrong:,} of {rows:,} NPIs have a wrong check digit.")
        if source.file.missing:
            self._warn_of_missing(source)
        codes = {"code_1", "primary_1"} <= source.file.at.keys()
        return _Part(path, source.name, rows, last, recent >= _NEARLY_ALL * rows, codes)

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

    def _refuse(self, parts: Sequence[_Part], whole: Sequence[_Part]) -> None:
        if not parts and self.loaded is None:
            raise DataError(
                "No providers are loaded yet, and none are in the files given.",
                "Load the monthly file of NPPES first, or together with these.",
            )
        if self.loaded is None:
            if whole and all(part.weekly for part in whole):
                self.warnings.append(
                    "Nearly all of it changed within two weeks, as in a weekly update: load the monthly file too."
                )
            return
        last = max((part.last for part in parts), default=None)
        if last and not self.older and last.isoformat()[:7] < self.loaded.month:
            raise DataError(
                f"{parts[-1].name} is of {last:%B %Y} and {self.loaded.month} is loaded, which stays in use.",
                "Load a newer file, or say --older to go back to this one.",
            )
        if whole and self.loaded.with_taxonomies and not any(part.with_taxonomies for part in whole):
            raise DataError(
                f"{whole[-1].name} has no taxonomy codes, or does not say which is primary, and the loaded registry,"
                " which stays in use, does.",
                "Load the file as CMS publishes it, with every column.",
            )
        if whole and self.old:
            rows = " UNION ALL ".join(f"SELECT npi FROM '{quoted(part.path)}'" for part in whole)
            before = f"SELECT npi FROM '{quoted(self.old / 'providers.parquet')}'"
            self._refuse_cut_off(whole[-1].name, rows, before)

    def _refuse_cut_off(self, name: str, rows: str, before: str) -> None:
        """A file that ends between two rows looks whole. That it was cut off is told by how many rows it lacks of the
        one loaded while it has next to nobody else; a few rows tell nothing, and an extract of another state is meant.
        """
        (count,), (count_before,) = (self.writer.row(f"SELECT count(*) FROM ({one})") for one in (rows, before))
        if count >= _NEARLY_ALL * count_before:
            return
        (known,) = self.writer.row(f"SELECT count(*) FROM ({rows}) WHERE npi IN (SELECT npi FROM ({before}))")
        told = f"{name} has {count:,} rows where the one loaded had {count_before:,}"
        if count_before >= _ENOUGH_TO_TELL and known >= _NEARLY_ALL * count and not self.fewer:
            raise DataError(
                f"{told}, which stays in use: it may be cut off.",
                "Download it again and load that, or say --fewer where it is meant to have fewer.",
            )
        self.warnings.append(f"{told}: look whether it was cut off.")

    def _what_it_is(self, parts: Sequence[_Part], whole: Sequence[_Part]) -> tuple[str, bool]:
        """The newest entry's day, and whether the providers have taxonomy codes."""
        kept = self.loaded if not whole else None
        days = [part.last.isoformat() for part in parts] + ([kept.source_day] if kept else [])
        return max(days), any(part.with_taxonomies for part in whole) or bool(kept and kept.with_taxonomies)

    # -- putting together

    def _join_providers(self, parts: Sequence[_Part], whole: Sequence[_Part]) -> None:
        """One row an NPI: that of the latest file (whose newest entry is the latest), in one file the latest.

        A deactivation may be dated back, so the days of the rows alone do not tell which of two files knows more. What
        is published of a deactivated NPI is its days alone: whose it was stays as an earlier file had it.
        """
        if not parts:
            return
        dated = [(part.last.isoformat(), f"SELECT * FROM '{quoted(part.path)}'") for part in parts]
        if self.loaded and self.old:
            before = f"SELECT * FROM '{quoted(self.old / 'providers.parquet')}'"
            if whole:
                blank = " UNION ALL ".join(f"SELECT npi FROM '{quoted(part.path)}' WHERE {_BLANK}" for part in parts)
                before += f" WHERE name IS NOT NULL AND npi IN ({blank})"
            dated.insert(0, ("" if whole else self.loaded.source_day, before))
        turns = [query for _, query in sorted(dated, key=lambda each: each[0])]
        rows = " UNION ALL BY NAME ".join(f"SELECT *, {n} AS turn FROM ({query})" for n, query in enumerate(turns))
        self.writer.db.execute(
            f"CREATE TEMP TABLE several AS SELECT npi FROM ({rows}) GROUP BY npi HAVING count(*) > 1"
        )
        out = self.target / "providers.parquet"
        if len(parts) == len(whole) == 1 and not self.writer.row("SELECT count(*) FROM several")[0]:
            parts[0].path.rename(out)
            return
        repeated = f"SELECT * FROM ({rows}) SEMI JOIN several USING (npi)"
        latest = "QUALIFY row_number() OVER (PARTITION BY npi ORDER BY turn DESC, as_of DESC NULLS LAST) = 1"
        days = ", ".join(f"l.{name} AS {name}" for name in _OF_AN_NPI)
        self.writer.copy(
            f"WITH latest AS ({repeated} {latest}), named AS ({repeated} WHERE NOT ({_BLANK}) {latest})"
            f" SELECT * EXCLUDE (turn) FROM ({rows}) ANTI JOIN several USING (npi)"
            f" UNION ALL BY NAME SELECT n.* EXCLUDE (turn) REPLACE ({days}) FROM named n JOIN latest l USING (npi)"
            " UNION ALL BY NAME SELECT * EXCLUDE (turn) FROM latest ANTI JOIN named USING (npi)",
            out,
            "joining providers",
        )

    def _other_tables(self, sources: Sequence[Source], parts: Sequence[_Part], *, week: bool) -> None:
        """Each other file replaces its table; of those that come with a weekly update, the rows of the NPIs it names.

        What comes with an update that is older than what is loaded says nothing of NPIs that are there already.
        """
        late = bool(parts and self.loaded and parts[-1].last.isoformat() < self.loaded.source_day)
        for layout in layouts.ALL[1:]:
            given = [source for source in sources if source.file.layout is layout]
            if not given:
                continue
            files = []
            for number, source in enumerate(given):
                files.append(self.scratch / f"{layout.name}-{number}.parquet")
                self._read(source, files[-1])
            rows = " UNION ALL ".join(f"SELECT * FROM '{quoted(file)}'" for file in files)
            old = self.old / f"{layout.name}.parquet" if self.old else None
            if old and old.exists():
                before = f"SELECT * FROM '{quoted(old)}'"
                if week and layout in layouts.WITH_UPDATES:
                    first, second = (before, rows) if late else (rows, before)
                    rows = f"{first} UNION ALL SELECT * FROM ({second}) WHERE npi NOT IN (SELECT npi FROM ({first}))"
                else:
                    self._compare(layout, given[-1].name, rows, before)
            self.writer.copy(f"SELECT DISTINCT * FROM ({rows})", self.target / f"{layout.name}.parquet", layout.title)

    def _compare(self, layout: layouts.Layout, name: str, rows: str, before: str) -> None:
        """Raises DataError where the days in a file are older than in the one loaded, or it has far fewer rows."""
        day = layout.dated_by
        what = f"max({day})" if day else "NULL"
        (last,), (last_before,) = (self.writer.row(f"SELECT {what} FROM ({one})") for one in (rows, before))
        if last and last_before and last < last_before and not self.older:
            raise DataError(
                f"{name} ends on {last:%B} {last.day}, {last.year} and the one loaded on {last_before:%B}"
                f" {last_before.day}, {last_before.year}, which stays in use.",
                "Load a newer file, or say --older to go back to this one.",
            )
        self._refuse_cut_off(name, rows, before)

    def _carry_over(self) -> None:
        """What was not given stays as it is: the same file under a second name."""
        for file in self.old.glob("*.parquet") if self.old else ():
            if file.stem in _TABLES and not (self.target / file.name).exists():
                shutil.copyfile(file, self.target / file.name)
