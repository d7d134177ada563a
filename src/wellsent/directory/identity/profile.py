"""Everything one mention, known source or growing cluster says of somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wellsent.directory import kinds, npi, phones, places
from wellsent.directory.identity.model import Known, Mention, Ref
from wellsent.directory.identity.person import Person, person_of
from wellsent.directory.identity.practice import SAME, Core, likeness
from wellsent.directory.names import NOBODY, Name, fold, parse
from wellsent.directory.names.organisations import core
from wellsent.directory.names.words import GENERIC

Texts = tuple[str | None, ...]
Values = frozenset[str]

_NONE: Values = frozenset()


@dataclass(slots=True)
class Profile:
    """Names with how many rows write them so, and every identifier, practice and place beside them.

    `main` is the name that stands for all, `person` what of it is compared with other people's.
    """

    names: dict[Name, int]
    main: Name
    person: Person
    is_person: bool
    people: frozenset[Person] = frozenset()
    npis: Values = _NONE
    wrong_npis: Values = _NONE  # their check digit fails
    contested: Values = _NONE  # valid, but another's by the names beside them
    practices: frozenset[Core] = frozenset()
    kinds: Values = _NONE
    phones: Values = _NONE
    emails: Values = _NONE
    streets: Values = _NONE
    cities: Values = _NONE
    states: Values = _NONE
    zips: Values = _NONE
    refs: frozenset[Ref] = frozenset()  # what decisions name it by, where there are any
    mentions: tuple[int, ...] = ()
    known: int | None = None

    @property
    def has_places(self) -> bool:
        """Whether it says anything of where."""
        return bool(self.practices or self.phones or self.streets or self.zips or self.cities)

    @property
    def house_numbers(self) -> set[str]:
        """The numbers its addresses begin with."""
        return {street.partition(" ")[0] for street in self.streets if street[0].isdigit()}

    @property
    def core(self) -> Core:
        """An organisation's name in its telling words."""
        return core(self.main.family)

    def absorb(self, other: Profile) -> None:
        """Take in everything another says."""
        for name, rows in other.names.items():
            self.names[name] = self.names.get(name, 0) + rows
        self.people |= other.people
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
        self.refs |= other.refs
        self.mentions += other.mentions
        self.known = self.known if self.known is not None else other.known
        # The one most rows write, the fuller one where they are equal; no other name has more rows than before.
        main = max((self.main, *other.names), key=self._weight)
        if main is not self.main:
            self.main, self.person, self.is_person = main, person_of(main), main.kind == "person"

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
    person, is_person = person_of(name), name.kind == "person"
    return Profile(
        names={name: max(len(mention.rows), 1)},
        main=name,
        person=person,
        is_person=is_person,
        people=frozenset((person,)) if is_person else frozenset(),
        npis=frozenset((number,)) if number and is_right else _NONE,
        wrong_npis=frozenset((number,)) if number and not is_right else _NONE,
        practices=_practices((mention.practice,)),
        kinds=_kinds((mention.kind,)),
        phones=_phones((mention.phone, mention.fax)),
        emails=_emails((mention.email,)),
        streets=_streets((mention.address,)),
        cities=_cities((mention.city,)),
        states=_states((mention.state,)),
        zips=_zips((mention.zip,)),
        mentions=(index,),
    )


def _is_the_practice(name: Name, written: str) -> bool:
    """Whether what looks like a person's name is the practice's own, mistyped perhaps."""
    if name.kind != "person" or name.credentials or "," in name.text:
        return False
    written_core = core(written)
    return not GENERIC.isdisjoint(written_core) and likeness(core(name.text), written_core) >= SAME


def of_known(known: Known) -> Profile:
    """What is stored of a source."""
    names = [name for name in map(parse, known.names) if name.kind != "none"]
    main = names[0] if names else NOBODY
    return Profile(
        names=dict(Counter(names)) if len(names) > 1 else dict.fromkeys(names, 1),
        main=main,
        person=person_of(main),
        is_person=main.kind == "person",
        people=frozenset([person_of(name) for name in names if name.kind == "person"]),
        npis=frozenset(filter(None, map(npi.clean, known.npis))),
        practices=_practices(known.practices),
        kinds=_kinds(known.kinds),
        phones=_phones(known.phones + known.faxes),
        emails=_emails(known.emails),
        streets=_streets(known.addresses),
        cities=_cities(known.cities),
        states=_states(known.states),
        zips=_zips(known.zips),
        refs=frozenset((known.id,)),
        known=known.id,
    )


_read_once: Final = lru_cache(maxsize=65536)
"""What many rows of a list write alike is read once."""


@_read_once
def _practices(texts: Texts) -> frozenset[Core]:
    return frozenset(core(text) for text in texts if text and fold(text))


@_read_once
def _kinds(texts: Texts) -> Values:
    return frozenset(kinds.recognise(text) or fold(text) for text in texts if text and fold(text))


@_read_once
def _phones(texts: Texts) -> Values:
    return frozenset(filter(None, map(phones.comparable, texts)))


@_read_once
def _emails(texts: Texts) -> Values:
    return frozenset(text.strip().casefold() for text in texts if text and "@" in text)


@_read_once
def _streets(texts: Texts) -> Values:
    return frozenset(filter(None, map(places.street, texts)))


@_read_once
def _cities(texts: Texts) -> Values:
    return frozenset(filter(None, map(places.city, texts)))


@_read_once
def _states(texts: Texts) -> Values:
    return frozenset(filter(None, (places.state(text) or fold(text or "") for text in texts)))


@_read_once
def _zips(texts: Texts) -> Values:
    return frozenset(filter(None, (places.zip5(text) or fold(text or "") for text in texts)))


def forget_what_was_read() -> None:
    """Give back the memory of it, when a list has been read."""
    for read in (_practices, _kinds, _phones, _emails, _streets, _cities, _states, _zips):
        read.cache_clear()
