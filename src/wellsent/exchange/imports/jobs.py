"""Imports: small ones at once, large ones by the worker. The queue wakes it, the batch's own lease decides, and a sweep
takes up what was left.
"""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from wellsent.accounts.caller import Caller, caller_of, job_caller, shell_caller
from wellsent.base.errors import WellsentError
from wellsent.exchange.imports import actions, queries, uploads
from wellsent.exchange.models import Batch

SMALL = 400_000
"""Bytes up to which a file is done while the person waits: a few thousand rows, a second or two."""


def check(batch: Batch, *, by: Caller) -> None:
    """The dry run, now or soon. What is wrong with the file stands in the batch afterwards."""
    actions.begin_check(batch, by=by)
    if batch.upload.size <= SMALL:
        check_batch.func(batch.pk)
    else:
        check_batch.enqueue(batch.pk)


def run(batch: Batch, *, by: Caller) -> None:
    """The import itself, now or soon."""
    actions.confirm(batch, by=by)
    if batch.upload.size <= SMALL:
        run_batch.func(batch.pk)
    else:
        run_batch.enqueue(batch.pk)


def asked_by(batch: Batch) -> Caller:
    """Whoever started an import is who the worker goes on for."""
    return caller_of(batch.by) if batch.by else shell_caller()


@task()
def check_batch(number: int) -> None:
    """The dry run of a large file. Run twice, it says the same twice."""
    batch = queries.in_state(job_caller(), number, Batch.State.CHECKING)
    if batch is None:
        return
    try:
        actions.check(batch, by=asked_by(batch))
    except WellsentError as error:
        actions.failed(batch, str(error), by=asked_by(batch))


@task()
def run_batch(number: int) -> None:
    """Run a checked import, or go on with one whose process died. Run twice, the second finds nothing to do."""
    batch = queries.in_state(job_caller(), number, Batch.State.WAITING, Batch.State.RUNNING)
    if batch is None:
        return
    try:
        actions.run(batch, by=asked_by(batch))
    except WellsentError as error:
        batch.refresh_from_db()
        if batch.state == Batch.State.WAITING:  # refused before it began: say so, or it would be tried for ever
            actions.failed(batch, str(error), by=job_caller())


def take_up_left(now: datetime) -> int:
    """Imports nobody holds any more: go on with each. Also removes plain files that the killed left."""
    uploads.sweep_leftovers()
    numbers = queries.left(job_caller(), now=now)
    for number in numbers:
        check_batch.func(number)
        run_batch.func(number)
    return len(numbers)
