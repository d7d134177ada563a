"""The facts a reading is computed from, fetched once from the rooms below and put into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller, job_caller
from wellsent.insights.breakdowns import Groups
from wellsent.insights.grouping import About, about_sources, groups
from wellsent.insights.methods.arrays import BoolArray, IntArray
from wellsent.insights.methods.standing import History
from wellsent.insights.rules import Closures, FittedTo, closed_days
from wellsent.referrals.arrays import STAGES, arrays
from wellsent.referrals.models import Stage

_AHEAD = timedelta(days=366)  # closures to come that the forecast allows for
_USUAL_BUDGET = 0.5  # false alarms a month, before the practice says


@dataclass(frozen=True)
class Facts:
    """Every referral of one scope received up to a day. Days are ordinals, 0 (never) where nothing happened.

    `history.source` numbers the sources from 0 in the order of `provider`, which ascends. `ended` is a day by which
    care was over, `lost` one by which the patient would not come any more; `completed` says whether care was completed.
    `about` is what the directory says of each source, `sends_to` to which clinics it has sent. `groups` says by kind,
    practice, clinic, payer, condition and source which group each referral belongs to.
    """

    history: History
    provider: IntArray
    evaluated: IntArray
    lost: IntArray
    ended: IntArray
    completed: BoolArray
    about: Sequence[About]
    groups: Mapping[str, Groups]
    sends_to: Sequence[str]
    fitted_to: FittedTo


def gather(*, as_of: date, caller: Caller) -> Facts:
    """The facts of the caller's clinics: what a reading counts depends on these alone, so no power is asked for."""
    worker = replace(job_caller(), clinics=caller.clinics)
    rows = arrays(worker, until=as_of)
    provider, source = np.unique(rows.source, return_inverse=True)
    first = date.fromordinal(int(rows.received.min(initial=as_of.toordinal())))
    closures = _closures(worker, since=first, as_of=as_of)
    practice, known = accounts.organisation(), about_sources(worker)
    lost = rows.stage == STAGES.index(Stage.LOST)
    over = np.where(lost, np.maximum(rows.evaluated, rows.received), 0)  # no list says when: that it is over is enough
    return Facts(
        history=History(source, rows.received, len(provider), as_of, closures, rows.entered),
        provider=provider,
        evaluated=rows.evaluated,
        lost=over,
        ended=np.where(rows.discharged > 0, rows.discharged, over),
        completed=~lost,
        about=[known[number] for number in provider.tolist()],
        groups=groups(rows, provider, source, known, worker),
        sends_to=_sends_to(source, rows.clinic, len(provider)),
        fitted_to=FittedTo(
            month=f"{as_of:%Y-%m}",
            referrals=len(rows),
            closures=closures,
            false_alarms_a_month=float(practice.false_alarms_a_month) if practice else _USUAL_BUDGET,
        ),
    )


def _closures(caller: Caller, *, since: date, as_of: date) -> Closures:
    clinics = frozenset(accounts.open_clinics(caller, on=as_of).values_list("pk", flat=True))
    return closed_days(accounts.closures(caller), clinics, since=since, until=as_of + _AHEAD)


def _sends_to(source: IntArray, clinic: IntArray, number: int) -> list[str]:
    """The clinics of each source as the standing keeps them: ,3,7, (a blank where no clinic is recorded)."""
    pairs = np.unique(np.column_stack([source, clinic])[clinic > 0], axis=0)
    places: list[list[int]] = [[] for _ in range(number)]
    for at, place in pairs.tolist():
        places[at].append(place)
    return [f",{','.join(map(str, own))}," if own else "" for own in places]
