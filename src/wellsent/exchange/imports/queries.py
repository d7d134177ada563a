"""Reading imports: which there were, where one stands, and the rows it could not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from wellsent.accounts.caller import Caller
from wellsent.base.errors import Refused
from wellsent.exchange.imports import actions
from wellsent.exchange.imports.kinds import IMPORTERS
from wellsent.exchange.lists import rejected_rows
from wellsent.exchange.models import Batch, ColumnMapping


def kinds_for(caller: Caller) -> list[str]:
    """The kinds of list this caller may import."""
    return [kind for kind, importer in IMPORTERS.items() if caller.may(importer.power)]


def batches(caller: Caller) -> QuerySet[Batch]:
    """The imports of the kinds this caller may import, newest first.

    A file may hold rows of every clinic: whoever works for some of them sees the imports they sent themselves.
    """
    rows = Batch.objects.filter(kind__in=kinds_for(caller)).select_related("upload")
    return rows if caller.clinics is None else rows.filter(by=caller.user)


def batch(caller: Caller, number: int) -> Batch:
    """One import. Raises Refused when it is not there or not for this caller: numbers are not to be guessed."""
    found = batches(caller).filter(pk=number).first()
    if found is None:
        raise Refused("There is no such import.", "Choose one from the list of imports.")
    return found


def mapping_named(caller: Caller, kind: str, name: str) -> Mapping[str, str] | None:
    """A kept mapping by its name, or None."""
    found = ColumnMapping.objects.filter(kind=kind, name=name).first() if kind in kinds_for(caller) else None
    return found.columns if found else None


def rejected_file(caller: Caller, number: int) -> tuple[list[str], list[list[str]]]:
    """The rows that could not be read, in the file's own layout, with a last column saying why. Holds patient data."""
    return rejected_rows(actions.read_again(batch(caller, number), by=caller))


def in_state(caller: Caller, number: int, *states: str) -> Batch | None:
    """For the worker: a batch that is still in one of these states."""
    return batches(caller).filter(pk=number, state__in=states).select_related("upload", "by").first()


def left(caller: Caller, *, now: datetime) -> list[int]:
    """For the worker: imports with something to do that nobody holds."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = batches(caller).filter(free, state__in=[Batch.State.CHECKING, Batch.State.WAITING, Batch.State.RUNNING])
    return list(waiting.values_list("pk", flat=True))
