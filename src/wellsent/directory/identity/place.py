"""What practices, telephone numbers, addresses and towns say of two profiles."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from wellsent.directory.identity import practice
from wellsent.directory.identity.profile import Profile
from wellsent.directory.identity.rarity import Rarity

_WEIGHTS = (1.0, 0.5, 0.25, 0.25, 0.25)  # places hang together: the second agreement counts half, the third a quarter

Gain = tuple[float, str]


class Places(NamedTuple):
    """Bits for (or against) two being one; whether anything agrees; whether addresses or practices speak against it."""

    bits: float
    agrees: bool
    conflicts: bool
    same_practice: bool
    other_practice: bool
    reasons: tuple[str, ...]


def compare_places(one: Profile, other: Profile, rarity: Rarity) -> Places:
    """What everything but the names says."""
    gains = _near_npi(one, other)
    loss = 0.0
    for mine, theirs, least, most, words in (
        (one.emails, other.emails, 6.0, 12.0, "same e-mail"),
        (one.phones, other.phones, 4.0, 10.0, "same telephone"),
        (one.streets, other.streets, 4.0, 10.0, "same address"),
    ):
        if not mine or not theirs:
            continue
        common = mine & theirs
        if common:
            gains.append((max([rarity.rare(value, least, most) for value in common]), words))
        else:
            loss -= 1.0
    conflicts = are_elsewhere(one, other)
    practice_bits, words = _compare_practices(one, other, rarity)
    losses: tuple[str, ...] = ()
    if practice_bits > 0:
        gains.append((practice_bits, words))
    elif practice_bits < 0:
        loss += -2.0 if gains else practice_bits
        losses = (words,)
    if conflicts:
        loss -= 1.0 if one.is_person else 8.0
    gains.sort(reverse=True)
    total = sum([gain[0] * weight for gain, weight in zip(gains, _WEIGHTS, strict=False)])
    reasons = tuple([words for _, words in gains]) + losses
    return Places(
        total + loss + _compare_towns(one, other), bool(gains), conflicts, practice_bits >= 3.0, bool(losses), reasons
    )


def are_elsewhere(one: Profile, other: Profile) -> bool:
    """Whether both give addresses and no house number is in both."""
    if not one.streets or not other.streets or not one.streets.isdisjoint(other.streets):
        return False
    mine, theirs = one.house_numbers, other.house_numbers
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _compare_practices(one: Profile, other: Profile, rarity: Rarity) -> Gain:
    if not one.practices or not other.practices:
        return 0.0, ""
    common = one.practices & other.practices
    if common:
        return max([rarity.rare(name, 3.0, 9.0) for name in common]), "the practices' names agree"
    alike, which = max((practice.likeness(mine, theirs), mine) for mine in one.practices for theirs in other.practices)
    if alike >= practice.SAME:
        return rarity.rare(which, 3.0, 9.0), "the practices' names agree"
    if alike >= practice.DIFFERENT:
        return 1.5, "the practices' names agree in part"
    return (-5.0 if one.is_person and one.kinds & other.kinds else -10.0), "the practices differ"


def _compare_towns(one: Profile, other: Profile) -> float:
    bits = 0.0
    if one.states and other.states and not one.states & other.states:
        bits -= 5.0
    if one.zips & other.zips:
        return bits + 3.0
    if one.cities & other.cities:
        return bits + 2.0
    is_elsewhere = (one.zips and other.zips) or (one.cities and other.cities)
    return bits - (2.0 if is_elsewhere else 0.0)


def _near_npi(one: Profile, other: Profile) -> list[Gain]:
    """An NPI that fails its check digit, a slip away from the other's (or the same wrong number twice)."""
    if not one.wrong_npis and not other.wrong_npis:
        return []
    if one.wrong_npis & other.wrong_npis:
        return [(10.0, "the same mistyped NPI")]
    pairs = [(wrong, right) for wrong in one.wrong_npis for right in other.npis]
    pairs += [(wrong, right) for wrong in other.wrong_npis for right in one.npis]
    is_near = any(OSA.distance(wrong, right, score_cutoff=1) <= 1 for wrong, right in pairs)
    return [(12.0, "one NPI is a slip away from the other")] if is_near else []
