"""The rows of a referral list as referrals: who referred each, and which rows are one referral exported twice.

Pure: used alike by the report, which keeps nothing, and by the import.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz.distance import JaroWinkler

from wellsent.directory.identity import Cluster, Decisions, Known, Mention, Resolution, resolve
from wellsent.exchange.lists import ReadList

MENTION_FIELDS = ("referrer_name", "referrer_npi", "referrer_practice", "referrer_kind")
COURSE_FIELDS = (
    "payer",
    "condition",
    "first_contact_date",
    "scheduled_date",
    "evaluation_date",
    "discharge_date",
    "visits_planned",
    "visits_attended",
)
"""What distinguishes two patients of one source on one day when the list names no patient."""
ENOUGH_TO_TELL = 4
"""With this many equal course fields and no patient named, two equal rows are taken for one referral."""
ALIKE = 0.85
"""Jaro-Winkler similarity from which two spellings of a referrer count as one when patient and day agree."""


@dataclass(frozen=True, slots=True)
class ReferralRows:
    """Which source each accepted row belongs to, and which rows repeat an earlier one.

    `position` lists indexes into the list's accepted rows; `source` gives, for each, a cluster of `resolution`;
    `repeats` maps an index to the index of the row it repeats (always an earlier, not itself repeated one).
    """

    position: tuple[int, ...]
    source: tuple[int, ...]
    mentions: tuple[Mention, ...]
    resolution: Resolution
    repeats: dict[int, int]

    @property
    def kept(self) -> tuple[tuple[int, int], ...]:
        """(index, source) of the rows that count: each referral once."""
        pairs = zip(self.position, self.source, strict=True)
        return tuple((index, source) for index, source in pairs if index not in self.repeats)

    def names_nobody(self, cluster: int) -> bool:
        """Whether a cluster, by its number, stands for no source at all."""
        return names_nobody(self.resolution.clusters[cluster])


def names_nobody(cluster: Cluster) -> bool:
    """Cells like "Self" or "(Unassigned)" without a practice or an NPI name no source."""
    return cluster.name.is_blank and not cluster.practice and not cluster.npi


def dated_until(read: ReadList, day: date) -> list[int]:
    """The accepted rows dated up to a day: later ones are left out before anything else is looked at."""
    return [index for index, on in enumerate(read.values["referral_date"]) if on <= day]


def referral_rows(
    read: ReadList,
    only: Sequence[int],
    *,
    after: Sequence[int] = (),
    known: Sequence[Known] = (),
    decided: Decisions | None = None,
) -> ReferralRows:
    """Resolve the referrers of some rows of a referral list (their indexes: `only`); find what was exported twice.

    Rows that count already (`after`, disjoint from `only`) may be what one of them repeats; where there is no such row
    they cost nothing. They are in neither `position` nor the keys of `repeats`.
    """
    first = _counted_before(read, only, after)
    position = [*first, *only]
    mentions, mention_of = _mentions(read, position)
    resolution = resolve(mentions, known, decided or Decisions())
    cluster_of = {mention: number for number, one in enumerate(resolution.clusters) for mention in one.mentions}
    source = [cluster_of[mention] for mention in mention_of]
    repeats = _repeats(read, position, source, resolution.clusters)
    for index in first:
        repeats.pop(index, None)
    before = len(first)
    return ReferralRows(tuple(position[before:]), tuple(source[before:]), tuple(mentions), resolution, repeats)


def _column(read: ReadList, field: str) -> Sequence[Any]:
    return read.values.get(field) or [None] * len(read.rows)


def _mentions(read: ReadList, position: Sequence[int]) -> tuple[list[Mention], list[int]]:
    """The distinct ways referrers are written, and which one each row has."""
    written_in = list(zip(*(_column(read, field) for field in MENTION_FIELDS), strict=True))
    number_of: dict[tuple[Any, ...], int] = {}
    rows_of: list[list[int]] = []
    mention_of = []
    for index in position:
        number = number_of.setdefault(written_in[index], len(number_of))
        if number == len(rows_of):
            rows_of.append([])
        rows_of[number].append(read.rows[index])
        mention_of.append(number)
    mentions = [
        Mention(name=name, npi=npi, practice=practice, kind=kind, rows=tuple(rows))
        for (name, npi, practice, kind), rows in zip(number_of, rows_of, strict=True)
    ]
    return mentions, mention_of


def _repeats(
    read: ReadList, position: Sequence[int], source: Sequence[int], clusters: Sequence[Cluster]
) -> dict[int, int]:
    """Rows that stand for a referral an earlier row already stands for."""
    tells = _what_tells(read)
    patients = patient_keys(read)
    names = _column(read, "referrer_name")
    seen: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    repeats: dict[int, int] = {}
    for index, cluster in zip(position, source, strict=True):
        if tells[index] is None:
            continue
        key = (tells[index], cluster if patients[index] is None else None)
        for first, first_cluster in seen[key]:
            if first_cluster == cluster or (
                _alike(names[index], names[first]) and not _are_two(clusters[cluster], clusters[first_cluster])
            ):
                repeats[index] = first
                break
        else:
            seen[key].append((index, cluster))
    return repeats


def _what_tells(read: ReadList) -> list[Hashable | None]:
    """What two rows of one referral share, whoever sent it: patient and day, or the day with enough of its course where
    nobody is named. None: too little to tell."""
    course = [_column(read, field) for field in COURSE_FIELDS]
    told: list[Hashable | None] = []
    for index, (patient, day) in enumerate(zip(patient_keys(read), read.values["referral_date"], strict=True)):
        if patient is not None:
            told.append((patient, day))
            continue
        cells = tuple(column[index] for column in course)
        told.append((day, cells) if sum(cell is not None for cell in cells) >= ENOUGH_TO_TELL else None)
    return told


def _counted_before(read: ReadList, only: Sequence[int], after: Sequence[int]) -> list[int]:
    """Those of the rows `after` that one of the others may repeat."""
    if not after:
        return []
    tells = _what_tells(read)
    wanted = {tells[index] for index in only} - {None}
    return [index for index in after if tells[index] in wanted]


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two spellings are near enough to be one referrer, given that patient and day are the same."""
    if not one or not other:
        return True
    first, second = (" ".join(sorted(text.casefold().replace(",", " ").split())) for text in (one, other))
    return JaroWinkler.similarity(first, second) >= ALIKE


def _are_two(one: Cluster, other: Cluster) -> bool:
    """Whether two sources of nearly one spelling are two people all the same: different NPIs, or given names that are
    no slip of each other, as two of one family or practice have."""
    if one.npi and other.npi:
        return True
    first, second = one.name.given, other.name.given
    if min(len(first), len(second)) < 2:
        return bool(first and second) and first[0] != second[0]
    return JaroWinkler.similarity(first.casefold(), second.casefold()) < ALIKE


def patient_keys(read: ReadList) -> list[Hashable | None]:
    """What tells one patient from another in this list: the record number, else name with birth date. None: unnamed."""
    numbers = _column(read, "patient_id")
    names = _column(read, "patient_name")
    births = _column(read, "birth_date")
    keys: list[Hashable | None] = []
    for number, name, birth in zip(numbers, names, births, strict=True):
        if number:
            keys.append(number)
        elif name:
            keys.append((" ".join(sorted(str(name).casefold().replace(",", " ").split())), birth))
        else:
            keys.append(None)
    return keys
