"""What can be done to many referrals at once: closed, moved on, given to another clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base.many import Done
from wellsent.referrals import actions, presenters, rules
from wellsent.ui.lists import Ask, Bulk

POWER = "referrals.record"
REASONS = Ask("why", "Why", choices=[(one, one) for one in rules.LOST_REASONS])
TO = (rules.CONTACTED, rules.EVALUATED, rules.IN_CARE, rules.COMPLETED)
"""Stages that many can be moved to at once; an appointment has a day of its own."""


def bulks(caller: Caller, *, today: date) -> list[Bulk]:
    """What is offered on the list of referrals."""
    stages = Ask("to", "Stage", choices=[(one, presenters.stage_words(one)) for one in TO])
    clinics = [(str(number), name) for number, name in accounts.clinic_names(caller, open_on=today).items()]
    offered = [
        Bulk(
            "lose",
            "Close as lost",
            "Closed",
            lambda numbers, given: _move(caller, numbers, rules.LOST, given["why"]),
            _undo_moves(caller),
            power=POWER,
            ask=(REASONS,),
            about="They keep their history and leave the board. Each can be opened again, with a reason.",
        ),
        Bulk(
            "move",
            "Move to",
            "Moved",
            lambda numbers, given: _move(caller, numbers, given["to"], ""),
            _undo_moves(caller),
            power=POWER,
            ask=(stages,),
        ),
    ]
    if clinics and len(accounts.clinic_names(caller)) > 1:  # also when all but one have closed, the more so
        offered.append(
            Bulk(
                "clinic",
                "Give to clinic",
                "Given to another clinic",
                lambda numbers, given: actions.give_to_clinic(
                    referrals=numbers, clinic=int(given["clinic"]), by=caller
                ),
                lambda kept: actions.give_back(kept=kept, by=caller),
                power=POWER,
                ask=(Ask("clinic", "Clinic", choices=clinics),),
            )
        )
    return offered


def _move(caller: Caller, numbers: list[int], to: str, why: str) -> Done:
    return actions.move_many(referrals=numbers, to=to, on=accounts.today(caller), why=why, by=caller)


def _undo_moves(caller: Caller) -> Callable[[Any], int]:
    return lambda kept: len(actions.take_back_moves(steps=kept, by=caller))
