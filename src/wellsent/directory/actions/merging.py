"""Saying that two rows are one provider, and taking it back: exactly, also after later merges and decisions.

The live `Merge` rows are the truth; `merged_into` repeats where each one's chain ends, so that reads need one step.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import rules
from wellsent.directory.models import Merge, Provider


@transaction.atomic
def merge(
    *,
    survivor: int,
    merged: int,
    why: str = "",
    both_signed: bool = False,
    although: bool = False,
    by: Caller,
) -> Merge:
    """Say that `merged` is `survivor`; either may be named by a row merged before: its survivor is meant.

    Nothing other rooms hold is changed. `both_signed`: two people signed orders on one day, as the caller knows;
    `although`: whoever merges has seen that. Raises Refused where they are one already, a person and a practice, or
    both signed and nobody has seen it.
    """
    by.must("sources.change")
    keeps, goes = _locked_survivors(survivor, merged)
    if keeps.pk == goes.pk:
        raise Refused("These are one provider already.", "Nothing to do.")
    if keeps.entity != goes.entity:
        raise Refused("A person and a practice cannot be the same.", "Say where the person works instead.")
    if both_signed and not although and keeps.entity == Provider.Entity.PERSON:
        raise Refused("Both signed an order on the same day, so they may be two people.", "Say so if they are one.")
    said = Merge.objects.create(
        survivor=keeps, merged=goes, why=why.strip()[:300], at=clock.now(), by=by.user, by_name=by.name
    )
    Provider.objects.filter(Q(pk=goes.pk) | Q(merged_into=goes)).update(merged_into=keeps)
    facts.moved_on("directory")
    audit.record("sources.merge", by=by, subject="sources", references=[keeps.pk, goes.pk], reason=why)
    return said


@transaction.atomic
def unmerge(*, merge: int, by: Caller) -> Merge:
    """Take one merge back; others stay as they were said. Doing it twice does nothing more."""
    by.must("sources.change")
    said = Merge.objects.select_for_update().filter(pk=merge).first()
    if said is None:
        raise DataError("There is no such merge.", "Load the page again.")
    if said.undone_at is None:
        said.undone_at, said.undone_by = clock.now(), by.user
        said.save(update_fields=["undone_at", "undone_by"])
        _point_anew(said.merged_id)
        facts.moved_on("directory")
        audit.record("sources.unmerge", by=by, subject="sources", references=[said.survivor_id, said.merged_id])
    return said


def _point_anew(member: int) -> None:
    """Work out again, from the live merges, where every row points that pointed where this one did."""
    end = Provider.objects.values_list("merged_into", flat=True).get(pk=member)
    group = list(
        Provider.objects.select_for_update()
        .filter(Q(pk=end) | Q(merged_into=end))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    live = dict(Merge.objects.filter(merged__in=group, undone_at=None).values_list("merged", "survivor"))
    ends = rules.survivors(live)
    for end_now in {*ends.values(), None}:
        pointing = [one for one in group if ends.get(one) == end_now]
        Provider.objects.filter(pk__in=pointing).update(merged_into=end_now)
    _bring_back_decisions(group)


def _bring_back_decisions(numbers: Collection[int]) -> None:
    """Let decisions that were taken back for a survivor hold again in rows that are no longer one with it; whatever
    was decided of such a row since stays.
    """
    rows = Provider.objects.in_bulk(numbers)
    ends = {str(number): row.merged_into_id or number for number, row in rows.items()}
    for number, row in rows.items():
        cleared: dict[str, dict[str, Any]] = row.cleared or {}
        stays = {survivor: held for survivor, held in cleared.items() if ends.get(survivor) == ends[str(number)]}
        back: dict[str, Any] = {}
        for survivor, held in cleared.items():
            if survivor not in stays and not any(getattr(row, name) for name in held):
                back |= held
        if stays != cleared:
            Provider.objects.filter(pk=number).update(**back, cleared=stays or None)


def _locked_survivors(*numbers: int) -> list[Provider]:
    """The survivors of these rows, locked in one order so that two merges at once cannot wait for each other."""
    pointers = dict(Provider.objects.filter(pk__in=numbers).values_list("pk", "merged_into"))
    if missing := set(numbers) - pointers.keys():
        raise DataError(f"There is no source number {min(missing)}.", "Load the page again.")
    ends = {number: pointers[number] or number for number in numbers}
    locked = {
        row.pk: row for row in Provider.objects.select_for_update().filter(pk__in=set(ends.values())).order_by("pk")
    }
    if any(row.merged_into_id for row in locked.values()):
        raise Refused("Somebody merged one of these a moment ago.", "Load the page again.")
    return [locked[ends[number]] for number in numbers]
