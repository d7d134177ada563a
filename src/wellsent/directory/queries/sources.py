"""Who is in the directory, and who stands for whom, so that a merge shows everywhere at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.base.unused import in_chunks
from wellsent.directory import npi
from wellsent.directory.models import Provider


def sources(caller: Caller) -> QuerySet[Provider]:
    """Every provider and practice that stands for itself, not merged into another. Raises Refused."""
    caller.must("sources.see")
    return Provider.objects.filter(merged_into=None)


def survivor_of(caller: Caller, provider: int) -> int:
    """The number that stands for a provider now: its own unless merged (or unknown)."""
    return survivors(caller).get(provider, provider)


def missing(caller: Caller, providers: Collection[int]) -> set[int]:
    """Which of these numbers no provider has."""
    caller.must("sources.see")
    wanted = set(providers)
    for chunk in in_chunks(sorted(wanted)):
        wanted -= set(Provider.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    return wanted


_survivors: Final[Kept[Mapping[int, int]]] = Kept("directory")


def survivors(caller: Caller) -> Mapping[int, int]:
    """Every merged provider and who stands for it now: few, so that large results are mapped instead of joined."""
    caller.must("sources.see")
    return _survivors.get((), _read_survivors, now=clock.now())


def _read_survivors() -> dict[int, int]:
    merged = Provider.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into")
    return {number: survivor for number, survivor in merged if survivor is not None}


def same_as(caller: Caller, provider: int) -> list[int]:
    """All numbers that stand for one source: the survivor first, then those merged into it."""
    stands_for = survivors(caller)
    survivor = stands_for.get(provider, provider)
    return [survivor, *sorted(merged for merged, into in stands_for.items() if into == survivor)]


def names(caller: Caller, numbers: Collection[int]) -> dict[int, str]:
    """The names of these providers, by number, as they are shown."""
    caller.must("sources.see")
    found: dict[int, str] = {}
    for chunk in in_chunks(sorted(numbers)):
        found.update(Provider.objects.filter(pk__in=chunk).values_list("pk", "name"))
    return found


def by_npi(caller: Caller, number: str) -> Provider | None:
    """The source known by this NPI, under which of its rows ever; None for a number nobody has."""
    digits = npi.clean(number)
    holder = Provider.objects.filter(npi=digits).values_list("pk", flat=True).first() if digits else None
    return None if holder is None else sources(caller).get(pk=survivor_of(caller, holder))


def not_to_contact(caller: Caller) -> frozenset[int]:
    """The sources that asked not to be contacted, under any of their names."""
    caller.must("sources.see")
    asked = Provider.objects.exclude(do_not_contact_since=None)
    return frozenset(asked.values_list(Coalesce("merged_into_id", "pk"), flat=True))
