"""The answer where a referral is recorded or shown: from its source, payer, clinic and day, or what it lacks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from wellsent.referrals.authority import tables
from wellsent.referrals.authority.rules import Decision, Row, decide

Lack = Literal["kind", "payer", "class of payer", "which plan", "clinic", "state"]
KIND: Final[Lack] = "kind"
PAYER: Final[Lack] = "payer"
CLASS_OF_PAYER: Final[Lack] = "class of payer"
WHICH_PLAN: Final[Lack] = "which plan"
CLINIC: Final[Lack] = "clinic"
STATE: Final[Lack] = "state"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who signed (as the classes the signature may count as), who pays in staff's words, and where.

    `state` None means that no clinic is named, "" that the clinic's state is not told.
    """

    classes: Sequence[str]
    payer: str
    state: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Intake:
    """The decision with the payer it took the words for, or what is lacking for one."""

    decision: Decision | None
    payer: str
    lacks: tuple[Lack, ...]


def answer(asked: Asked, *, own: Collection[Row]) -> Intake:
    """May whoever signed order, for this payer, in the clinic's state, on the day? `own` are the practice's rows."""
    payer = tables.payer_class(asked.payer, own={row.payer for row in own})
    either = not payer and bool(tables.sells_medicare_too(asked.payer))
    lacking: tuple[tuple[Lack, bool], ...] = (
        (KIND, not asked.classes),
        (PAYER, not asked.payer.strip()),
        (CLASS_OF_PAYER, bool(asked.payer.strip()) and not payer and not either),
        (WHICH_PLAN, either),
        (CLINIC, asked.state is None),
        (STATE, asked.state == ""),
    )
    lacks = tuple(what for what, is_lacking in lacking if is_lacking)
    if lacks or asked.state is None:
        return Intake(None, payer, lacks)
    decision = decide(
        classes=asked.classes,
        payer=payer,
        state=asked.state,
        on=asked.on,
        rows=[*tables.rows_for(payer), *own],
        access=tables.direct_access(),
    )
    return Intake(decision, payer, ())
