"""Sessions: kept in our own table, so that a person's can be listed and ended, and measured, so that idle ones end.

What a session must hold to count (all times are seconds since 1970, as JSON keeps them):
    signed_in_at    not before the person's `sessions_valid_from`, nor longer ago than ABSOLUTE_HOURS
    seen_at         the last thing the person did; not longer ago than the practice's idle minutes
    second_factor   whether the person had a second factor when signing in (allauth then asked for it)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from wellsent.accounts.models import Session, User
from wellsent.accounts.rules import token_hash
from wellsent.base import clock

CLOCKS_DIFFER = timedelta(minutes=2)  # between the machines that serve one practice
ABSOLUTE_HOURS = settings.SESSION_COOKIE_AGE // 3600


class SessionStore(DatabaseStore):
    """Django's database sessions, with whose they are in columns of their own."""

    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.signed_in_at = moment(data.get("signed_in_at"))
        row.seen_at = moment(data.get("seen_at"))
        row.browser = data.get("browser", "")
        row.address = data.get("address", "")
        return row


def moment(seconds: float | None) -> datetime | None:
    """A time as kept in a session."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def began(session: SessionBase, *, browser: str, address: str, second_factor: bool) -> None:
    """Note, at sign-in, when and where it was."""
    now = clock.now().timestamp()
    session.update(
        {
            "signed_in_at": now,
            "seen_at": now,
            "browser": browser_words(browser),
            "address": address,
            "second_factor": second_factor,
        }
    )


def handle(session_key: str) -> str:
    """What pages call a session: its key is a secret and never leaves the cookie."""
    return token_hash(session_key)[:16]


def outlives_a_change(session: SessionBase) -> None:
    """Keep this session after its owner ended all sessions but this one."""
    session["signed_in_at"] = clock.now().timestamp()


def forgive_a_clock_put_back(user: User, *, began: float) -> None:
    """Let somebody sign in, from `began` on, whose sessions were ended at a time that has not come yet.

    The clock was wrong then. Sessions begun under the wrong clock lie ahead as well, and are over for that.
    """
    if user.sessions_valid_from > clock.now() + CLOCKS_DIFFER:
        user.sessions_valid_from = datetime.fromtimestamp(began, UTC)
        user.save(update_fields=["sessions_valid_from"])


def seen(session: SessionBase, *, idle_minutes: int) -> None:
    """The person did something. Written at most every thirty seconds, so that reading pages stays cheap."""
    now = clock.now().timestamp()
    if abs(now - session.get("seen_at", 0)) > min(30, idle_minutes * 3):
        session["seen_at"] = now


def seconds_left(session: SessionBase, *, idle_minutes: int) -> int:
    """How long until this session ends if nothing is done."""
    seen_at: float = session.get("seen_at", 0)
    return max(0, round(seen_at + idle_minutes * 60 - clock.now().timestamp()))


def why_over(session: SessionBase, user: User, *, idle_minutes: int) -> str:
    """Why a session is over ("idle", "too long", "ended"), or nothing when it is not (45 CFR 164.312(a)(2)(iii))."""
    signed_in = moment(session.get("signed_in_at"))
    if signed_in is None or not user.is_active or signed_in < user.sessions_valid_from:
        return "ended"
    if signed_in > clock.now() + CLOCKS_DIFFER:  # the clock was put back: how old this session is cannot be told
        return "too long"
    if clock.now() - signed_in > timedelta(hours=ABSOLUTE_HOURS):
        return "too long"
    return "" if seconds_left(session, idle_minutes=idle_minutes) else "idle"


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """ "Firefox on Windows", enough for people to know their own browsers by."""
    browser = next((word for mark, word in _BROWSERS if mark in user_agent), "A browser")
    system = next((word for mark, word in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
