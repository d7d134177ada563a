"""Which pairs are worth comparing: only those that share something a typing slip leaves alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

from wellsent.directory.identity import practice
from wellsent.directory.identity.profile import Profile
from wellsent.directory.nicknames import long_forms

_LARGEST = 150  # a block larger than this is split by what else its members say


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of profiles that may be one source, each once, the smaller index first. Two known ones are never paired."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for key in _keys(profile):
            blocks[key].append(index)
    seen: set[int] = set()
    count = len(profiles)
    is_known = [profile.known is not None for profile in profiles]
    for block in blocks.values():
        if len(block) < 2 or all(is_known[index] for index in block):
            continue
        for members in _split(block, profiles) if len(block) > _LARGEST else (block,):
            new = [index for index in members if not is_known[index]]
            known = (index for index in members if is_known[index])
            for one, other in chain(combinations(new, 2), product(known, new)):
                first, second = (one, other) if one < other else (other, one)
                code = first * count + second
                if code not in seen:
                    seen.add(code)
                    yield first, second


def _keys(profile: Profile) -> set[str]:
    keys = {f"e:{email}" for email in profile.emails}
    if not profile.is_person:
        return keys | _organisation_keys(profile)
    for one in profile.people:
        keys.add(f"f:{one.family}")
        keys.update(f"f:{piece}" for piece in one.pieces)
        if len(one.middle) > 2:
            keys.add(f"f:{one.middle}")
        keys.add(f"s:{'|'.join(sorted((one.family, one.given)))}")
        for initial in {long[:1] for long in long_forms(one.given)} if one.given else {""}:
            keys.update(f"d:{cut}|{initial}" for cut in with_one_letter_less(one.family))
        keys.update(f"p:{phone}|{one.given}" for phone in profile.phones)
    return keys


def _organisation_keys(profile: Profile) -> set[str]:
    keys = {f"p:{phone}" for phone in profile.phones} | {f"a:{street}" for street in profile.streets}
    for name in profile.names:
        core = practice.core_of(name)
        keys.add(f"o:{''.join(core)}")
        for word in practice.telling_words(core) or core:
            keys.add(f"w:{word}")
            keys.update(f"v:{cut}" for cut in with_one_letter_less(word))
    return keys


def with_one_letter_less(word: str) -> set[str]:
    """The word, and every word one letter shorter: two that differ by one slip share at least one of them."""
    if len(word) < 4:
        return {word}
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _split(block: list[int], profiles: Sequence[Profile]) -> Iterator[list[int]]:
    """A large block's smaller ones: members that share a given name's initial, a practice, a telephone or a town."""
    parts: defaultdict[object, list[int]] = defaultdict(list)
    for index in block:
        profile = profiles[index]
        for part in _parts(profile):
            parts[part].append(index)
    for members in parts.values():
        if 1 < len(members) <= 8 * _LARGEST:
            yield members


def _parts(profile: Profile) -> set[object]:
    parts: set[object] = {word for core in profile.practices for word in practice.telling_words(core)}
    parts |= profile.phones | profile.zips
    for one in profile.people:
        given = one.given
        parts |= set(long_forms(given)) | {given[:3]} if given else set()
    return parts
