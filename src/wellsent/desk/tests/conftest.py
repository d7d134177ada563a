"""People at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.models import Role, User


@pytest.fixture
def signed_in(a_person: Callable[..., User], client: Client) -> Callable[..., Client]:
    """A browser in which somebody of this role is signed in."""

    def sign_in(role: str = Role.OWNER, **person: Any) -> Client:
        client.force_login(a_person(role, **({"all_clinics": True} | person)))
        return client

    return sign_in
