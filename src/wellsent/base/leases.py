"""Work that must happen once: the row it works on carries its own lease, attempts and next time.

The queue only wakes a worker up. A worker takes the lease by one conditional update that must touch one row; when the
worker dies, the lease runs out and a sweep takes the work up again.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connections, models
from django.db.models import F, Q

from wellsent.base import clock

LEASE = timedelta(seconds=60)


class Leased(models.Model):
    """A row that background work is done on."""

    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def worker_name() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def take(row: Leased, *, now: datetime) -> bool:
    """Take the lease of `row` if nobody holds a live one. True when this process has it now."""
    rows: Any = type(row)._default_manager
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    taken = rows.filter(free, pk=row.pk).update(
        leased_until=now + LEASE, leased_by=worker_name(), attempts=F("attempts") + 1
    )
    return bool(taken)


def keep(row: Leased, *, now: datetime) -> bool:
    """Hold on to the lease while working. False when another process has taken it in the meantime: stop."""
    rows: Any = type(row)._default_manager
    return bool(rows.filter(pk=row.pk, leased_by=worker_name()).update(leased_until=now + LEASE))


def give_back(row: Leased) -> None:
    """The work is done, or will be taken up by somebody else."""
    rows: Any = type(row)._default_manager
    rows.filter(pk=row.pk, leased_by=worker_name()).update(leased_until=None, leased_by="")


@contextmanager
def held(row: Leased, *, every: timedelta = LEASE / 4) -> Iterator[None]:
    """Hold on to a lease that was taken, however long a step of the work lasts; it runs out once the process dies."""
    done = threading.Event()

    def hold() -> None:
        try:
            while not done.wait(every.total_seconds()):
                try:
                    if not keep(row, now=clock.now()):
                        return  # taken over: whoever works on it learns of it at the next step
                except DatabaseError:
                    connections.close_all()  # of this thread; the next try makes a new one
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold, name="lease", daemon=True)
    holder.start()
    try:
        yield
    finally:
        done.set()
        holder.join()


def save(row: Leased) -> None:
    """Save all of a row but its lease, which the functions above alone write."""
    lease = {"leased_until", "leased_by", "attempts"}
    row.save(update_fields=[f.name for f in row._meta.concrete_fields if not f.primary_key and f.name not in lease])
