"""The profile in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from wellsent.plan.profile.models import ProfileVersion
from wellsent.plan.profile.rules import FULL, LITTLE, ROAD, ROOM, Ideal, ideal_from, in_sentences
from wellsent.ui import formats

PAYER_WORDS = {
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "commercial": "Commercial plans",
    "workers-comp": "Workers' compensation",
    "auto": "Auto",
    "self-pay": "Self-pay",
}
ROOM_WORDS = {ROOM: "Has room", LITTLE: "Little room", FULL: "Full"}


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the profile: who left it when, and what it says."""

    number: int
    who: str
    when: str
    says: tuple[str, ...]
    counts: bool


def versions(
    rows: Iterable[ProfileVersion], *, kinds: Mapping[str, str], clinics: Mapping[int, str]
) -> list[VersionView]:
    """The versions, the newest first, which counts. `kinds` and `clinics` give their names."""
    return [
        VersionView(
            number=row.pk,
            who=row.by_name,
            when=formats.day(timezone.localdate(row.at)),
            says=tuple(_says(ideal_from(row.ideal), kinds, clinics)),
            counts=at == 0,
        )
        for at, row in enumerate(rows)
    ]


def _says(ideal: Ideal, kinds: Mapping[str, str], clinics: Mapping[int, str]) -> Iterable[str]:
    yield f"More of: {'; '.join(ideal.conditions)}."
    yield f"From: {', '.join(kinds.get(one, one) for one in ideal.kinds)}."
    if ideal.payers:
        yield f"Payers: {', '.join(PAYER_WORDS[one] for one in ideal.payers)}."
    for place in ideal.places:
        if place.clinic in clinics:
            room = ", ".join(f"{lane} {ROOM_WORDS[how].lower()}" for lane, how in place.room.items())
            yield (
                f"{clinics[place.clinic]} ({place.zip}): within {place.miles} miles, about {place.miles * ROAD:.0f} by"
                f" road; {room or 'no lane'}."
            )
    yield " ".join(in_sentences(ideal.weights))
