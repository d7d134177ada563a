"""The stuck referrals beside the navigation."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.base import facts
from wellsent.config import stuck
from wellsent.testing.factories import a_referral

pytestmark = pytest.mark.django_db
NOW = "2026-11-24 15:00"


def a_late_one(clinic: Clinic) -> None:
    a_referral(received_on=date(2026, 11, 16), clinic=clinic)


@time_machine.travel(NOW, tick=False)
def test_who_works_on_them_reads_how_many_are_stuck(front_desk: Caller, outsider: Caller, northside: Clinic) -> None:
    a_late_one(northside)
    assert stuck.words(front_desk) == "1 stuck"
    assert stuck.words(outsider) == ""


@time_machine.travel(NOW, tick=False)
def test_who_does_not_work_on_them_reads_nothing(liaison: Caller, northside: Clinic) -> None:
    a_late_one(northside)
    assert stuck.words(liaison) == ""


@time_machine.travel(NOW, tick=False)
def test_the_count_is_kept_until_something_changes(front_desk: Caller, northside: Clinic) -> None:
    a_late_one(northside)
    stuck.words(front_desk)
    a_late_one(northside)
    with CaptureQueriesContext(connection) as asked:
        assert stuck.words(front_desk) == "1 stuck"
    assert len(asked) == 1
    with transaction.atomic():
        facts.moved_on("referrals")
    assert stuck.words(front_desk) == "2 stuck"


def test_a_promise_that_ends_is_noticed_within_a_minute(front_desk: Caller, northside: Clinic) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        assert stuck.words(front_desk) == ""
        a_late_one(northside)
        clock.shift(61)
        assert stuck.words(front_desk) == "1 stuck"


@time_machine.travel(NOW, tick=False)
def test_a_great_many_are_not_counted_to_the_end(owner: Caller, northside: Clinic) -> None:
    for _ in range(101):
        a_late_one(northside)
    assert stuck.words(owner) == "99+ stuck"
