"""Adding providers and practices, one by hand or a list of them, and taking an import's unused ones out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import bulk, clock, facts
from wellsent.base.errors import Refused
from wellsent.base.unused import in_chunks, unused
from wellsent.directory.actions.rights import must_add
from wellsent.directory.actions.rows import Spelling, reaches, spelling, spellings
from wellsent.directory.models import Affiliation, ContactPoint, Kind, KnownName, Provider
from wellsent.directory.rules import ProviderFacts, practice_key

_COLUMNS = tuple(field.name for field in Provider._meta.concrete_fields)
_BLANK: dict[str, Any] = {
    field.name: field.get_default() for field in Provider._meta.concrete_fields if field.name != "id"
}


@dataclass(frozen=True, slots=True)
class Added:
    """The numbers of the providers asked for, in their order, and of the practices made for them on the way."""

    providers: tuple[int, ...]
    practices: tuple[int, ...]


def add_provider(provider: ProviderFacts, *, by: Caller) -> Provider:
    """Add one provider or practice by hand. Raises Refused when its NPI belongs to one already known."""
    holder = Provider.objects.filter(npi=provider.npi).first() if provider.npi else None
    if holder:
        raise Refused(f"This NPI belongs to {holder.name}.", "Open that source, or correct the number.")
    return Provider.objects.get(pk=add_many([provider], by=by).providers[0])


@transaction.atomic
def add_many(providers: Sequence[ProviderFacts], *, by: Caller) -> Added:
    """Add these providers with their names, practices and ways to reach them. One audit event.

    A practice is the one known by the same normal name, or made. An NPI that another provider holds is left blank: the
    question whether the two are one is put to a person, not decided here.
    """
    must_add(by)
    if not providers:
        return Added((), ())
    taken = _taken_npis(one.npi for one in providers)
    kinds = set(Kind.objects.values_list("slug", flat=True))
    numbers = bulk.next_ids(Provider, len(providers))
    rows = []
    for number, one in zip(numbers, providers, strict=True):
        npi = "" if one.npi in taken else one.npi
        taken.add(npi)
        rows.append(_row(number, one, npi=npi, kind=one.kind if one.kind in kinds else None))
    _insert(rows)
    _insert_names((number, spellings(one)) for number, one in zip(numbers, providers, strict=True))
    people = [(number, one) for number, one in zip(numbers, providers, strict=True) if not one.is_practice]
    made, places = practices_for(one.practice for _, one in people)
    worked = [(number, places.get(practice_key(one.practice))) for number, one in people]
    bulk.insert(Affiliation, ["provider", "practice"], [pair for pair in worked if pair[1] is not None])
    bulk.insert(
        ContactPoint,
        ["provider", "channel", "value", "shown", "city", "state", "zip"],
        [
            (number, reach.channel, reach.value, reach.shown, reach.city, reach.state, reach.zip)
            for number, one in zip(numbers, providers, strict=True)
            for reach in reaches(one)
        ],
    )
    facts.moved_on("directory")
    audit.record("sources.add", by=by, subject="sources", references=[*numbers, *made])
    return Added(tuple(numbers), tuple(made))


@transaction.atomic
def remove_unused(numbers: Collection[int], *, by: Caller) -> list[int]:
    """Take out providers that an import brought and nothing refers to any more; returns those that stay."""
    must_add(by)
    free = set(unused(Provider, numbers))
    for chunk in in_chunks(sorted(free)):
        people = Affiliation.objects.filter(practice__in=chunk).exclude(provider__in=free)
        free -= set(people.values_list("practice", flat=True))
    for chunk in in_chunks(sorted(free)):
        Provider.objects.filter(pk__in=chunk).delete()
    if free:
        facts.moved_on("directory")
        audit.record("sources.remove", by=by, subject="sources", references=sorted(free))
    return sorted(set(numbers) - free)


def _taken_npis(numbers: Iterable[str]) -> set[str]:
    wanted = sorted({number for number in numbers if number})
    taken = {""}
    for chunk in in_chunks(wanted):
        taken.update(Provider.objects.filter(npi__in=chunk).values_list("npi", flat=True))
    return taken


def _row(number: int, one: ProviderFacts, *, npi: str, kind: str | None) -> dict[str, Any]:
    """A provider's columns; those not named here stay blank."""
    entity = Provider.Entity.PRACTICE if one.is_practice else Provider.Entity.PERSON
    return {
        "id": number,
        "entity": entity,
        **name_columns(one),
        "npi": npi,
        "kind": kind,
        "practice_as_written": "" if one.is_practice else one.practice[:300],
    }


def name_columns(one: ProviderFacts) -> dict[str, str]:
    """The columns that hold a name; a source of which only the NPI is known is called by it."""
    name = one.name
    shown = name.display or (f"NPI {one.npi}" if one.npi else one.practice) or "Name not known"
    columns = {"name": shown[:320], "sort_name": shown[:320]}
    if one.is_practice or name.is_blank:
        return columns
    return columns | {
        "sort_name": name.sorted_display[:320],
        "family": name.family[:120],
        "given": name.given[:120],
        "middle": name.middle[:120],
        "suffix": name.suffix[:20],
        "credentials": ", ".join(name.credentials)[:80],
    }


def _insert(rows: Iterable[Mapping[str, Any]]) -> None:
    now = connection.ops.adapt_datetimefield_value(clock.now())
    always = {**_BLANK, "created_at": now, "changed_at": now}
    bulk.insert(Provider, _COLUMNS, [tuple({**always, **row}[name] for name in _COLUMNS) for row in rows])


def _insert_names(names: Iterable[tuple[int, Iterable[Spelling]]]) -> None:
    bulk.insert(
        KnownName,
        ["provider", "text", "practice", "key"],
        [(number, one.text, one.practice, one.key) for number, known in names for one in known],
    )


def practices_for(written: Iterable[str]) -> tuple[Sequence[int], dict[str, int]]:
    """The practices of these names, known or made now: the numbers of those made, and all by normal name."""
    names = {key: text for text in written if (key := practice_key(text))}
    found = practices_named(names)
    missing = {key: text for key, text in names.items() if key not in found}
    if not missing:
        return [], found
    numbers = bulk.next_ids(Provider, len(missing))
    _insert(
        {"id": number, "entity": Provider.Entity.PRACTICE, "name": text[:320], "sort_name": text[:320]}
        for number, text in zip(numbers, missing.values(), strict=True)
    )
    _insert_names(
        (number, [spelling(text, of_practice=True)]) for number, text in zip(numbers, missing.values(), strict=True)
    )
    return numbers, found | dict(zip(missing, numbers, strict=True))


def practices_named(keys: Iterable[str]) -> dict[str, int]:
    """The practices known by these normal names, by name; merged ones give their survivor."""
    found: dict[str, int] = {}
    for chunk in in_chunks(sorted(keys)):
        rows = KnownName.objects.filter(key__in=chunk, practice="", provider__entity=Provider.Entity.PRACTICE)
        for key, number, survivor in rows.order_by("-provider").values_list("key", "provider", "provider__merged_into"):
            found[key] = survivor or number
    return found
