"""Backup, verify, restore and move-to as whoever looks after the server runs them: the backup rehearsal."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from wellsent.config import in_use
from wellsent.config.copies import contents
from wellsent.exchange.imports.tests.test_killed import a_long_list
from wellsent.testing.copies import SOMETHING_OF_EVERYTHING, Ended, Installation
from wellsent.testing.databases import AnEmptyDatabase
from wellsent.testing.processes import running, until

pytestmark = pytest.mark.xdist_group("copies")
FULL = 100_000
"""Referrals in the list of `make soak`."""
KILL = "import os, signal; kill = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL); "


@pytest.fixture(scope="module", autouse=True)
def _databases_are_looked_into(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Not the tests' own database, but those of installations."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def practice(
    an_empty_database: AnEmptyDatabase, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    """A practice with something in every table, its key in the file `key`, its backup in `all.backup`; only read."""
    with an_empty_database() as settings:
        home = tmp_path_factory.mktemp("practice") / "home"
        made = Installation(home, settings)
        list_of_referrals = home.parent / "referrals.csv"
        list_of_referrals.write_bytes(a_long_list(FULL if request.config.getoption("--full-size") else 20))
        said = made.several(
            ["upgrade"],
            {"first": SOMETHING_OF_EVERYTHING},
            ["import", "referrals", str(list_of_referrals)],
            ["keys", "new-recovery", "--recovery-key-to", str(home / "key")],
            ["backup", str(home / "all.backup")],
        )
        assert [one.code for one in said] == [0] * 5, said
        assert "encrypted values opens" in said[-1].said
        yield made


@pytest.fixture(scope="module")
def on_sqlite(practice: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The backup restored into SQLite, whatever it was made of."""
    made = Installation(tmp_path_factory.mktemp("restored") / "home")
    assert made.run(*restore(practice)).code == 0
    return made


@pytest.fixture
def copy(on_sqlite: Installation, tmp_path: Path) -> Installation:
    """The same for one test, which may spoil it. What is tested on it alone says nothing new on another database."""
    return Installation(Path(shutil.copytree(on_sqlite.home, tmp_path / "copy")))


@pytest.fixture
def elsewhere(an_empty_database: AnEmptyDatabase, tmp_path: Path) -> Iterator[Installation]:
    """A new machine, with an empty database of the kind the suite runs on."""
    with an_empty_database() as settings:
        yield Installation(tmp_path / "elsewhere", settings)


def restore(practice: Installation, *more: str, file: Path | None = None) -> list[str]:
    """The words that restore the practice's backup, or another file with its key."""
    return ["restore", str(file or practice.home / "all.backup"), "--recovery-key", str(practice.home / "key"), *more]


def verify(practice: Installation, *more: str, file: Path | None = None) -> list[str]:
    return ["verify", *restore(practice, *more, file=file)[1:]]


def in_sqlite(installation: Installation, statement: str) -> None:
    with closing(sqlite3.connect(installation.home / "wellsent.sqlite3")) as database, database:
        database.execute(statement)


def codes(ended: list[Ended]) -> list[int]:
    return [one.code for one in ended]


def test_every_table_travels_or_it_is_said_why_not() -> None:
    labels = {model._meta.label for model in contents.all_models()}
    assert set(contents.LEFT_OUT) <= labels
    assert contents.copied_tables()
    travelling = set(contents.copied_models())
    dangling = {
        (model._meta.label, field.name)
        for model in travelling
        for field in model._meta.concrete_fields
        if field.remote_field and field.related_model not in travelling
    }
    assert dangling == set()


def test_a_backup_and_the_key_bring_everything_back_on_a_new_machine(
    practice: Installation, elsewhere: Installation
) -> None:
    done = elsewhere.several(
        restore(practice), ["backup", str(elsewhere.home / "next.backup")], ["keys", "rotate"], restore(practice)
    )
    assert codes(done) == [0, 0, 0, 1]
    assert "Start Wellsent; everybody signs in again." in done[0].said
    assert (elsewhere.home / "master.key").read_text() != (practice.home / "master.key").read_text()
    assert "encrypted values opens" in done[1].said  # under the new place's own master key, for the same recovery key
    numbers = [number for (number,) in elsewhere.rows("SELECT id FROM base_datakey ORDER BY id")]
    assert numbers == sorted(set(numbers))  # new rows take numbers after the old ones
    assert len(numbers) == len(practice.rows("SELECT id FROM base_datakey")) + 1
    assert "There is data in this installation; nothing was touched." in done[3].said
    assert elsewhere.rows("SELECT COUNT(*) FROM accounts_session") == [(0,)]
    assert ("backup.restored",) in elsewhere.rows("SELECT verb FROM accounts_auditevent")


def test_what_is_restored_is_what_was_there_row_by_row(practice: Installation, on_sqlite: Installation) -> None:
    held = {name for name, total in practice.totals().items() if total.rows}
    assert on_sqlite.facts() == practice.facts()
    assert {"referrals_referral", "patients_patient", "exchange_uploadpiece", "outreach_touch"} <= held


@pytest.mark.on_postgresql
def test_a_move_brings_every_row_to_postgresql_and_leaves_the_old_database_alone(
    copy: Installation, elsewhere: Installation
) -> None:
    before = copy.totals()
    url = elsewhere.settings["DATABASE_URL"]
    moved = copy.run("move-to", url)
    assert (moved.code, "each was compared" in moved.said, "Set DATABASE_URL" in moved.said) == (0, True, True)
    there = Installation(copy.home, elsewhere.settings)
    assert there.facts() == copy.facts()
    assert copy.totals() == before
    assert "was moved to PostgreSQL" in copy.run("worker", "--once").said
    assert "keys.wrong" not in there.run("check").said
    (copy.home / "moved-to-postgresql").unlink()
    again = copy.run("move-to", url)
    assert (again.code, "is not empty; nothing was touched" in again.said) == (1, True)
    assert there.facts() == copy.facts()


@pytest.mark.on_postgresql
def test_a_move_killed_at_any_step_can_be_done_again(copy: Installation, elsewhere: Installation) -> None:
    words, facts = ["move-to", elsewhere.settings["DATABASE_URL"]], copy.facts()
    done = copy.several(
        {"words": words, "first": KILL + "from wellsent.base.copies import tables; tables.put = kill"},
        {"words": words, "first": KILL + "from wellsent.base.copies import stream; stream.totals = kill"},
        {"words": words, "first": KILL + "from wellsent.accounts import actions; actions.moved = kill"},
        words,
    )
    assert codes(done) == [-9, -9, -9, 0]
    assert Installation(copy.home, elsewhere.settings).facts() == facts


@pytest.mark.on_postgresql
def test_a_move_to_where_no_tables_may_be_made_says_so(copy: Installation, elsewhere: Installation) -> None:
    """As PostgreSQL 15 has it for every user who does not own the database."""
    with elsewhere.database() as db, db.cursor() as cursor:
        cursor.execute("DROP SCHEMA public")
    refused = copy.run("move-to", elsewhere.settings["DATABASE_URL"])
    assert (refused.code, "does not let its user make tables" in refused.said) == (2, True)
    assert not (copy.home / "moved-to-postgresql").exists()


def test_a_move_goes_to_a_postgresql_alone_that_can_be_reached(copy: Installation) -> None:
    done = copy.several(
        ["move-to", "mysql://root@localhost/x"], ["move-to", ""], ["move-to", "postgresql://nobody@127.0.0.1:9/none"]
    )
    assert codes(done) == [2, 2, 2]
    assert "does not name a PostgreSQL" in done[0].said
    assert "No address to move to" in done[1].said
    assert "The database to move to cannot be reached." in done[2].said


def test_the_result_is_written_for_machines(practice: Installation, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    made, proved = practice.several(
        ["backup", str(file), "--no-proof", "--json", "-"], verify(practice, "--json", "-", file=file)
    )
    result, proof = json.loads(made.said), json.loads(proved.said)
    assert result["verified"] is False
    assert result["size"] == file.stat().st_size
    assert result["rows"] == sum(result["tables"].values())
    assert practice.rows("SELECT COUNT(*) FROM referrals_referral") == [(result["tables"]["referrals_referral"],)]
    assert (proof["backup"], proof["verified"], proof["tables"]) == (result["backup"], True, result["tables"])
    assert proof["encrypted_values"] > 50
    assert practice.rows("SELECT COUNT(*) FROM base_backup WHERE verified_at IS NOT NULL") == [(2,)]


def test_nothing_in_a_backup_can_be_read_without_the_key(practice: Installation) -> None:
    raw = (practice.home / "all.backup").read_bytes()
    (name,) = practice.rows("SELECT name FROM directory_provider LIMIT 1")[0]
    kept = practice.rows("SELECT public, seal FROM base_recoverykey")
    assert name.encode() not in raw
    if (practice.home / "master.key").exists():
        assert (practice.home / "master.key").read_bytes() not in raw
    key = (practice.home / "key").read_text().strip()
    assert key.encode() not in b"".join(bytes(value) for row in kept for value in row)


@pytest.mark.on_sqlite
def test_data_that_is_there_gives_way_only_when_told_and_a_copy_is_kept(
    practice: Installation, copy: Installation
) -> None:
    assert copy.several(["reset-link", "olive@northside.example"])[0].code == 0  # happened after the backup
    before = copy.totals()
    refused = copy.run(*restore(practice))
    assert (refused.code, copy.totals()) == (1, before)
    assert "There is data in this installation; nothing was touched." in refused.said
    assert "What was here before is kept in" in copy.run(*restore(practice, "--over")).said
    assert copy.facts() == practice.facts()
    (kept,) = copy.home.glob("wellsent.sqlite3.before-*")
    with closing(sqlite3.connect(kept)) as old:
        events = old.execute("SELECT COUNT(*) FROM accounts_auditevent").fetchone()
    assert events == (before["accounts_auditevent"].rows,)


@pytest.mark.on_postgresql
def test_over_postgresql_the_copy_that_is_kept_is_a_backup(practice: Installation, elsewhere: Installation) -> None:
    assert codes(elsewhere.several(restore(practice), restore(practice, "--over"))) == [0, 0]
    (kept,) = elsewhere.home.glob("before-restore-*.backup")
    assert "every row is as it was" in elsewhere.run(*verify(practice, file=kept)).said


@pytest.mark.on_sqlite
def test_the_backup_of_another_installation_does_not_take_the_place_of_this_one(
    practice: Installation, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")
    other.several(["upgrade"], {"first": SOMETHING_OF_EVERYTHING.replace("12", "1")})
    before = other.totals()
    refused = other.run(*restore(practice, "--over"))
    assert refused.code == 1
    assert "is of another installation than this one; nothing was touched" in refused.said
    assert other.totals() == before
    assert not list(other.home.glob("wellsent.sqlite3.before-*"))


SPOILED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "half": (lambda raw: raw[: len(raw) // 2], "damaged or incomplete"),
    "without its last byte": (lambda raw: raw[:-1], "damaged or incomplete"),
    "a bit near its end": (lambda raw: raw[:-300] + bytes([raw[-300] ^ 4]) + raw[-299:], "damaged or incomplete"),
    "a bit near its start": (lambda raw: raw[:400] + bytes([raw[400] ^ 1]) + raw[401:], "damaged or incomplete"),
    "empty": (lambda raw: b"", "no backup of Wellsent"),
    "a later form": (lambda raw: raw.replace(b"wellsent backup 1\n", b"wellsent backup 9\n"), "has a form that"),
}


@pytest.mark.on_sqlite
def test_a_spoiled_backup_is_refused_and_present_data_stays(practice: Installation, copy: Installation) -> None:
    raw, before = (practice.home / "all.backup").read_bytes(), copy.totals()
    commands = []
    for name, (spoil, _) in SPOILED.items():
        file = copy.home / f"{name}.backup"
        file.write_bytes(spoil(raw))
        commands += [restore(practice, "--over", file=file), verify(practice, file=file)]
    done = copy.several(*commands)
    wanted = [said for _, said in SPOILED.values() for _ in range(2)]
    assert [(one.code, said in one.said) for one, said in zip(done, wanted, strict=True)] == [(1, True)] * len(wanted)
    assert copy.totals() == before


@pytest.mark.on_sqlite
def test_a_backup_of_an_older_or_a_newer_release_is_refused_with_its_number(
    practice: Installation, copy: Installation
) -> None:
    older, newer = copy.home / "older.backup", copy.home / "newer.backup"
    up_to_date = "from wellsent.config import upgrade; upgrade.refuse_unready = lambda: None"
    facts = copy.facts()
    in_sqlite(copy, "UPDATE django_migrations SET name = '0009_later' WHERE app = 'plan' AND name = '0002_targets'")
    made = copy.several({"words": ["backup", str(newer), "--no-proof"], "first": up_to_date})
    in_sqlite(copy, "DELETE FROM django_migrations WHERE name = '0009_later'")
    made += copy.several({"words": ["backup", str(older), "--no-proof"], "first": up_to_date})
    in_sqlite(copy, "INSERT INTO django_migrations (app, name, applied) VALUES ('plan', '0002_targets', '2026-01-01')")
    done = copy.several(restore(practice, "--over", file=newer), restore(practice, "--over", file=older))
    assert (codes(made), codes(done)) == ([0, 0], [1, 1])
    assert f"This backup is of a newer release than this one: {contents.release()}." in done[0].said
    assert f"This backup is of an older release than this one: {contents.release()}." in done[1].said
    assert copy.facts() == facts


@pytest.mark.on_sqlite
def test_the_wrong_key_a_mistyped_one_and_none_are_told_apart(practice: Installation, copy: Installation) -> None:
    text = (practice.home / "key").read_text().strip()
    (copy.home / "mistyped").write_text(("1" if text[0] == "0" else "0") + text[1:])
    backup = str(practice.home / "all.backup")
    done = copy.several(
        ["keys", "new-recovery", "--recovery-key-to", str(copy.home / "other")],
        ["verify", backup, "--recovery-key", str(copy.home / "other")],
        ["verify", backup, "--recovery-key", str(copy.home / "mistyped")],
        ["verify", backup],
        ["verify", backup, "--recovery-key", str(copy.home / "none")],
        ["verify", str(copy.home / "nowhere")],
        ["keys", "new-recovery"],
        ["keys", "new-recovery", "--recovery-key-to", str(copy.home / "other")],
    )
    assert codes(done) == [0, 1, 1, 2, 2, 2, 2, 2]
    assert "This backup was made for another recovery key than this one." in done[1].said
    assert "There is a mistake in the first group of the recovery key." in done[2].said
    assert "Nobody is there to type the recovery key." in done[3].said
    assert "cannot be read" in done[4].said
    assert "cannot be read" in done[5].said
    assert "Nobody is there to write the recovery key down." in done[6].said
    assert "cannot be written: File exists" in done[7].said


@pytest.mark.on_sqlite
def test_a_value_that_does_not_open_is_found_by_the_proof(copy: Installation) -> None:
    in_sqlite(copy, "UPDATE patients_patient SET name = zeroblob(40) WHERE id = 1")
    (done,) = copy.several(["backup", str(copy.home / "next.backup")])
    assert done.code == 1
    assert "An encrypted value in patients.patient.name of this backup cannot be opened." in done.said
    assert not list(copy.home.glob("next.backup*"))


@pytest.mark.on_sqlite
def test_without_a_recovery_key_or_room_no_backup_is_left(copy: Installation) -> None:
    words = ["backup", str(copy.home / "next.backup")]
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (36_000, 36_000))"
    done = copy.several(
        {"words": words, "first": full},
        {"first": "from wellsent.base.models import RecoveryKey; RecoveryKey.objects.all().delete()"},
        words,
    )
    assert codes(done) == [2, 0, 2]
    assert "There is no room in" in done[0].said
    assert "There is no recovery key yet" in done[2].said
    assert not list(copy.home.glob("next.backup*"))


@pytest.mark.on_sqlite
def test_nothing_is_restored_or_moved_while_somebody_works(practice: Installation, copy: Installation) -> None:
    with running(copy.home, ["worker"]) as worker:
        until(lambda: is_held(copy.home), "the worker is at work")
        done = copy.several(restore(practice, "--over"), ["move-to", "postgresql://nobody@127.0.0.1:9/none"])
        assert [(one.code, "This installation is in use." in one.said) for one in done] == [(2, True)] * 2
        assert worker.process.poll() is None


@pytest.mark.on_sqlite
def test_nobody_begins_to_work_while_a_restore_or_a_move_goes_on(copy: Installation) -> None:
    with (copy.home / in_use.FILE).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = copy.run("worker", "--once")
        with running(copy.home, ["web"]) as web:
            until(lambda: "being restored or moved" in web.text(), "the web server says why it does not start")
    assert (refused.code, "This installation is being restored or moved." in refused.said) == (2, True)


def is_held(home: Path) -> bool:
    """Whether anybody is using the installation."""
    with (home / in_use.FILE).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


STEPS_OF_A_BACKUP = {
    "at the first row": "from wellsent.base.copies import tables; tables.as_line = kill",
    "before the last piece": "from wellsent.base.copies.sealed import Locked; Locked.finish = kill",
    "before the proof": "from wellsent.config.copies import backing_up; backing_up._proved = kill",
    "before it reaches the disk": "os.fsync = kill",
    "before it has its name": "os.link = kill",
}


@pytest.mark.on_sqlite
def test_a_backup_killed_at_any_step_leaves_none_and_the_next_one_is_whole(copy: Installation) -> None:
    path = str(copy.home / "next.backup")
    look = {"first": f"import os, sys; sys.exit(os.path.exists({path!r}))"}
    killed: list[Any] = []
    for step in STEPS_OF_A_BACKUP.values():
        killed += [{"words": ["backup", path], "first": KILL + step}, look]
    done = copy.several(*killed, ["backup", path])
    assert codes(done) == [-9, 0] * len(STEPS_OF_A_BACKUP) + [0]
    assert sorted(file.name for file in copy.home.glob("next.backup*")) == ["next.backup"]


STEPS_OF_A_RESTORE = {
    "when everything is taken out": "from wellsent.base.copies import tables; tables.put = kill",
    "at the comparison": "from wellsent.base.copies import stream; stream.totals = kill",
    "before it is kept": "from wellsent.accounts import actions; actions.restored = kill",
}


@pytest.mark.on_sqlite
@pytest.mark.parametrize("step", STEPS_OF_A_RESTORE)
def test_a_restore_killed_at_any_step_leaves_present_data_as_it_was(
    practice: Installation, copy: Installation, step: str
) -> None:
    before = copy.totals()
    (done,) = copy.several({"words": restore(practice, "--over"), "first": KILL + STEPS_OF_A_RESTORE[step]})
    assert (done.code, copy.totals()) == (-9, before)
