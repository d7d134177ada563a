"""Reading ties: from the caller, through merges, for many providers at once in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import colleagues
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory.models import Affiliation, OfficePerson, OfficeSaid, Provider, Tie
from wellsent.directory.office.rules import WORKS_HERE
from wellsent.directory.queries import find, survivors
from wellsent.directory.ties.beside import Beside, Stranger, beside
from wellsent.directory.ties.ends import ENDS, SHOWN, provider_node
from wellsent.directory.ties.paths import MOST_STEPS, Link, Node, within
from wellsent.directory.ties.rules import BESIDE_STRENGTH, DERIVED_STRENGTH, SAME_GROUP, weight

_COLUMNS = (
    *("kind", "strength", "known_on", "first_provider", "second_provider", "second_name"),
    *("first_person", "first_person__name", "first_person__office", "first_person__provider"),
    *("second_person", "second_person__name", "second_person__office", "second_person__provider"),
    *("second_colleague", "second_colleague__name", "second_colleague__is_active"),
)
_Row = dict[str, Any]


@dataclass(slots=True)
class Around:
    """Whoever may lie on a way to the targets: `known` stand in a tie, `places` are the people of practices near them,
    each practice itself among its people. `names` are those of people no provider is; `closed` says of sources why
    nobody should try to reach them; `blocked` nobody may ask: closed, or departed. `stands_for` are the merges.
    `beside` are whoever practises side by side with the targets.
    """

    stands_for: Mapping[int, int]
    ties: list[Link] = field(default_factory=list)
    places: dict[int, set[Node]] = field(default_factory=lambda: defaultdict(set))
    names: dict[Node, str] = field(default_factory=dict)
    known: set[Node] = field(default_factory=set)
    blocked: set[Node] = field(default_factory=set)
    closed: Mapping[int, str] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)

    @property
    def ours(self) -> list[Node]:
        """Those of us who know somebody."""
        return [node for node in self.known if node.kind in {"colleague", "ours"}]

    @property
    def providers(self) -> set[int]:
        """Everybody outside by number, for asking who of them trusts us."""
        everybody = self.known.union(*self.places.values())
        return {int(node.key) for node in everybody if node.kind == "provider"} | {one.known for one in self.beside}

    def links(self, also: Collection[Node]) -> list[Link]:
        """The ties, and those that follow from working at one place or side by side, among who stands in a tie and
        these.
        """
        wanted = self.known | set(also)
        carries, carries_less = (
            weight(strength, None, as_of=date.min) for strength in (DERIVED_STRENGTH, BESIDE_STRENGTH)
        )
        shared = [
            Link(one, other, SAME_GROUP, carries, place=provider_node(practice))
            for practice, people in self.places.items()
            for one, other in combinations(sorted(people & wanted), 2)
        ]
        side_by_side = [
            Link(one.who, other, one.kind, carries_less, place=one.place)
            for one in self.beside
            for other in sorted(wanted & {provider_node(one.known), *self.places.get(one.known, ())})
        ]
        return [*self.ties, *shared, *side_by_side]


def around(caller: Caller, targets: Collection[int], strangers: Collection[Stranger] = (), *, as_of: date) -> Around:
    """Who is tied to whom around these sources (numbers of such as stand for themselves) and these strangers, in eight
    queries however many they are, two more where the registry is loaded, and three where Medicare's file of clinicians
    is. Of practices, those of
    whoever is at most a step short of a whole path away count: others lead nowhere.
    """
    caller.must("sources.see")
    found = Around(survivors(caller))
    found.beside = beside(caller, targets, strangers)
    found.names |= {one.node: one.name for one in strangers}
    persons: dict[int, tuple[Node, int]] = {}
    for row in Tie.objects.filter(_holds(as_of), undone_at=None).values(*_COLUMNS):
        one, other = (_end(found, row, end, persons) for end in ("first", "second"))
        found.known |= {one, other}
        found.ties.append(Link(one, other, row["kind"], weight(row["strength"], row["known_on"], as_of=as_of)))
    _note_persons(found, persons)
    wanted = {provider_node(number) for number in (*targets, *(one.known for one in found.beside))}
    near = within(found.ties, wanted, MOST_STEPS - 1)
    numbers = {int(node.key) for node in near if node.kind == "provider"}
    _note_members(found, numbers | _practices_of(found, numbers, as_of) | set(found.places), as_of)
    reach = within(found.ties, wanted.union(*found.places.values()), MOST_STEPS)
    found.ties = [link for link in found.ties if link.one in reach]
    found.known &= reach
    found.closed = why_not(caller)
    found.blocked |= {provider_node(number) for number in found.closed}
    return found


def _end(found: Around, row: _Row, end: str, persons: dict[int, tuple[Node, int]]) -> Node:
    """Who stands at an end of a tie; their name is kept where no provider has it, or that a colleague is none now."""
    person, provider = row[f"{end}_person"], row[f"{end}_provider"] or row[f"{end}_person__provider"]
    if end == "second" and row["second_colleague"]:
        node = Node("colleague", str(row["second_colleague"]))
        found.names[node] = row["second_colleague__name"]
        if not row["second_colleague__is_active"]:
            found.blocked.add(node)
    elif end == "second" and row["second_name"]:
        node = Node("ours", row["second_name"])
        found.names[node] = node.key
    elif provider:
        node = provider_node(found.stands_for.get(provider, provider))
    else:
        node = Node("person", str(person))
        found.names[node] = row[f"{end}_person__name"]
    if person:
        office = row[f"{end}_person__office"]
        persons[person] = node, found.stands_for.get(office, office)
    return node


def _note_persons(found: Around, persons: Mapping[int, tuple[Node, int]]) -> None:
    """Which of these persons work at their office, by the last word on them; who left it is nobody to ask there."""
    said = OfficeSaid.objects.filter(person__in=persons, topic=WORKS_HERE, undone_at=None).order_by("pk")
    here = dict(said.values_list("person", "holds"))
    for number, (node, office) in persons.items():
        if here.get(number):
            found.places[office].add(node)
        elif node.kind == "person":
            found.blocked.add(node)


def _practices_of(found: Around, numbers: Collection[int], as_of: date) -> set[int]:
    """Where these work now."""
    working = Affiliation.objects.filter(_holds(as_of), provider__in=_all_numbers(found, numbers))
    return {found.stands_for.get(practice, practice) for practice in working.values_list("practice", flat=True)}


def _note_members(found: Around, practices: Collection[int], as_of: date) -> None:
    """Who works at these now, and the practices themselves."""
    for number in practices:
        found.places[number].add(provider_node(number))
    working = Affiliation.objects.filter(_holds(as_of), practice__in=_all_numbers(found, practices))
    for practice, provider in working.values_list("practice", "provider"):
        node = provider_node(found.stands_for.get(provider, provider))
        found.places[found.stands_for.get(practice, practice)].add(node)


def _all_numbers(found: Around, numbers: Collection[int]) -> set[int]:
    """These numbers, and those merged into them."""
    wanted = set(numbers)
    return wanted | {merged for merged, into in found.stands_for.items() if into in wanted}


def _holds(as_of: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=as_of)


_why_not: Final[Kept[Mapping[int, str]]] = Kept("directory")


def why_not(caller: Caller) -> Mapping[int, str]:
    """Why nobody should try to reach some sources: they asked us not to, under any of their names, or have retired."""
    caller.must("sources.see")
    return _why_not.get((), _read_why_not, now=clock.now())


def _read_why_not() -> dict[int, str]:
    rows = Provider.objects.exclude(do_not_contact_since=None, retired_on=None).order_by("pk")
    why: dict[int, str] = {}
    for number, into, asked_on, asked_why, retired_why in rows.values_list(
        "pk", "merged_into", "do_not_contact_since", "do_not_contact_why", "retired_why"
    ):
        if asked_on:
            why[into or number] = f"Not to be contacted: {asked_why}"
        elif into is None:
            why.setdefault(number, f"Retired: {retired_why}")
    return why


_ties: Final[Kept[Sequence[Tie]]] = Kept("ties", "offices", "directory", "people")


def ties_of(caller: Caller, numbers: Collection[int]) -> Sequence[Tie]:
    """All ties of a source under these numbers and of its office's people: those that hold first, then the newest."""
    caller.must("sources.see")
    return _ties.get(tuple(numbers), lambda: _read_ties(numbers), now=clock.now())


def _read_ties(numbers: Collection[int]) -> Sequence[Tie]:
    mine = Q()
    for end in ("first", "second"):
        mine |= Q(**{f"{end}_provider__in": numbers}) | Q(**{f"{end}_person__office__in": numbers})
        mine |= Q(**{f"{end}_person__provider__in": numbers})
    rows = Tie.objects.filter(mine, undone_at=None).select_related(*ENDS).only(*SHOWN)
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


_together: Final[Kept[list[tuple[str, str]]]] = Kept("directory")


def works_with(caller: Caller, numbers: Collection[int], *, as_of: date) -> list[tuple[str, str]]:
    """Who works at the same practice as this source now, and where: ties that follow, and that nobody records."""
    caller.must("sources.see")
    return _together.get((*numbers, as_of), lambda: _read_together(numbers, as_of), now=clock.now())


def _read_together(numbers: Collection[int], as_of: date) -> list[tuple[str, str]]:
    now = Affiliation.objects.filter(_holds(as_of))
    places = now.filter(provider__in=numbers).values(place=Coalesce("practice__merged_into", "practice"))
    others = now.filter(Q(practice__in=places) | Q(practice__merged_into__in=places))
    others = others.exclude(provider__in=numbers).order_by("provider__sort_name")
    return list(others.values_list("provider__name", "practice__name").distinct()[:TOGETHER_SHOWN])
