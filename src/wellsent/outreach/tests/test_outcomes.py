"""Words for how a touch went."""

from __future__ import annotations

import pytest

from wellsent.outreach.outcomes import outcome_of
from wellsent.outreach.rules import is_real_contact


@pytest.mark.parametrize(
    ("text", "kind", "outcome"),
    [
        ("met the provider", "visit", "met"),
        ("No answer", "call", "nobody"),
        ("left VM", "call", "left"),
        ("Dropped off cards", "visit", "left"),
        ("replied", "email", "met"),
        ("asked not to be visited", "visit", "refused"),
        (None, "visit", "met"),
        (None, "email", "sent"),
        ("xyz", "letter", "sent"),
    ],
)
def test_the_words_of_a_list_become_an_outcome(text: str | None, kind: str, outcome: str) -> None:
    assert outcome_of(text, kind) == outcome


def test_a_message_left_is_no_real_contact() -> None:
    assert not is_real_contact("call", outcome_of("left message with front desk", "call"))
