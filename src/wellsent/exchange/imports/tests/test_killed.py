"""A real `wellsent import`, killed in the middle of it: another process goes on, nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from wellsent.exchange.imports.tests.test_importing import as_csv
from wellsent.testing.processes import running, until, wellsent

ROWS = 5_000  # three parts
HEADS = ("Ref Date", "Referring Provider", "Office", "Pt Acct", "Patient Name", "DOB", "Insurance")
FAMILIES = ("Okafor", "Brandt", "Lindqvist", "Pillai", "Rey", "Sato", "Moreau", "Haddad", "Novak", "Iyer")
GIVEN = ("Ada", "Ben", "Cora")


def a_long_list(rows: int = ROWS) -> bytes:
    """Each row another patient, of some thirty sources."""
    first = date(2024, 1, 1)
    lines = [
        (
            (first + timedelta(days=number % 900)).isoformat(),
            f"{FAMILIES[number % 10]}, {GIVEN[number % 3]} MD",
            f"Office of {FAMILIES[number % 10]}",
            f"A{number:06d}",
            f"{FAMILIES[number % 7]}, Person{number}",
            (date(1940, 1, 1) + timedelta(days=number * 3 % 28_000)).isoformat(),
            "Aetna",
        )
        for number in range(rows)
    ]
    return as_csv(lines, HEADS)


def asked(home: Path, sql: str) -> Sequence[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "wellsent.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchall()


def count(home: Path, table: str) -> int:
    return int(str(asked(home, f"SELECT count(*) FROM {table}")[0][0]))  # noqa: S608 - the tests' own words


def facts(home: Path) -> Sequence[tuple[object, ...]]:
    """Every referral by what the list says of it, patients and sources by nothing but that they are told apart."""
    return asked(
        home,
        "SELECT received_on, payer, stage, provider.name, count(*), count(DISTINCT patient_id) FROM referrals_referral"
        " JOIN directory_provider provider ON provider.id = source_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    )


def an_installation(home: Path) -> Path:
    made = wellsent(home, "upgrade")
    assert made.returncode == 0, made.stderr
    return home


def an_hour_later(home: Path) -> None:
    """As if the lease of the killed process had run out, and the plain copy of the file that it left were old."""
    long_ago = 1_700_000_000
    with closing(sqlite3.connect(home / "wellsent.sqlite3")) as database, database:
        database.execute("UPDATE exchange_batch SET leased_until = '2023-11-14 00:00:00'")
    for left in (home / "tmp").glob("upload-*"):
        os.utime(left, (long_ago, long_ago))


def test_an_import_killed_in_the_middle_is_gone_on_with_by_the_worker(tmp_path: Path) -> None:
    file = tmp_path / "referrals.csv"
    file.write_bytes(a_long_list())
    home, calm = an_installation(tmp_path / "home"), an_installation(tmp_path / "calm")
    with running(home, ["import", "referrals", str(file)]) as importing:
        until(lambda: count(home, "referrals_referral") > 0, "some rows are stored")
        os.kill(importing.process.pid, signal.SIGKILL)
        importing.process.wait()
    assert 0 < count(home, "referrals_referral") < ROWS
    assert asked(home, "SELECT state FROM exchange_batch") == [("running",)]
    an_hour_later(home)
    worker = wellsent(home, "worker", "--once")
    assert asked(home, "SELECT state FROM exchange_batch") == [("done",)], worker.stderr
    assert list((home / "tmp").glob("upload-*")) == []
    assert count(home, "patients_patient") == ROWS
    assert wellsent(calm, "import", "referrals", str(file)).returncode == 0
    assert facts(home) == facts(calm)
    again = wellsent(home, "import", "referrals", str(file), "--json", "-")
    counts = json.loads(again.stdout)["counts"]
    assert (counts["added"], counts["changed"], counts["same"]) == (0, 0, ROWS)
