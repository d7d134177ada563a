"""Installations with something in them, in homes of their own, and what each of their tables comes to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from wellsent.base.copies import stream
from wellsent.base.copies.places import opened
from wellsent.base.copies.tables import Total
from wellsent.config.copies import contents
from wellsent.config.database import database
from wellsent.testing.processes import PATIENCE, environment, wellsent

CHANGED_BY_RESTORING = {"accounts_auditevent", "base_backup", "base_datakey"}
"""Tables that a restore itself adds to, or whose keys it wraps anew."""
SOMETHING_OF_EVERYTHING = "from wellsent.testing import pages; pages.grow(12, pages.an_owner())"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and all it said."""

    code: int
    said: str


@dataclass(frozen=True)
class Installation:
    """A home, and the settings it runs with."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> Ended:
        """Run a command in a process of its own."""
        done = wellsent(self.home, *words, **self.settings)
        return Ended(done.returncode, done.stdout + done.stderr)

    def several(self, *commands: list[str] | dict[str, Any]) -> list[Ended]:
        """Run several commands, one after the other; see testing/several.py."""
        asked = [one if isinstance(one, dict) else {"words": one} for one in commands]
        done = subprocess.run(
            [sys.executable, "-m", "wellsent.testing.several"],
            input=json.dumps(asked),
            env=environment(self.home, **self.settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE * 15,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [Ended(**one) for one in json.loads(done.stdout)]

    @contextmanager
    def database(self) -> Iterator[BaseDatabaseWrapper]:
        """Its database, to look into."""
        settings = database(self.settings.get("DATABASE_URL", ""), self.home)
        with opened("looked-into", settings) as db, transaction.atomic(using=db.alias):
            yield db

    def totals(self) -> dict[str, Total]:
        """What each table holds that a copy must hold too."""
        with self.database() as db:
            return stream.totals(db, contents.copied_tables())

    def facts(self) -> dict[str, Total]:
        """The same, without what restoring itself changes."""
        return {name: total for name, total in self.totals().items() if name not in CHANGED_BY_RESTORING}

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The answer of the database to a query."""
        with self.database() as db, db.cursor() as cursor:
            cursor.execute(query, list(values))
            return list(cursor.fetchall())
