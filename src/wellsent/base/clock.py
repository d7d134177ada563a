"""What day it is, asked in one place. Rules and queries never ask: they are told (`as_of`)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def today(time_zone: str) -> date:
    """Today on the wall calendar of a place ("America/New_York")."""
    return timezone.now().astimezone(ZoneInfo(time_zone)).date()


def midnight(day: date, time_zone: str) -> datetime:
    """When a day begins on the wall clock of a place."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone))
