"""Working time, against a count of minutes one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.accounts.holidays import holidays
from wellsent.accounts.hours import Hours, WorkingTime

NEW_YORK = ZoneInfo("America/New_York")
SINCE, UNTIL = date(2026, 10, 26), date(2026, 12, 4)
ZONES = ["America/New_York", "America/Phoenix", "Pacific/Honolulu", "Australia/Lord_Howe", "Europe/London"]


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


def nine_to_five(**more: object) -> WorkingTime:
    return WorkingTime(Hours("America/New_York", **more), since=SINCE, until=UNTIL)  # type: ignore[arg-type]


def counted(hours: Hours, start: datetime, end: datetime) -> int:
    """Every minute looked at: does the wall clock show one at which the clinic is open?"""
    zone = ZoneInfo(hours.time_zone)
    count, moment = 0, start
    while moment < end:
        local = moment.astimezone(zone)
        count += hours.is_open_on(local.date()) and hours.opens_at <= local.time() < hours.closes_at
        moment += timedelta(minutes=1)
    return count


hours_of_clinics = st.builds(
    Hours,
    time_zone=st.sampled_from(ZONES),
    opens_at=st.builds(time, st.integers(0, 11), st.sampled_from([0, 1, 30, 59])),
    closes_at=st.builds(time, st.integers(12, 23), st.sampled_from([0, 29, 59])),
    open_days=st.frozensets(st.integers(1, 7), min_size=1),
    closed=st.sampled_from([(), ((date(2026, 11, 3), date(2026, 11, 5)),)]),
    keeps_holidays=st.booleans(),
    closed_for_good_on=st.sampled_from([None, date(2026, 11, 20)]),
)
early_hours = st.builds(  # open while the clocks change
    Hours,
    time_zone=st.sampled_from(ZONES),
    opens_at=st.builds(time, st.integers(0, 2), st.sampled_from([0, 15, 30, 45])),
    closes_at=st.builds(time, st.integers(3, 4), st.sampled_from([0, 30])),
    open_days=st.just(frozenset(range(1, 8))),
)
minutes_from = st.integers(0, 38 * 1440)


@settings(max_examples=40)
@given(hours=hours_of_clinics | early_hours, from_minute=minutes_from, to_minute=minutes_from)
def test_working_minutes_agree_with_a_count_one_by_one(hours: Hours, from_minute: int, to_minute: int) -> None:
    first = datetime.combine(SINCE, time(12), UTC)
    start, end = (first + timedelta(minutes=one) for one in sorted((from_minute, to_minute)))
    working = WorkingTime(hours, since=SINCE - timedelta(days=1), until=UNTIL + timedelta(days=1))
    assert working.minutes(start, end) == counted(hours, start, end)


@settings(max_examples=200)
@given(hours=hours_of_clinics | early_hours, from_minute=minutes_from, minutes=st.integers(1, 6000))
def test_a_deadline_is_the_first_moment_at_which_the_minutes_have_passed(
    hours: Hours, from_minute: int, minutes: int
) -> None:
    working = WorkingTime(hours, since=SINCE, until=UNTIL)
    start = datetime.combine(SINCE, time(12), UTC) + timedelta(minutes=from_minute)
    deadline = working.after(start, minutes)
    if deadline is None:
        assert working.minutes(start, datetime.combine(UNTIL, time(12), UTC) + timedelta(days=3)) < minutes
    else:
        assert working.minutes(start, deadline) == minutes
        assert working.minutes(start, deadline - timedelta(seconds=1)) == minutes - 1


@settings(max_examples=200)
@given(hours=hours_of_clinics | early_hours, to_minute=minutes_from, minutes=st.integers(1, 6000))
def test_what_came_before_the_latest_start_is_late_and_nothing_after_it_is(
    hours: Hours, to_minute: int, minutes: int
) -> None:
    working = WorkingTime(hours, since=SINCE, until=UNTIL)
    end = datetime.combine(SINCE, time(12), UTC) + timedelta(minutes=to_minute)
    latest = working.before(end, minutes)
    if latest is None:
        assert working.minutes(datetime.combine(SINCE, time.min, UTC) - timedelta(days=2), end) < minutes
    else:
        assert working.minutes(latest, end) == minutes
        assert working.minutes(latest + timedelta(minutes=1), end) < minutes or not hours.is_open_on(latest.date())


def test_a_night_and_a_weekend_do_not_count() -> None:
    friday_afternoon, monday_morning = at(6, 16), at(9, 9)
    assert nine_to_five().minutes(friday_afternoon, monday_morning) == 120


def test_thanksgiving_counts_only_where_the_clinic_works_on_it() -> None:
    assert nine_to_five().minutes(at(25, 17), at(27, 8)) == 0
    assert nine_to_five(keeps_holidays=False).minutes(at(25, 17), at(27, 8)) == 540


def test_days_the_practice_was_closed_do_not_count() -> None:
    closed = ((date(2026, 11, 9), date(2026, 11, 10)),)
    assert nine_to_five(closed=closed).minutes(at(6, 16), at(11, 9)) == 120


def test_the_day_the_clocks_go_back_has_an_hour_more_for_whoever_works_through_it() -> None:
    night = Hours("America/New_York", opens_at=time(0), closes_at=time(4), open_days=frozenset({7}))
    working = WorkingTime(night, since=SINCE, until=UNTIL)
    assert working.minutes(at(1, 0), at(1, 12)) == 5 * 60


def test_a_clinic_that_is_never_open_has_no_deadline() -> None:
    never = WorkingTime(Hours("America/New_York", open_days=frozenset()), since=SINCE, until=UNTIL)
    assert never.after(at(2, 9), 1) is None
    assert never.before(at(2, 9), 1) is None


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 05-25 07-03 09-07 11-26 12-25"),
        (2027, "01-01 05-31 07-05 09-06 11-25 12-24 12-31"),
        (2028, "05-29 07-04 09-04 11-23 12-25"),
    ],
)
def test_holidays_are_those_of_the_calendar_as_observed(year: int, days: str) -> None:
    assert sorted(f"{day:%m-%d}" for day in holidays(year)) == days.split()
