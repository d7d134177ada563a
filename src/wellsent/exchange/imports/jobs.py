"""Imports done by the worker: the queue wakes it, the batch's own lease decides, a sweep takes up what was left."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django_tasks import task

from wellsent.accounts.caller import Caller, caller_of, shell_caller
from wellsent.base.errors import WellsentError
from wellsent.exchange.imports import actions, uploads
from wellsent.exchange.models import Batch


def asked_by(batch: Batch) -> Caller:
    """Whoever started an import is who the worker goes on for."""
    return caller_of(batch.by) if batch.by else shell_caller()


@task()
def check_batch(number: int) -> None:
    """The dry run of a large file. Run twice, it says the same twice."""
    batch = Batch.objects.filter(pk=number, state=Batch.State.CHECKING).first()
    if batch is None:
        return
    try:
        actions.check(batch, by=asked_by(batch))
    except WellsentError as error:
        Batch.objects.filter(pk=number).update(state=Batch.State.FAILED, problem=str(error)[:300])


@task()
def run_batch(number: int) -> None:
    """Run a checked import, or go on with one whose process died. Run twice, the second finds nothing to do."""
    batch = Batch.objects.filter(pk=number, state__in=[Batch.State.WAITING, Batch.State.RUNNING]).first()
    if batch is None:
        return
    try:
        actions.run(batch, by=asked_by(batch))
    except WellsentError:
        return  # the batch itself says what was wrong


def take_up_left(now: datetime) -> int:
    """Imports nobody holds any more: go on with each. Also removes plain files that the killed left."""
    uploads.sweep_leftovers()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    left = Batch.objects.filter(free, state__in=[Batch.State.WAITING, Batch.State.RUNNING])
    numbers = list(left.values_list("pk", flat=True))
    for number in numbers:
        run_batch.func(number)
    return len(numbers)
