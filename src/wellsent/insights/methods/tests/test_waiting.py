"""Days to evaluation, with those still waiting counted as waiting."""

from collections.abc import Sequence

import numpy as np

from wellsent.insights.methods.proportions import NEVER
from wellsent.insights.methods.waiting import Waiting, days_to_evaluation

TODAY = 739_000


def waiting(rows: Sequence[tuple[int, int | None, int | None]]) -> Waiting:
    """Rows of: referred so many days ago, evaluated after so many days, lost after so many days."""
    received = np.array([TODAY - ago for ago, _, _ in rows], dtype=np.int64)
    evaluated, lost = (np.array([_day(row[0], row[part]) for row in rows], dtype=np.int64) for part in (1, 2))
    return days_to_evaluation(received, evaluated, lost, TODAY)


def _day(ago: int, after: int | None) -> int:
    return NEVER if after is None else TODAY - ago + after


def test_without_open_referrals_they_are_plain_percentiles() -> None:
    assert waiting([(200, days, None) for days in range(1, 11)]) == Waiting(5, 9)


def test_those_still_waiting_make_it_longer() -> None:
    seen = [(200, days, None) for days in (2, 4, 6, 8)] + [(30, 20, None)] * 4
    assert waiting([*seen, *[(15, None, None)] * 6]).p90 == 20
    hasty = waiting(seen).median
    patient = waiting([*seen, *[(15, None, None)] * 6]).median
    assert hasty is not None
    assert patient is not None
    assert patient > hasty


def test_the_lost_do_not_make_it_longer() -> None:
    seen = [(200, days, None) for days in range(1, 11)]
    assert waiting([*seen, *[(200, None, 3)] * 10]) == waiting(seen)


def test_nobody_evaluated_has_no_answer() -> None:
    assert waiting([(10, None, None), (50, None, 4)]) == Waiting(None, None)
    assert waiting([]) == Waiting(None, None)


def test_an_evaluation_dated_before_the_referral_is_the_same_day() -> None:
    assert waiting([(100, -3, None)]).median == 0
