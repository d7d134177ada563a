"""From which facts, and by which methods, a reading was computed: what tells whether it is still true."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from wellsent.base import facts

SUBJECTS = ("referrals", "directory", "practice")
"""What a reading depends on: a change to any of it makes the reading old."""


@cache
def edition() -> str:
    """A fingerprint of this room's own code: figures computed by other methods are not shown as today's."""
    room = Path(__file__).parent
    code = b"".join(file.read_bytes() for file in sorted([*room.glob("*.py"), *room.glob("methods/*.py")]))
    return hashlib.blake2b(code, digest_size=8).hexdigest()


def version() -> str:
    """Where the facts stand now, and which methods read them."""
    return f"{edition()}.{facts.version(*SUBJECTS)}"
