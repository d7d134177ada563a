"""Reading ties: from the caller, through merges, for many providers at once in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet

from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import colleagues
from wellsent.directory.models import Affiliation, OfficePerson, OfficeSaid, Provider, Tie
from wellsent.directory.office.rules import WORKS_HERE
from wellsent.directory.queries import find, not_to_contact
from wellsent.directory.ties.ends import ENDS, first_end, person_node, provider_node, second_end
from wellsent.directory.ties.paths import Link, Node
from wellsent.directory.ties.rules import DERIVED_STRENGTH, SAME_GROUP, weight


@dataclass(slots=True)
class Around:
    """Whoever may lie on a way to the targets. `places` are the people of each practice, the practice itself among
    them; `known` those who stand in a tie; `blocked` nobody may ask: not to be contacted, retired, departed.
    """

    ties: list[Link] = field(default_factory=list)
    places: dict[int, set[Node]] = field(default_factory=lambda: defaultdict(set))
    names: dict[Node, str] = field(default_factory=dict)
    known: set[Node] = field(default_factory=set)
    blocked: set[Node] = field(default_factory=set)

    @property
    def ours(self) -> list[Node]:
        """Those of us who know somebody."""
        return [node for node in self.known if node.kind in {"colleague", "ours"}]

    @property
    def providers(self) -> set[int]:
        """Everybody outside by number, for asking who of them trusts us."""
        return {int(node.key) for node in self.names if node.kind == "provider"}

    def links(self, also: Collection[Node]) -> list[Link]:
        """The ties, and those that follow from working at one place, among who stands in a tie and these."""
        wanted = self.known | set(also)
        carries = weight(DERIVED_STRENGTH, None, as_of=date.min)
        shared = [
            Link(one, other, SAME_GROUP, carries, derived=True, note=self.names[provider_node(practice)])
            for practice, people in sorted(self.places.items())
            for one, other in combinations(sorted(people & wanted), 2)
        ]
        return [*self.ties, *shared]


def around(caller: Caller, targets: Collection[int], *, as_of: date) -> Around:
    """Who is tied to whom around these sources (numbers of such as stand for themselves), in six queries however many
    they are."""
    caller.must("sources.see")
    found = Around()
    rows = list(_open(as_of).select_related(*ENDS))
    for row in rows:
        one, other = first_end(row), second_end(row)
        found.known |= {one, other}
        found.ties.append(Link(one, other, row.kind, weight(row.strength, row.known_on, as_of=as_of)))
        _note_ends(found, row)
    _note_persons(found, [person for row in rows for person in (row.first_person, row.second_person) if person])
    numbers = {*targets, *(int(node.key) for node in found.known if node.kind == "provider")}
    practices = _practices_of(numbers, as_of) | numbers | set(found.places)
    _note_members(found, practices, as_of)
    for provider in Provider.objects.filter(pk__in=practices):
        _note_provider(found, provider)
        found.places[provider.pk].add(provider_node(provider.pk))
    found.blocked |= {provider_node(number) for number in not_to_contact(caller)}
    return found


def _open(as_of: date) -> QuerySet[Tie]:
    return Tie.objects.filter(Q(ended_on=None) | Q(ended_on__gt=as_of), undone_at=None)


def _practices_of(numbers: Collection[int], as_of: date) -> set[int]:
    """Where these work now."""
    working = _working(as_of).filter(Q(provider__in=numbers) | Q(provider__merged_into__in=numbers))
    rows = working.values_list("practice", "practice__merged_into")
    return {survivor or practice for practice, survivor in rows}


def _note_members(found: Around, practices: Collection[int], as_of: date) -> None:
    """Who works at these now."""
    working = _working(as_of).filter(Q(practice__in=practices) | Q(practice__merged_into__in=practices))
    for row in working.select_related("practice", "provider", "provider__merged_into"):
        provider = row.provider.merged_into or row.provider
        _note_provider(found, provider)
        found.places[row.practice.merged_into_id or row.practice_id].add(provider_node(provider.pk))


def _working(as_of: date) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(Q(ended_on=None) | Q(ended_on__gt=as_of))


def _note_provider(found: Around, provider: Provider) -> None:
    node = provider_node(provider.pk)
    found.names[node] = provider.name
    if provider.retired_on:
        found.blocked.add(node)


def _note_ends(found: Around, row: Tie) -> None:
    """The names of both ends, and whether a colleague is still one."""
    for provider in (row.first_provider, row.second_provider):
        if provider:
            _note_provider(found, provider.merged_into or provider)
    if row.second_colleague:
        node = second_end(row)
        found.names[node] = str(row.second_colleague)
        if not row.second_colleague.is_active:
            found.blocked.add(node)
    elif row.second_name:
        found.names[second_end(row)] = row.second_name


def _note_persons(found: Around, persons: Iterable[OfficePerson]) -> None:
    """Which of these persons work at their office, by the last word on them; who left it is nobody to ask there."""
    by_number = {person.pk: person for person in persons}
    said = OfficeSaid.objects.filter(person__in=by_number, topic=WORKS_HERE, undone_at=None).order_by("pk")
    here = dict(said.values_list("person", "holds"))
    for number, person in by_number.items():
        node = person_node(person)
        found.names.setdefault(node, person.name)
        if here.get(number):
            found.places[person.office.merged_into_id or person.office_id].add(node)
        elif node.kind == "person":
            found.blocked.add(node)


def ties_of(caller: Caller, numbers: Collection[int]) -> list[Tie]:
    """All ties of a source under these numbers and of its office's people: those that hold first, then the newest."""
    caller.must("sources.see")
    mine = Q()
    for end in ("first", "second"):
        mine |= Q(**{f"{end}_provider__in": numbers}) | Q(**{f"{end}_person__office__in": numbers})
        mine |= Q(**{f"{end}_person__provider__in": numbers})
    rows = Tie.objects.filter(mine, undone_at=None).select_related(*ENDS)
    return sorted(rows, key=lambda row: (row.ended_on is not None, -row.pk))


FOUND, TOGETHER_SHOWN = 8, 12


def who_could_be(caller: Caller, text: str, *, but: Collection[int] = ()) -> list[tuple[str, str, str]]:
    """Whom a text may mean as the other end of a tie: (mark, name, what they are), our own people first."""
    caller.must("sources.see")
    words = text.casefold().split()
    if not words:
        return []

    def fits(name: str) -> bool:
        return all(word in name.casefold() for word in words)

    ours = [
        (f"colleague:{one.pk}", str(one), "one of us") for one in colleagues(caller).order_by("name") if fits(str(one))
    ]
    named: Any = OfficePerson.objects.exclude(office__in=but).filter(provider=None).select_related("office")
    for word in words:
        named = named.filter(name__icontains=word)
    persons = [(f"person:{one.pk}", one.name, one.office.name) for one in named.order_by("name")[:FOUND]]
    providers = find(caller, text).exclude(pk__in=but).order_by("sort_name")[:FOUND]
    sources = [(f"provider:{one.pk}", one.name, one.practice_as_written) for one in providers]
    return [*ours[:FOUND], *persons, *sources][: 2 * FOUND]


def works_with(caller: Caller, numbers: Collection[int], *, as_of: date) -> list[tuple[str, str]]:
    """Who works at the same practice as this source now, and where: ties that follow, and that nobody records."""
    places = _practices_of(numbers, as_of)
    rows = _working(as_of).filter(Q(practice__in=places) | Q(practice__merged_into__in=places))
    others = rows.exclude(Q(provider__in=numbers) | Q(provider__merged_into__in=numbers))
    named = others.order_by("provider__sort_name").values_list("provider__name", "practice__name")
    return list(named.distinct()[:TOGETHER_SHOWN])
