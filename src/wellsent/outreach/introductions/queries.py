"""Ways in to many targets at once, and the introductions that were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory import queries as directory
from wellsent.directory import registry_here
from wellsent.directory.office.queries import offices
from wellsent.directory.ties.beside import Stranger
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node, Path, best_paths
from wellsent.directory.ties.queries import Around, around
from wellsent.outreach.introductions import rules
from wellsent.outreach.introductions.rules import (
    MEETINGS_OF_TRUST,
    OURS,
    REFERRALS_OF_TRUST,
    TRUSTED,
    TRUSTED_WITHIN,
    Asked,
    WayIn,
)
from wellsent.outreach.models import Introduction
from wellsent.outreach.queries import touches
from wellsent.referrals.queries import sent_since


@dataclass(frozen=True, slots=True)
class _Relations:
    """Whom we met within a year (how often, when last), and who sent us enough patients in it."""

    met: dict[int, tuple[int, date]]
    sends: set[int]

    @property
    def trusted(self) -> set[int]:
        often = {number for number, (times, _) in self.met.items() if times >= MEETINGS_OF_TRUST}
        return often | self.sends


def ways_in(
    caller: Caller, targets: Collection[int], strangers: Collection[Stranger] = (), *, as_of: date
) -> dict[int | str, WayIn]:
    """The best way to each of these sources (numbers of such as stand for themselves), and by NPI to each of these
    strangers, in as many queries for a hundred as for one. Who may not see volume is not shown who sends patients: for
    them a source is trusted by having been met.
    """
    people = around(caller, targets, strangers, as_of=as_of)
    relations = _relations(caller, people, as_of)
    trusted = {provider_node(number): TRUSTED for number in relations.trusted}
    wanted: dict[int | str, Node] = {number: provider_node(number) for number in targets}
    wanted |= {one.npi: one.node for one in strangers}
    paths = best_paths(
        people.links([*trusted, *wanted.values()]),
        starts={**trusted, **dict.fromkeys(people.ours, OURS)},
        targets=list(wanted.values()),
        blocked=people.blocked,
    )
    names = people.names | _names(caller, wanted.values(), paths.values())
    asked = {one.to: one for one in _asked(introductions(caller).filter(_to(targets)).order_by("pk"))}
    places = {number: _places(people, number) for number in targets}
    known = offices(caller, {place for found in places.values() for place in found}, as_of=as_of)
    ways: dict[int | str, WayIn] = {
        npi: WayIn(0, names.get(node, ""), path=paths.get(node), names=names, is_stranger=True)
        for npi, node in wanted.items()
        if isinstance(npi, str)
    }
    due = usual_due(caller, asked_on=as_of)
    for number in targets:
        ways[number] = WayIn(
            target=number,
            name=names.get(wanted[number], ""),
            closed=people.closed.get(number, ""),
            met=relations.met[number][1] if number in relations.met else None,
            sends=number in relations.sends,
            path=paths.get(wanted[number]),
            names=names,
            office=next((known[place] for place in places[number] if known[place].is_known), known[number]),
            asked=asked.get(number),
            usual_due=due,
        )
    return ways


def usual_due(caller: Caller, *, asked_on: date) -> date:
    """When an answer is due unless another day is said, by the practice's own working days."""
    return rules.usual_due(asked_on, accounts.promises(caller)[None].hours.is_open_on)


_ways: Final[Kept[dict[int | str, WayIn]]] = Kept("ties", "offices", "touches", "referrals", "directory")


def ways_shown(
    caller: Caller, targets: Collection[int], strangers: Collection[Stranger] = (), *, as_of: date
) -> dict[int | str, WayIn]:
    """The same for pages, which show it again and again: looked for anew once something has changed."""
    asked_for = (
        *(caller.clinics, caller.may("volume.see"), as_of, registry_here.version()),
        *(frozenset(targets), frozenset(strangers)),
    )
    return _ways.get(asked_for, lambda: ways_in(caller, targets, strangers, as_of=as_of), now=clock.now())


def _names(caller: Caller, targets: Iterable[Node], paths: Iterable[Path]) -> dict[Node, str]:
    """The names of these targets, and of the providers and practices that their paths name."""
    on_paths = [node for path in paths for node in (*path.nodes, *(link.place for link in path.links if link.place))]
    numbers = {int(node.key) for node in (*targets, *on_paths) if node.kind == "provider"}
    names = {provider_node(number): name for number, name in directory.names(caller, numbers).items()}
    return names | {node: node.key for node in on_paths if node.kind in {"address", "group", "class"}}


def _places(people: Around, target: int) -> list[int]:
    """A target, and then the practices it works at."""
    node = provider_node(target)
    return [target, *sorted(place for place, inside in people.places.items() if node in inside and place != target)]


def _relations(caller: Caller, people: Around, as_of: date) -> _Relations:
    """What our contacts and referrals of the last year say about these people, under all their numbers."""
    since = as_of - TRUSTED_WITHIN
    stands_for = {number: number for number in people.providers}
    stands_for |= {merged: into for merged, into in people.stands_for.items() if into in stands_for}
    rows = touches(caller).filter(source__in=stands_for, real_contact=True, on__gte=since, on__lte=as_of)
    met: dict[int, tuple[int, date]] = {}
    for source, times, last in rows.order_by().values_list("source").annotate(times=Count("pk"), last=Max("on")):
        before, latest = met.get(stands_for[source], (0, last))
        met[stands_for[source]] = before + times, max(last, latest)
    sends: set[int] = set()
    if caller.may("volume.see"):
        sent: Counter[int] = Counter()
        for source, count in sent_since(caller, stands_for, since=since).items():
            sent[stands_for[source]] += count
        sends = {source for source, count in sent.items() if count >= REFERRALS_OF_TRUST}
    return _Relations(met, sends)


def _to(targets: Collection[int]) -> Q:
    return Q(to__in=targets) | Q(to__merged_into__in=targets)


def introductions(caller: Caller) -> QuerySet[Introduction]:
    """Every introduction asked for, the newest first; not those taken back, or whose touch was. Raises Refused."""
    caller.must("sources.see")
    return Introduction.objects.filter(Q(touch=None) | Q(touch__undone_at=None), undone_at=None)


def waiting(caller: Caller) -> list[Asked]:
    """Introductions that nobody has answered, those due first first: for who may say what came of them."""
    if not caller.may("touches.log"):
        return []
    return _asked(introductions(caller).filter(outcome="").order_by("due_on", "pk"))


def _asked(rows: QuerySet[Introduction]) -> list[Asked]:
    named = rows.annotate(
        survivor=Coalesce("to__merged_into", "to"), their_name=Coalesce("to__merged_into__name", "to__name")
    )
    columns = ("pk", "survivor", "their_name", "of_name", "asked_on", "due_on", "outcome", "answered_on")
    return [Asked(*row) for row in named.values_list(*columns)]
