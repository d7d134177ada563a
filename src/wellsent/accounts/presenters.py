"""Words for people and what they may do."""

from __future__ import annotations

from wellsent.accounts.models import User


def person(user: User) -> str:
    """How a person is named on pages."""
    return user.name or user.email
