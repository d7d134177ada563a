"""The mark by which what is sent twice (a lost connection, Back after saving, a double tap) is stored once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.crypto import salted_hmac


def mark_in(text: str) -> UUID | None:
    """The mark a form or an address carries; None where it carries none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def mark_of(mark: UUID, said: Iterable[tuple[str, list[str]]]) -> UUID:
    """The mark of a form together with what is said in it: the same sent twice is one, and something else typed into
    the same page (Back after saving, then the next referral) is another. Keyed, so that nobody can try out from it what
    was said.
    """
    return UUID(bytes=salted_hmac(f"wellsent.once {mark}", repr(sorted(said)), algorithm="sha256").digest()[:16])
