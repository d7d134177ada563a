"""Matching 100,000 rows of lists against 100,000 known providers, beside splink on the same rows: seconds, and what is
missed or wrong.

Made-up people with American names as common as they are, three to an office. Four rows in five are of somebody known,
written as lists write: cut to initials and short forms, misspelt, without telephone or address, moved. No row has an
NPI: with it there is nothing to tell. Splink takes for each row the likeliest known one, from the threshold up that is
best for these very rows; ours sees no truth. Both begin with the cells as they are written. Without splink (the
dependency group `rivals`) ours stands alone.
"""

from __future__ import annotations

import importlib.util
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.linkage_rivals import prepared, splink_links
from bench.rows import Row, seconds
from wellsent.directory.identity import Known, Mention, resolve
from wellsent.directory.names.words import FAMILY, GIVEN

SIZE = int(os.environ.get("PEOPLE") or 100_000)
SEED = 31
KNOWN_SHARE = 0.8
OFFICE = 3
STREETS = ("Lakeside Ave", "Juniper Rd", "Foxglove Ln", "Harbor Blvd", "Mill St", "Orchard Dr", "Quarry Rd", "Main St")
STATES = ("GA", "AL", "TN", "SC", "NC")
PRACTICES = ("Orthopedics", "Family Medicine", "Internal Medicine", "Neurology Associates", "Medical Group")
SHORT = {
    "Robert": "Bob", "William": "Bill", "James": "Jim", "Michael": "Mike", "Katherine": "Kate", "Elizabeth": "Liz",
    "Joseph": "Joe", "Thomas": "Tom", "Margaret": "Peggy", "Daniel": "Dan", "Susan": "Sue", "Patricia": "Pat",
}  # fmt: skip
GIVEN_NAMES = sorted(GIVEN)

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """Known people, the rows of the lists, and for each row which of the known it is of (None: nobody)."""

    known: list[Cells]
    rows: list[Cells]
    truth: list[int | None]


def run() -> list[Row]:
    """Seconds, and the misses of an F1 in percent."""
    work = made_up(SIZE)
    ours: dict[int, int] = {}
    theirs: list[tuple[int, int, float]] = []
    size = f"{SIZE:,} rows, {SIZE:,} known"
    took = seconds(lambda: ours.update(_ours(work)))
    missed = 100 * (1 - f1(ours, work.truth))
    named = ("match the rows of lists to known providers", "what that misses or mistakes (1 - F1)")
    if importlib.util.find_spec("splink") is None:
        return [Row(named[0], took, size), Row(named[1], missed, size, unit="%")]
    splink_took = seconds(lambda: theirs.extend(splink_links(prepared(work.rows), prepared(work.known))))
    best = 100 * (1 - best_f1(theirs, work.truth))
    return [
        Row(named[0], took, f"{size}, beside splink", splink_took, hold=1.0),
        Row(named[1], missed, f"{size}, beside splink", best, hold=1.0, unit="%"),
    ]


def _ours(work: Work) -> dict[int, int]:
    mentions = [Mention(**row, rows=(at,)) for at, row in enumerate(work.rows)]
    known = [
        Known(
            id=at,
            names=(one["name"],),
            practices=(one["practice"],),
            phones=(one["phone"],),
            addresses=(one["address"],),
            cities=(one["city"],),
            states=(one["state"],),
            zips=(one["zip"],),
        )
        for at, one in enumerate(work.known)
    ]
    found = resolve(mentions, known)
    return {at: each.known for each in found.clusters if each.known is not None for at in each.mentions}


def f1(found: Mapping[int, int], truth: Sequence[int | None]) -> float:
    """Of rows put to known ones."""
    right = sum(truth[row] == known for row, known in found.items())
    return 2 * right / (len(found) + sum(one is not None for one in truth))


def best_f1(pairs: Sequence[tuple[int, int, float]], truth: Sequence[int | None]) -> float:
    """The best that any threshold gives, when each row takes the likeliest of the known."""
    likeliest: dict[int, tuple[float, int]] = {}
    for row, known, chance in pairs:
        likeliest[row] = max(likeliest.get(row, (0.0, -1)), (chance, known))
    belonging = sum(one is not None for one in truth)
    best, right = 0.0, 0
    for count, (row, (_, known)) in enumerate(sorted(likeliest.items(), key=lambda item: -item[1][0]), start=1):
        right += truth[row] == known
        best = max(best, 2 * right / (count + belonging))
    return best


def made_up(size: int) -> Work:
    """The same each time."""
    dice = random.Random(SEED)
    everybody = list(_people(dice, round(size * (2 - KNOWN_SHARE))))
    known, strangers = everybody[:size], everybody[size:]
    truth = [dice.randrange(size) if dice.random() < KNOWN_SHARE else None for _ in range(size)]
    rows = [_written(dice, known[at] if at is not None else dice.choice(strangers)) for at in truth]
    return Work([_full(one) for one in known], rows, truth)


def _people(dice: random.Random, count: int) -> Iterator[Cells]:
    families = list(FAMILY)
    weights = [FAMILY[name] ** -0.6 for name in families]
    office: Cells = {}
    for at in range(count):
        if at % OFFICE == 0:
            office = _office(dice, at)
        common = dice.random() < 0.4
        family = dice.choices(families, weights)[0] if common else _rare_name(dice)
        middle = dice.choice("ABCDEFGHJKLMNPRSTW") if dice.random() < 0.6 else ""
        given = dice.choice(list(SHORT)) if dice.random() < 0.2 else dice.choice(GIVEN_NAMES).title()
        yield {**office, "given": given, "middle": middle, "family": family.title()}


def _office(dice: random.Random, at: int) -> Cells:
    town = dice.randrange(400)
    return {
        "practice": f"{_rare_name(dice).title()} {dice.choice(PRACTICES)}",
        "phone": f"{404 + town % 90}555{at % 10_000:04}",
        "address": f"{dice.randrange(10, 9000)} {dice.choice(STREETS)}",
        "city": f"{_town_name(town)}",
        "state": STATES[town % len(STATES)],
        "zip": f"{30_000 + town}",
    }


def _rare_name(dice: random.Random) -> str:
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(dice.choice((3, 3, 4))))


def _town_name(town: int) -> str:
    return f"{_rare_name(random.Random(town)).title()}ville"


def _full(one: Cells) -> Cells:
    name = " ".join(filter(None, (one["given"], one["middle"], one["family"])))
    return {
        "name": f"{name}, MD",
        **{cell: one[cell] for cell in ("practice", "phone", "address", "city", "state", "zip")},
    }


def _written(dice: random.Random, one: Cells) -> Cells:
    """As a list writes: one slip in seven names, an initial in twelve, short forms, cells left out."""
    given, middle, family = one["given"], one["middle"] if dice.random() < 0.5 else "", one["family"]
    if given in SHORT and dice.random() < 0.3:
        given = SHORT[given]
    elif dice.random() < 1 / 12:
        given = f"{given[0]}."
    if len(family) > 3 and dice.random() < 1 / 7:
        family = _slip(dice, family)
    if dice.random() < 0.4:
        name = f"{family}, {given} {middle}".strip()
    else:
        name = " ".join(filter(None, (given, middle, family)))
    name += ", MD" if dice.random() < 0.5 else ""
    row = {**_full(one), "name": name.upper() if dice.random() < 0.3 else name}
    if dice.random() < 0.1:
        row |= {**_office(dice, dice.randrange(10_000))}
    for cell, left_out in (("practice", 0.3), ("phone", 0.3), ("address", 0.4)):
        if dice.random() < left_out:
            row[cell] = ""
    for cell in ("practice", "address", "city", "zip", "phone"):
        if row[cell] and dice.random() < 0.04:
            row[cell] = _slip(dice, row[cell], "0123456789" if row[cell].isdigit() else "aeinorst")
    return row | ({"state": dice.choice(STATES)} if dice.random() < 0.02 else {})


def _slip(dice: random.Random, word: str, letters: str = "aeinorst") -> str:
    at = dice.randrange(1, len(word) - 1)
    letter = dice.choice(letters)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            _swapped(word, at),
        )
    )


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
