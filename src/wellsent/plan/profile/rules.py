"""What an ideal source is: the profile as a value, its bounds, and its weights in sentences. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from wellsent.base.errors import DataError
from wellsent.referrals.grouping import (
    AUTO,
    COMMERCIAL,
    CONDITION_GROUPS,
    FOOT,
    HAND,
    HIP,
    KNEE,
    LOW_BACK,
    MEDICAID,
    MEDICARE,
    NECK,
    NEURO,
    NOT_STATED,
    OTHER,
    PELVIC,
    SELF_PAY,
    SHOULDER,
    WORKERS_COMP,
)

CONDITIONS: Final = tuple(group for group in CONDITION_GROUPS if group not in {OTHER, NOT_STATED})
PAYERS: Final = (MEDICARE, MEDICAID, COMMERCIAL, WORKERS_COMP, AUTO, SELF_PAY)

LANES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "orthopaedic": (KNEE, SHOULDER, LOW_BACK, NECK, HIP, FOOT),
        "hand": (HAND,),
        "neuro": (NEURO,),
        "pelvic": (PELVIC,),
    }
)
"""The lanes of care, and the conditions each takes in: a clinic has room in a lane, little, or none."""
ROOM, LITTLE, FULL = "room", "little", "full"
ROOMS: Final = (ROOM, LITTLE, FULL)

CONDITION, DISTANCE, PAYER, CAPACITY = "conditions", "distance", "payers", "capacity"
WEIGHTS: Final = (CONDITION, DISTANCE, PAYER, CAPACITY)
MOST_WEIGHT: Final = 4
DEFAULT_WEIGHTS: Final[Mapping[str, int]] = MappingProxyType({CONDITION: 2, DISTANCE: 2, PAYER: 1, CAPACITY: 2})
DEFAULT_MILES, MOST_MILES = 10, 100
ROAD: Final = 1.3
"""A way by road is about so many times the straight line between two ZIP codes' centres: our rule of thumb."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of our clinics: where it stands, how far a source may be (straight miles), and the room in each lane.

    A lane that is not named is not offered there.
    """

    clinic: int
    zip: str
    miles: int = DEFAULT_MILES
    room: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ideal:
    """The profile: slugs of kinds, words of CONDITIONS and PAYERS, our clinics, and a weight from 0 to 4 for each of
    WEIGHTS.
    """

    kinds: tuple[str, ...]
    conditions: tuple[str, ...]
    payers: tuple[str, ...]
    places: tuple[Place, ...]
    weights: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))

    def as_json(self) -> dict[str, Any]:
        """For storing; `ideal_from` reads it back."""
        return {**asdict(self), "places": [asdict(place) for place in self.places]}


def ideal_from(stored: Mapping[str, Any]) -> Ideal:
    """The profile as it was stored."""
    return Ideal(
        kinds=tuple(stored["kinds"]),
        conditions=tuple(stored["conditions"]),
        payers=tuple(stored["payers"]),
        places=tuple(Place(**place) for place in stored["places"]),
        weights=dict(stored["weights"]),
    )


def check(ideal: Ideal, *, kinds: Collection[str], zips: Collection[str]) -> None:
    """Refuse a profile that finds nobody or names what is not there. `kinds` are those there are, `zips` of these
    clinics those that are known. Raises DataError with the field and the remedy.
    """
    if not ideal.kinds:
        raise DataError("No kind of provider is chosen.", "Tick at least one: who could send you patients?")
    if not ideal.conditions:
        raise DataError("No condition is chosen.", "Tick at least one that you want more of.")
    if not ideal.places:
        raise DataError("No clinic has a place.", "Enter the ZIP code of at least one.")
    if not any(place.room for place in ideal.places):
        raise DataError("No clinic offers any care.", "Say for at least one lane whether there is room.")
    for told, known, what in (
        (ideal.kinds, kinds, "kind"),
        (ideal.conditions, CONDITIONS, "condition"),
        (ideal.payers, PAYERS, "payer"),
    ):
        if strange := next((one for one in told if one not in known), None):
            raise DataError(f"There is no {what} {strange!r}.", "Choose one of the list.")
    for place in ideal.places:
        _check_place(place, zips)
    check_weights(ideal.weights)


def _check_place(place: Place, zips: Collection[str]) -> None:
    if place.zip not in zips:
        raise DataError(f"{place.zip[:10]} is no ZIP code that is known.", "Enter the five digits of the clinic's own.")
    if not 1 <= place.miles <= MOST_MILES:
        raise DataError(f"{place.miles} miles cannot be.", f"Enter a number from 1 to {MOST_MILES}.")
    if strange := next((f"{lane}: {room}" for lane, room in place.room.items() if not _is_lane(lane, room)), None):
        raise DataError(f"There is no lane with room {strange!r}.", "Choose one of the list.")


def _is_lane(lane: str, room: str) -> bool:
    return lane in LANES and room in ROOMS


def check_weights(weights: Mapping[str, int]) -> None:
    """Refuse weights that cannot be. Raises DataError."""
    if set(weights) != set(WEIGHTS) or not all(0 <= weight <= MOST_WEIGHT for weight in weights.values()):
        raise DataError("These weights cannot be.", f"Move each slider between 0 and {MOST_WEIGHT}.")
    if not any(weights.values()):
        raise DataError("Nothing counts.", "Move at least one slider to the right.")


def in_sentences(weights: Mapping[str, int]) -> list[str]:
    """What the weights mean, the heaviest first: "Distance matters twice as much as payers."

    >>> in_sentences({"conditions": 0, "distance": 4, "payers": 2, "capacity": 0})[0]
    'Distance matters twice as much as payers.'
    """
    if len(set(weights.values())) == 1 and any(weights.values()):
        return [f"All four matter alike: {', '.join(WEIGHTS)}."]
    counted = sorted((name for name in WEIGHTS if weights[name]), key=lambda name: -weights[name])
    said = [
        f"{one.capitalize()} {_verb(one, 'matter')} {_how_much(weights[one] / weights[other])} {other}."
        for one, other in pairwise(counted)
    ]
    if len(counted) == 1:
        said.append(f"Only {counted[0]} {_verb(counted[0], 'count')}.")
    out = [name for name in WEIGHTS if not weights[name]]
    return said + [f"{name.capitalize()} {'do' if name.endswith('s') else 'does'} not count." for name in out]


def _verb(name: str, verb: str) -> str:
    return verb if name.endswith("s") else f"{verb}s"


def _how_much(ratio: float) -> str:
    words = {1.0: "as much as", 1.5: "one and a half times as much as", 2.0: "twice as much as"}
    if ratio in words:
        return words[ratio]
    return f"{ratio:.0f} times as much as" if ratio == int(ratio) else "a little more than"
