"""Three cells of a column, to show a person what it holds, with what is or may be a patient's hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from wellsent.exchange.lists.cells import Cell, Column, as_text
from wellsent.exchange.lists.fields import Field, Holds
from wellsent.exchange.lists.profiles import is_person
from wellsent.exchange.lists.words import says_nothing

MASK: Final = "●●●●"
_LONGEST: Final = 40
_HOW_MANY: Final = 3
_LOOKED_AT: Final = 2_000
_REPEATS: Final = 3


def examples(column: Column, codes: Sequence[int], of: Field | None) -> tuple[str, ...]:
    """Up to three different cells. A patient's are masked (of a record number the last two signs stay), and so are
    those of an unknown column unless each returns in several rows and is no name or date."""
    seen: dict[int, int] = {}
    for code in codes[:_LOOKED_AT]:
        seen[code] = seen.get(code, 0) + 1
    shown = []
    for code, count in seen.items():
        cell = column.distinct[code]
        text = as_text(cell)
        if says_nothing(text):
            continue
        shown.append(_shown(cell, text, count, of))
        if len(shown) == _HOW_MANY:
            break
    return tuple(shown)


def short(text: str) -> str:
    """The text, cut to what fits beside a heading."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _shown(cell: Cell, text: str, count: int, of: Field | None) -> str:
    if of is None:
        harmless = count >= _REPEATS and len(text) <= 20 and not isinstance(cell, date) and not is_person(text)
        return text if harmless and sum(character.isdigit() for character in text) < 4 else MASK
    if not of.private:
        return short(text)
    return MASK + text[-2:] if of.holds is Holds.RECORD_NUMBER and len(text) > 4 else MASK
