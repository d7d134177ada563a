"""The worker: does what the queue asks for, and sweeps up work that was left.

The queue only wakes it. What must happen once carries its own lease in the row it works on (wellsent.base.leases), so
a worker that dies loses nothing: a sweep finds the row again. The words of an exception never reach the queue's table,
since they may quote patient data.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from datetime import datetime
from typing import Any

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from wellsent.base import clock
from wellsent.config import incidents, sweep, upgrade

LOOK_EVERY = 1.0  # seconds between looks at an empty queue
log = logging.getLogger("wellsent.worker")


class TaskFailed(Exception):  # noqa: N818 - what the queue's table shows instead of the real error
    """A task failed; the incident number says where to look."""


class BackgroundWorker(Worker):
    """The queue's own worker, with sweeping, and with errors that tell nothing."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_EVERY,
            batch=True,  # `run` returns when the queue is empty, so that this class decides what comes next
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()}-{os.getpid()}"[:64],
        )
        self.swept: datetime | None = None

    def run_until_told(self) -> None:
        """Work until SIGINT or SIGTERM; a task that is running is finished first."""
        self.configure_signals()
        self._wait_for_upgrade()
        while self.running:
            self.turn()
            if self.running:
                time.sleep(LOOK_EVERY)

    def turn(self) -> None:
        """Do everything that waits in the queue, then sweep if it is time."""
        self.run()
        self._sweep_when_due()

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Run one task; a busy queue does not keep the sweep away."""
        keep = db_task_result.set_failed
        db_task_result.set_failed = lambda error: keep(self._without_words(error))  # the only way its words take
        super().run_task(db_task_result)
        self._sweep_when_due()

    def _without_words(self, error: BaseException) -> TaskFailed:
        number = incidents.note(error)
        log.error("a task failed: incident %s", number)
        return TaskFailed(f"incident {number}")

    def _sweep_when_due(self) -> None:
        now = clock.now()
        if self.swept is None or now - self.swept >= sweep.EVERY:
            self.swept = now
            sweep.sweep(now)

    def _wait_for_upgrade(self) -> None:
        """Touch nothing while the database is still of an older release."""
        said = False
        while upgrade.is_pending():
            if not said:
                log.warning("waiting for `wellsent upgrade`")
                said = True
            time.sleep(LOOK_EVERY)
            close_old_connections()
