"""Rows that point to one provider and are another's: pointed there for a split, and back. Each room hands over its own
and says which they are; what is given back names row, whom it pointed to, and whom it points to now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet

from wellsent.base.errors import DataError
from wellsent.base.unused import in_chunks


def hand_over(rows: QuerySet[Any], column: str, *, to: int) -> list[list[int]]:
    """Point these rows at another provider by their `column`; [row, whom it pointed to, `to`] of each."""
    stood = sorted(rows.select_for_update().values_list("pk", column))
    for chunk in in_chunks([number for number, _ in stood]):
        rows.model._default_manager.filter(pk__in=chunk).update(**{column: to})
    return [[number, was, to] for number, was in stood]


def hand_back(model: type[Model], column: str, handed: Iterable[Collection[int]]) -> list[int]:
    """Point rows back to whom they pointed to; returns which. One pointed on since stays."""
    rows = model._default_manager
    return [
        number for number, was, given in handed if rows.filter(pk=number, **{column: given}).update(**{column: was})
    ]


def must_be_all(handed: Collection[Any], asked_for: Collection[int], what: str) -> None:
    """Raise DataError where some of the rows asked for were not there to be handed over: they are not the giver's."""
    if len(handed) < len(set(asked_for)):
        raise DataError(f"Some of these {what}.", "Load the page again and choose anew.")
