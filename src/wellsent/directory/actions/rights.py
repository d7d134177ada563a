"""Who may add to the directory: besides those who keep it, whoever records or imports a referral meets new sources."""

from __future__ import annotations

from wellsent.accounts.caller import Caller
from wellsent.base.errors import Refused

_POWERS = ("sources.change", "import.referrals", "import.providers", "referrals.record")


def must_add(by: Caller) -> None:
    """Refuse callers who hold none of the powers that bring new sources."""
    if not any(by.may(power) for power in _POWERS):
        raise Refused("Your role does not allow this.", "Ask an owner of the practice.")
