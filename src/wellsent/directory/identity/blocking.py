"""Which pairs are worth comparing: only those that share something a typing slip leaves alone.

People are found by their names (`like_names`) and, like practices, by what they share letter for letter (`_keys`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from wellsent.directory.identity import practice
from wellsent.directory.identity.like_names import people_of_like_names
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.slips import with_one_letter_less

_LARGEST = 150  # members: a larger block is split by what else they say
_LARGEST_PART = 8 * _LARGEST

Numbered = tuple[int, Profile]


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of profiles that may be one source, each once, the smaller index first. Two known ones are never paired."""
    count = len(profiles)
    every = list(enumerate(profiles))
    new = [(index, profile) for index, profile in every if profile.known is None]
    seen: set[int] = set()
    for mine, theirs in chain(people_of_like_names(_people(new), _people(every)), _sharing_a_key(new, every)):
        is_large = len(mine) * len(theirs) > _LARGEST * _LARGEST
        for some, others in _split(mine, theirs, profiles) if is_large else ((mine, theirs),):
            for one in some:
                for other in others:
                    first, second = (one, other) if one < other else (other, one)
                    code = first * count + second
                    if code not in seen and one != other:
                        seen.add(code)
                        yield first, second


def _people(profiles: Iterable[Numbered]) -> list[Numbered]:
    return [numbered for numbered in profiles if numbered[1].is_person]


def _sharing_a_key(new: Iterable[Numbered], every: Iterable[Numbered]) -> Iterator[tuple[list[int], list[int]]]:
    """New ones that share a key, and all who share it with them."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, profile in new:
        for key in _keys(profile):
            blocks[key].append(index)
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for index, profile in every:
        for key in _keys(profile):
            if key in blocks:
                sharing[key].append(index)
    return ((block, sharing[key]) for key, block in blocks.items())


def _keys(profile: Profile) -> set[str]:
    keys = {f"e:{email}" for email in profile.emails}
    if not profile.is_person:
        return keys | _organisation_keys(profile)
    for one in profile.people:
        keys.add(f"n:{one.family}|{one.given}{one.middle}")  # Mary Ann and Maryann
        keys.update(f"p:{phone}|{one.given}" for phone in profile.phones)
    return keys


def _organisation_keys(profile: Profile) -> set[str]:
    keys = {f"p:{phone}" for phone in profile.phones} | {f"a:{street}" for street in profile.streets}
    for name in profile.names:
        core = practice.core_of(name)
        keys.add(f"o:{''.join(core)}")
        for word in practice.telling_words(core) or core:
            keys.update(f"w:{cut}" for cut in with_one_letter_less(word))
    return keys


def _split(
    mine: Iterable[int], theirs: Iterable[int], profiles: Sequence[Profile]
) -> Iterator[tuple[list[int], list[int]]]:
    """A large block's smaller ones: members that share a practice, a telephone or a ZIP code as well."""
    some, others = (_by_part(block, profiles) for block in (mine, theirs))
    for part in some.keys() & others.keys():
        if len(others[part]) <= _LARGEST_PART:
            yield some[part], others[part]


def _by_part(block: Iterable[int], profiles: Sequence[Profile]) -> Mapping[str, list[int]]:
    parts: defaultdict[str, list[int]] = defaultdict(list)
    for index in block:
        profile = profiles[index]
        words = {word for core in profile.practices for word in practice.telling_words(core)}
        for part in words | profile.phones | profile.zips:
            parts[part].append(index)
    return parts
