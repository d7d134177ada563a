"""What was said of one office and is another's: people and habits move with their whole history, for a split."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from wellsent.base.errors import DataError
from wellsent.directory.models import OfficePerson, OfficeSaid, Provider


def hand_over(people: Collection[int], topics: Collection[str], *, giver: Provider, taker: Provider) -> dict[str, Any]:
    """Move these people and habits, each with everything ever said of it; returns what taking it back needs.

    Somebody whom the other office has by the same name is that person there. Raises DataError for what is not the
    giver's.
    """
    mine = Q(office=giver) | Q(office__merged_into=giver)
    persons = list(OfficePerson.objects.select_for_update().filter(mine, pk__in=people).order_by("pk"))
    habits = OfficeSaid.objects.select_for_update().filter(mine, person=None, topic__in=topics).order_by("pk")
    words = list(habits)
    if len(persons) < len(set(people)) or {one.topic for one in words} != set(topics):
        raise DataError("Some of this is not known of this office.", "Load the page again and choose anew.")
    moved: dict[str, Any] = {"people": [], "said": [[one.pk, one.office_id, None] for one in words]}
    habits.update(office=taker)
    there = {one.name: one for one in OfficePerson.objects.filter(office=taker)}
    for person in persons:
        said = OfficeSaid.objects.select_for_update().filter(person=person).order_by("pk")
        moved["said"] += [[number, office, person.pk] for number, office in said.values_list("pk", "office")]
        if (twin := there.get(person.name)) is not None:
            said.update(office=taker, person=twin)
            continue
        moved["people"].append([person.pk, person.office_id])
        said.update(office=taker)
        OfficePerson.objects.filter(pk=person.pk).update(office=taker)
    return moved


def hand_back(moved: dict[str, Any], *, taker: int) -> None:
    """Put people and habits back, with what was said of these people since. Where the office has somebody of the same
    name by now, they stay. What was moved on since stays too.
    """
    stay = set()
    for number, was in moved["people"]:
        person = OfficePerson.objects.filter(pk=number, office=taker).first()
        if person is None or OfficePerson.objects.filter(office=was, name=person.name).exists():
            stay.add(number)
            continue
        OfficePerson.objects.filter(pk=number).update(office=was)
        OfficeSaid.objects.filter(person=number, office=taker).update(office=was)
    for number, was, of in moved["said"]:
        if of not in stay:
            OfficeSaid.objects.filter(pk=number, office=taker).update(office=was, person=of)
