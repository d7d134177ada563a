"""Finding known patients by blind indexes: the few that share one are opened and compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists

from wellsent.base import keys
from wellsent.base.unused import in_chunks
from wellsent.patients.models import Patient
from wellsent.patients.rules import NormalForms, PatientDetails, bettered, normal_forms, same_patient
from wellsent.patients.searching import Clue, telling_sound

INDEXES = ("by_name", "by_sound", "by_phone", "by_record")
"""By which the same patient is known again."""
SEARCHED = ("by_family", "by_family_sound")
"""By which a person searching finds some more, too many to be compared at every import."""
EVERY_INDEX = (*INDEXES, *SEARCHED)
"""What is written whenever a patient is, so that none stays at what was known before."""
DETAILS = ("name", "birth_date", "phone", "record_number")

_NOTHING: dict[str, Any] = dict.fromkeys(DETAILS)
OPENED_MOST = 300
"""Of those that share an index with what was typed, the latest so many are opened: a common name has thousands."""

Blind = tuple[bytes | None, ...]


def blind(forms: NormalForms, names: Sequence[str] = INDEXES) -> Blind:
    """The blind indexes of normal forms, in the order of `names`; None where a form is not known."""
    return tuple(
        None if text is None else _blind(name, text) for name, text in ((name, getattr(forms, name)) for name in names)
    )


def details_of(name: str | None, birth_date: object, phone: str | None, record_number: str | None) -> PatientDetails:
    """Stored columns, opened, as details; None becomes blank."""
    return PatientDetails(name or "", birth_date, phone or "", record_number or "")  # type: ignore[arg-type]  # a date or None


def differing(
    told: Iterable[tuple[int, PatientDetails]], *, known_before: datetime | None = None
) -> dict[int, tuple[PatientDetails, PatientDetails]]:
    """The patients of whom lists tell something new: what is stored, and what would be. `known_before` leaves out those
    that came later (with the list itself). The opened values stay in this process."""
    news: dict[int, list[PatientDetails]] = defaultdict(list)
    for number, details in told:
        news[number].append(details)
    found: dict[int, tuple[PatientDetails, PatientDetails]] = {}
    for chunk in in_chunks(sorted(news)):
        rows = Patient.objects.filter(pk__in=chunk).order_by("pk")
        if known_before is not None:
            rows = rows.filter(created_at__lt=known_before)
        for number, *columns in rows.values_list("pk", *DETAILS):
            stored = after = details_of(*columns)
            for details in news[number]:
                after = bettered(after, details)
            if after != stored:
                found[number] = (stored, after)
    return found


class Finder:
    """Known patients that share an index with those looked for, and the new ones added on the way."""

    def __init__(self, wanted: Sequence[Blind]) -> None:
        self._people: list[PatientDetails] = []
        self._places: list[dict[bytes, list[int]]] = [defaultdict(list) for _ in INDEXES]
        self.numbers: list[int] = []
        for number, details, indexes in _sharing(wanted):
            self.numbers.append(number)
            self.add(details, indexes)

    def add(self, details: PatientDetails, indexes: Blind) -> int:
        """Take one more into account; returns their position."""
        position = len(self._people)
        self._people.append(details)
        for places, index in zip(self._places, indexes, strict=True):
            if index is not None:
                places[index].append(position)
        return position

    def find(self, details: PatientDetails, indexes: Blind) -> int | None:
        """The position of the same patient, the earliest where several would do, or None."""
        return next((one for one in self._sharing(indexes) if same_patient(self._people[one], details)), None)

    def details(self, position: int) -> PatientDetails:
        """What is known of the patient at a position."""
        return self._people[position]

    def _sharing(self, indexes: Blind) -> list[int]:
        """The positions of those with an index in common, in order."""
        return sorted(
            {
                position
                for places, index in zip(self._places, indexes, strict=True)
                if index is not None and index in places
                for position in places[index]
            }
        )


def _sharing(wanted: Sequence[Blind]) -> Iterator[tuple[int, PatientDetails, Blind]]:
    """Stored patients that share any of these indexes, by number. The opened values stay in this process."""
    numbers: set[int] = set()
    for column, name in enumerate(INDEXES):
        for values in in_chunks(list({indexes[column] for indexes in wanted} - {None})):
            numbers.update(Patient.objects.filter(**{f"{name}__in": values}).values_list("pk", flat=True))
    for chunk in in_chunks(sorted(numbers)):
        rows = Patient.objects.filter(pk__in=chunk).order_by("pk").values_list("pk", *INDEXES, *DETAILS)
        for number, *columns in rows:
            stored = tuple(None if index is None else bytes(index) for index in columns[:4])
            yield number, details_of(*columns[4:]), stored


def sharing_a_clue(clue: Clue, among: Exists) -> Iterator[tuple[int, PatientDetails]]:
    """Stored patients that may be meant by what was typed, the latest of each index: those to be compared with it.

    Only what the comparison needs is opened; the rest is blank.
    """
    needed = ["name"]
    needed += ["birth_date"] if clue.born else []
    needed += ["phone"] if clue.phone else []
    needed += ["record_number"] if clue.record else []
    seen: set[int] = set()
    for column, values in _indexes_of(clue):
        rows = Patient.objects.filter(among, **{f"{column}__in": values}).order_by("-pk").values_list("pk", *needed)
        for number, *opened in rows[:OPENED_MOST]:
            if number not in seen:
                seen.add(number)
                yield number, details_of(**{**_NOTHING, **dict(zip(needed, opened, strict=True))})


def _indexes_of(clue: Clue) -> Iterator[tuple[str, list[bytes]]]:
    """Which indexes what was typed is looked for in: the narrowest there is, and any of the words as family name."""
    if clue.record:
        yield "by_record", [_blind("by_record", clue.record)]
    elif clue.phone:
        yield "by_phone", [_blind("by_phone", clue.phone)]
    elif clue.born:
        dated = [normal_forms(PatientDetails(word, clue.born)) for word in clue.words]
        yield "by_name", [_blind("by_name", one.by_name) for one in dated if one.by_name]
        yield "by_sound", [_blind("by_sound", one.by_sound) for one in dated if one.by_sound]
    else:
        yield "by_family", [_blind("by_family", word) for word in clue.words]
        yield "by_family_sound", [_blind("by_family_sound", key) for key in map(telling_sound, clue.words) if key]


def _blind(name: str, text: str) -> bytes:
    return keys.blind_index(text, place=f"patients.{name}")
