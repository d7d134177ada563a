"""`--mapping`: which heading is which of our columns, from a JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from wellsent.base.errors import CallError

EXAMPLE = 'Write it as {"referral_date": "Ref Date", "referrer_name": "Referring Provider"}.'


def read_mapping(where: str | None) -> Mapping[str, str] | None:
    """The mapping in a file; None when none was named. Raises CallError when it is not one."""
    if where is None:
        return None
    try:
        mapping = json.loads(Path(where).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CallError(f"The mapping {where} cannot be read: {error.strerror}.", EXAMPLE) from error
    except ValueError as error:
        raise CallError(f"The mapping {where} is not JSON.", EXAMPLE) from error
    plain = isinstance(mapping, dict) and all(isinstance(header, str) for header in mapping.values())
    if not plain:
        raise CallError(f"The mapping {where} is not one object of texts.", EXAMPLE)
    return {str(column): header for column, header in mapping.items()}
