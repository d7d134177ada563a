"""Decisions about people and sign-in that need no database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

INVITATION_LASTS = timedelta(days=7)


def token_hash(token: str) -> str:
    """What is kept of a link's token. It has 256 random bits, so a plain hash tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_state(
    *, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> str:
    """ "open", "accepted", "withdrawn" or "expired"."""
    if accepted_at:
        return "accepted"
    if withdrawn_at:
        return "withdrawn"
    return "open" if now < expires_at else "expired"


def set_up_code(secret: str) -> str:
    """The code that whoever starts the server is shown, and a stranger on the network is not: 60 bits of HMAC-SHA-256.

    It follows from the installation's secret, so every web process knows it and none stores it. Set-up happens once;
    after that the code opens nothing.
    """
    digest = hmac.digest(secret.encode(), b"wellsent set-up code", "sha256")
    letters = base64.b32encode(digest)[:12].decode()
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def same_code(given: str, wanted: str) -> bool:
    """Whether a typed code is the wanted one; case, blanks and dashes do not matter."""
    plain = "".join(letter for letter in given.upper() if letter.isascii() and letter.isalnum())
    return hmac.compare_digest(plain, wanted.replace("-", ""))


def keeps_an_owner(*, is_owner: bool, other_owners: int, stays_owner: bool) -> bool:
    """A practice always keeps one owner who can sign in."""
    return not is_owner or stays_owner or other_owners > 0
