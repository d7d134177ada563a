"""What becomes of a provider's facts in the tables: their spellings and the ways to reach them, in normal form."""

from __future__ import annotations

from dataclasses import dataclass

from wellsent.directory import phones, places
from wellsent.directory.models import ContactPoint
from wellsent.directory.rules import ProviderFacts, practice_key, search_key

NAME_MOST = 300


@dataclass(frozen=True, slots=True)
class Spelling:
    """One row of `KnownName` without its provider."""

    text: str
    practice: str
    key: str


@dataclass(frozen=True, slots=True)
class Reach:
    """One row of `ContactPoint` without its provider."""

    channel: str
    value: str
    shown: str
    city: str = ""
    state: str = ""
    zip: str = ""


def spelling(text: str, practice: str = "", *, of_practice: bool = False) -> Spelling:
    """A spelling as it is kept; a practice's own name is found by its normal form."""
    text, practice = text[:NAME_MOST], practice[:NAME_MOST]
    key = practice_key(text) if of_practice and not practice else search_key(text, practice)
    return Spelling(text, practice, key[: 2 * NAME_MOST])


def spellings(facts: ProviderFacts) -> list[Spelling]:
    """Every spelling to keep: the name as shown with its practice, and what lists wrote."""
    own = "" if facts.is_practice else facts.practice
    written = [
        (facts.name.display, own),
        *((text, "" if facts.is_practice else beside) for text, beside in facts.spellings),
    ]
    kept = {(text[:NAME_MOST], beside[:NAME_MOST]): (text, beside) for text, beside in written if text}
    return [spelling(text, beside, of_practice=facts.is_practice) for text, beside in kept.values()]


def reaches(facts: ProviderFacts) -> list[Reach]:
    """The ways to reach a provider that could work: numbers nobody can dial are left out."""
    found = []
    for channel, text in ((ContactPoint.Channel.PHONE, facts.phone), (ContactPoint.Channel.FAX, facts.fax)):
        number = phones.parse(text)
        if number:
            found.append(Reach(channel, number.e164, number.shown))
    if "@" in facts.email:
        found.append(Reach(ContactPoint.Channel.EMAIL, facts.email.strip().casefold()[:300], facts.email.strip()[:300]))
    if street := places.street(facts.address):
        zip_code = places.zip5(facts.zip)
        found.append(
            Reach(
                ContactPoint.Channel.ADDRESS,
                f"{street}|{zip_code or places.city(facts.city)}"[:300],
                facts.address.strip()[:300],
                facts.city.strip()[:100],
                places.state(facts.state),
                zip_code,
            )
        )
    return found
