"""People whose names may be one person's, found by their distinct family and given names rather than one by one.

Every family name is filed with the given names beside it. Two people are worth comparing where both their family names
and their given names go together (`person.family_fit`, `person.given_fit`): of one family name's pairs, few do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from wellsent.directory.identity.person import Person, sound
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.slips import sharing, shortened, with_one_letter_less
from wellsent.directory.nicknames import long_forms

_TWO_SLIPS = range(8, 25)  # letters of a name that may hold two slips; what is longer is no name and has too many cuts

Filed = Mapping[str, Mapping[str, list[int]]]
"""Indexes by family name, and by given name within."""


def people_of_like_names(profiles: Sequence[Profile], first_new: int) -> Iterator[tuple[list[int], list[int]]]:
    """Who of the new ones (those from `first_new` on) may be who by name: two lists of indexes at a time, in which each
    may be each.
    """
    new, filed = _filed(profiles, first_new), _filed(profiles)
    families_for = sharing(new.keys(), filed, with_one_letter_less)
    givens_for = _givens_for(_given_names(new), _given_names(filed))
    beside_a_slip = {
        given: {like for like in names if _share_initial(given, like)} for given, names in givens_for.items()
    }
    for family, here in new.items():
        for other in families_for[family]:
            there, names_for = filed[other], givens_for if other == family else beside_a_slip
            for given, mine in here.items():
                if not names_for[given].isdisjoint(there):
                    for like in names_for[given] & there.keys():
                        yield mine, there[like]
        for given in here.keys() & filed.keys():
            if family in filed[given]:
                yield here[given], filed[given][family]  # a list that swapped them


def _filed(profiles: Sequence[Profile], start: int = 0) -> Filed:
    """Each under every word that is or may be the family name, and every one that is or may be the given name."""
    filed: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in range(start, len(profiles)):
        if profiles[index].is_person:
            for one in profiles[index].people:
                for family in _family_words(one):
                    for given in _given_words(one):
                        filed[family][given].append(index)
    return filed


def _family_words(one: Person) -> set[str]:
    """The family name and its pieces; what looks like a middle name may be the first of them."""
    return {one.family, *one.pieces, one.middle} if len(one.middle) > 2 else {one.family, *one.pieces}


def _given_words(one: Person) -> set[str]:
    """The given name, the nickname, the middle name that "J. Wesley Dawson" goes by, and Mary Ann's in one word."""
    words = {one.given, one.middle, one.given + one.middle} if len(one.middle) > 1 else {one.given}
    return words | {one.nickname} if one.nickname else words


def _given_names(filed: Filed) -> Set[str]:
    return {given for givens in filed.values() for given in givens}


def _givens_for(some: Set[str], others: Set[str]) -> Mapping[str, Set[str]]:
    """For each of some given names those of the others that may stand for it: itself and its slips, what it is short
    for or is short for it, other spellings of its sound, initials, and none at all.
    """
    by_initial: defaultdict[str, set[str]] = defaultdict(set)
    for given in others:
        for initial in _initials(given):
            by_initial[initial].add(given)
    found = sharing(some, others, _traces)
    for given, like in found.items():
        like |= (_initials(given) | {""}) & others
        if len(given) == 1:
            like |= by_initial[given]
    return {**found, "": others}


def _share_initial(one: str, other: str) -> bool:
    return not _initials(one).isdisjoint(_initials(other))


@lru_cache(maxsize=65536)
def _initials(given: str) -> frozenset[str]:
    return frozenset(long[:1] for long in long_forms(given))


def _traces(given: str) -> set[str]:
    slips = 2 if len(given) in _TWO_SLIPS else 1 if len(given) > 2 else 0
    return shortened(given, slips) | {f"={long}" for long in long_forms(given)} | {f"~{sound(given)}"}
