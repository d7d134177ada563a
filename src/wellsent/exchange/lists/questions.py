"""What is put to a person when a whole column cannot settle it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wellsent.exchange.lists.date_order import Order
from wellsent.exchange.lists.results import Question

_MONTH_FIRST: Final = "Until you say, month first is used, as usual in the United States."
_DAY_FIRST: Final = "Until you say, day first is used, as most of the cells have it."


def question_for(orders: Mapping[str, Order], heading: Callable[[str], str]) -> tuple[Question, ...]:
    """One question for all date columns left open: they come from one program, which writes dates in one way."""
    columns = tuple(heading(name) for name, order in orders.items() if order.is_open)
    if not columns:
        return ()
    day_first = next(order.day_first for order in orders.values() if order.is_open)
    named = " and ".join(f"'{column}'" for column in columns)
    text = f"Is 03/04/2026 in {named} the 3rd of April or March 4? The cells alone cannot say."
    return (Question(columns, f"{text} {_DAY_FIRST if day_first else _MONTH_FIRST}", day_first),)
