"""The list of targets as of today: who is near in the registry and who is known already, put into the rule.

Whoever may not see volume (those who choose gifts) is shown the same list without anything that rests on referrals:
nobody the practice knows already is in it, so that being left out says nothing, and nothing is expected of anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory import queries as directory
from wellsent.directory.queries import DescribedKind
from wellsent.directory.registry.entry import Medicare
from wellsent.directory.registry_here import registry
from wellsent.insights import queries as insights
from wellsent.insights.models import Reading
from wellsent.plan.profile import queries as profile
from wellsent.plan.profile.rules import Ideal, Place, check_weights
from wellsent.plan.targets import rules
from wellsent.plan.targets.deciding import undecided
from wellsent.plan.targets.queries.candidates import candidates, near_clinics
from wellsent.plan.targets.queries.decided import accepted_since, decided_on
from wellsent.plan.targets.queries.kinds import kind_facts
from wellsent.plan.targets.rules import Candidate, KindFacts, Ranked, Target
from wellsent.referrals.grouping import MEDICARE

if TYPE_CHECKING:
    from wellsent.directory.registry.distances import ZipTable


@dataclass(frozen=True, slots=True)
class ClinicPlace:
    """One of our clinics that the profile names, and where it stands."""

    number: int
    name: str
    miles: int
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class TargetList:
    """The targets with what their page says beside them.

    `in_registry` counts providers of the profile's kinds within reach, None where no registry is loaded; `compared` is
    how many of them were. `workable` new offices fit into a quarter's hours, of which `accepted` are taken up.
    `with_volume` says that the list holds what rests on referrals, `is_waiting` that it will once they are counted.
    `lacks_medicare` says that Medicare is taken and its file of who may order is not loaded.
    """

    ideal: Ideal
    ranked: Ranked
    clinics: tuple[ClinicPlace, ...]
    kinds: Mapping[str, str]
    in_registry: int | None
    compared: int
    workable: int
    room_for: int
    accepted: int
    as_of: date
    with_volume: bool
    is_waiting: bool
    lacks_medicare: bool


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Whom the list may hold and what is known of their kinds, whatever the weights and the decisions."""

    found: list[Candidate]
    kinds: dict[str, KindFacts]
    in_registry: int | None
    compared: int
    medicare: Medicare


_gathered: Final[Kept[_Gathered]] = Kept("referrals", "directory", "practice")


def targets(caller: Caller, *, weights: Mapping[str, int] | None = None) -> TargetList | None:
    """The list by the profile that counts, or by other weights to look at; None before there is a profile.

    Raises Refused, DataError for weights that cannot be.
    """
    ideal = profile.ideal(caller)
    if ideal is None:
        return None
    if weights is not None:
        check_weights(weights)
        ideal = replace(ideal, weights=dict(weights))
    today = accounts.today(caller)
    practice = accounts.organisation()
    clinics = dict(accounts.open_clinics(caller, on=today).values_list("pk", "name"))
    places = [place for place in ideal.places if place.clinic in clinics]
    kinds = {
        one.slug: one for one in directory.described_kinds(caller) if one.slug in ideal.kinds and not one.retired_on
    }
    may_see_volume = caller.may(insights.SEES_VOLUME)
    reading = insights.reading(caller) if may_see_volume else None
    table = profile.zip_table(caller)
    near = _gathered.get(
        (
            caller.clinics,
            may_see_volume,
            reading is None,
            today,
            registry().version(),
            repr(replace(ideal, weights={})),
        ),
        lambda: _gather(caller, ideal, places, kinds, table, reading),
        now=clock.now(),
    )
    open_ones = undecided(near.found, decided_on(caller), as_of=today)
    accepted = len(accepted_since(caller, today - timedelta(weeks=rules.WEEKS)))
    workable, room_for = rules.workable(float(practice.outreach_hours_a_week) if practice else 0.0, accepted=accepted)
    return TargetList(
        ideal=ideal,
        ranked=rules.rank(open_ones, ideal, kinds=near.kinds, clinics=clinics, as_of=today, medicare=near.medicare),
        clinics=tuple(
            ClinicPlace(place.clinic, clinics[place.clinic], place.miles, at)
            for place in places
            if (at := table.place(place.zip)) is not None
        ),
        kinds={slug: one.label for slug, one in kinds.items()},
        in_registry=near.in_registry,
        compared=near.compared,
        workable=workable,
        room_for=room_for,
        accepted=accepted,
        as_of=today,
        with_volume=reading is not None,
        is_waiting=may_see_volume and reading is None,
        lacks_medicare=(
            MEDICARE in ideal.payers and near.in_registry is not None and near.medicare.ordering_of is None
        ),
    )


def _gather(
    caller: Caller,
    ideal: Ideal,
    places: Sequence[Place],
    kinds: Mapping[str, DescribedKind],
    table: ZipTable,
    reading: Reading | None,
) -> _Gathered:
    near, in_registry = near_clinics(caller, places, list(kinds.values()))
    found = candidates(caller, near, places, kinds, table, reading)
    npis = [one.npi for one in found if one.npi]
    medicare = registry().medicare(npis) if in_registry is not None and MEDICARE in ideal.payers else Medicare()
    return _Gathered(found, kind_facts(caller, kinds.values(), ideal, reading), in_registry, len(near), medicare)


def target(caller: Caller, key: str) -> Target | None:
    """One target of the list, if it is still there."""
    listed = targets(caller)
    return next((one for one in listed.ranked.targets if one.candidate.key == key), None) if listed else None
