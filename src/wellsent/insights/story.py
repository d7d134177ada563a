"""One source's story: its referrals and its rate over two years, and how long its patients waited.

Apart from queries.py because it needs numpy, which the web server does without until somebody opens a story.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from wellsent.accounts.caller import Caller, job_caller
from wellsent.accounts.scope import in_clinics
from wellsent.directory.queries import same_as
from wellsent.insights.methods.proportions import NEVER
from wellsent.insights.methods.shared import Shared
from wellsent.insights.methods.standing import History
from wellsent.insights.methods.story import WeekOfRate, rate_story
from wellsent.insights.methods.waiting import days_to_evaluation
from wellsent.insights.models import Reading, SourceStanding
from wellsent.insights.rules import FittedTo, median_range
from wellsent.referrals.models import Referral, Stage
from wellsent.referrals.scope import counted

SPAN = timedelta(days=730)
_STORIES_KEPT = 256


@dataclass(frozen=True, slots=True)
class Waited:
    """Days from referral to evaluation over the span: the median with its 80 % range, None where too few came, and of
    how many who were evaluated."""

    median: int | None
    range: tuple[int, int] | None
    evaluated: int


@dataclass(frozen=True, slots=True)
class Story:
    """How many referrals came on each day that had any, and the rate a month at the end of each week."""

    first: date
    last: date
    received: tuple[tuple[date, int], ...]
    rate: tuple[WeekOfRate, ...]
    waited: Waited


def story(caller: Caller, reading: Reading, standing: SourceStanding) -> Story:
    """The two years up to a reading, of one source's referrals to the caller's clinics. Raises Refused.

    It costs more than the rest of its page, and a reading never changes: so the last ones told are kept.
    """
    caller.must("volume.see own sources")
    return _story(reading.pk, reading.computed_at, standing.source_id, standing.mark, caller.clinics)


@lru_cache(maxsize=_STORIES_KEPT)
def _story(number: int, _computed_at: datetime, source: int, _mark: int, clinics: frozenset[int] | None) -> Story:
    reading = Reading.objects.get(pk=number)
    worker = replace(job_caller(), clinics=clinics)
    own = counted(Referral.objects.filter(source__in=same_as(worker, source), received_on__lte=reading.as_of))
    rows = list(
        in_clinics(own, worker).order_by("received_on", "pk").values_list("received_on", "evaluated_on", "stage")
    )
    first = reading.as_of - SPAN
    lately = [row for row in rows if row[0] >= first]
    return Story(
        first=first,
        last=reading.as_of,
        received=tuple(Counter(received for received, _, _ in lately).items()),
        rate=tuple(week for week in _rate(reading, [received for received, _, _ in rows]) if week.day >= first),
        waited=_waited(lately, reading.as_of),
    )


def _rate(reading: Reading, days: Sequence[date]) -> tuple[WeekOfRate, ...]:
    """The rate since the first referral."""
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    if not len(ordinals):
        return ()
    shared = json.loads(reading.shared)
    closures = FittedTo.from_json(shared["to"]).closures
    history = History(np.zeros(len(ordinals), dtype=np.int64), ordinals, 1, reading.as_of, closures)
    return rate_story(history, 0, Shared.from_json(shared["fit"]))


def _waited(rows: Sequence[tuple[date, date | None, str]], as_of: date) -> Waited:
    received = np.array([day.toordinal() for day, _, _ in rows], dtype=np.int64)
    evaluated = np.array([day.toordinal() if day else NEVER for _, day, _ in rows], dtype=np.int64)
    lost = np.where(np.array([stage == Stage.LOST for _, _, stage in rows], dtype=bool), received, NEVER)
    days = (evaluated - received)[evaluated > NEVER]
    median = days_to_evaluation(received, evaluated, lost, as_of.toordinal()).median if len(rows) else None
    return Waited(median, median_range(days.tolist()), len(days))
