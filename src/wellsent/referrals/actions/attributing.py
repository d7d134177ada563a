"""Saying that referrals came from another source than the one they stand under: an office's doctor, or a namesake."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import DataError
from wellsent.directory.models import Provider
from wellsent.directory.queries import same_as, survivor_of
from wellsent.referrals.models import Referral, reference
from wellsent.referrals.scope import locked, own_rows

Was = list[int | None]
"""A referral, the source and the practice it stood under, and the source it was given to."""


@transaction.atomic
def attribute(*, referrals: Collection[int], source: int, to: int, by: Caller) -> list[Was]:
    """Say that referrals of one source came from another; returns where each stood, for `take_back_attribution`.

    One that stood under an office and is given to a person keeps the office as the practice it came through. Raises
    DataError for a referral that is not the source's, or not the caller's to see.
    """
    by.must("sources.change")
    locked(referrals)
    rows = list(
        own_rows(by).filter(pk__in=referrals, source__in=same_as(by, source)).select_related("source").order_by("pk")
    )
    if len(rows) < len(set(referrals)):
        raise DataError("Some of these referrals are not this source's.", "Load the page again and choose anew.")
    goal = Provider.objects.get(pk=survivor_of(by, to))
    offices = {one.source_id for one in rows if one.source.entity == Provider.Entity.PRACTICE}
    was: list[Was] = []
    for row in rows:
        was.append([row.pk, row.source_id, row.practice_id, goal.pk])
        through = row.source_id if goal.entity == Provider.Entity.PERSON and row.source_id in offices else None
        Referral.objects.filter(pk=row.pk).update(
            source=goal, practice=row.practice_id or through, edited_at=clock.now()
        )
    _write_down("referrals.attribute", [row.pk for row in rows], by)
    return was


@transaction.atomic
def take_back_attribution(was: Sequence[Was], *, by: Caller) -> int:
    """Put referrals back under the source they stood under; returns how many. One given to yet another since stays."""
    by.must("sources.change")
    locked([number for number, *_ in was if number is not None])
    back = [
        number
        for number, source, practice, given in was
        if number is not None
        and own_rows(by).filter(pk=number, source=given).update(source=source, practice=practice, edited_at=clock.now())
    ]
    _write_down("referrals.take back attribution", back, by)
    return len(back)


def _write_down(verb: str, numbers: Sequence[int], by: Caller) -> None:
    if numbers:
        facts.moved_on("referrals")
        audit.record(verb, by=by, subject="referrals", references=[reference(number) for number in numbers])
