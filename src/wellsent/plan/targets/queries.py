"""The list of targets as of today: who is near in the registry and who is known already, put into the rule.

Whoever may not see volume (those who choose gifts) is shown the same list without anything that rests on referrals:
nobody the practice knows already is in it, so that being left out says nothing, and nothing is expected of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.base import clock
from wellsent.base.errors import DataError
from wellsent.base.kept import Kept
from wellsent.base.unused import in_chunks
from wellsent.directory import queries as directory
from wellsent.directory.models import ContactPoint, Provider
from wellsent.directory.names import parse
from wellsent.directory.queries import DescribedKind
from wellsent.directory.registry_here import registry
from wellsent.insights import queries as insights
from wellsent.insights.models import Reading, SourceStanding
from wellsent.plan.profile import queries as profile
from wellsent.plan.profile.rules import Ideal, Place, check_weights
from wellsent.plan.targets import rules
from wellsent.plan.targets.benchmarks import BY_KIND
from wellsent.plan.targets.models import TargetDecision
from wellsent.plan.targets.rules import Candidate, Decided, DecidedOn, KindFacts, PayerShare, Ranked, Target
from wellsent.referrals.grouping import NOT_STATED, payer_group
from wellsent.referrals.models import Referral

if TYPE_CHECKING:
    from wellsent.directory.registry.distances import ZipTable

NEAREST = 400
"""So many of the nearest around each clinic in the registry are compared, and so many of those known."""
LATEST_REFERRALS = 2_000
"""So many of the latest referrals say which payers each kind sends."""


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


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Whom the list may hold and what is known of their kinds, whatever the weights and the decisions."""

    found: list[Candidate]
    kinds: dict[str, KindFacts]
    in_registry: int | None
    compared: int


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
    open_ones = rules.undecided(near.found, _decided(caller), as_of=today)
    accepted = len(accepted_since(caller, today - timedelta(weeks=rules.WEEKS)))
    workable, room_for = rules.workable(float(practice.outreach_hours_a_week) if practice else 0.0, accepted=accepted)
    return TargetList(
        ideal=ideal,
        ranked=rules.rank(open_ones, ideal, kinds=near.kinds, clinics=clinics, as_of=today),
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
    )


def _gather(
    caller: Caller,
    ideal: Ideal,
    places: Sequence[Place],
    kinds: Mapping[str, DescribedKind],
    table: ZipTable,
    reading: Reading | None,
) -> _Gathered:
    near, in_registry = _near(places, list(kinds.values()))
    found = _candidates(caller, near, places, kinds, table, reading)
    return _Gathered(found, _kind_facts(caller, kinds.values(), ideal, reading), in_registry, len(near))


def target(caller: Caller, key: str) -> Target | None:
    """One target of the list, if it is still there."""
    listed = targets(caller)
    return next((one for one in listed.ranked.targets if one.candidate.key == key), None) if listed else None


def _near(places: Sequence[Place], kinds: Sequence[DescribedKind]) -> tuple[dict[str, Candidate], int | None]:
    """The nearest in the registry around each clinic, by NPI, and how many there are at least; None: nothing loaded."""
    ours = [one.slug for one in kinds if not one.added_here]
    by_code = {code: one.slug for one in kinds if one.added_here for code in one.codes}
    if not kinds:
        return {}, 0
    found: dict[str, Candidate] = {}
    most = 0
    for place in places:
        try:
            total, nearest = registry().near(place.zip, place.miles, ours, codes=list(by_code), limit=NEAREST)
        except DataError:  # nothing is loaded: the page says how to get it
            return {}, None
        most = max(most, total)
        for one in nearest:
            if one.npi in found:
                found[one.npi] = _nearer(found[one.npi], place.clinic, one.miles)
                continue
            found[one.npi] = Candidate(
                key=f"n{one.npi}",
                name=one.name,
                kind=one.kind or by_code.get(one.taxonomy or "", ""),
                address=one.practice_address or "",
                zip=one.zip,
                miles={place.clinic: one.miles},
                npi=one.npi,
                since=one.since,
            )
    return found, max(most, len(found))


def _nearer(candidate: Candidate, clinic: int, miles: float) -> Candidate:
    return replace(candidate, miles={**candidate.miles, clinic: miles})


def _candidates(
    caller: Caller,
    near: Mapping[str, Candidate],
    places: Sequence[Place],
    kinds: Mapping[str, DescribedKind],
    table: ZipTable,
    reading: Reading | None,
) -> list[Candidate]:
    """Those of the registry and those the practice knows, each once, without sources and those left alone."""
    known = _known_by_npi(near)
    numbered = {one.npi for one in known.values()}
    found = _shown([one for npi, one in near.items() if npi not in numbered], table)
    found = _without_namesakes(caller, found)
    if reading is None:
        return found
    for one in _known_near(places, kinds, table, reading):
        known.setdefault(one.known or 0, one)
    known = {number: one for number, one in known.items() if one.kind in kinds}
    begun = _begun(reading, known)
    left_out = _left_alone(caller, known)
    with_counts = [
        replace(one, referrals=begun[number][0], last_on=begun[number][1]) if number in begun else one
        for number, one in known.items()
    ]
    return found + _shown(rules.without_sources(with_counts, left_out=left_out), table)


def _shown(candidates: Sequence[Candidate], table: ZipTable) -> list[Candidate]:
    """With their names as one says them, which the registry writes in capitals, and where their ZIP codes lie."""
    places = {code: table.place(code) for code in {one.zip for one in candidates}}
    return [
        replace(one, name=one.name if one.known else parse(one.name).display or one.name, place=places[one.zip])
        for one in candidates
    ]


def _known_by_npi(near: Mapping[str, Candidate]) -> dict[int, Candidate]:
    """Those of the registry whom the directory knows, by their number there; it knows name and kind best."""
    found: dict[int, Candidate] = {}
    for chunk in in_chunks(sorted(near)):
        rows = Provider.objects.filter(npi__in=chunk).select_related("merged_into")
        for row in rows.only("npi", "name", "kind", "merged_into__name", "merged_into__kind"):
            stands = row.merged_into or row
            at = near[row.npi]
            kind = stands.kind_id or at.kind
            found[stands.pk] = replace(at, known=stands.pk, key=f"k{stands.pk}", name=stands.name, kind=kind)
    return found


def _without_namesakes(caller: Caller, strangers: Sequence[Candidate]) -> list[Candidate]:
    """Those who are nobody the directory knows by the same name without an NPI: it may be them, and they may refer."""
    keys = {one.key: parse(one.name).key for one in strangers}
    families = sorted({parse(one.name).family for one in strangers})
    known: set[str] = set()
    for chunk in in_chunks(families):
        rows = directory.sources(caller).filter(npi="", family__in=chunk)
        known.update(parse(name).key for name in rows.values_list("sort_name", flat=True))
    return [one for one in strangers if keys[one.key] not in known]


def _known_near(
    places: Sequence[Place], kinds: Mapping[str, DescribedKind], table: ZipTable, reading: Reading
) -> list[Candidate]:
    """The nearest whom the directory knows of these kinds, without sources: each at the nearest of its addresses."""
    away = _within(places, table)
    sources = SourceStanding.objects.filter(reading=reading, referrals__gte=rules.HAS_BEGUN_BELOW).order_by()
    left_out = set(sources.values_list("source", flat=True))
    points = ContactPoint.objects.filter(
        channel=ContactPoint.Channel.ADDRESS, retired_on=None, provider__kind__in=kinds, provider__merged_into=None
    )
    at: dict[int, tuple[float, int, str]] = {}
    for chunk in in_chunks(sorted(away)):
        for point, number, code in points.filter(zip__in=chunk).values_list("pk", "provider", "zip"):
            if number not in left_out:
                here = (min(away[code].values()), point, code)
                at[number] = min(at.get(number, here), here)
    nearest = [point for _, point, _ in sorted(at.values())[:NEAREST]]
    columns = ("provider", "provider__name", "provider__kind", "provider__npi", "shown", "city", "zip")
    rows = ContactPoint.objects.filter(pk__in=nearest).order_by().values_list(*columns)
    return [
        Candidate(
            key=f"k{number}",
            name=name,
            kind=kind,
            address=", ".join(filter(None, (street, city))),
            zip=code,
            miles=away[code],
            npi=npi,
            known=number,
        )
        for number, name, kind, npi, street, city, code in rows
    ]


def _within(places: Sequence[Place], table: ZipTable) -> dict[str, dict[int, float]]:
    """The ZIP codes within reach, and how far each is from our clinics, by the clinic's number."""
    away: dict[str, dict[int, float]] = defaultdict(dict)
    for place in places:
        within = table.within(int(place.zip), place.miles)
        for code, miles in zip(*within, strict=True) if within else ():
            away[f"{code:05}"][place.clinic] = round(float(miles), 1)
    return away


def _begun(reading: Reading, known: Iterable[int]) -> dict[int, tuple[int, date]]:
    """How many referrals each of these has sent, and the day of the last."""
    found: dict[int, tuple[int, date]] = {}
    for chunk in in_chunks(sorted(known)):
        rows = SourceStanding.objects.filter(reading=reading, source__in=chunk).order_by()
        found.update(
            (source, (count, day)) for source, count, day in rows.values_list("source", "referrals", "last_on")
        )
    return found


def _left_alone(caller: Caller, known: Iterable[int]) -> set[int]:
    """Those of these that retired, or asked not to be contacted under any of their names."""
    found = set(directory.not_to_contact(caller))
    for chunk in in_chunks(sorted(known)):
        found.update(Provider.objects.filter(pk__in=chunk).exclude(retired_on=None).values_list("pk", flat=True))
    return found


def _kind_facts(
    caller: Caller, kinds: Collection[DescribedKind], ideal: Ideal, reading: Reading | None
) -> dict[str, KindFacts]:
    """What is known of each kind; of payers and of what to expect only for callers who see volume."""
    payers = _payers(caller, ideal) if reading else {}
    last_year = _last_12_months(reading, [one.slug for one in kinds]) if reading else {}
    return {
        one.slug: KindFacts(
            label=one.label,
            conditions=one.conditions,
            payers=payers.get(one.slug),
            estimate=rules.expected(last_year.get(one.slug, ()), BY_KIND.get(one.slug)) if reading else None,
        )
        for one in kinds
    }


def _payers(caller: Caller, ideal: Ideal) -> dict[str, PayerShare]:
    """Of the latest referrals of each kind, those with a payer the practice takes; kinds with few are left out."""
    rows = in_clinics(Referral.objects.filter(duplicate_of=None), caller).order_by("-received_on")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kind, payer in rows.values_list("source__kind", "payer")[:LATEST_REFERRALS]:
        group = payer_group(payer)
        if kind and group != NOT_STATED:
            counts[kind][0] += group in ideal.payers
            counts[kind][1] += 1
    return {kind: PayerShare(taken, n) for kind, (taken, n) in counts.items() if n >= rules.FEWEST_REFERRALS}


def _last_12_months(reading: Reading, kinds: Iterable[str]) -> dict[str, list[int]]:
    """What the sources of each of these kinds sent in the last 12 months, those that sent any."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = SourceStanding.objects.filter(reading=reading, last_12_months__gt=0, retired=False, kind__in=kinds)
    for kind, count in rows.order_by().values_list("kind", "last_12_months"):
        found[kind].append(count)
    return found


def decisions(caller: Caller) -> QuerySet[TargetDecision]:
    """What was decided of targets and holds, the newest first. Raises Refused."""
    caller.must("targets.see")
    return TargetDecision.objects.filter(undone_at=None).select_related("provider", "provider__merged_into")


def _decided(caller: Caller) -> DecidedOn:
    providers: dict[int, Decided] = {}
    npis: dict[str, Decided] = {}
    columns = (Coalesce("provider__merged_into_id", "provider_id"), "npi", "choice", "until")
    for number, npi, choice, until in decisions(caller).order_by("pk").values_list(*columns):
        if number is not None:
            providers[number] = Decided(choice, until)
        if npi:
            npis[npi] = Decided(choice, until)
    return DecidedOn(providers, npis)


def accepted_since(caller: Caller, day: date) -> list[TargetDecision]:
    """The targets accepted since a day and still so, each once, through merges."""
    newest: dict[int, TargetDecision] = {}
    for one in decisions(caller).filter(provider__isnull=False).order_by("pk"):
        if one.provider is not None:
            newest[one.provider.merged_into_id or one.provider.pk] = one
    return [one for one in newest.values() if one.choice == TargetDecision.Choice.ACCEPTED and one.on >= day]


def how_to_get_registry(caller: Caller) -> str:
    """What to do where no registry is loaded, in words."""
    from wellsent.directory.registry.queries import HOW_TO_GET  # brings DuckDB, which other pages do without

    caller.must("targets.see")
    return HOW_TO_GET
