"""What every worker looks at regularly, whether or not the queue woke it.

A sweeper is a function that takes the present moment, takes up what was left (rows whose lease ran out) and returns how
much that was. It must be harmless when several workers run it at once and when nothing is left. Rooms bring theirs; the
table here names them, so that reading this file tells all that happens by itself.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from wellsent.config import incidents

EVERY = timedelta(seconds=15)
TASKS_ARE_KEPT = timedelta(days=14)

SWEEPERS: tuple[str, ...] = (
    "wellsent.insights.jobs.bring_up_to_date",
    "wellsent.directory.jobs.look_for_same",
    "wellsent.exchange.imports.jobs.take_up_left",
    "wellsent.config.sweep.forget_old_tasks",
    "wellsent.config.sweep.forget_old_sessions",
)
log = logging.getLogger("wellsent.worker")


def sweep(now: datetime) -> None:
    """Run every sweeper; one that fails is noted and does not hold up the others."""
    for path in SWEEPERS:
        try:
            found = import_string(path)(now)
        except Exception as error:
            log.error("%s failed: incident %s", path, incidents.note(error))
        else:
            if found:
                log.info("%s: %d", path, found)


def forget_old_tasks(now: datetime) -> int:
    """What the queue did two weeks ago is of no use any more, nor is what a worker that died never finished."""
    old = now - TASKS_ARE_KEPT
    return DBTaskResult.objects.filter(Q(finished_at__lt=old) | Q(started_at__lt=old)).delete()[0]


def forget_old_sessions(_now: datetime) -> int:
    """Sessions that have run out."""
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
    return 0
