"""Ties of one source that are another's: moved for a split, and back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from wellsent.base.errors import DataError, Refused
from wellsent.directory.models import Provider, Tie

ENDS = ("first_provider", "second_provider")


def hand_over(ties: Collection[int], *, giver: Provider, taker: Provider) -> list[list[Any]]:
    """Say that these ties are the taker's; returns [tie, which end, whose it was] of each. Raises DataError for a tie
    that is not the giver's, Refused for one with the taker: nobody has a tie with themselves.
    """
    givers, takers = _numbers(giver), _numbers(taker)
    rows = list(Tie.objects.select_for_update().filter(pk__in=ties, undone_at=None).order_by("pk"))
    moved: list[list[Any]] = []
    for row in rows:
        ends = {end: getattr(row, f"{end}_id") for end in ENDS}
        mine = next((end for end, number in ends.items() if number in givers), None)
        if mine is None:
            continue
        if takers & set(ends.values()):
            raise Refused(f"One of these ties is with {taker.name}.", "Leave it out: nobody knows themselves.")
        Tie.objects.filter(pk=row.pk).update(**{mine: taker})
        moved.append([row.pk, mine, ends[mine]])
    if len(moved) < len(set(ties)):
        raise DataError("Some of these ties are not this source's.", "Load the page again and choose anew.")
    return moved


def hand_back(moved: Collection[list[Any]], *, taker: int) -> None:
    """Put ties back with whom they were; one that was moved on since stays."""
    for number, end, was in moved:
        Tie.objects.filter(pk=number, **{end: taker}).update(**{end: was})


def _numbers(provider: Provider) -> set[int]:
    return set(Provider.objects.filter(Q(pk=provider.pk) | Q(merged_into=provider)).values_list("pk", flat=True))
