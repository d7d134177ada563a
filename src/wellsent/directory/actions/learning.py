"""What a list newly says of providers already known: spellings, an NPI, a kind, a practice, ways to reach them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.base.unused import in_chunks
from wellsent.directory.actions.adding import name_columns, practices_for, remove_unused
from wellsent.directory.actions.looking import look_again
from wellsent.directory.actions.rights import must_add
from wellsent.directory.actions.rows import reaches, spellings
from wellsent.directory.models import Affiliation, ContactPoint, Kind, KnownName, Provider
from wellsent.directory.rules import ProviderFacts, practice_key

Learned = dict[str, list[Any]]
"""What was learned, for JSON: numbers of new rows, and [provider, column, value before] of columns filled."""


@transaction.atomic
def learn(known: Sequence[tuple[int, ProviderFacts]], *, by: Caller) -> Learned:
    """Keep what is new of providers already known; nothing stored is replaced. Returns it, for `unlearn`.

    An NPI that another provider holds is not taken over.
    """
    must_add(by)
    affiliations, practices = _new_affiliations(known)
    learned: Learned = {
        "names": _new_names(known),
        "affiliations": affiliations,
        "practices": practices,
        "contact_points": _new_reaches(known),
        "columns": _filled_columns(known),
    }
    if any(learned.values()):
        look_again([number for number, _ in known])
        facts.moved_on("directory")
        audit.record("sources.learn", by=by, subject="sources", references=[number for number, _ in known])
    return learned


@transaction.atomic
def unlearn(learned: Mapping[str, Sequence[Any]], *, by: Caller) -> None:
    """Forget what `learn` returned: its import was undone."""
    must_add(by)
    for model, name in ((KnownName, "names"), (ContactPoint, "contact_points"), (Affiliation, "affiliations")):
        for chunk in in_chunks(learned[name]):
            model._default_manager.filter(pk__in=chunk).delete()
    for number, column, before in learned["columns"]:
        Provider.objects.filter(pk=number).update(**{column: before})
    remove_unused(learned["practices"], by=by)
    facts.moved_on("directory")
    audit.record("sources.unlearn", by=by, subject="sources", details={one: len(learned[one]) for one in learned})


_SURVIVOR = Coalesce("provider__merged_into_id", "provider_id")


def _told_of(numbers: Sequence[int]) -> Q:
    """What is known of these sources under whichever row: undoing a merge then gives each row its own, and no more."""
    return Q(provider__in=numbers) | Q(provider__merged_into__in=numbers)


def _new_names(known: Sequence[tuple[int, ProviderFacts]]) -> list[int]:
    there: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for chunk in in_chunks([number for number, _ in known]):
        names = KnownName.objects.filter(_told_of(chunk)).values_list(_SURVIVOR, "text", "practice")
        for number, text, practice in names:
            there[number].add((text, practice))
    new = []
    for number, one in known:
        for each in spellings(one):
            if (each.text, each.practice) not in there[number]:
                there[number].add((each.text, each.practice))
                new.append(KnownName(provider_id=number, text=each.text, practice=each.practice, key=each.key))
    return [row.pk for row in KnownName.objects.bulk_create(new)]


def _new_reaches(known: Sequence[tuple[int, ProviderFacts]]) -> list[int]:
    wanted = {(number, reach.channel, reach.value): reach for number, one in known for reach in reaches(one)}
    for chunk in in_chunks(sorted({number for number, _, _ in wanted})):
        for there in ContactPoint.objects.filter(_told_of(chunk)).values_list(_SURVIVOR, "channel", "value"):
            wanted.pop(there, None)
    rows = [
        ContactPoint(
            provider_id=number,
            channel=reach.channel,
            value=reach.value,
            shown=reach.shown,
            city=reach.city,
            state=reach.state,
            zip=reach.zip,
        )
        for (number, _, _), reach in wanted.items()
    ]
    return [row.pk for row in ContactPoint.objects.bulk_create(rows)]


def _new_affiliations(known: Sequence[tuple[int, ProviderFacts]]) -> tuple[list[int], list[int]]:
    """Where people work of whom that was not known: the affiliations made, and the practices made for them."""
    told = {number: one.practice for number, one in known if one.practice and not one.is_practice}
    for chunk in in_chunks(sorted(told)):
        for number in Affiliation.objects.filter(provider__in=chunk).values_list("provider", flat=True):
            told.pop(number, None)
    made, places = practices_for(told.values())
    pairs = [(number, places.get(practice_key(practice))) for number, practice in told.items()]
    rows = [
        Affiliation(provider_id=number, practice_id=place) for number, place in pairs if place not in {None, number}
    ]
    return [row.pk for row in Affiliation.objects.bulk_create(rows)], list(made)


def _filled_columns(known: Sequence[tuple[int, ProviderFacts]]) -> list[list[Any]]:
    """Fill NPI, kind and name where they are blank and the list knows them."""
    kinds = set(Kind.objects.values_list("slug", flat=True))
    rows = Provider.objects.in_bulk([number for number, _ in known])
    filled: list[list[Any]] = []
    for number, one in known:
        row = rows[number]
        new: dict[str, Any] = {}
        if one.npi and not row.npi and not Provider.objects.filter(npi=one.npi).exists():
            new["npi"] = one.npi
        if one.kind in kinds and row.kind_id is None:
            new["kind_id"] = one.kind
        if row.entity == Provider.Entity.PERSON and not row.family and one.name.kind == "person":
            new |= name_columns(one)
        filled += [[number, column, getattr(row, column)] for column in new]
        for column, value in new.items():
            setattr(row, column, value)
        if new:
            Provider.objects.filter(pk=number).update(**new)
    return filled
