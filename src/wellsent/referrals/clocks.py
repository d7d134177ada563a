"""A clinic's clock: its promise, its working time around a moment, and how people say spans and moments of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wellsent.accounts.hours import Promise, WorkingTime, working_time

LOOKS_BACK: Final = timedelta(days=280)
LOOKS_AHEAD: Final = timedelta(days=130)
"""How far around a moment working time is known: beyond the oldest open referral, and beyond the longest promise."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clinic's promise with its working time added up around a moment."""

    promise: Promise
    working: WorkingTime
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.promise.hours.time_zone)

    @property
    def today(self) -> date:
        """The day on the clinic's own calendar."""
        return self.now.astimezone(self.zone).date()

    def days(self, start: datetime) -> float:
        """Working days from a moment until now."""
        return self.working.minutes(start, self.now) / self.promise.hours.minutes_a_day

    def start_of(self, day: date) -> datetime:
        """The first moment of a day at the clinic."""
        return datetime.combine(day, time.min, self.zone)

    def span(self, minutes: int) -> str:
        """Working time as people say it: 25 min, 3 h; from three working days on in days."""
        a_day = self.promise.hours.minutes_a_day
        if minutes >= 3 * a_day:
            return say_days(minutes / a_day)
        return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"

    def appointment(self, day: date, at: time | None) -> str:
        """tomorrow 09:00; 3 December."""
        near = {0: "today", 1: "tomorrow"}.get((day - self.today).days, say(day))
        return f"{near} {at:%H:%M}" if at else near

    def past(self, moment: datetime) -> str:
        """yesterday at 16:40; on 3 December at 09:15."""
        local = moment.astimezone(self.zone)
        day = {0: "today", 1: "yesterday"}.get((self.today - local.date()).days, f"on {say(local.date())}")
        return f"{day} at {local:%H:%M}"


def clock(promise: Promise, *, now: datetime) -> Clock:
    """A clinic's clock as of a moment: far enough back and ahead for every open referral."""
    today = now.astimezone(ZoneInfo(promise.hours.time_zone)).date()
    return Clock(promise, working_time(promise.hours, since=today - LOOKS_BACK, until=today + LOOKS_AHEAD), now)


def say(day: date) -> str:
    """A day as a sentence has it: 4 November."""
    return f"{day.day} {day:%B}"


def say_days(days: float) -> str:
    """today, 1 day, 4 days."""
    whole = int(days)
    return "today" if whole == 0 else "1 day" if whole == 1 else f"{whole} days"
