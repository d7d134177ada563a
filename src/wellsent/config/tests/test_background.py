from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from wellsent.base import clock
from wellsent.config import sweep
from wellsent.config.background import BackgroundWorker

swept: list[datetime] = []


@task()
def quote_a_patient() -> None:
    """A task whose error quotes what it must not."""
    raise ValueError("Quillfeatherstone, Zebulonia")


@task()
def do_nothing() -> None:
    """A task that goes well."""


def note(now: datetime) -> int:
    """A sweeper that notes it was called."""
    swept.append(now)
    return 1


def fail(now: datetime) -> int:
    """A sweeper that fails."""
    raise ValueError("Quillfeatherstone")


@pytest.fixture
def sweepers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this file's sweepers: one that fails, then one that notes it was called."""
    swept.clear()
    monkeypatch.setattr(sweep, "SWEEPERS", (f"{__name__}.fail", f"{__name__}.note"))


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_waits_in_the_queue() -> None:
    done = do_nothing.enqueue()
    BackgroundWorker().turn()
    assert DBTaskResult.objects.get(pk=done.id).status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_the_words_of_an_error_never_reach_the_queues_table(caplog: pytest.LogCaptureFixture) -> None:
    failed = quote_a_patient.enqueue()
    BackgroundWorker().turn()
    row = DBTaskResult.objects.get(pk=failed.id)
    assert row.status == "FAILED"
    assert "incident" in row.traceback
    assert "Quillfeatherstone" not in f"{row.traceback}{row.exception_class_path}{row.return_value}{caplog.text}"


@pytest.mark.django_db(transaction=True)
def test_a_worker_sweeps_when_it_starts_and_again_only_when_it_is_time(sweepers: None) -> None:
    worker = BackgroundWorker()
    worker.turn()
    worker.turn()
    assert len(swept) == 1
    assert worker.swept is not None
    worker.swept -= sweep.EVERY
    worker.turn()
    assert len(swept) == 2


@pytest.mark.django_db
def test_a_sweeper_that_fails_does_not_hold_up_the_others(sweepers: None, caplog: pytest.LogCaptureFixture) -> None:
    sweep.sweep(clock.now())
    assert len(swept) == 1
    assert f"{__name__}.fail failed: incident" in caplog.text
    assert "Quillfeatherstone" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_busy_queue_does_not_keep_the_sweep_away(sweepers: None) -> None:
    for _ in range(3):
        do_nothing.enqueue()
    worker = BackgroundWorker()
    worker.max_tasks = 1  # the queue is not empty when it stops
    worker.run()
    assert len(swept) == 1


@pytest.mark.django_db(transaction=True)
def test_what_the_queue_did_long_ago_is_forgotten() -> None:
    done = do_nothing.enqueue()
    BackgroundWorker().turn()
    assert sweep.forget_old_tasks(clock.now()) == 0
    assert sweep.forget_old_tasks(clock.now() + sweep.TASKS_ARE_KEPT + timedelta(hours=1)) == 1
    assert not DBTaskResult.objects.filter(pk=done.id).exists()


def test_every_sweeper_exists_and_takes_the_moment() -> None:
    from django.utils.module_loading import import_string

    assert [path for path in sweep.SWEEPERS if not callable(import_string(path))] == []
