"""Reading, for the search for duplicates: who shares a block with some sources. Only they are worth comparing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.directory import queries
from wellsent.directory.identity import Crowd, Known
from wellsent.directory.identity.nearby import Nearby
from wellsent.directory.models import Affiliation, ContactPoint, KnownName, Provider
from wellsent.directory.names import fold

_MANY = 1000


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Some sources, the others that share a name, practice or place with one of them, and the names of all (no need of
    these where all are told of).
    """

    asked: list[Known]
    others: list[Known]
    crowd: Crowd | None


def neighbourhood(caller: Caller, numbers: Collection[int]) -> Neighbourhood:
    """The sources of these numbers and who is near them. Everybody's name is glanced at, little else is read; where the
    numbers are many, as after an import, everybody is near.
    """
    if len(numbers) > _MANY:
        known = queries.known_for_resolving(caller)
        others = [one for one in known if one.id not in numbers]
        return Neighbourhood([one for one in known if one.id in numbers], others, crowd=None)
    asked = queries.known_for_resolving(caller, only=numbers)
    near = _who_share_a_place(asked) - set(numbers)
    people, practices = [], 0
    by_name = Nearby(asked)
    for number, into, entity, family, given, name in (
        Provider.objects.order_by("pk").values_list("pk", "merged_into", "entity", "family", "given", "name").iterator()
    ):
        if into is None and entity == Provider.Entity.PERSON:
            people.append((fold(family), fold(given)))
        practices += into is None and entity == Provider.Entity.PRACTICE
        if name in by_name:
            near.add(into or number)
    spellings = KnownName.objects.values_list(Coalesce("provider__merged_into", "provider"), "text")
    near.update(number for number, text in spellings.iterator() if text in by_name)
    others = queries.known_for_resolving(caller, only=near - set(numbers))
    return Neighbourhood(asked, others, Crowd(tuple(people), practices))


def _who_share_a_place(some: Collection[Known]) -> set[int]:
    """Who shares a telephone, an e-mail, an address or a practice as it is written."""
    ours = [one.id for one in some]
    points = ContactPoint.objects.filter(Q(provider__in=ours) | Q(provider__merged_into__in=ours))
    practices = {practice for one in some for practice in one.practices}
    sharing = (
        ContactPoint.objects.filter(value__in=points.values("value")),
        KnownName.objects.filter(practice__in=practices),
        Affiliation.objects.filter(practice__name__in=practices),
    )
    survivor = Coalesce("provider__merged_into", "provider")
    found = {number for rows in sharing for number in rows.values_list(survivor, flat=True)}
    written = Provider.objects.filter(practice_as_written__in=practices)
    return found | set(written.values_list(Coalesce("merged_into", "pk"), flat=True))
