"""The mark by which what is sent twice (a lost connection, Back after saving, a double tap) is stored once."""

from __future__ import annotations

from uuid import UUID


def mark_in(text: str) -> UUID | None:
    """The mark a form or an address carries; None where it carries none."""
    try:
        return UUID(text)
    except ValueError:
        return None
