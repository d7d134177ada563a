"""The cards of the board and the lines of calls, drawn once a shape, say what each would have said by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from wellsent.referrals import presenters, rules
from wellsent.referrals.presenters import CardView
from wellsent.referrals.views.calling import CallLine
from wellsent.ui.drawn import Drawings

CARD = CardView(
    number=7,
    reference="R-7",
    stage=rules.RECEIVED,
    who="Ada <Marsh>, MD",
    about="knee & hip",
    tone="stuck",
    badge="2 days late",
    advice='Call "now"',
    facts="missing: payer",
    moves=presenters.moves(rules.RECEIVED),
    can_be_called=True,
    url="/referrals/7/",
    move_url="/referrals/7/move/",
    attempt_url="/referrals/7/attempt/",
)
CARDS = [
    CARD,
    replace(CARD, number=12, reference="R-12", who="O'Hara", url="/referrals/12/", move_url="/referrals/12/move/"),
    replace(CARD, about="", facts="", tone="", badge=""),
    replace(CARD, stage=rules.IN_CARE, moves=presenters.moves(rules.IN_CARE)),
    replace(CARD, moves=(), can_be_called=False),
]
LINE = CallLine(CARD, 1, "Tom Marsh", "16 May 1971", "(312) 555-0142", "+13125550142", later=False, once="a1")
LINES = [LINE, replace(LINE, place=2, name="<i>", once="b2"), replace(LINE, born="", phone="", dial="", card=CARDS[2])]


@pytest.mark.parametrize(
    ("part", "every"), [("referrals/parts/board_card.html", CARDS), ("referrals/parts/call_line.html", LINES)]
)
def test_a_drawn_card_says_what_it_would_have_said_by_itself(part: str, every: list[CardView | CallLine]) -> None:
    def render(one: object) -> str:
        return render_to_string(part, {"one": one, "here": "/referrals/?clinic=1", "column": {"title": "Received"}})

    drawings = Drawings()
    assert [drawings.fill(part, one, render) for one in every] == [render(one) for one in every]
