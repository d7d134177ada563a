"""What a list is declared of: columns, filters, what can be done to many rows at once, and what it says when empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wellsent.ui.searching import Rows

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days beyond these are slips of the keyboard."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a row becomes its cell, and by what it is sorted.

    `value` gives text, a number, a date, None, or markup marked safe. `sort` is a field name for querysets, or a
    function from a row to its key for sequences; without it the column cannot be sorted by. `chosen=False` keeps a
    column out until somebody asks for it. `export` gives the cell of an exported file where the page shows more.
    """

    key: str
    label: str
    value: Callable[[Any], object]
    sort: str | Callable[[Any], Any] | None = None
    numeric: bool = False
    chosen: bool = True
    link: Callable[[Any], str] | None = None
    export: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list: `keep(rows, value)` for a value of `choices` (value, words).

    With `is_day` there are no choices: any day will do, and `keep` is given it as 2026-10-31.
    """

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    keep: Callable[[Rows, str], Rows]
    is_day: bool = False

    def knows(self, value: str) -> bool:
        """Whether the list can be narrowed to this value."""
        if not self.is_day:
            return any(value == one for one, _ in self.choices if one)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return False
        return day.isoformat() == value and FIRST_YEAR <= day.year <= LAST_YEAR


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to be said with a bulk action: a reason in words, or one of `choices` (value, words)."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""

    def wrong(self, given: str) -> str:
        """What is wrong with an answer, or nothing."""
        if self.choices:
            return "" if given in {value for value, _ in self.choices if value} else f"Select: {self.label.lower()}."
        return "" if given else f"Enter: {self.label.lower()}."


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something that can be done to several rows at once.

        Bulk("lose", "Lose", "Lost", power="referrals.record", ask=(Ask("why", "Why"),),
             act=lambda numbers, given: actions.lose_many(referrals=numbers, why=given["why"], by=caller),
             undo=lambda kept: actions.unlose_many(kept=kept, by=caller))

    `act` is one call of an action: one transaction, one audit event; it gives back a `base.many.Done`. `undo` is given
    what that `Done` kept (plain values, never a patient's) and gives back how many it restored; without it the action
    cannot be undone and is always confirmed first. `power` is what a caller must hold to be offered it.
    """

    key: str
    label: str
    said: str
    act: Callable[[list[int], Mapping[str, str]], Any]
    undo: Callable[[Any], int] | None = None
    power: str = ""
    ask: Sequence[Ask] = ()
    about: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says that nobody has used yet: why, and the one next step."""

    title: str
    text: str
    button: str = ""
    url: str = ""
