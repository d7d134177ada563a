"""Short forms of given names, English and Spanish: Kate is Katherine. Our own table, data/nicknames.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib import resources
from typing import Final

from wellsent.directory.names.text import fold


def _load() -> dict[str, frozenset[str]]:
    table = resources.files("wellsent.directory").joinpath("data/nicknames.csv").read_text(encoding="utf-8")
    long_of: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(table.splitlines()):
        for short in row["short"].split():
            long_of[short].add(row["given"])
    return {short: frozenset(names) for short, names in long_of.items()}


_LONG_OF: Final = _load()


def long_forms(given: str) -> frozenset[str]:
    """The full names a folded given name may stand for, itself included."""
    return _LONG_OF.get(given, frozenset()) | {given}


def are_same(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, or one short for the other, or both short for a third.

    >>> are_same("Kate", "Katherine"), are_same("Bob", "Rob"), are_same("Kate", "Kara")
    (True, True, False)
    """
    return not long_forms(fold(one)).isdisjoint(long_forms(fold(other)))
