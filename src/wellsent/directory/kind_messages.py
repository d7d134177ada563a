"""What each kind of provider typically sends, and what a practice can promise it: the words the product comes with.

A practice's own words, kept in the database, win over these. The conditions are the parts of the body that referrals
are counted by; which of them a kind typically sends is our own judgement, for the practice to correct.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Final

CONDITIONS: Final = (
    "knee",
    "shoulder",
    "low back",
    "neck",
    "hip",
    "foot and ankle",
    "hand, wrist, elbow",
    "neuro, gait, balance",
    "pelvic",
)
"""What a kind can be typical for; the same words as the groups that conditions of referrals are counted in."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind typically sends, and the message to it."""

    conditions: tuple[str, ...] = ()
    message: str = ""


def _load() -> Mapping[str, Words]:
    table = resources.files("wellsent.directory").joinpath("data/kind_words.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["kind"]: Words(tuple(row["conditions"].split("; ")), row["message"])
            for row in csv.DictReader(table.splitlines())
        }
    )


SHIPPED: Final = _load()
"""The words for each kind that has some, by slug."""
