"""The made-up people and practices who could refer: names, NPIs, addresses, kinds, colleagues and namesakes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import PersonName
from wellsent.simulate.places import KINDS, LANDMARKS, REGIONS, STREETS, Kind, Region

MOST_PROVIDERS = 20_000
OFFICE_SHARE = 0.12  # practices known to the list as "the office" beside their people
KIN_SHARE = 0.05  # providers who share their family name with a colleague


@dataclass(frozen=True)
class Practice:
    """A made-up practice; `npi` is that of the organisation."""

    name: str
    npi: str
    address: str
    town: str
    state: str
    zip: str
    phone: str
    fax: str
    email: str


@dataclass(frozen=True)
class Provider:
    """A made-up source or target: a person at a practice or, where `person` is None, the practice's office itself."""

    key: int
    person: PersonName | None
    credential: str
    kind: str
    taxonomy: str
    npi: str
    practice: Practice

    @property
    def name(self) -> str:
        """As a careful person writes it: "Ada M. Okafor, MD", or the practice's name."""
        return f"{self.person.full}, {self.credential}" if self.person else self.practice.name


def make_npi(serial: int) -> str:
    """A made-up NPI with a right check digit, from 0 to 99,999: all begin with 1999, beyond any issued one we have
    seen (those end with 1992).
    """
    return with_check_digit(f"1999{serial:05d}")


def with_check_digit(nine: str) -> str:
    """The NPI of these nine digits: Luhn's over it with 80840 before it (45 CFR 162.406; CMS, NPI check digit)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(nine))]
    total = 24 + sum(value // 10 + value % 10 for value in doubled)  # 80840 always adds 24
    return f"{nine}{-total % 10}"


def make_providers(dice: Dice, names: Iterator[PersonName], number: int) -> tuple[Provider, ...]:
    """`number` providers in practices of one to six, in no order, keyed 0, 1, 2, ... Among 20 or more there are
    namesakes: one name, different people at different practices.
    Raises ValueError beyond 20,000.
    """
    if number > MOST_PROVIDERS:
        raise ValueError(f"a made-up practice has at most {MOST_PROVIDERS:,} sources and targets")
    region = dice.pick(REGIONS)
    npis = (make_npi(int(serial)) for serial in dice.rng.permutation(100_000))
    titles = {kind.slug: _practice_names(dice, kind, region) for kind in KINDS}
    made: list[Provider] = []
    practices = 0
    while len(made) < number:
        kind = dice.weighted({kind: kind.weight for kind in KINDS})
        practice = _practice(dice, region, next(titles[kind.slug]), next(npis), practices)
        made += _staff(dice, names, npis, kind, practice)
        practices += 1
    made = _with_namesakes(dice, dice.shuffled(made)[:number])
    return tuple(replace(provider, key=key) for key, provider in enumerate(made))


def _practice_names(dice: Dice, kind: Kind, region: Region) -> Iterator[str]:
    """Names for practices of a kind, none twice: landmarks first, the town's name added once those are used up."""
    for town in ("", *(f" of {town}" for town, _ in region.towns)):
        pairs = [(landmark, words) for landmark in LANDMARKS for words in kind.practices]
        yield from (f"{landmark} {words}{town}" for landmark, words in dice.shuffled(pairs))
    pairs = [(landmark, words) for landmark in LANDMARKS for words in kind.practices]
    number = 2
    while True:
        yield from (f"{landmark} {words} No. {number}" for landmark, words in pairs)
        number += 1


def _practice(dice: Dice, region: Region, name: str, npi: str, serial: int) -> Practice:
    town, zip_code = dice.pick(region.towns)
    suite = f", Suite {dice.between(1, 9) * 100}" if dice.chance(0.5) else ""
    site = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return Practice(
        name=name,
        npi=npi,
        address=f"{dice.between(100, 9899)} {dice.pick(STREETS)}{suite}",
        town=town,
        state=region.state,
        zip=zip_code,
        phone=_phone(region, 2 * serial),
        fax=_phone(region, 2 * serial + 1),
        email=f"office@{site}.example",
    )


def _phone(region: Region, serial: int) -> str:
    """One of the numbers kept for fiction; an extension sets further ones apart once they are used up."""
    extension, place = divmod(serial, 100 * len(region.area_codes))
    area, line = divmod(place, 100)
    return f"({region.area_codes[area]}) 555-01{line:02d}" + (f" ext. {extension}" if extension else "")


def _staff(
    dice: Dice, names: Iterator[PersonName], npis: Iterator[str], kind: Kind, practice: Practice
) -> list[Provider]:
    """The people of one practice, and at times its office; no two with the same family name and initial."""
    staff = []
    taken: list[PersonName] = []
    for _ in range(min(1 + int(dice.rng.geometric(0.5) - 1), 6)):
        name = next(names)
        if taken and dice.chance(KIN_SHARE):
            name = replace(name, family=taken[0].family)
        if any(_alike(name, other) for other in taken):
            continue
        taken.append(name)
        slug, taxonomy, credentials = kind.slug, kind.taxonomy, kind.credentials
        if kind.assistant and dice.chance(0.2):
            slug, taxonomy, credentials = kind.assistant
        staff.append(Provider(0, name, dice.pick(credentials), slug, taxonomy, next(npis), practice))
    if dice.chance(OFFICE_SHARE):
        staff.append(Provider(0, None, "", kind.slug, "", practice.npi, practice))
    return staff


def _with_namesakes(dice: Dice, providers: Sequence[Provider]) -> list[Provider]:
    """The same providers, one in fifty of them renamed after somebody of another kind at another practice."""
    made = list(providers)
    people = dice.shuffled([place for place, provider in enumerate(made) if provider.person])
    wanted = max(len(made) // 50, 1) if len(made) >= 20 else 0
    for place in people:
        if wanted and (person := _namesake(dice, made, made[place], made[dice.pick(people)])):
            made[place] = replace(made[place], person=person)
            wanted -= 1
    return made


def _namesake(dice: Dice, providers: Sequence[Provider], provider: Provider, other: Provider) -> PersonName | None:
    """The other's name for this provider, unless a list could then not tell this one from a colleague or the other."""
    if other.person is None or other.kind == provider.kind or other.practice == provider.practice:
        return None
    colleagues = [one.person for one in providers if one.practice == provider.practice and one is not provider]
    if any(_alike(other.person, colleague) for colleague in colleagues if colleague):
        return None
    return replace(other.person, middle=dice.pick(("", other.person.middle)))


def _alike(one: PersonName, other: PersonName) -> bool:
    """Whether a list that writes "A. Okafor" could mean either."""
    return one.family == other.family and one.first[0] == other.first[0]
