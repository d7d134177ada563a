"""How common names, practices and numbers are: what an agreement on them is worth."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wellsent.directory.identity.model import Crowd
from wellsent.directory.identity.profile import Profile
from wellsent.directory.names.words import FAMILY, GIVEN

_PRIOR_SHARE = 0.8  # of mentions are of somebody who is mentioned elsewhere, too
_STEADY = 50.0  # entities' worth of belief in the usual shares
_RARE_FAMILY = 2e-5
_USUAL_GIVEN, _RARE_GIVEN = 0.004, 0.0007


@dataclass(slots=True)
class Rarity:
    """How common names, practices and numbers are among the profiles at hand."""

    entities: int
    families: Counter[str] = field(default_factory=Counter)
    givens: Counter[str] = field(default_factory=Counter)
    shared: Counter[object] = field(default_factory=Counter)
    _of_families: dict[str, float] = field(default_factory=dict)  # bits, as they were reckoned before
    _of_givens: dict[str, float] = field(default_factory=dict)
    _of_values: dict[object, float] = field(default_factory=dict)

    @classmethod
    def among(cls, profiles: Sequence[Profile], crowd: Crowd | None = None) -> Rarity:
        """Counted among these profiles, each person once however often and however written; their names among the
        `crowd` they were chosen from, where there is one.
        """
        told = crowd.people if crowd else [(p.person.family, p.person.given) for p in profiles if p.is_person]
        people = {(family, given[:1]): (family, given) for family, given in told if given}
        offices = crowd.practices if crowd else len({p.core for p in profiles if not p.is_person})
        rarity = cls(entities=max(len(people) + offices, 20))
        rarity.families.update(family for family, _ in people.values())
        rarity.givens.update(given for _, given in people.values())
        rarity.shared = _counted_once(profiles)
        return rarity

    @property
    def prior(self) -> float:
        """Bits against a pair taken at random."""
        return math.log2(_PRIOR_SHARE / self.entities)

    def family(self, name: str) -> float:
        """Bits that agreement on a family name is worth: 7 for Smith, 15 for a rare one, fewer if many here have it."""
        if name not in self._of_families:
            self._of_families[name] = self._bits(self.families[name], _usual_family(name))
        return self._of_families[name]

    @staticmethod
    def family_anywhere(name: str) -> float:
        """The same by what is usual alone: within one practice, namesakes elsewhere in the list do not matter."""
        return -math.log2(_usual_family(name))

    def given(self, name: str) -> float:
        """Bits that agreement on a given name is worth."""
        if name not in self._of_givens:
            self._of_givens[name] = self._bits(self.givens[name], _USUAL_GIVEN if name in GIVEN else _RARE_GIVEN)
        return self._of_givens[name]

    def rare(self, value: object, least: float, most: float) -> float:
        """Bits that agreement on a practice, number or street is worth."""
        if value not in self._of_values:
            self._of_values[value] = -math.log2(max(max(self.shared[value], 1) / self.entities, 1e-6))
        return max(least, min(most, self._of_values[value]))

    def _bits(self, seen: int, usual: float) -> float:
        # One of those seen is the name at hand itself; agreement by chance needs another.
        share = (max(seen - 1, 0) + _STEADY * usual) / (self.entities + _STEADY)
        return -math.log2(max(share, usual))


def _counted_once(profiles: Sequence[Profile]) -> Counter[object]:
    """How many sources each practice, number and street stands beside, however often and however each is written."""
    seen = {
        (value, profile.person.family, profile.person.given[:1])
        for profile in profiles
        if profile.person.given or not profile.is_person
        for value in (*profile.practices, *profile.phones, *profile.streets, *profile.emails)
    }
    return Counter(value for value, _, _ in seen)


def _usual_family(name: str) -> float:
    """The share of people in the United States with this family name, from its place among the common ones.

    A power law through the 2010 census: 0.9 % for the first, 0.014 % for the thousandth.
    """
    rank = FAMILY.get(name)
    return max(0.0088 * float(rank) ** -0.6, _RARE_FAMILY) if rank else _RARE_FAMILY
