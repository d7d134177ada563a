"""Numbers as lists write them: whole numbers, money, minutes. Digits are 0 to 9 only; anything doubtful is refused."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import Decimal
from typing import Final

from wellsent.exchange.lists.cells import Cell, as_text
from wellsent.exchange.lists.problems import Problem

MOST_VISITS: Final = 999
MOST_MINUTES: Final = 1_440
MOST_MONEY: Final = Decimal("1000000")

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0{1,6})?\s*(?:visits?|visitas?|sessions?|x)?", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"([1-7])\s*(?:x|w|times?)\s*(?:/|a|per)?\s*(?:week|wk|w)?\s*(?:x|for|,)?\s*([0-9]{1,2})\s*(?:weeks?|wks?|w)?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:US)?\$?\s*([0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.([0-9]{1,2})|,([0-9]{2}))?\s*(?:USD)?"
)
_HOURS = re.compile(
    r"([0-9]{1,2})\s*(?::|h|hr|hrs|hours?)\s*(?:([0-5]?[0-9])\s*(?:m|min|mins|minutes?)?)?(?::00)?", re.IGNORECASE
)
_MINUTES = re.compile(r"([0-9]{1,4})(?:\.0{1,6})?\s*(?:m|min|mins|minutes?|minutos)?\.?", re.IGNORECASE)


def read_count(cell: Cell, *, frequency: bool = False) -> int | Problem:
    """A number of visits, 0 to 999. With `frequency`, "2x6" and "2x/week for 6 weeks" mean 12."""
    text = as_text(cell)
    found = _WHOLE.fullmatch(text)
    if found:
        return _within(int(found[1]), MOST_VISITS)
    if frequency:
        found = _FREQUENCY.fullmatch(text)
        if found:
            return int(found[1]) * int(found[2])
    return Problem("This is not a whole number.", "Write it in digits, such as 12, or leave the cell blank.")


def read_money(cell: Cell) -> Decimal | Problem:
    """An amount in US dollars, 0 to 1,000,000 with at most two decimals: $1,234.50 or 12,50."""
    text = as_text(round(cell, 6) if isinstance(cell, float) and cell == cell else cell)
    found = _MONEY.fullmatch(text)
    if not found:
        return Problem("This is not an amount.", "Write it as 1234.50, without a minus and with at most two decimals.")
    amount = Decimal(f"{found[1].replace(',', '')}.{found[2] or found[3] or '00'}")
    if amount > MOST_MONEY:
        return Problem(f"The amount is over {MOST_MONEY:,}.", "Correct it.")
    return amount


def read_minutes(cell: Cell) -> int | Problem:
    """Minutes, 0 to 1,440: 90, "90 min", 1:30, "1 h 30"."""
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return _within(round(cell.total_seconds() / 60), MOST_MINUTES)
    text = as_text(cell)
    found = _MINUTES.fullmatch(text)
    if found:
        return _within(int(found[1]), MOST_MINUTES)
    found = _HOURS.fullmatch(text)
    if found:
        return _within(int(found[1]) * 60 + int(found[2] or 0), MOST_MINUTES)
    return Problem("This is not a number of minutes.", "Write it in digits, such as 30, or leave the cell blank.")


def _within(number: int, most: int) -> int | Problem:
    if not 0 <= number <= most:
        return Problem(f"The number is over {most:,}.", "Correct it, or leave the cell blank.")
    return number
