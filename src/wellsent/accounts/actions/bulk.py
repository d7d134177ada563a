"""Doing one thing to many rows once, however often it is sent, and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import BulkDone
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.base.many import Done

UNDO_WITHIN = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)


@transaction.atomic
def do_bulk(*, list_key: str, bulk_key: str, once: uuid.UUID, act: Callable[[], Done], by: Caller) -> BulkDone:
    """Let a room's action (`act`, which writes its own audit event) do its work, and keep what undoing it needs.

    What was sent before with the same `once` is not done again.
    """
    if by.user is None:
        raise Refused("This is for people who signed in.")
    known = BulkDone.objects.filter(once=once, by=by.user).first()
    if known:
        return known
    BulkDone.objects.filter(by=by.user, at__lt=clock.now() - KEPT_FOR).delete()
    result = act()
    return BulkDone.objects.create(
        list_key=list_key,
        bulk_key=bulk_key,
        by=by.user,
        at=clock.now(),
        once=once,
        done=list(result.done),
        refused=[[number, why] for number, why in result.refused.items()],
        kept=result.kept,
    )


@transaction.atomic
def undo_bulk(*, number: int, list_key: str, undo: Callable[[str, Any], int], by: Caller) -> int:
    """Take back what the caller did to many rows a few minutes ago; returns how many rows are as they were.

    `undo` is given the kind of action and what it kept. Done twice, it does nothing more. Raises Refused.
    """
    row = BulkDone.objects.select_for_update().filter(pk=number, by=by.user, list_key=list_key).first()
    if row is None:
        raise DataError("There is nothing of yours to take back here.", "Load the page again.")
    if row.undone_at is not None:
        return 0
    if clock.now() - row.at > UNDO_WITHIN:
        raise Refused("This was done too long ago to be taken back at once.", "Change the rows one by one.")
    restored = undo(row.bulk_key, row.kept)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    return restored
