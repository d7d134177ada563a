"""Words of touches."""

from __future__ import annotations

from datetime import date

import pytest

from wellsent.outreach import presenters, rules
from wellsent.outreach.models import Outcome, Touch, TouchKind


@pytest.mark.parametrize("kind", TouchKind.values)
@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_touch_can_be_said(kind: str, outcome: str) -> None:
    words = presenters.touch_words(Touch(kind=kind, outcome=outcome))
    assert words.startswith(TouchKind(kind).label)
    assert "{" not in words


def test_whom_we_met_is_named() -> None:
    assert (
        presenters.touch_words(Touch(kind="visit", outcome="met", with_whom="Maria Lopes")) == "Visit: met Maria Lopes"
    )


@pytest.mark.parametrize(("day", "tone"), [(1, ""), (31, "due"), (50, "stuck")])
def test_what_is_overdue_stands_out(day: int, tone: str) -> None:
    begins = date(2026, 1, 1)
    as_of = date.fromordinal(begins.toordinal() + day)
    assert presenters.due_tone(rules.due(last_real_contact=begins, tier="A", as_of=as_of, known_since=begins)) == tone
