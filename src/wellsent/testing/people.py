"""Signing people in, the way they do it themselves."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from wellsent.accounts.models import User

PASSWORD = "correct horse battery"  # what the cast of conftest.py signs in with


def sign_in(client: Client, person: User, *, email: str = "", password: str = PASSWORD, next: str = "") -> Any:  # noqa: A002 - the form's own name
    """Post the sign-in form."""
    return client.post("/sign-in/", {"login": email or person.email, "password": password, "next": next})


def set_up_app(person: User) -> str:
    """Give a person an authenticator app; returns its secret."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def code_now(secret: str) -> str:
    """The code an authenticator app with this secret shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


def without_token(page: str) -> str:
    """A page without what differs at every request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page)
