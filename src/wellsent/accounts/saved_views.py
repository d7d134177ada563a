"""What may be kept as a view of a list, and how it is kept. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from wellsent.base.errors import DataError

NAME_MOST: Final = 80
QUERY_MOST: Final = 1000
OWN_MOST: Final = 100
"""Views one person may keep of one list: more than anybody looks through."""
_NOT_KEPT: Final = frozenset({"page", "format", "manage"})
"""What an address asks for once: the page, a file, the way to the views themselves."""


def checked_name(name: str) -> str:
    """A name that can be told from others. Raises DataError."""
    name = " ".join(name.split())
    if not name:
        raise DataError("The view has no name.", "Enter one: what you will look for it by.")
    if len(name) > NAME_MOST:
        raise DataError(f"The name is longer than {NAME_MOST} letters.", "Enter a shorter one.")
    return name


def kept_query(query: str) -> str:
    """The part of an address that a view keeps. Raises DataError for one that no list has made."""
    pairs = [(key, value) for key, value in parse_qsl(query.lstrip("?"))[:200] if key not in _NOT_KEPT and value]
    kept = urlencode(pairs)
    if len(kept) > QUERY_MOST:
        raise DataError("This asks for too much to be kept as a view.", "Search for less, or show fewer columns.")
    return kept
