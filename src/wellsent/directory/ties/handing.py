"""Ties of one source that are another's: moved for a split, and back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from wellsent.base.errors import Refused
from wellsent.directory import handing
from wellsent.directory.models import Provider, Tie

ENDS = ("first_provider", "second_provider")


def hand_over(ties: Collection[int], *, giver: Provider, taker: Provider) -> list[list[Any]]:
    """Say that these ties are the taker's; returns [tie, which end, whose it was] of each. Raises DataError for a tie
    that is not the giver's, Refused for one with the taker: nobody has a tie with themselves.
    """
    rows = Tie.objects.filter(pk__in=ties, undone_at=None)
    takers = _numbers(taker)
    if rows.filter(Q(first_provider__in=takers) | Q(second_provider__in=takers)).exists():
        raise Refused(f"One of these ties is with {taker.name}.", "Leave it out: nobody knows themselves.")
    givers, moved = _numbers(giver), list[list[Any]]()
    for end in ENDS:
        mine = rows.filter(**{f"{end}__in": givers})
        moved += [[number, end, was] for number, was, _ in handing.hand_over(mine, f"{end}_id", to=taker.pk)]
    handing.must_be_all(moved, ties, "ties are not this source's")
    return moved


def hand_back(moved: Collection[list[Any]], *, taker: int) -> None:
    """Put ties back with whom they were; one that was moved on since stays."""
    for number, end, was in moved:
        handing.hand_back(Tie, f"{end}_id", [(number, was, taker)])


def _numbers(provider: Provider) -> set[int]:
    return set(Provider.objects.filter(Q(pk=provider.pk) | Q(merged_into=provider)).values_list("pk", flat=True))
