"""Browsers that a person has signed in with before. They have a limit of attempts of their own.

So whoever guesses at an account from elsewhere is stopped, and cannot keep the person out who works here.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from wellsent.accounts.rules import token_hash

COOKIE = f"{settings.COOKIE_PREFIX}known"
DAYS = 180
MOST = 8  # people who share a front-desk machine


def knows(request: HttpRequest, email: str) -> str:
    """A word for this browser when the person of this address has signed in with it before, else nothing."""
    return token_hash(request.COOKIES.get(COOKIE, ""))[:16] if _mark(email) in _marks(request) else ""


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """This person has signed in with this browser."""
    marks = [_mark(email), *(mark for mark in _marks(request) if mark != _mark(email))][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=COOKIE),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        return [str(mark) for mark in signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=DAYS * 86400)]
    except signing.BadSignature:
        return []


def _mark(email: str) -> str:
    """What the cookie calls a person: no address is in it."""
    return token_hash(email.lower())[:16]
