"""A maker of lists for these tests alone: people at practices, each written in many ways, with who is who beside them.

It shares nothing with `wellsent.simulate`, so that the two may disagree.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from wellsent.directory import npi
from wellsent.directory.identity import Mention

_GIVEN = (
    "Ada", "Katherine", "Rajesh", "Miguel", "Svetlana", "Tomasz", "Noor", "Hannah", "Luis", "Grace", "Ivan", "Mei",
    "Robert", "Patricia", "Kwame", "Ingrid",
)  # fmt: skip
_FAMILY = (
    "Okafor", "Abernathy", "Zielinski", "Fitzgerald", "Underhill", "Pettigrew", "Quackenbush", "Montalvo", "Oyelaran",
    "Hollingsworth", "Smith", "Johnson", "Nguyen", "Garcia", "McAllister", "O'Brien", "Vandermeer", "Castellano",
    "Thistlewood", "Baskerville",
)  # fmt: skip
_PLACES = (
    "Lakeside", "Riverbend", "Northgate", "Maplewood", "Harborview", "Stonebridge", "Foxglove", "Kingsway", "Windmill",
    "Juniper",
)  # fmt: skip
_TRADES = (
    ("Orthopaedics", "Orthopedic", "Ortho"),
    ("Family Medicine", "Family Med"),
    ("Neurology Associates", "Neurology Assoc"),
)
_SHORT = {"Katherine": "Kate", "Robert": "Bob", "Patricia": "Pat", "Miguel": "Mike"}


@dataclass(frozen=True)
class Someone:
    given: str
    family: str
    middle: str
    npi: str
    place: str
    trades: tuple[str, ...]


def made_up_list(seed: int, people: int = 60, rows: int = 900) -> tuple[list[Mention], list[int]]:
    """Mentions, one a row, and which of the people each row names."""
    dice = random.Random(seed)
    pairs = dice.sample([(given, family) for given in _GIVEN for family in _FAMILY], people)
    everyone = [
        Someone(
            given=given,
            family=family,
            middle=dice.choice("BCEHJLMRT"),
            npi=npi.with_check_digit(f"1999{number:05d}"),
            place=dice.choice(_PLACES),
            trades=dice.choice(_TRADES),
        )
        for number, (given, family) in enumerate(pairs)
    ]
    truth = [min(int(dice.expovariate(6 / people)), people - 1) for _ in range(rows)]
    return [_written(dice, everyone[who], everyone, row) for row, who in enumerate(truth, 2)], truth


def _written(dice: random.Random, one: Someone, everyone: list[Someone], row: int) -> Mention:
    given, family = one.given, one.family
    near = [other for other in everyone if other.place == one.place and other.family == one.family]
    if len(near) == 1 and dice.random() < 0.08:
        given = one.given[0]
    elif dice.random() < 0.1:
        given = _SHORT.get(given, given)
    if dice.random() < 0.05:
        family = _slip(dice, family)
    middle = f" {one.middle}" if len(given) > 1 and dice.random() < 0.4 else ""
    name = dice.choice([f"{family}, {given}{middle}", f"{given}{middle} {family}, MD", f"{family}, {given}{middle} MD"])
    practice = f"{one.place} {dice.choice(one.trades)}{dice.choice(['', ', P.A.', ' LLC'])}"
    return Mention(
        name=name.upper() if dice.random() < 0.2 else name,
        npi=one.npi if dice.random() < 0.4 else None,
        practice=practice.upper() if dice.random() < 0.1 else practice,
        rows=(row,),
    )


def _slip(dice: random.Random, word: str) -> str:
    if len(word) < 6:
        return word
    at = dice.randrange(1, len(word) - 2)
    return dice.choice([word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]])
