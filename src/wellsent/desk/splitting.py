"""A split over all rooms: what each holds is moved by its own action, together or not at all, and taken back so."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.directory import actions as directory
from wellsent.directory.actions import ToMove
from wellsent.directory.models import Split
from wellsent.outreach import actions as outreach
from wellsent.outreach.introductions import actions as introductions
from wellsent.referrals import actions as referrals


@transaction.atomic
def split_source(
    *,
    source: int,
    other: int,
    move: ToMove,
    referrals_moved: Collection[int] = (),
    touches_moved: Collection[int] = (),
    introductions_moved: Collection[int] = (),
    why: str = "",
    by: Caller,
) -> Split:
    """Say that these facts, referrals, touches and introductions of one source are another's. Raises what the rooms'
    actions raise.
    """
    handed = {
        "referrals": referrals.attribute(referrals=referrals_moved, source=source, to=other, by=by),
        "touches": outreach.hand_over(touches=touches_moved, source=source, to=other, by=by),
        "introductions": introductions.hand_over(introductions=introductions_moved, source=source, to=other, by=by),
    }
    return directory.split(source=source, other=other, move=move, handed=handed, why=why, by=by)


@transaction.atomic
def unsplit_source(*, split: int, by: Caller) -> Split:
    """Take such a split back; harmless when done twice."""
    said = directory.unsplit(split=split, by=by)
    referrals.take_back_attribution(said.handed.get("referrals", ()), by=by)
    outreach.hand_back(said.handed.get("touches", ()), by=by)
    introductions.hand_back(said.handed.get("introductions", ()), by=by)
    return said
