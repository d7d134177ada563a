"""The made-up practice gives its front desk something true to do: a handful of problems, one of each kind."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
import time_machine

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.exchange.sample import actions
from wellsent.referrals import queries
from wellsent.referrals.models import Attempt, Hold, Referral, Visit

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("northside", "harbor")
@pytest.mark.parametrize(
    "moment",
    ["2026-11-11 15:30", "2026-11-28 15:30"],  # a Wednesday morning, and a Saturday after a holiday
)
def test_the_front_desk_has_one_of_each_problem_and_few_of_any(owner: Caller, moment: str) -> None:
    with time_machine.travel(moment, tick=False):
        today = date.fromisoformat(moment[:10])
        actions.import_lists(today, by=owner)
        cards = queries.states(owner, queries.live(owner, today=today), now=clock.now())
        stuck = queries.stuck(owner, now=clock.now())
    keys = Counter(card.state.key for card in cards if card.state)
    assert {
        "not contacted yet", "not reached", "patient asked", "payer waiting", "booked", "evaluation missed", "in care",
        "visits missed",
    } <= set(keys)  # fmt: skip
    assert 2 <= stuck <= 12
    assert max(count for key, count in keys.items() if key != "in care") <= 12
    assert any(card.missing == ("diagnosis",) for card in cards)
    assert any(card.next_physician_visit_on for card in cards)
    assert len({card.clinic for card in cards}) > 1
    assert Referral.objects.exclude(episode_with=None).count() == 1
    assert Referral.objects.filter(received_at__isnull=False, scheduled_time__isnull=False).exists()
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"no answer", "left message", "reached"}
    assert set(Hold.objects.values_list("waits_for", flat=True)) == {"patient", "payer", "office"}
    assert set(Visit.objects.values_list("outcome", flat=True)) == set(Visit.Outcome.values)
