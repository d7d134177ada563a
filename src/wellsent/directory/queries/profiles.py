"""All that is known of a source: to show it, to say whether its order counts, and to take it apart again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Q

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory.models import Affiliation, ContactPoint, Kind, KnownName, Merge, Provider, Split
from wellsent.directory.queries.sources import same_as


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of one source, over every row that stands for it. `asked_off` is the row under which it asked
    not to be contacted, where it did.
    """

    provider: Provider
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    npis: tuple[str, ...]
    kind: Kind | None
    affiliations: tuple[Affiliation, ...]
    contact_points: tuple[ContactPoint, ...]
    asked_off: Provider | None = None


def profile(caller: Caller, provider: int) -> Profile | None:
    """A source with its names, NPIs, affiliations (open ones first) and ways to reach it; None when there is none."""
    return profiles(caller, [provider]).get(provider)


_profiles: Final[Kept[Mapping[int, Profile]]] = Kept("directory")


def profiles(caller: Caller, providers: Collection[int]) -> Mapping[int, Profile]:
    """The same of several, by the number asked for; those that are not there are left out. Four queries in all, none
    where a page asked for the same ones before and nothing changed.
    """
    same = {provider: tuple(same_as(caller, provider)) for provider in sorted(providers)}
    return _profiles.get(tuple(same.items()), lambda: _read_profiles(same), now=clock.now())


def _read_profiles(same: Mapping[int, Collection[int]]) -> dict[int, Profile]:
    every = sorted({number for numbers in same.values() for number in numbers})
    rows = {row.pk: row for row in Provider.objects.filter(pk__in=every).select_related("kind").order_by()}
    names = _by_provider(KnownName.objects.filter(provider__in=every).order_by("pk"))
    reached = _by_provider(ContactPoint.objects.filter(provider__in=every, retired_on=None).order_by("channel", "pk"))
    affiliations = _by_provider(
        Affiliation.objects.filter(provider__in=every).select_related("practice").order_by("pk")
    )
    found: dict[int, Profile] = {}
    for provider, numbers in same.items():
        own = [rows[number] for number in numbers if number in rows]
        if not own:
            continue
        called = [*(row.name for row in own), *(one.text for number in numbers for one in names[number])]
        places = [one for number in numbers for one in affiliations[number]]
        found[provider] = Profile(
            provider=own[0],
            numbers=tuple(row.pk for row in own),
            names=tuple(dict.fromkeys(called)),
            npis=tuple(row.npi for row in own if row.npi),
            kind=next((row.kind for row in own if row.kind), None),
            affiliations=tuple(sorted(places, key=lambda one: one.ended_on is not None)),
            contact_points=tuple(one for number in numbers for one in reached[number]),
            asked_off=next((row for row in own if row.do_not_contact_since), None),
        )
    return found


_Beside = TypeVar("_Beside", KnownName, ContactPoint, Affiliation)


def _by_provider(rows: Iterable[_Beside]) -> dict[int, list[_Beside]]:
    found: dict[int, list[_Beside]] = defaultdict(list)
    for row in rows:
        found[row.provider_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Signer:
    """What decides whether a source's order counts: a person's credentials, else what people of its kind hold.

    `number` is None for one who is not among the sources yet.
    """

    number: int | None
    name: str
    is_person: bool
    credentials: str
    kind: Kind | None = None


def signer(caller: Caller, provider: int) -> Signer | None:
    """What is known of a source as one who signs, from every row that stands for it, the survivor's own first; None for
    one that is not there."""
    caller.must("sources.see")
    row = Provider.objects.select_related("kind", "merged_into__kind").filter(pk=provider).first()
    if row is None:
        return None
    survivor = row.merged_into or row
    credentials, kind = survivor.credentials, survivor.kind
    if not credentials or kind is None:
        others = list(survivor.merged.select_related("kind").order_by("pk"))
        credentials = credentials or next((one.credentials for one in others if one.credentials), "")
        kind = kind or next((one.kind for one in others if one.kind), None)
    return Signer(survivor.pk, survivor.name, survivor.entity == Provider.Entity.PERSON, credentials, kind)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a source's identity rests on: its numbers, merges and splits that hold, and facts that a split may move."""

    numbers: tuple[int, ...]
    merges: tuple[Merge, ...]
    splits: tuple[Split, ...]
    names: tuple[KnownName, ...]
    contact_points: tuple[ContactPoint, ...]
    affiliations: tuple[Affiliation, ...]


_identities: Final[Kept[Identity]] = Kept("directory")


def identity(caller: Caller, provider: int) -> Identity:
    """What one source, named by its survivor, is made of; newest merges and splits first."""
    caller.must("sources.change")
    numbers = tuple(same_as(caller, provider))
    return _identities.get(numbers, lambda: _read_identity(numbers), now=clock.now())


def _read_identity(numbers: tuple[int, ...]) -> Identity:
    merges = Merge.objects.filter(merged__in=numbers, undone_at=None).select_related("merged")
    splits = Split.objects.filter(Q(source__in=numbers) | Q(other__in=numbers), undone_at=None)
    splits = splits.select_related("source", "other")
    affiliations = Affiliation.objects.filter(provider__in=numbers).select_related("practice", "practice__merged_into")
    return Identity(
        numbers=numbers,
        merges=tuple(merges.only("by_name", "at", "merged__name")),
        splits=tuple(splits.only("by_name", "at", "source__name", "other__name")),
        names=tuple(KnownName.objects.filter(provider__in=numbers).order_by("pk")),
        contact_points=tuple(
            ContactPoint.objects.filter(provider__in=numbers, retired_on=None).order_by("channel", "pk")
        ),
        affiliations=tuple(
            affiliations.order_by("ended_on", "pk").only(
                *("provider", "started_on", "ended_on", "confirmed_on", "practice__name", "practice__merged_into__name")
            )
        ),
    )
