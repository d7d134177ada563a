"""Ways in to many targets at once, and the introductions that were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.directory.models import Provider
from wellsent.directory.office.queries import offices
from wellsent.directory.queries import survivors
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node, best_paths
from wellsent.directory.ties.queries import Around, around
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


def ways_in(caller: Caller, targets: Collection[int], *, as_of: date) -> dict[int, WayIn]:
    """The best way to each of these sources (numbers of such as stand for themselves), in as many queries for a hundred
    as for one. Who may not see volume is not shown who sends patients: for them a source is trusted by having been met.
    """
    people = around(caller, targets, as_of=as_of)
    relations = _relations(caller, people.providers, as_of)
    trusted = {provider_node(number): TRUSTED for number in relations.trusted}
    wanted = {number: provider_node(number) for number in targets}
    paths = best_paths(
        people.links([*trusted, *wanted.values()]),
        starts={**trusted, **dict.fromkeys(people.ours, OURS)},
        targets=list(wanted.values()),
        blocked=people.blocked,
    )
    shut = closed(caller, targets)
    asked = {one.to: one for one in _asked(introductions(caller).filter(_to(targets)).order_by("pk"))}
    known = offices(caller, _places(people, wanted), as_of=as_of)
    found = {}
    for number, node in wanted.items():
        path = paths.get(node)
        found[number] = WayIn(
            target=number,
            name=people.names.get(node, ""),
            closed=shut.get(number, ""),
            met=relations.met[number][1] if number in relations.met else None,
            sends=number in relations.sends,
            path=path,
            names={one: people.names[one] for one in path.nodes} if path else {},
            office=next(
                (known[place] for place in _places(people, {number: node}) if known[place].is_known), known[number]
            ),
            asked=asked.get(number),
        )
    return found


def _places(people: Around, wanted: dict[int, Node]) -> list[int]:
    """These targets, and then the practices they work at."""
    nodes = set(wanted.values())
    return [
        *wanted,
        *(place for place, inside in sorted(people.places.items()) if nodes & inside and place not in wanted),
    ]


def _relations(caller: Caller, numbers: Collection[int], as_of: date) -> _Relations:
    """What our contacts and referrals of the last year say about these sources, under all their numbers."""
    since = as_of - TRUSTED_WITHIN
    stands_for = {number: number for number in numbers}
    stands_for |= {merged: into for merged, into in survivors(caller).items() if into in stands_for}
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


def closed(caller: Caller, targets: Collection[int]) -> dict[int, str]:
    """Why nobody should try to reach some of these: they asked us not to, or have retired."""
    caller.must("sources.see")
    rows = Provider.objects.filter(Q(pk__in=targets) | Q(merged_into__in=targets))
    why: dict[int, str] = {}
    for row in rows.exclude(do_not_contact_since=None, retired_on=None).order_by("pk"):
        number = row.merged_into_id or row.pk
        if row.do_not_contact_since:
            why[number] = f"Not to be contacted: {row.do_not_contact_why}"
        elif row.pk == number:
            why.setdefault(number, f"Retired: {row.retired_why}")
    return why


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
