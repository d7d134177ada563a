"""What differs between what we hold of a source and its entry in the national registry. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from wellsent.directory import kinds, nicknames, phones, places
from wellsent.directory.identity.practice import DIFFERENT, likeness
from wellsent.directory.names import Name, fold, parse
from wellsent.directory.names.organisations import core, recase_organisation
from wellsent.directory.names.text import recase
from wellsent.directory.registry.entry import Entry, Site
from wellsent.directory.rules import ProviderFacts, practice_key

RETIRED, RENUMBERED, MISTAKEN = "retired", "renumbered", "mistaken"
MOVED, RENAMED, KIND, GROUP, PARTNER = "moved", "renamed", "kind", "group", "partner"
WHATS: Final = (RETIRED, RENUMBERED, MISTAKEN, MOVED, PARTNER, GROUP, RENAMED, KIND)
"""What can differ, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody practises, in normal form: street without suite, the suite, and five digits of a ZIP."""

    street: str
    unit: str
    zip: str

    def is_at(self, other: Place) -> bool:
        """Whether two addresses are one building: "1200 lakeside" is at "1200 lakeside ave"."""
        one, two = sorted((self.street, other.street), key=len)
        return self.zip == other.zip and bool(one) and (one == two or two.startswith(f"{one} "))

    def is_office_of(self, other: Place) -> bool:
        """Whether two addresses are one office: one building, and not two suites of it."""
        return self.is_at(other) and (not self.unit or not other.unit or self.unit == other.unit)


@dataclass(frozen=True, slots=True)
class Office:
    """A practice we know: where it is, by its own address, else by those of the people who work there. `unnumbered`
    are the people of it whose NPI nobody has told us, each as family and given name.
    """

    number: int
    name: str
    places: tuple[Place, ...] = ()
    unnumbered: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What we hold of one source with an NPI. `kind` is blank where nobody said, or the practice made it itself."""

    number: int
    npi: str
    is_person: bool
    name: str
    family: str = ""
    given: str = ""
    middle: str = ""
    spellings: tuple[str, ...] = ()
    kind: str = ""
    places: tuple[Place, ...] = ()
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `value` is what the registry says, in the form that an answer is kept under.

    `npi` is that of the entry; `before` and `after` are words for both sides, `on` the day of the entry (2026-11-07).
    """

    provider: int
    npi: str
    what: str
    value: str
    name: str
    before: str
    after: str
    on: str

    @property
    def key(self) -> tuple[int, str, str]:
        return self.provider, self.what, self.value

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def place_of(site: Site) -> Place:
    """A site's address in normal form."""
    return Place(places.street(site.street), places.unit(site.street), site.zip)


def place_written(value: str, shown: str, zip_code: str) -> Place:
    """An address as a contact point keeps it: in normal form before a bar, and as it is shown, with its suite."""
    return Place(value.partition("|")[0], places.unit(shown), places.zip5(zip_code))


def changes(held: Held, entry: Entry, *, taken: Collection[str] = ()) -> list[Change]:
    """Every difference between a source and its entry; `taken` are the NPIs of everybody we know.

    Of a deactivated NPI nothing else is compared, nor of one that seems to be somebody else's.
    """

    def change(what: str, value: str, before: str, after: str, on: str = "") -> Change:
        return Change(held.number, held.npi, what, value[:320], held.name, before, after, on or entry.updated_on)

    if entry.deactivated_on:
        if entry.replaced_by and entry.replaced_by not in taken:
            return [change(RENUMBERED, entry.replaced_by, held.npi, entry.replaced_by, entry.deactivated_on)]
        return [change(RETIRED, entry.deactivated_on, "", entry.deactivated_on, entry.deactivated_on)]
    differs = name_differs(held, entry)
    if differs == MISTAKEN:
        return [change(MISTAKEN, fold(entry.written), held.name, shown(entry))]
    found = [change(RENAMED, fold(entry.written), held.name, shown(entry))] if differs else []
    if kind := _other_kind(held, entry):
        found.append(change(KIND, kind, kinds.ALL[held.kind].label, kinds.ALL[kind].label))
    if site := _moved_to(held, entry):
        to = place_of(site)
        found.append(change(MOVED, f"{to.street}|{to.zip}", "", address(site)))
    if group := _other_group(held, entry):
        offices = ", ".join(office.name for office in held.offices)
        found.append(change(GROUP, practice_key(group.group), offices, recase_organisation(group.group)))
    return found


def partners(offices: Iterable[Office], arrived: Iterable[Entry], *, taken: Collection[str] = ()) -> list[Change]:
    """Of those who arrived, whom we do not know and who are of one of our kinds: new at an office that we know.

    Somebody comes to the office of the same name as their group, else to the one at their address; to one, not to two.
    """
    at_zip: dict[str, list[Office]] = {}
    for office in offices:
        for zip_code in {place.zip for place in office.places}:
            at_zip.setdefault(zip_code, []).append(office)
    found = []
    for entry in arrived:
        known = entry.npi in taken or not kinds.of_taxonomies(entry.codes)
        to = None if known else _office_of(entry, at_zip)
        if to is not None and not any(_fits(family, (given,), entry) for family, given in to.unnumbered):
            found.append(Change(to.number, entry.npi, PARTNER, entry.npi, to.name, "", shown(entry), entry.updated_on))
    return found


def _office_of(entry: Entry, at_zip: Mapping[str, Sequence[Office]]) -> Office | None:
    for site in entry.groups:
        for office in at_zip.get(site.zip, ()):
            if practice_key(site.group) == practice_key(office.name):
                return office
    for site in (*entry.sites, *entry.groups):
        here = place_of(site)
        for office in at_zip.get(site.zip, ()):
            if any(here.is_office_of(place) for place in office.places):
                return office
    return None


def name_of(entry: Entry) -> Name:
    """An entry's name in parts, in ordinary capitals."""
    if entry.is_organisation:
        return Name(kind="organisation", family=recase_organisation(entry.organisation), text=entry.written)
    read = parse(entry.written)
    return Name(
        kind="person",
        family=recase(entry.family, family=True),
        given=recase(entry.given),
        middle=recase(entry.middle),
        suffix=read.suffix,
        credentials=read.credentials,
        text=entry.written,
    )


def name_written(text: str) -> Name:
    """A name as the registry writes it in one line, QUILL, ADA B, LCSW-C: what stands behind the second comma is a
    credential, also one that nobody taught us, and no name.
    """
    read = parse(text)
    family, _, rest = text.partition(", ")
    given, _, credential = rest.partition(", ")
    if read.kind != "person" or not credential:
        return read
    name = parse(f"{family}, {given}")
    if (name.family, name.given, name.middle) == (read.family, read.given, read.middle):
        return read
    said = () if fold(credential) in {"", "na", "none"} else (credential,)
    return name._replace(credentials=said, text=text)


def shown(entry: Entry) -> str:
    """An entry's name as people say it."""
    return name_of(entry).display or entry.written


def address(site: Site) -> str:
    """An address in ordinary capitals: 12 Lakeside Ave, Atlanta, GA 30309."""
    town = " ".join(part for part in (site.state, site.zip) if part)
    return places.in_one_line(", ".join(part for part in (site.street, site.city, town) if part))


def in_one_line(entry: Entry) -> str:
    """Kind, address and telephone: Podiatry · 1 Lakeside Ave, Atlanta, GA 30309 · (404) 555-0100."""
    kind = kinds.of_taxonomies(entry.codes)
    sort = kinds.ALL[kind].label if kind else ("Organisation" if entry.is_organisation else "")
    site = entry.sites[0] if entry.sites else None
    phone = phones.parse(site.phone) if site else None
    return " · ".join(part for part in (sort, address(site) if site else "", phone.shown if phone else "") if part)


def facts_of(entry: Entry) -> ProviderFacts:
    """An entry as facts of a provider, at its practice address. The fax is left out: nobody has verified it."""
    site = entry.sites[0] if entry.sites else Site("", "", "", "")
    return ProviderFacts(
        name=name_of(entry),
        npi=entry.npi,
        kind=kinds.of_taxonomies(entry.codes) or "",
        phone=site.phone,
        address=places.title(site.street),
        city=places.title(site.city),
        state=site.state,
        zip=site.zip,
    )


def name_differs(held: Held, entry: Entry) -> str:
    """RENAMED where the registry has another name, MISTAKEN where the NPI is another's; "" where the names fit."""
    if not entry.written:
        return ""
    if held.is_person == entry.is_organisation:
        return MISTAKEN
    if entry.is_organisation:
        theirs = [core(name) for name in (entry.organisation, *entry.also)]
        ours = [core(name) for name in (held.name, *held.spellings)]
        return "" if any(likeness(one, other) >= DIFFERENT for one in ours for other in theirs) else RENAMED
    if not held.family:
        return ""
    if _fits(held.family, (held.given, held.middle), entry):
        return ""
    read = [parse(text) for text in held.spellings]
    people = [(one.family, (one.given, one.middle, one.nickname)) for one in read if one.kind == "person"]
    if any(_fits(family, given, entry) for family, given in people):
        return ""
    givens = [(held.given, held.middle), *(given for _, given in people)]
    has_former = fold(held.family) in {fold(name) for name in entry.also}
    return RENAMED if has_former or any(_same_given(given, entry, initials=False) for given in givens) else MISTAKEN


def _fits(family: str, given: Sequence[str], entry: Entry) -> bool:
    return fold(family) == fold(entry.family) and _same_given(given, entry, initials=True)


def _same_given(ours: Sequence[str], entry: Entry, *, initials: bool) -> bool:
    """Whether one of our given names may be one of the registry's; an initial, or none at all, only if allowed."""
    one, other = [name for name in ours if name], [name for name in (entry.given, entry.middle) if name]
    if initials and not (one and other):
        return True
    return any(
        nicknames.are_same(mine, theirs)
        or (initials and 1 in {len(mine), len(theirs)} and fold(mine)[:1] == fold(theirs)[:1])
        for mine in one
        for theirs in other
    )


def _other_kind(held: Held, entry: Entry) -> str:
    kind = kinds.of_taxonomies(entry.codes)
    return kind if held.kind and kind and kind != held.kind else ""


def _moved_to(held: Held, entry: Entry) -> Site | None:
    """The practice address, where none of the entry's sites is one of those that we hold."""
    if not held.places or not entry.sites:
        return None
    first = place_of(entry.sites[0])
    if not (first.street and first.zip):
        return None
    stays = any(place_of(site).is_at(place) for site in entry.sites for place in held.places)
    return None if stays else entry.sites[0]


def _other_group(held: Held, entry: Entry) -> Site | None:
    """A group of Medicare's file, where none of theirs is an office that we hold, by its name or its address."""
    named = [site for site in entry.groups if practice_key(site.group)]
    if not (held.is_person and held.offices and named):
        return None
    for site in named:
        words, place = core(site.group), place_of(site)
        for office in held.offices:
            if likeness(words, core(office.name)) >= DIFFERENT or any(place.is_at(one) for one in office.places):
                return None
    return named[0]
