from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from wellsent.base import clock
from wellsent.config import health, upgrade

Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def client() -> Client:
    """Somebody who watches over the server: knows no host name and has no session."""
    return Client(SERVER_NAME="10.1.2.3")


def a_task(*, waiting: timedelta, status: str = "READY") -> DBTaskResult[[], None]:
    """A task in the queue that was due this long ago."""
    then = clock.now() - waiting
    task: DBTaskResult[[], None] = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="a.b",
        backend_name="default",
        run_after=then,
        started_at=then if status == "RUNNING" else None,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=then)
    return task


@pytest.mark.django_db
def test_a_well_installation_is_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


@pytest.mark.django_db
def test_being_watched_leaves_no_session_and_no_cookie(client: Client) -> None:
    assert [bool(client.get(path).cookies) for path in health.ADDRESSES] == [False, False]


@pytest.mark.django_db
def test_it_is_not_ready_while_an_upgrade_is_pending(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "is_pending", lambda: True)
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] == "an upgrade is pending: run `wellsent upgrade`"


def test_it_is_alive_but_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise DatabaseError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(upgrade, "is_pending", fail)
    monkeypatch.setattr(connection, "cursor", fail)
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "10.0.0.7" not in ready.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (6, 503)])
def test_work_that_nobody_takes_makes_it_not_ready(client: Client, minutes: int, status: int) -> None:
    a_task(waiting=timedelta(minutes=minutes))
    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_work_may_wait_while_the_worker_is_at_a_long_task(client: Client) -> None:
    a_task(waiting=timedelta(minutes=6))
    a_task(waiting=timedelta(minutes=10), status="RUNNING")
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_full_disk_makes_it_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(10**9, 10**9, 5_000_000))
    assert client.get("/readyz").json()["disk"] == "only 5 MB are free in WELLSENT_HOME"
