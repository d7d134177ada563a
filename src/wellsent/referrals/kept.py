"""What a change to a referral keeps of the values it replaced, as JSON can hold them, so that it can be put back."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from wellsent.referrals.models import Referral

_COLUMNS: Final = {field.attname: field for field in Referral._meta.concrete_fields}


def plain(value: Any) -> Any:
    """A stored value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date | time) else value


def again(column: str, value: Any) -> Any:
    """A value of a referral's column ("clinic_id") out of its JSON: the column knows what it holds."""
    return _COLUMNS[column].to_python(value)
