"""Which rows does nothing hold on to? For verbs that take back what an import made along the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import models
from django.db.models import PROTECT

_CHUNK = 5000
_One = TypeVar("_One")


def unused(model: type[models.Model], numbers: Collection[int]) -> list[int]:
    """Those of these row numbers that no protected reference names, whichever room holds it; in order."""
    free = set(numbers)
    for relation in model._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager
            name = relation.field.attname
            for chunk in in_chunks(sorted(free)):
                free -= set(rows.filter(**{f"{name}__in": chunk}).values_list(name, flat=True))
    return sorted(free)


def in_chunks(values: Sequence[_One]) -> Iterator[list[_One]]:
    """The values in pieces that fit one statement of any database."""
    rest = iter(values)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
