"""Work that must happen once: the row it works on carries its own lease, attempts and next time.

The queue only wakes a worker up. A worker takes the lease by one conditional update that must touch one row; when the
worker dies, the lease runs out and a sweep takes the work up again.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

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
