"""What the registry says differently: from the reading that is kept, brought up to date when either side changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, Left

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.directory import kinds
from wellsent.directory import queries as directory
from wellsent.directory import rules as directory_rules
from wellsent.directory.corrections import rules
from wellsent.directory.corrections.entering import Doubt, checked, doubts
from wellsent.directory.corrections.rules import Change, Held, Office, Place
from wellsent.directory.models import Affiliation, ContactPoint, KnownName, Provider, RegistryAnswer, RegistryReading
from wellsent.directory.names import NOBODY, Name
from wellsent.directory.registry.entry import Entry
from wellsent.directory.registry_here import registry
from wellsent.directory.rules import ProviderFacts

if TYPE_CHECKING:
    from wellsent.directory.registry import Status


@dataclass(frozen=True, slots=True)
class Ours:
    """Those we know, as the registry is asked about them: the sources with an NPI, every practice, every NPI held."""

    held: tuple[Held, ...]
    offices: tuple[Office, ...]
    npis: frozenset[str]

    @property
    def zips(self) -> frozenset[str]:
        """Where the practices are."""
        return frozenset(place.zip for office in self.offices for place in office.places)


def status(caller: Caller) -> Status:
    """Which registry is loaded, if any."""
    caller.must("sources.see")
    return registry().status()


def changes(caller: Caller) -> list[Change]:
    """Every difference that nobody has answered, by what differs and by name; none while no registry is loaded."""
    caller.must("sources.see")
    loaded = registry().version()
    if loaded is None:
        return []
    kept = RegistryReading.objects.filter(registry=loaded, facts=facts.version("directory")).defer("told").first()
    if kept is None:
        from wellsent.directory.corrections import actions  # which stand on these queries

        kept = actions.refresh(by=caller)
    found = [Change(**one) for one in kept.changes]
    refused = RegistryAnswer.objects.filter(answer=RegistryAnswer.Answer.NOT_SO, undone_at=None)
    not_so = set(refused.values_list(Coalesce("provider__merged_into_id", "provider_id"), "what", "value"))
    return [one for one in found if one.key not in not_so]


def counts(caller: Caller) -> dict[str, int]:
    """How many differences nobody has answered, by what differs; only what there is."""
    counted = Counter(one.what for one in changes(caller))
    return {what: counted[what] for what in rules.WHATS if counted[what]}


def answers(caller: Caller) -> QuerySet[RegistryAnswer]:
    """What people have answered and not taken back, the latest first."""
    caller.must("sources.see")
    return RegistryAnswer.objects.filter(undone_at=None).select_related("provider")


@dataclass(frozen=True, slots=True)
class Told:
    """An NPI that somebody gives: its entry in the registry, if there is one, and what speaks against it."""

    npi: str
    entry: Entry | None
    doubts: tuple[Doubt, ...] = ()

    @property
    def shown(self) -> str:
        """The name, as people say it."""
        return rules.shown(self.entry) if self.entry else ""

    @property
    def facts(self) -> str:
        """Kind, address and telephone in one line: Podiatry · 1 Lakeside Ave, Atlanta, GA 30309 · (404) 555-0100."""
        return rules.in_one_line(self.entry) if self.entry else ""


def told(
    caller: Caller, npis: Collection[str], names: Mapping[str, Name] | None = None, *, wants_person: bool = False
) -> dict[str, Told]:
    """What the registry says of these NPIs as they are entered, by NPI; nothing of any while none is loaded.

    `names` says for whom each is given, where that is known.
    """
    caller.must("sources.see")
    asked = registry()
    if not npis or asked.version() is None:
        return {}
    entries, (_, states) = asked.entries(npis), home(caller)
    return {
        npi: Told(
            npi,
            entries.get(npi),
            tuple(doubts(npi, entries.get(npi), name=(names or {}).get(npi), wants_person=wants_person, states=states)),
        )
        for npi in npis
    }


def held_before(caller: Caller, npi: str) -> str:
    """The name of whom we know under the NPI that this one has replaced; blank where there is nobody."""
    told = (one.name for one in changes(caller) if one.what == rules.RENUMBERED and one.value == npi)
    return next(told, "")


def facts_for(caller: Caller, npi: str) -> ProviderFacts:
    """A provider with this NPI: as the registry has it; without an active entry, the NPI alone. Raises DataError for a
    wrong check digit.
    """
    digits = checked(npi)
    of_it = told(caller, {digits}).get(digits)
    entry = of_it.entry if of_it else None
    if entry is None or entry.deactivated_on or not entry.written:
        return ProviderFacts(name=NOBODY, npi=digits)
    return rules.facts_of(entry)


def found_by_name(caller: Caller, text: str) -> list[Told]:
    """Entries of the registry with these words in their name, near the practice's sources, that nobody here has yet."""
    caller.must("sources.see")
    asked, words = registry(), directory_rules.words(text)
    if asked.version() is None or not words:
        return []
    areas, _ = home(caller)
    entries = asked.named(words, areas)
    held = set(Provider.objects.filter(npi__in=[one.npi for one in entries]).values_list("npi", flat=True))
    return [Told(one.npi, one) for one in entries if one.npi not in held]


def home(caller: Caller) -> tuple[frozenset[str], frozenset[str]]:
    """Where the practice works: the first two digits of its sources' ZIP codes; the states of its clinics, and those
    that hold at least one in twenty of its sources' addresses (a border is near for some).
    """
    caller.must("sources.see")
    points = ContactPoint.objects.filter(channel=ContactPoint.Channel.ADDRESS, retired_on=None).order_by()
    areas = points.exclude(zip="").annotate(area=Left("zip", 2)).values_list("area", flat=True).distinct()
    states = dict(points.exclude(state="").values_list("state").annotate(Count("pk")))
    enough = sum(states.values()) * _ENOUGH
    ours = {one.state for one in accounts.clinics(caller) if one.state}
    return frozenset(areas), frozenset(ours | {state for state, count in states.items() if count >= enough})


_ENOUGH = 0.05


def ours(caller: Caller) -> Ours:
    """Those we know, in four queries however many they are; who has retired is not asked about."""
    everybody = directory.sources(caller).order_by("pk")
    stands_for = directory.survivors(caller)
    rows = {row.pk: row for row in everybody.only(*_COLUMNS)}
    npis: dict[int, list[str]] = defaultdict(list)
    numbered = Provider.objects.exclude(npi="").annotate(end=Coalesce("merged_into_id", "pk")).order_by("pk")
    for end, npi in numbered.values_list("end", "npi"):
        npis[end].append(npi)
    at = _places(stands_for)
    working: dict[int, list[int]] = defaultdict(list)
    for person, practice in (
        Affiliation.objects.filter(ended_on=None).order_by("pk").values_list("provider", "practice")
    ):
        working[stands_for.get(person, person)].append(stands_for.get(practice, practice))
    there: dict[int, dict[Place, None]] = defaultdict(dict)
    unnumbered: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, practices in working.items():
        for practice in practices:
            there[practice] |= dict.fromkeys(at[person])
            if person in rows and person not in npis:
                unnumbered[practice].append((rows[person].family, rows[person].given))
    offices = {
        number: Office(number, row.name, tuple(dict.fromkeys(at[number] or there[number])), tuple(unnumbered[number]))
        for number, row in rows.items()
        if row.entity == Provider.Entity.PRACTICE and row.retired_on is None
    }
    spelled: dict[int, list[str]] = defaultdict(list)
    names = KnownName.objects.exclude(provider__npi="", provider__merged_into=None).order_by("pk")
    for number, text in names.values_list("provider", "text"):
        spelled[stands_for.get(number, number)].append(text)
    held = [
        _held(
            rows[number], npi, at[number], [offices[one] for one in working[number] if one in offices], spelled[number]
        )
        for number, its_npis in npis.items()
        for npi in its_npis
        if number in rows and rows[number].retired_on is None
    ]
    return Ours(tuple(held), tuple(offices.values()), frozenset(npi for those in npis.values() for npi in those))


_COLUMNS = ("name", "entity", "family", "given", "middle", "kind", "retired_on")


def _places(stands_for: Mapping[int, int]) -> dict[int, list[Place]]:
    """The addresses of each source in normal form."""
    found: dict[int, list[Place]] = defaultdict(list)
    points = ContactPoint.objects.filter(channel=ContactPoint.Channel.ADDRESS, retired_on=None).exclude(zip="")
    for number, value, shown, zip_code in points.order_by("pk").values_list("provider", "value", "shown", "zip"):
        found[stands_for.get(number, number)].append(rules.place_written(value, shown, zip_code))
    return found


def _held(row: Provider, npi: str, own: list[Place], offices: list[Office], spelled: list[str]) -> Held:
    through_offices = [place for office in offices for place in office.places]
    return Held(
        number=row.pk,
        npi=npi,
        is_person=row.entity == Provider.Entity.PERSON,
        name=row.name,
        family=row.family,
        given=row.given,
        middle=row.middle,
        spellings=tuple(spelled),
        kind=row.kind_id if row.kind_id and row.kind_id in kinds.ALL else "",
        places=tuple(dict.fromkeys(own or through_offices)),
        offices=tuple(offices),
    )
