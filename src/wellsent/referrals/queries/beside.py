"""What other tables hold of some referrals: attempts to reach the patient, what they wait for, visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from wellsent.referrals.models import Attempt, Hold, Visit
from wellsent.referrals.promises import OnHold, Tries, tries_of

_CAME_OR_MISSED = (Visit.Outcome.ATTENDED, Visit.Outcome.MISSED)


Call = tuple[int, str, str, datetime]
"""An attempt as `tries_of` takes it: referral, how, outcome, moment."""


@dataclass(frozen=True, slots=True)
class Beside:
    """By referral number: the tries, what it waits for, and its last visit, attended or missed, the last planned."""

    tries: dict[int, Tries]
    holds: dict[int, list[OnHold]]
    visits: dict[int, tuple[date | None, date | None]]

    @classmethod
    def read(cls, numbers: Sequence[int]) -> Beside:
        """A query each, however many referrals there are."""
        attempts = Attempt.objects.filter(referral__in=numbers, undone_at=None).order_by("at", "pk")
        holds = Hold.objects.filter(referral__in=numbers, ended_at=None).order_by("since")
        visits = Visit.objects.filter(referral__in=numbers).values("referral").order_by()
        latest = visits.annotate(
            last=Max("on", filter=Q(outcome__in=_CAME_OR_MISSED)),
            ahead=Max("on", filter=Q(outcome=Visit.Outcome.PLANNED)),
        )
        return cls(
            tries_of(attempts.values_list("referral", "how", "outcome", "at")),
            _by_referral(holds.values_list("referral", "waits_for", "since", "ask_on")),
            {row["referral"]: (row["last"], row["ahead"]) for row in latest},
        )

    @classmethod
    def of_one(cls, number: int, calls: Iterable[Call], holds: Sequence[Hold], visits: Sequence[Visit]) -> Beside:
        """Of one referral whose rows are in hand; attempts in their order."""
        last = max((one.on for one in visits if one.outcome in _CAME_OR_MISSED), default=None)
        ahead = max((one.on for one in visits if one.outcome == Visit.Outcome.PLANNED), default=None)
        return cls(
            tries_of(calls),
            _by_referral((number, one.waits_for, one.since, one.ask_on) for one in holds),
            {number: (last, ahead)},
        )


def _by_referral(holds: Iterable[tuple[int, str, datetime, date | None]]) -> dict[int, list[OnHold]]:
    found: dict[int, list[OnHold]] = defaultdict(list)
    for number, waits_for, since, ask_on in holds:
        found[number].append(OnHold(waits_for, since, ask_on))
    return found
