"""Results are kept until a fact changes, and for a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction

from wellsent.base import facts
from wellsent.base.kept import FRESH_FOR, MOST_KEPT, Kept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def made() -> Callable[[], int]:
    """A result that is another one each time it is made."""
    numbers = count(1)
    return lambda: next(numbers)


def test_a_result_is_made_once_while_nothing_changes(made: Callable[[], int]) -> None:
    kept: Kept[int] = Kept("referrals")
    assert [kept.get("mine", made, now=NOW), kept.get("mine", made, now=NOW + FRESH_FOR / 2)] == [1, 1]


def test_what_was_made_of_a_change_that_was_undone_is_not_taken_for_the_next_change(made: Callable[[], int]) -> None:
    kept: Kept[int] = Kept("referrals")
    with transaction.atomic():
        facts.moved_on("referrals")
        assert kept.get("mine", made, now=NOW) == 1
        transaction.set_rollback(True)
    with transaction.atomic():
        facts.moved_on("referrals")
    assert kept.get("mine", made, now=NOW) == 2


def test_a_fact_that_changes_makes_it_anew_and_one_it_does_not_rest_on_does_not(made: Callable[[], int]) -> None:
    kept: Kept[int] = Kept("referrals")
    kept.get("mine", made, now=NOW)
    with transaction.atomic():
        facts.moved_on("touches")
    assert kept.get("mine", made, now=NOW) == 1
    with transaction.atomic():
        facts.moved_on("referrals")
    assert kept.get("mine", made, now=NOW) == 2


@pytest.mark.parametrize("later", [FRESH_FOR, timedelta(days=1), timedelta(seconds=-1)])
def test_after_a_minute_it_is_made_anew_and_when_the_clock_was_put_back(
    made: Callable[[], int], later: timedelta
) -> None:
    kept: Kept[int] = Kept("referrals")
    kept.get("mine", made, now=NOW)
    assert kept.get("mine", made, now=NOW + later) == 2


def test_what_was_asked_for_by_one_is_not_given_to_another(made: Callable[[], int]) -> None:
    kept: Kept[int] = Kept("referrals")
    assert (kept.get("mine", made, now=NOW), kept.get("theirs", made, now=NOW)) == (1, 2)


def test_no_more_is_kept_than_has_room(made: Callable[[], int]) -> None:
    kept: Kept[int] = Kept("referrals")
    for number in range(MOST_KEPT + 1):
        kept.get(number, made, now=NOW)
    assert kept.get(MOST_KEPT, made, now=NOW) == MOST_KEPT + 1
    assert kept.get(0, made, now=NOW) == MOST_KEPT + 2
