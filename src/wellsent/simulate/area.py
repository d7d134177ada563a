"""A made-up registry of one area: the people around a made-up practice, those it knows and many it does not.

Towns and ZIP codes are real ones of the same postal areas (the first three digits), people and numbers invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import zipcodes

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import FAMILY, FIRST
from wellsent.simulate.people import Provider, with_check_digit
from wellsent.simulate.places import KINDS, STREETS

NEW_SHARE: Final = 0.06  # of the strangers, those who got their NPI in the last year
NEIGHBOURS: Final = 0.1  # of the strangers, those who practise where somebody does whom the practice knows
_LOCATION: Final = "Provider Business Practice Location Address "


@dataclass(frozen=True, slots=True)
class _Person:
    """What a row of the registry says of a person."""

    npi: str
    family: str
    given: str
    credential: str
    taxonomy: str
    street: str
    town: str
    state: str
    zip: str
    phone: str
    since: date


def area_rows(providers: Sequence[Provider], *, strangers: int, seed: int, last_day: date) -> Iterator[dict[str, str]]:
    """The people among `providers` where they practise, and so many strangers around them, as rows of the registry."""
    dice = Dice(seed, "area")
    for provider in providers:
        if provider.person:
            at = provider.practice
            since = last_day - timedelta(days=dice.between(1_500, 7_000))
            yield _row(
                _Person(
                    npi=provider.npi,
                    family=provider.person.family,
                    given=provider.person.first,
                    credential=provider.credential,
                    taxonomy=provider.taxonomy,
                    street=at.address,
                    town=at.town,
                    state=at.state,
                    zip=at.zip,
                    phone=at.phone,
                    since=since,
                ),
                last_day,
            )
    places = _places({provider.practice.zip for provider in providers})
    for number in range(strangers):
        stranger = _stranger(dice, number, places, last_day)
        if dice.chance(NEIGHBOURS):
            at = dice.pick(providers).practice
            stranger = replace(stranger, street=at.address, town=at.town, state=at.state, zip=at.zip)
        yield _row(stranger, last_day)


def _places(zips: set[str]) -> list[tuple[str, str, str]]:
    """Town, state and ZIP of every ordinary ZIP code in the postal areas of these."""
    areas = sorted({code[:3] for code in zips})
    near = [each for area in areas for each in zipcodes.similar_to(area) if each["zip_code_type"] == "STANDARD"]
    return [(each["city"], each["state"], each["zip_code"]) for each in near]


def _stranger(dice: Dice, number: int, places: Sequence[tuple[str, str, str]], last_day: date) -> _Person:
    kind = dice.weighted({one: one.weight for one in KINDS})
    days = dice.between(20, 330) if dice.chance(NEW_SHARE) else dice.between(400, 7_000)
    town, state, zip_code = dice.pick(places)
    return _Person(
        npi=with_check_digit(f"1998{number:05d}"),
        family=dice.pick(FAMILY),
        given=dice.pick(FIRST),
        credential=dice.pick(kind.credentials),
        taxonomy=kind.taxonomy,
        street=f"{dice.between(100, 9899)} {dice.pick(STREETS)}",
        town=town,
        state=state,
        zip=zip_code,
        phone=f"602-555-01{dice.between(0, 99):02d}",
        since=last_day - timedelta(days=days),
    )


def _row(person: _Person, last_day: date) -> dict[str, str]:
    return {
        "NPI": person.npi,
        "Entity Type Code": "1",
        "Provider Last Name (Legal Name)": person.family.upper(),
        "Provider First Name": person.given.upper(),
        "Provider Credential Text": person.credential,
        "Provider First Line Business Practice Location Address": person.street.upper(),
        _LOCATION + "City Name": person.town.upper(),
        _LOCATION + "State Name": person.state,
        _LOCATION + "Postal Code": person.zip,
        _LOCATION + "Country Code (If outside U.S.)": "US",
        _LOCATION + "Telephone Number": "".join(filter(str.isdigit, person.phone))[:10],
        "Provider Enumeration Date": f"{person.since:%m/%d/%Y}",
        "Last Update Date": f"{max(person.since, last_day - timedelta(days=person.since.day * 30)):%m/%d/%Y}",
        "Healthcare Provider Taxonomy Code_1": person.taxonomy,
        "Healthcare Provider Primary Taxonomy Switch_1": "Y",
    }
