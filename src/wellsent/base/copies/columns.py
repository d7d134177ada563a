"""Values as they travel: the same text for the same value, whichever kind of database it lies in.

A row travels as a JSON list. Whole numbers, texts, truths and fractions are themselves; everything else is a text whose
form is given here. Encrypted columns travel as the bytes they are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from wellsent.base.fields import EncryptedField

Change = Callable[[Any], Any]
KINDS = {
    "AutoField": "whole",
    "BigAutoField": "whole",
    "BigIntegerField": "whole",
    "BinaryField": "bytes",
    "BooleanField": "truth",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "moment",
    "DecimalField": "decimal",
    "FloatField": "fraction",
    "IntegerField": "whole",
    "JSONField": "json",
    "PositiveBigIntegerField": "whole",
    "PositiveIntegerField": "whole",
    "PositiveSmallIntegerField": "whole",
    "SlugField": "text",
    "SmallIntegerField": "whole",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
}
_LARGEST_WRITTEN_OUT = 10**16  # from here on JSON writes a fraction with an exponent, which PostgreSQL writes out


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and how its values travel."""

    name: str
    kind: str
    places: int = 0
    """Of a decimal: how many digits follow the point."""
    encrypted_as: str = ""
    """Of an encrypted column: the place its values are bound to."""

    def out(self) -> Change | None:
        """From what the database answers to what travels; None where it is the same."""
        if self.kind == "decimal":
            return self._decimal
        return _OUT.get(self.kind)

    def into(self, vendor: str) -> Change | None:
        """From what travels to what the database is given."""
        if self.kind == "moment" and vendor == "sqlite":
            return _moment_for_sqlite
        return base64.b64decode if self.kind == "bytes" else None

    def _decimal(self, value: Any) -> str:
        return f"{Decimal(str(value)):.{self.places}f}"


def column(field: models.Field[Any, Any]) -> Column:
    """The column behind a field. A field of a kind that is not in KINDS is a mistake in the code."""
    target: Any = field
    while target.remote_field:
        target = target.target_field
    return Column(
        name=str(field.column),
        kind=KINDS[target.get_internal_type()],
        places=getattr(target, "decimal_places", 0),
        encrypted_as=field.place if isinstance(field, EncryptedField) else "",
    )


def _moment(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat()


def _moment_for_sqlite(text: str) -> str:
    return text.removesuffix("+00:00").replace("T", " ")


def _json(text: str) -> str:
    """One form for equal values: PostgreSQL keeps neither the order of keys nor the way a number was written."""
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True, ensure_ascii=False)


def _number(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) >= _LARGEST_WRITTEN_OUT else number


_OUT: dict[str, Change] = {
    "bytes": lambda value: base64.b64encode(value).decode(),
    "date": lambda value: value.isoformat(),
    "json": _json,
    "moment": _moment,
    "time": lambda value: value.isoformat(),
    "truth": bool,
    "uuid": lambda value: UUID(str(value)).hex,
}
