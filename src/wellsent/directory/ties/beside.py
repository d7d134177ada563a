"""Whom we know beside somebody: at one address, in one group of Medicare's file of clinicians, or in one class of it.

That two practise side by side, or left one school in one year, says nothing of whether they know each other: what
follows from it carries little, and is said as what it is. It leads to people whom nobody here knows yet, who stand in
no tie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.base.unused import in_chunks
from wellsent.directory import places, registry_here
from wellsent.directory.corrections.rules import Place, place_written
from wellsent.directory.models import ContactPoint, Provider
from wellsent.directory.names.organisations import recase_organisation
from wellsent.directory.registry.entry import Group
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node
from wellsent.directory.ties.rules import MOST_TOGETHER, SAME_ADDRESS, SAME_CLASS, SAME_MEDICARE_GROUP


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody whom only the national registry knows, with the practice address in one line as it writes it."""

    npi: str
    name: str
    address: str

    @property
    def node(self) -> Node:
        """Them as somebody in a path."""
        return Node("stranger", self.npi)


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody, and a source that we know (a number that stands for itself), side by side at a place: in which way
    (`kind`), and the place in words, as the key of its node.
    """

    who: Node
    known: int
    kind: str
    place: Node


def beside(caller: Caller, targets: Collection[int], strangers: Collection[Stranger]) -> list[Beside]:
    """Whom we know beside these sources (numbers of such as stand for themselves) and these strangers: in two queries
    however many they are, two more where the registry is loaded, and three where Medicare's file of clinicians is.
    """
    caller.must("sources.see")
    addresses = [*_addresses(targets), *map(_address, strangers)]
    found = _at_address(addresses)
    if registry_here.holds("providers"):
        found += _by_the_registry(addresses)
    if registry_here.holds("groups"):
        who = {one.npi: one.node for one in strangers} | _by_npi(targets)
        found += _in_group(who) + _in_class(who)
    return found


@dataclass(frozen=True, slots=True)
class _Address:
    """Where somebody practises, as it is compared and as it is shown."""

    who: Node
    place: Place
    shown: str


def _address(one: Stranger) -> _Address:
    street, _, code = one.address.rpartition(" ")
    street = street.rpartition(", ")[0].rpartition(", ")[0]  # without the state, and the town before it
    return _Address(
        one.node, Place(places.street(street), places.unit(street), code[:5]), places.in_one_line(one.address)
    )


def _addresses(targets: Collection[int]) -> list[_Address]:
    mine = Q(provider__in=targets) | Q(provider__merged_into__in=targets)
    return [
        _Address(provider_node(number), place, ", ".join(filter(None, (shown, city))))
        for number, place, shown, city in _known(mine)
    ]


def _known(which: Q) -> Iterable[tuple[int, Place, str, str]]:
    """The addresses of these sources: whose, in normal form, as it is shown, the town."""
    points = ContactPoint.objects.filter(which, channel=ContactPoint.Channel.ADDRESS, retired_on=None).exclude(zip="")
    rows = points.order_by("pk").annotate(stands_for=Coalesce("provider__merged_into", "provider"))
    for number, value, shown, city, code in rows.values_list("stands_for", "value", "shown", "city", "zip"):
        yield number, place_written(value, shown, code), shown, city


def _at_address(addresses: Sequence[_Address]) -> list[Beside]:
    at: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    for chunk in in_chunks(sorted({one.place.zip for one in addresses if one.place.zip})):
        for number, place, _, _ in _known(Q(zip__in=chunk)):
            at[place.zip].append((number, place))
    found = {
        (one.who, number): one.shown
        for one in addresses
        for number, place in at.get(one.place.zip, ())
        if one.place.is_office_of(place) and provider_node(number) != one.who
    }
    return [Beside(who, number, SAME_ADDRESS, Node("address", shown)) for (who, number), shown in found.items()]


def _by_the_registry(addresses: Sequence[_Address]) -> list[Beside]:
    """Those we know by their NPI, at one of these addresses by the registry, and nobody has told us where."""
    streets = {(one.place.zip, one.shown.partition(",")[0].upper()) for one in addresses if one.place.zip}
    there = dict(registry_here.registry().in_streets(streets))
    known = _numbers(there)
    told = ContactPoint.objects.filter(channel=ContactPoint.Channel.ADDRESS, retired_on=None)
    stands_for = Coalesce("provider__merged_into", "provider")
    for chunk in in_chunks(sorted(set(known.values()))):
        mine = told.filter(Q(provider__in=chunk) | Q(provider__merged_into__in=chunk))
        placed = set(mine.order_by().values_list(stands_for, flat=True))
        known = {npi: number for npi, number in known.items() if number not in placed}
    at = {npi: _address(Stranger(npi, "", there[npi])).place for npi in known}
    return [
        Beside(one.who, number, SAME_ADDRESS, Node("address", one.shown))
        for one in addresses
        for npi, number in known.items()
        if one.place.is_office_of(at[npi]) and provider_node(number) != one.who
    ]


def _by_npi(targets: Collection[int]) -> dict[str, Node]:
    rows = Provider.objects.filter(Q(pk__in=targets) | Q(merged_into__in=targets)).exclude(npi="").order_by()
    return {npi: provider_node(number) for number, npi in rows.values_list(Coalesce("merged_into", "pk"), "npi")}


def _numbers(npis: Collection[str]) -> dict[str, int]:
    """Those of these NPIs that we know, each with the number that stands for it."""
    known: dict[str, int] = {}
    for chunk in in_chunks(sorted(npis)):
        rows = Provider.objects.filter(npi__in=chunk).order_by()
        known.update(rows.values_list("npi", Coalesce("merged_into", "pk")))
    return known


def _in_group(who: Mapping[str, Node]) -> list[Beside]:
    """In a group of Medicare's file, unless so many are in it that it says nothing of who knows whom."""
    groups = registry_here.registry().groups_of(who, most=MOST_TOGETHER)
    known = _numbers({npi for group in groups for npi in group.npis})
    return [
        Beside(who[npi], known[other], SAME_MEDICARE_GROUP, Node("group", _in_words(group)))
        for group in groups
        for npi in sorted(group.npis & who.keys())
        for other in sorted(group.npis & known.keys())
        if provider_node(known[other]) != who[npi]
    ]


def _in_class(who: Mapping[str, Node]) -> list[Beside]:
    """Who left the same school in the same year."""
    version = registry_here.registry().version()
    known = _classes.get(version, _classes_of_ours, now=clock.now())
    return [
        Beside(who[npi], number, SAME_CLASS, Node("class", recase_organisation(school)))
        for npi, school in registry_here.registry().classes(who)
        for number in known.get(school, ())
        if provider_node(number) != who[npi]
    ]


_classes: Final[Kept[Mapping[str, list[int]]]] = Kept("directory")


def _classes_of_ours() -> dict[str, list[int]]:
    """Those we know in each class."""
    rows = Provider.objects.exclude(npi="").order_by("pk").values_list("npi", Coalesce("merged_into", "pk"))
    numbers, found = dict(rows), defaultdict[str, list[int]](list)
    for npi, school in registry_here.registry().classes(numbers):
        found[school].append(numbers[npi])
    return found


def _in_words(group: Group) -> str:
    return f"{recase_organisation(group.name)} ({len(group.npis)} clinicians)"
