"""The kill run, and many people at once: nothing lost or doubled, no error page. `make soak` has the full size."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from wellsent.exchange.imports.tests.test_killed import a_long_list
from wellsent.testing import at_work
from wellsent.testing.at_work import Browser, Person
from wellsent.testing.copies import Installation
from wellsent.testing.databases import AnEmptyDatabase
from wellsent.testing.processes import PATIENCE, Running, running, until

SECRETS = {"WELLSENT_MASTER_KEY": "one for all machines", "WELLSENT_SECRET_KEY": "another one for all of the machines"}


@dataclass(frozen=True)
class Size:
    """How many people work, how often each does everything, how long the list is that comes in, and how many targets
    there are, each of whom is won once.
    """

    people: int
    rounds: int
    rows: int = 0
    targets: int = 4
    patience: float = PATIENCE
    """Seconds until a test gives up on the import."""


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full-size"))


@pytest.fixture(autouse=True)
def _databases_are_looked_into(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def practice(an_empty_database: AnEmptyDatabase, tmp_path: Path) -> Iterator[Installation]:
    with an_empty_database() as settings:
        yield Installation(tmp_path / "home", {**settings, **SECRETS})


def the_people(practice: Installation, size: Size) -> list[Person]:
    """A practice and its people, signed in."""
    made = practice.several(
        ["upgrade"],
        {"first": at_work.A_PRACTICE.format(people=size.people, sources=max(30, size.people), targets=size.targets)},
    )
    assert [one.code for one in made] == [0, 0], made
    sessions = json.loads(made[1].said.splitlines()[-1])
    return [
        Person(Browser([], session), sources, targets, random.Random(number))
        for number, (session, sources, targets) in enumerate(sessions)
    ]


def sit_down(people: list[Person], addresses: list[str]) -> None:
    """Spread the people over the web servers."""
    for number, person in enumerate(people):
        person.browser.addresses, person.browser.at = addresses, number % len(addresses)


def nothing_is_lost_or_doubled(practice: Installation, people: list[Person], rounds: int) -> None:
    """Each write that somebody was told is stored is stored, once, with its audit event; and none besides."""
    touches = marks(practice, "SELECT once FROM outreach_touch")
    assert touches == sorted(once for person in people for once in person.touches)
    referrals = [row for (row,) in practice.rows("SELECT id FROM referrals_referral WHERE once IS NOT NULL")]
    assert sorted(referrals) == sorted(number for person in people for number in person.referrals.values())
    assert min(len(touches), len(referrals)) > rounds * len(people)
    attempts = marks(practice, "SELECT once FROM referrals_attempt")
    assert attempts == sorted(once for person in people for once in person.attempts)
    booked = [row for (row,) in practice.rows("SELECT referral_id FROM referrals_transition WHERE stage = 'scheduled'")]
    assert sorted(booked) == sorted(row for person in people for row in person.booked)
    answers = practice.rows("SELECT source_id, topic FROM plan_answer WHERE undone_at IS NULL")
    assert len(answers) == len(set(answers))
    assert {answer for person in people for answer in person.answered} <= set(answers)
    assert len(audited(practice, "touches.log")) == len(touches)
    assert {f"R-{row}" for row in booked} == audited(practice, "referrals.move")
    assert len(audited(practice, "plan.later")) == len(answers)
    ties = marks(practice, "SELECT once FROM directory_tie")
    assert ties == sorted(once for person in people for once in person.ties.values())
    assert len(audited(practice, "ties.add")) == len(ties) > 0
    asked = sorted(row for (row,) in practice.rows("SELECT to_id FROM outreach_introduction"))
    assert asked == sorted(target for person in people for target in person.introductions)
    assert len(audited(practice, "introductions.ask")) == len(asked) > 0
    accepted = sorted(row for (row,) in practice.rows("SELECT provider_id FROM plan_targetdecision"))
    assert accepted == sorted(target for person in people for target in person.accepted)
    assert len(audited(practice, "target.accepted")) == len(accepted) > 0


def marks(practice: Installation, statement: str) -> list[str]:
    """The marks of what was sent, as the people know them."""
    return sorted(str(once).replace("-", "") for (once,) in practice.rows(statement))


def audited(practice: Installation, verb: str) -> set[int | str]:
    """The rows that the audit trail says this was done to."""
    events = practice.rows('SELECT "references" FROM accounts_auditevent WHERE verb = %s', verb)
    return {row for (rows,) in events for row in json.loads(rows)}


@pytest.mark.on_sqlite
def test_ten_people_at_once_on_sqlite_lose_nothing_and_are_refused_nothing(
    practice: Installation, tmp_path: Path, *, full: bool
) -> None:
    size = Size(people=10, rounds=40 if full else 1)
    people = the_people(practice, size)
    with running(practice.home, ["serve"], **practice.settings) as served:
        served.wait_ready()
        sit_down(people, [served.address])
        at_work.work(people, size.rounds, meanwhile=lambda: a_backup_is_made(practice))
        assert "Traceback" not in served.text()
    assert sum(person.browser.failovers for person in people) == 0
    nothing_is_lost_or_doubled(practice, people, size.rounds)
    assert incidents([practice.home]) == []
    the_backup_is_of_one_moment(practice, tmp_path)


@pytest.mark.on_postgresql
def test_one_web_and_one_worker_killed_while_people_work_and_an_import_runs(
    practice: Installation, tmp_path: Path, *, full: bool
) -> None:
    size = Size(people=4, rounds=1, rows=6_000)
    if full:
        size = Size(people=100, rounds=10, rows=100_000, patience=1800, targets=200)
    ports = [free_port(), free_port()]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    people = the_people(practice, size)
    sit_down(people, addresses)
    homes = {name: tmp_path / name for name in ("web one", "web two", "worker one", "worker two")}
    with ExitStack() as parts:
        webs = [
            parts.enter_context(running(homes[name], ["web", "--port", str(port)], **practice.settings))
            for name, port in zip(("web one", "web two"), ports, strict=True)
        ]
        workers = [
            parts.enter_context(running(homes[name], ["worker"], **practice.settings))
            for name in ("worker one", "worker two")
        ]
        for port in ports:
            until(lambda port=port: answers(port), "both web servers answer")  # type: ignore[misc]  # its own port
        importer = Browser([addresses[1]], people[0].browser.session)
        number = at_work.bring_in(importer, "list.csv", a_long_list(size.rows), patience=size.patience)

        def two_are_killed() -> None:
            at_it: list[Running] = []

            def has_begun() -> bool:
                at_it[:] = who_is_at_it(practice, number, workers)
                return bool(at_it)

            until(has_begun, "the import has stored some rows", patience=size.patience)
            os.kill(at_it[0].process.pid, signal.SIGKILL)
            assert rows_done(practice, number) < size.rows
            os.kill(webs[0].process.pid, signal.SIGKILL)
            a_backup_is_made(practice)
            if not full:  # as if the minute of its lease had gone by
                in_postgresql(practice, "UPDATE exchange_batch SET leased_until = now() - interval '1 hour'")

        at_work.work(people, size.rounds, meanwhile=two_are_killed)
        until(
            lambda: state(practice, number) == "done",
            "the other worker has finished the import",
            patience=size.patience,
        )
        assert all("Traceback" not in part.text() for part in (*webs, *workers))
    assert any(person.browser.failovers for person in people)
    nothing_is_lost_or_doubled(practice, people, size.rounds)
    before, told = 8 * max(30, size.people), sum(len(person.referrals) for person in people)
    assert practice.rows("SELECT COUNT(*) FROM referrals_referral") == [(before + told + size.rows,)]
    assert practice.rows(
        "SELECT COUNT(*), COUNT(DISTINCT patient_id) FROM referrals_referral WHERE patient_id > 0"
    ) == [(told + size.rows, told + size.rows)]
    assert practice.rows("SELECT COUNT(*) FROM accounts_auditevent WHERE verb = 'import.run'") == [(1,)]
    assert incidents(homes.values()) == []
    the_backup_is_of_one_moment(practice, tmp_path)


def incidents(homes: Iterable[Path]) -> list[str]:
    """What went wrong in these homes that should not have: kinds and places, as the log keeps them."""
    logs = [home / "incidents.log" for home in homes]
    return [log.read_text(encoding="utf-8") for log in logs if log.exists()]


def a_backup_is_made(practice: Installation) -> None:
    """While people work."""
    done = practice.several(
        ["keys", "new-recovery", "--recovery-key-to", str(practice.home / "key")],
        ["backup", str(practice.home / "all.backup")],
    )
    assert [one.code for one in done] == [0, 0], done


def the_backup_is_of_one_moment(practice: Installation, tmp_path: Path) -> None:
    """What was written together is in it together: each contact with its audit event, each answer with its own."""
    restored = Installation(tmp_path / "restored")
    words = ["restore", str(practice.home / "all.backup"), "--recovery-key", str(practice.home / "key")]
    assert restored.run(*words).code == 0
    touches = {number for (number,) in restored.rows("SELECT id FROM outreach_touch")}
    answers = {number for (number,) in restored.rows("SELECT id FROM plan_answer")}
    assert (audited(restored, "touches.log"), audited(restored, "plan.later")) == (touches, answers)
    assert touches <= {number for (number,) in practice.rows("SELECT id FROM outreach_touch")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        return Browser([f"http://127.0.0.1:{port}"], "")._once("GET", "/readyz", b"", "")[0] == 200
    except OSError:
        time.sleep(0.2)
        return False


def rows_done(practice: Installation, number: int) -> int:
    return int(practice.rows("SELECT rows_done FROM exchange_batch WHERE id = %s", number)[0][0])


def state(practice: Installation, number: int) -> str:
    return str(practice.rows("SELECT state FROM exchange_batch WHERE id = %s", number)[0][0])


def who_is_at_it(practice: Installation, number: int, workers: list[Running]) -> list[Running]:
    """The worker that runs the import and has stored some of its rows; none before that."""
    asked = "SELECT leased_by FROM exchange_batch WHERE id = %s AND state = 'running' AND rows_done > 0"
    holders = [holder for (holder,) in practice.rows(asked, number)]
    return [worker for worker in workers for holder in holders if holder.endswith(f":{worker.process.pid}")]


def in_postgresql(practice: Installation, statement: str) -> None:
    with practice.database() as db, db.cursor() as cursor:
        cursor.execute(statement)
