"""The history of a referral is written once."""

from __future__ import annotations

from typing import Any

import pytest

from wellsent.base.ledgers import LedgerError
from wellsent.referrals.models import Transition
from wellsent.testing.factories import a_referral

pytestmark = pytest.mark.django_db


def _first() -> Transition:
    return a_referral().transitions.get()


def test_a_transition_is_never_edited() -> None:
    step = _first()
    step.why = "changed my mind"
    with pytest.raises(LedgerError):
        step.save()


def test_a_transition_is_never_deleted() -> None:
    with pytest.raises(LedgerError):
        _first().delete()


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda rows: rows.update(why="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update(list(rows), ["why"]),
    ],
)
def test_transitions_are_not_rewritten_in_bulk(rewrite: Any) -> None:
    a_referral()
    with pytest.raises(LedgerError):
        rewrite(Transition.objects.all())
