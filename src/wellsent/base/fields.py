"""Columns whose values are encrypted before they reach the database.

They cannot be searched, sorted or filtered: what must be found gets a blind index beside it.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models

from wellsent.base import keys


class EncryptedField(models.BinaryField[Any, Any]):
    """Base of the encrypted columns: bytes in the database, a plain value in Python, None when blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @cached_property
    def place(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_bytes(self, plain: bytes) -> Any:
        return plain

    def encrypted(self, value: Any) -> bytes | None:
        """The stored form of `value`, for doors that write many rows at once."""
        return None if value is None or value == "" else keys.encrypt(self.to_bytes(value), place=self.place)

    def to_python(self, value: Any) -> Any:
        return value  # a plain value already, where a column of bytes would take text for base64

    def get_prep_value(self, value: Any) -> bytes | None:
        return self.encrypted(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.from_bytes(keys.decrypt(bytes(value), place=self.place))

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedTextField(EncryptedField):
    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedDateField(EncryptedField):
    def to_bytes(self, value: Any) -> bytes:
        return (value if isinstance(value, str) else value.isoformat()).encode()

    def from_bytes(self, plain: bytes) -> date:
        return date.fromisoformat(plain.decode())


class EncryptedJSONField(EncryptedField):
    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return json.loads(plain)
