"""Which column is which of our fields: by heading and by what the cells hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from wellsent.exchange.lists.composed import LEAVE_ALONE
from wellsent.exchange.lists.fields import DATES, ListKind
from wellsent.exchange.lists.fitting import agreement, telling
from wellsent.exchange.lists.headings import Meaning, meanings, says_referral
from wellsent.exchange.lists.mapping import mapped_columns
from wellsent.exchange.lists.profiles import Profile

Certainty = Literal["sure", "likely", "not recognised"]

AS_THE_MAPPING_SAYS: Final = "as the mapping says"
_BELIEVED: Final = 0.45
_SURE: Final = 0.8
_SURE_WHEN_CLEAR: Final = 0.6
_KNOWN: Final = 0.95
_NEARLY: Final = 0.85
_SWAPPED: Final = 0.8
_WHOLE_OR: Final = ("family", "given", "middle")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one column was taken for; `field` is None when it is left alone."""

    field: str | None
    certainty: Certainty
    why: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    position: int
    field: str
    score: float
    votes: int
    by_heading: bool
    clear: bool
    says_referral: bool


def recognise(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], mapping: Mapping[str, str]
) -> list[Recognised]:
    """What each column is. `mapping` (our field to their heading; a blank heading means: leave the field out) decides
    before anything else; the rest goes to the strongest claim, one column for each field.

    Raises CallError for a field or heading of the mapping that does not exist.
    """
    chosen = mapped_columns(kind, headings, mapping)
    result = {position: Recognised(field, "sure", AS_THE_MAPPING_SAYS) for position, field in chosen.items()}
    closed = {field.partition(":")[0] for field in mapping}
    claims = [
        claim
        for position, heading in enumerate(headings)
        if position not in chosen
        for claim in _claims(kind, position, heading, profiles[position])
        if claim.field.partition(":")[0] not in closed
    ]
    _share_out(claims, headings, profiles, result)
    _turn_round(profiles, chosen, result)
    for position, heading in enumerate(headings):
        if position not in result:
            result[position] = _left_alone(kind, heading, profiles[position])
    return [result[position] for position in range(len(headings))]


def _claims(kind: ListKind, position: int, heading: str, profile: Profile) -> list[_Claim]:
    found = meanings(kind.name, heading)
    referral = says_referral(heading)
    clear = len(found) == 1 and found[0].nearness >= _KNOWN
    claims = []
    for each in found:
        if each.field == LEAVE_ALONE:
            continue
        score = _heading_score(each, found) * agreement(kind.field(each.field).holds, each.field, profile)
        claims.append(
            _Claim(position, each.field, score, each.votes, by_heading=True, clear=clear, says_referral=referral)
        )
    if not found and profile.filled:
        claims += [
            _Claim(position, name, 0.5 * share, 0, False, False, False)
            for name, field in kind.fields.items()
            if field.holds not in DATES or any(name in need.fields for need in kind.needs)
            if (share := telling(field.holds, name, profile)) >= 0.8
        ]
    return [claim for claim in claims if claim.score > 0.3]


def _heading_score(each: Meaning, found: Sequence[Meaning]) -> float:
    """A heading that means one thing counts most; how many systems use it so breaks ties."""
    total = sum(other.votes for other in found)
    return each.nearness * (0.8 + 0.2 * each.votes / total)


def _share_out(
    claims: list[_Claim], headings: Sequence[str], profiles: Sequence[Profile], result: dict[int, Recognised]
) -> None:
    """The strongest claims first; a column that loses its field to another is told so."""
    taken = {each.field: position for position, each in result.items() if each.field}
    lost: dict[int, str] = {}
    nearer = {claim.field: claim.score for claim in claims if claim.says_referral}
    for claim in sorted(claims, key=lambda each: _strength(each, profiles, nearer)):
        if claim.position in result or (claim.score < _BELIEVED and claim.by_heading):
            continue
        rival = _rival(claim.field, taken)
        if rival is not None:
            lost.setdefault(claim.position, headings[rival])
            continue
        taken[claim.field] = claim.position
        result[claim.position] = _won(claim)
    for position, winner in lost.items():
        if position not in result:
            result[position] = Recognised(None, "not recognised", f"'{winner}' was taken for this instead")
    _drop_lone_parts(taken, result)


def _turn_round(profiles: Sequence[Profile], chosen: Mapping[int, str], result: dict[int, Recognised]) -> None:
    """Headings that have changed places: people under the practice's and practices under the person's."""
    at = {each.field: position for position, each in result.items() if each.field and position not in chosen}
    name, practice = at.get("referrer_name"), at.get("referrer_practice")
    if name is None or practice is None:
        return
    people, places = profiles[practice], profiles[name]
    if people.share("person") < _SWAPPED or places.share("organisation") < _SWAPPED:
        return
    if people.share("organisation") < 1 - _SWAPPED and places.share("person") < 1 - _SWAPPED:
        why = "by its cells: the headings of two columns have changed places"
        result[practice] = Recognised("referrer_name", "likely", why)
        result[name] = Recognised("referrer_practice", "likely", why)


def _strength(
    claim: _Claim, profiles: Sequence[Profile], nearer: Mapping[str, float]
) -> tuple[float, bool, int, int, int]:
    """What comes first is lowest. Beside "Referring NPI", a "Provider NPI" is most likely one of ours, however well
    the heading is known: it waits, unless the cells under the other hardly fit."""
    waits = not claim.says_referral and nearer.get(claim.field, 0.0) >= _NEARLY * claim.score
    return (
        -round(nearer[claim.field] - 0.01 if waits else claim.score, 2),
        not claim.says_referral,
        -claim.votes,
        -profiles[claim.position].filled,
        claim.position,
    )


def _rival(field: str, taken: Mapping[str, int]) -> int | None:
    """The column that already stands for this field. A whole name and its family or given name exclude each other;
    credentials and suffix may stand beside either."""
    if field in taken:
        return taken[field]
    whole, _, part = field.partition(":")
    others = [whole] if part in _WHOLE_OR else [f"{whole}:{each}" for each in _WHOLE_OR] if not part else []
    return next((taken[other] for other in others if other in taken), None)


def _drop_lone_parts(taken: Mapping[str, int], result: dict[int, Recognised]) -> None:
    """Credentials, a suffix or a middle name without a name are no name."""
    for field, position in taken.items():
        whole, _, part = field.partition(":")
        if part and not any(each in taken for each in (whole, f"{whole}:family", f"{whole}:given")):
            result[position] = Recognised(None, "not recognised", "part of a name whose other parts were not found")


def _won(claim: _Claim) -> Recognised:
    if not claim.by_heading:
        return Recognised(claim.field, "likely", "by what its cells hold")
    if claim.score >= _SURE or (claim.clear and claim.score >= _SURE_WHEN_CLEAR):
        return Recognised(claim.field, "sure", "by its heading")
    return Recognised(claim.field, "likely", "by its heading and cells")


def _left_alone(kind: ListKind, heading: str, profile: Profile) -> Recognised:
    found = meanings(kind.name, heading)
    if any(each.field == LEAVE_ALONE and each.nearness >= 0.9 for each in found):
        return Recognised(None, "sure", "known, and not needed here")
    ours = next((each.field for each in found if each.field != LEAVE_ALONE), None)
    if ours and profile.filled:
        label = kind.field(ours).label.lower()
        return Recognised(None, "not recognised", f"the heading says {label}, but the cells do not")
    return Recognised(None, "not recognised", "")
