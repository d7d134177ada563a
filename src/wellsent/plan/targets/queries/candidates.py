"""Who may be on the list: near in the registry, or known to the practice; no sources, nobody to be left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from wellsent.accounts.caller import Caller
from wellsent.base.errors import DataError
from wellsent.base.unused import in_chunks
from wellsent.directory import queries as directory
from wellsent.directory.corrections.rules import name_written
from wellsent.directory.models import ContactPoint, Provider
from wellsent.directory.names import parse
from wellsent.directory.queries import DescribedKind
from wellsent.directory.registry_here import registry
from wellsent.insights.models import Reading, SourceStanding
from wellsent.plan.profile.rules import Place
from wellsent.plan.targets import rules
from wellsent.plan.targets.rules import Candidate

if TYPE_CHECKING:
    from wellsent.directory.registry.distances import ZipTable

NEAREST = 400
"""So many of the nearest around each clinic in the registry are compared, and so many of those known."""


def near_clinics(
    caller: Caller, places: Sequence[Place], kinds: Sequence[DescribedKind]
) -> tuple[dict[str, Candidate], int | None]:
    """The nearest in the registry around each clinic, by NPI, and how many there are at least; None: nothing loaded."""
    caller.must("targets.see")
    ours = [one.slug for one in kinds if not one.added_here]
    by_code = {code: one.slug for one in kinds if one.added_here for code in one.codes}
    if not ours and not by_code:  # kinds without codes: nobody to ask the registry for
        return {}, None if registry().version() is None else 0
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


def candidates(
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
        replace(one, name=one.name if one.known else name_written(one.name).display or one.name, place=places[one.zip])
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
