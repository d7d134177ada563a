"""Everything one mention, known source or growing cluster says of somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from wellsent.directory import kinds, npi, phones, places
from wellsent.directory.identity.model import Known, Mention, Ref
from wellsent.directory.identity.person import Person, person_of
from wellsent.directory.identity.practice import SAME, Core, likeness
from wellsent.directory.names import NOBODY, Name, fold, parse
from wellsent.directory.names.organisations import core
from wellsent.directory.names.words import GENERIC


@dataclass(slots=True)
class Profile:
    """Names with how many rows write them so, and every identifier, practice and place beside them."""

    names: Counter[Name] = field(default_factory=Counter)
    npis: set[str] = field(default_factory=set)
    wrong_npis: set[str] = field(default_factory=set)  # their check digit fails
    contested: set[str] = field(default_factory=set)  # valid, but another's by the names beside them
    practices: set[Core] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    streets: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    zips: set[str] = field(default_factory=set)
    refs: set[Ref] = field(default_factory=set)
    mentions: list[int] = field(default_factory=list)
    known: int | None = None
    main: Name = NOBODY
    person: Person = field(default_factory=lambda: person_of(NOBODY))
    people: set[Person] = field(default_factory=set)

    @property
    def is_person(self) -> bool:
        """Whether the main name is a person's."""
        return self.main.kind == "person"

    @property
    def has_places(self) -> bool:
        """Whether it says anything of where."""
        return bool(self.practices or self.phones or self.streets or self.zips or self.cities)

    @property
    def house_numbers(self) -> set[str]:
        """The numbers its addresses begin with."""
        return {street.split()[0] for street in self.streets if street[0].isdigit()}

    @property
    def core(self) -> Core:
        """An organisation's name in its telling words."""
        return core(self.main.family)

    def absorb(self, other: Profile) -> None:
        """Take in everything another says."""
        self.names.update(other.names)
        self.npis |= other.npis
        self.wrong_npis |= other.wrong_npis
        self.contested |= other.contested
        self.practices |= other.practices
        self.kinds |= other.kinds
        self.phones |= other.phones
        self.emails |= other.emails
        self.streets |= other.streets
        self.cities |= other.cities
        self.states |= other.states
        self.zips |= other.zips
        self.people |= other.people
        self.refs |= other.refs
        self.mentions += other.mentions
        self.known = self.known if self.known is not None else other.known
        # The one most rows write, the fuller one where they are equal; no other name has more rows than before.
        main = max((self.main, *other.names), key=self._weight)
        if main is not self.main:
            self.main, self.person = main, person_of(main)

    def _weight(self, name: Name) -> tuple[bool, int, str]:
        return name.kind != "none", self.names[name] * _fullness(name), name.text


def _fullness(name: Name) -> int:
    """How much a spelling says: a full given name above all."""
    if name.kind != "person":
        return 8
    return 1 + 20 * (len(name.given) > 1) + 2 * bool(name.middle) + 2 * bool(name.suffix) + 2 * bool(name.credentials)


def of_mention(index: int, mention: Mention, name: Name) -> Profile:
    """What one mention says; where it names nobody, the practice is the source."""
    if mention.practice and (name.is_blank or _is_the_practice(name, mention.practice)):
        office = parse(mention.practice)
        name = office if office.is_blank else Name(kind="organisation", family=office.display, text=office.text)
    number = npi.clean(mention.npi)
    is_right = number is not None and npi.is_valid(number)
    profile = Profile(
        names=Counter({name: max(len(mention.rows), 1)}),
        npis={number} if number and is_right else set(),
        wrong_npis={number} if number and not is_right else set(),
        refs={mention.key},
        mentions=[index],
        main=name,
        person=person_of(name),
        people={person_of(name)} if name.kind == "person" else set(),
    )
    _add(profile, practices=[mention.practice], of_kinds=[mention.kind], numbers=[mention.phone, mention.fax])
    _add_places(profile, [mention.email], [mention.address], [mention.city], [mention.state], [mention.zip])
    return profile


def _is_the_practice(name: Name, written: str) -> bool:
    """Whether what looks like a person's name is the practice's own, mistyped perhaps."""
    if name.kind != "person" or name.credentials or "," in name.text:
        return False
    written_core = core(written)
    return not GENERIC.isdisjoint(written_core) and likeness(core(name.text), written_core) >= SAME


def of_known(known: Known) -> Profile:
    """What is stored of a source."""
    names = [name for name in map(parse, known.names) if not name.is_blank]
    profile = Profile(
        names=Counter(names),
        npis={number for number in map(npi.clean, known.npis) if number},
        refs={known.id},
        known=known.id,
        main=names[0] if names else NOBODY,
        person=person_of(names[0] if names else NOBODY),
        people={person_of(name) for name in names if name.kind == "person"},
    )
    _add(profile, practices=known.practices, of_kinds=known.kinds, numbers=[*known.phones, *known.faxes])
    _add_places(profile, known.emails, known.addresses, known.cities, known.states, known.zips)
    return profile


def _add(
    profile: Profile, *, practices: Iterable[str | None], of_kinds: Iterable[str | None], numbers: Iterable[str | None]
) -> None:
    profile.practices.update(core(text) for text in practices if text and fold(text))
    profile.kinds.update(kinds.recognise(text) or fold(text) for text in of_kinds if text and fold(text))
    profile.phones.update(filter(None, map(phones.comparable, numbers)))


def _add_places(
    profile: Profile,
    emails: Iterable[str | None],
    addresses: Iterable[str | None],
    cities: Iterable[str | None],
    states: Iterable[str | None],
    zips: Iterable[str | None],
) -> None:
    profile.emails.update(text.strip().casefold() for text in emails if text and "@" in text)
    profile.streets.update(filter(None, map(places.street, addresses)))
    profile.cities.update(filter(None, map(places.city, cities)))
    profile.states.update(filter(None, (places.state(text) or fold(text or "") for text in states)))
    profile.zips.update(filter(None, (places.zip5(text) or fold(text or "") for text in zips)))
