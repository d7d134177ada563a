"""Two of one family at one office: father and son, siblings, a couple.

They share the family name, the telephone, the address and often the initial. So none of these makes two rows one: only
an NPI does, or a given name written in full, where nothing differs that nobody has two of. Where a list shows that its
names are typed over (`are_typed_over`), another given name is no sign of a relative.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from wellsent.directory import kinds
from wellsent.directory.identity.person import Fit, Person, family_fit, given_fit, middle_fit
from wellsent.directory.identity.profile import Profile

_ONE_GIVEN = frozenset({Fit.SAME, Fit.SHORT, Fit.TYPO})
_SAYS_LITTLE = frozenset({"nurse-practitioner", "physician-assistant", "clinical-nurse-specialist"})
_WORDS_OF_AN_OFFICE = 4
_LEAST_SLIPS, _LEAST_SHARE = 10, 0.03  # below, whoever kept the given name may as well have married
_ERRORS = 2.0  # standard errors by which relatives must outnumber what is typed over to be noticed


def are_people(one: Profile, other: Profile) -> bool:
    """Whether both may be people, and one surely is: a degree, or what shows a given name to be one, and no family name
    of so many words that it is an organisation's ("Lakeside Public Schools Okafor, Ada").
    """
    if not one.is_person or not other.is_person:
        return False
    people = (one.person, other.person)
    is_shown = any(each.is_attested and (each.degree or each.given) for each in people)
    return is_shown and all(len(each.pieces) < _WORDS_OF_AN_OFFICE for each in people)


def may_be_relatives(one: Profile, other: Profile) -> bool:
    """Whether nothing agrees that a relative does not share: an NPI, or a given name in full with no Jr. beside only
    one of them. Who is surely no person has no relatives.
    """
    if not are_people(one, other) or one.npis & other.npis:
        return False
    mine, theirs = one.person, other.person
    has_one_given_name = mine.is_full and theirs.is_full and given_fit(mine, theirs) in _ONE_GIVEN
    return not has_one_given_name or mine.suffix != theirs.suffix


def what_tells_apart(one: Profile, other: Profile) -> str:
    """What differs that nobody has two of, though a father and a son of one name do, in words; "" where nothing does,
    or where an NPI says that they are one.
    """
    mine, theirs = one.person, other.person
    if one.npis & other.npis:
        return ""
    if mine.degree and theirs.degree and mine.degree != theirs.degree:
        return "the degrees differ"
    if middle_fit(mine, theirs) is Fit.DIFFERENT:
        return "the middle names differ"
    return "the kinds differ" if kinds_differ(one, other) else ""


def kinds_differ(one: Profile, other: Profile) -> bool:
    """Whether both have kinds we know, of families that nobody is of at once."""
    if not one.kinds or not other.kinds:
        return False
    mine, theirs = telling_kinds(one), telling_kinds(other)
    if not mine or not theirs or not (mine | theirs) <= kinds.ALL.keys():
        return False
    return mine.isdisjoint(theirs) and families_of(mine).isdisjoint(families_of(theirs))


def telling_kinds(profile: Profile) -> frozenset[str]:
    """The kinds that say what somebody does, as a nurse practitioner's does not."""
    return profile.kinds - _SAYS_LITTLE


def families_of(slugs: Iterable[str]) -> set[str]:
    """Families that kinds share: hand surgery goes with orthopaedics, sports medicine with both its parents."""
    found = {kinds.ALL[slug].family for slug in slugs if slug in kinds.ALL} - {"other"}
    return found | ({"primary-care", "orthopaedic-surgery"} if "sports-medicine" in found else set())


@dataclass(frozen=True, slots=True)
class Names:
    """How the names of a list's pairs of people at one address go together, by how many pairs; slips left out."""

    alike: int
    given_alone: int  # one given name, two family names
    family_alone: int
    neither: int
    by_chance: float  # the share of pairs of two people that have one given name


def names_at_one_address(pairs: Iterable[tuple[Person, Person]], by_chance: float) -> Names:
    """Count the pairs that give both names in full."""
    seen = Counter(
        (given_fit(one, other), family_fit(one, other)) for one, other in pairs if one.is_full and other.is_full
    )
    return Names(
        alike=seen[Fit.SAME, Fit.SAME],
        given_alone=seen[Fit.SAME, Fit.DIFFERENT],
        family_alone=seen[Fit.DIFFERENT, Fit.SAME],
        neither=seen[Fit.DIFFERENT, Fit.DIFFERENT],
        by_chance=by_chance,
    )


def are_typed_over(names: Names) -> bool:
    """Whether names are typed over in a list, so that another given name at one address is a slip and no relative.

    No relative explains one given name under two family names at one address: what chance does not bring about was
    typed over. Given names are typed over as often; where they differ no more often than that, there are no relatives
    to speak of.
    """
    slips = names.given_alone - names.by_chance * (names.given_alone + names.neither)
    every = names.alike + names.given_alone + names.family_alone
    if slips < max(_LEAST_SLIPS, _LEAST_SHARE * every):
        return False
    return names.family_alone <= slips + _ERRORS * math.sqrt(names.family_alone + slips)
