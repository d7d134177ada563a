"""Writing encrypted columns anew under the newest data key, a batch at a time, while people go on working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from wellsent.base import keys
from wellsent.base.fields import EncryptedField

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it came: the last row number looked at (None: no row is left) and how many rows were written anew."""

    last: int | None
    rewritten: int


def encrypted_fields(model: type[models.Model]) -> list[EncryptedField]:
    """The columns of a model that hold encrypted values."""
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]


@transaction.atomic
def rewrite_batch(model: type[models.Model], *, after: int = 0, size: int = BATCH) -> Progress:
    """Write the next `size` rows after row number `after` anew. Rows already under the newest key are left alone, so a
    run that was broken off can begin again anywhere.
    """
    fields = encrypted_fields(model)
    stored = {f"stored_{field.name}": _Stored(field.name) for field in fields}
    rows: Sequence[Any] = (
        model._base_manager.select_for_update()
        .filter(pk__gt=after)
        .order_by("pk")
        .annotate(**stored)
        .values_list("pk", *stored)[:size]
    )
    newest = keys.newest_key_number()
    rewritten = 0
    for pk, *values in rows:
        changes = {
            field.name: field.from_bytes(keys.decrypt(bytes(value), place=field.place))
            for field, value in zip(fields, values, strict=True)
            if value is not None and keys.key_number(bytes(value)) != newest
        }
        if changes:
            model._base_manager.filter(pk=pk).update(**changes)
            rewritten += 1
    return Progress(last=rows[len(rows) - 1][0] if rows else None, rewritten=rewritten)


class _Stored(models.F):
    """A column's bytes as they are stored, not opened."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return models.ExpressionWrapper(super().resolve_expression(*args, **kwargs), models.BinaryField())
