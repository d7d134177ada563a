"""Sources found by what somebody types of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory import rules
from wellsent.directory.models import Affiliation, KnownName, Provider
from wellsent.directory.queries.sources import sources, survivors

MOST_WORDS = 12
"""Of a search, so many different words are looked for: no name has more, and each is a condition in the database."""


def find(caller: Caller, text: str) -> QuerySet[Provider]:
    """Sources by any part of a name ever used, of their practice, or of an NPI; every word must be found.

    Accents, capitals and punctuation make no difference; % and _ are not wildcards. Text without a letter or digit
    finds nothing.
    """
    words = _words(text)
    if not words:
        return sources(caller).none()
    named = KnownName.objects.filter(*_all_words("key", words))
    working = Affiliation.objects.filter(*_all_words("practice__names__key", words), ended_on=None)
    found = [named.values(number=F("provider")), _survivor_numbers(working, "provider")]
    if survivors(caller):
        merged = named.filter(provider__in=Provider.objects.exclude(merged_into=None).order_by().values("pk"))
        found.append(merged.values(number=F("provider__merged_into")))
    digits = "".join(words)
    if digits.isascii() and digits.isdigit():
        numbered = Provider.objects.filter(npi__contains=digits)
        found.append(numbered.order_by().values(number=Coalesce("merged_into_id", "pk")))
    first, *others = found
    return sources(caller).filter(pk__in=first.union(*others, all=True))  # numbers of merged ones are of no source


def first_found(caller: Caller, text: str, *, most: int, retired: bool = True) -> list[Provider]:
    """The first of these: whose listed name begins with the text, then whose listed name has it, then the others, each
    by name; `retired` ones too.

    Two letters find thousands, and the database would fetch and sort them all for the few that are shown: listed names
    are kept in their order instead, and it is asked only where these are not enough.
    """
    words, lead = _words(text), text.strip().casefold()
    if not words:
        return []
    rows = sources(caller) if retired else sources(caller).filter(retired_on=None)
    rows = rows.order_by("sort_name", "pk")
    named = _listed.get(retired, lambda: _read_listed(rows), now=clock.now())
    for word in words:
        named = [one for one in named if word in one[0]]
    begins = [number for name, number in named if name.startswith(lead)]
    chosen = list(dict.fromkeys([*begins[:most], *(number for _, number in named[:most])]))[:most]
    found = rows.in_bulk(chosen)
    first = [found[number] for number in chosen if number in found]
    if len(chosen) == most:
        return first
    others = find(caller, text).exclude(pk__in=chosen).order_by("sort_name", "pk")
    return first + list((others if retired else others.filter(retired_on=None))[: most - len(chosen)])


_listed: Final[Kept[Sequence[tuple[str, int]]]] = Kept("directory")


def _read_listed(rows: QuerySet[Provider]) -> list[tuple[str, int]]:
    return [(name.casefold(), number) for name, number in rows.values_list("sort_name", "pk")]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(rules.words(text)))[:MOST_WORDS]


def with_found(caller: Caller, text: str) -> Q:
    """Rows whose `source` these words find, under whichever of its numbers they were written down."""
    found = find(caller, text).values("pk")
    return Q(source__in=found) | Q(source__merged_into__in=found)


def _all_words(path: str, words: Iterable[str]) -> list[Q]:
    return [Q(**{f"{path}__contains": word}) for word in words]


def _survivor_numbers(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.values(number=Coalesce(F(f"{path}__merged_into_id"), F(f"{path}_id")))
