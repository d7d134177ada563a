"""Who may be compared with some sources at all, told by a glance at the words of everybody's names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from wellsent.directory.identity import practice
from wellsent.directory.identity.model import Known
from wellsent.directory.identity.profile import Profile, of_known
from wellsent.directory.identity.slips import with_one_letter_less
from wellsent.directory.names import fold


class Nearby:
    """The family names, or the telling words of practices' names, of some sources. Whoever has none of them, not even a
    slip away, shares no block with these by name.
    """

    def __init__(self, some: Iterable[Known]) -> None:
        self._cuts = {cut for one in some for word in _words_of(of_known(one)) for cut in with_one_letter_less(word)}

    def __contains__(self, name: str) -> bool:
        return any(not self._cuts.isdisjoint(_cuts_of(word)) for word in _words_in(name))


def _words_of(profile: Profile) -> Iterator[str]:
    for person in profile.people:
        yield from (person.family, person.middle, *person.pieces)
    for name in profile.names if not profile.is_person else ():
        core = practice.core_of(name)
        yield from practice.telling_words(core) or core
        yield "".join(core)


def _words_in(name: str) -> list[str]:
    """The words of a name as it is written, and each two in a row as one: Mc Donald."""
    words = [word for word in map(fold, name.replace("-", " ").split()) if word]
    return [*words, *map("".join, pairwise(words))]


@lru_cache(maxsize=65536)
def _cuts_of(word: str) -> frozenset[str]:
    return frozenset(with_one_letter_less(word))
