"""Reading offices: from the caller, through merges, many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory.models import OfficeSaid
from wellsent.directory.office.rules import Office, Said, office
from wellsent.directory.queries import sources

_offices: Final[Kept[Mapping[int, Office]]] = Kept("offices", "directory")
KEPT_OF = 8
"""A page of one source asks for its few offices again and again; a list asks for hundreds, once."""


def offices(caller: Caller, numbers: Collection[int], *, as_of: date) -> Mapping[int, Office]:
    """What is known of the offices of these providers and practices as of a day, under all their numbers; one query.

    `numbers` are of sources that stand for themselves. Nothing known is an empty office.
    """
    caller.must("sources.see")
    if len(numbers) > KEPT_OF:
        return _read_offices(numbers, as_of)
    return _offices.get((*sorted(numbers), as_of), lambda: _read_offices(numbers, as_of), now=clock.now())


def _read_offices(numbers: Collection[int], as_of: date) -> dict[int, Office]:
    rows = OfficeSaid.objects.filter(Q(office__in=numbers) | Q(office__merged_into__in=numbers), undone_at=None)
    columns = ("topic", "holds", "on", "by_name", "person", "person__name", "stands_for", "text")
    own = rows.annotate(
        survivor=Coalesce("office__merged_into", "office"),
        stands_for=Coalesce("person__provider__merged_into", "person__provider"),
    )
    said: dict[int, list[Said]] = {number: [] for number in numbers}
    for number, topic, holds, on, by, person, name, provider, text in own.order_by("pk").values_list(
        "survivor", *columns
    ):
        said[number].append(Said(topic, holds, on, by, person, name or "", provider, text))
    return {number: office(lines, as_of=as_of) for number, lines in said.items()}


NAMES_OFFERED = 30


def names_of_those_who_work_at(caller: Caller, numbers: Collection[int]) -> list[str]:
    """The names of the providers who work at a practice now, to be offered where somebody of its office is added."""
    working = sources(caller).filter(affiliations__practice__in=numbers, affiliations__ended_on=None)
    return list(working.order_by("name").values_list("name", flat=True).distinct()[:NAMES_OFFERED])


def history(caller: Caller, numbers: Collection[int]) -> QuerySet[OfficeSaid]:
    """Everything ever said of an office under these numbers, the newest first, with what was taken back."""
    caller.must("sources.see")
    return OfficeSaid.objects.filter(office__in=numbers).select_related("person").order_by("-pk")
