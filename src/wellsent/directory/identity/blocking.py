"""Which pairs are worth comparing: only those that share something a typing slip leaves alone.

People are found by their names (`like_names`) and, like practices, by what they share letter for letter (`_keys`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from wellsent.directory.identity import practice
from wellsent.directory.identity.like_names import people_of_like_names
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.slips import with_one_letter_less

_LARGEST = 150  # members: a larger block is split by what else they say
_LARGEST_PART = 8 * _LARGEST


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of profiles that may be one source, each once, the smaller index first.

    The known ones stand before the new, and are never paired with each other.
    """
    count = len(profiles)
    first_new = sum(profile.known is not None for profile in profiles)
    seen: set[int] = set()
    for mine, theirs in chain(people_of_like_names(profiles, first_new), _sharing_a_key(profiles, first_new)):
        is_large = len(mine) * len(theirs) > _LARGEST * _LARGEST
        for some, others in _split(mine, theirs, profiles) if is_large else ((mine, theirs),):
            for one in some:
                for other in others:
                    first, second = (one, other) if one < other else (other, one)
                    code = first * count + second
                    if code not in seen and one != other:
                        seen.add(code)
                        yield first, second


def _sharing_a_key(profiles: Sequence[Profile], first_new: int) -> Iterator[tuple[list[int], list[int]]]:
    """New ones that share a key, and all who share it with them."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for key in _keys(profile):
            blocks[key].append(index)
    for block in blocks.values():
        if len(block) > 1 and block[-1] >= first_new:
            yield block[bisect_left(block, first_new) :], block


def _keys(profile: Profile) -> Iterable[str]:
    by_email = [f"e:{email}" for email in profile.emails]
    if not profile.is_person:
        return _organisation_keys(profile).union(by_email)
    return by_email + [f"p:{phone}|{one.given}" for phone in profile.phones for one in profile.people]


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
