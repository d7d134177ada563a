"""The profile as people fill it in: one page, a group of fields for each clinic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from wellsent.accounts.forms import Worded
from wellsent.accounts.models import Clinic
from wellsent.directory.queries import DescribedKind
from wellsent.plan.profile.presenters import PAYER_WORDS, ROOM_WORDS
from wellsent.plan.profile.rules import (
    CONDITIONS,
    DEFAULT_MILES,
    DEFAULT_WEIGHTS,
    LANES,
    MOST_MILES,
    PAYERS,
    ROOM,
    ROOMS,
    Ideal,
    Place,
)
from wellsent.ui.fields import Boxes, Line


@dataclass(frozen=True, slots=True)
class ClinicFields:
    """What the fields of one clinic hold, and what is wrong with them; `lanes` are lanes with the room chosen."""

    texts: ClassVar = frozenset({"number", "name", "zip", "zip_error", "miles", "miles_error"})

    number: int
    name: str
    zip: str
    zip_error: str
    miles: str
    miles_error: str
    lanes: tuple[tuple[str, str], ...]
    rooms: ClassVar = (("", "Not offered"), *((one, ROOM_WORDS[one]) for one in ROOMS))
    most_miles: ClassVar = MOST_MILES


class ProfileForm(Worded, forms.Form):
    """`ideal` is the profile so far; `kinds` those that are not retired, `clinics` the caller's open ones."""

    conditions = forms.MultipleChoiceField(
        label="Conditions you want more of",
        choices=[(one, one.capitalize()) for one in CONDITIONS],
        widget=Boxes,
    )
    kinds = forms.MultipleChoiceField(label="Kinds of provider who could send them", widget=Boxes, required=False)
    more_kinds = forms.MultipleChoiceField(label="Other kinds", widget=Boxes, required=False)
    payers = forms.MultipleChoiceField(
        label="Payers you take",
        choices=[(one, PAYER_WORDS[one]) for one in PAYERS],
        widget=Boxes,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        ideal: Ideal | None,
        kinds: Sequence[DescribedKind],
        clinics: Sequence[Clinic],
    ) -> None:
        super().__init__(data)
        self._clinics = clinics
        self._weights = dict(ideal.weights if ideal else DEFAULT_WEIGHTS)
        places = {place.clinic: place for place in ideal.places} if ideal else {}
        for clinic in clinics:
            self._add(clinic, places.get(clinic.pk))
        main = [one for one in kinds if one.added_here or one.family != "other"]
        self._offer("kinds", main, ideal)
        self._offer("more_kinds", [one for one in kinds if one not in main], ideal)
        if ideal:
            self.initial.update(conditions=ideal.conditions, payers=ideal.payers)
        self.word()

    def _offer(self, field: str, kinds: Sequence[DescribedKind], ideal: Ideal | None) -> None:
        self.fields[field].choices = [(one.slug, one.label) for one in kinds]  # type: ignore[attr-defined]  # see above
        self.initial[field] = [one.slug for one in kinds if ideal and one.slug in ideal.kinds]

    def _add(self, clinic: Clinic, place: Place | None) -> None:
        self.fields[f"zip_{clinic.pk}"] = Line(
            label="ZIP code",
            max_length=10,
            required=False,
            initial=place.zip if place else "",
        )
        self.fields[f"miles_{clinic.pk}"] = forms.IntegerField(
            label="Miles in a straight line",
            min_value=1,
            max_value=MOST_MILES,
            initial=place.miles if place else DEFAULT_MILES,
        )
        for lane in LANES:
            usual = {"orthopaedic": ROOM} if place is None else place.room
            self.fields[f"room_{clinic.pk}_{lane}"] = forms.ChoiceField(
                label=f"{lane.capitalize()} lane",
                required=False,
                choices=ClinicFields.rooms,
                initial=usual.get(lane, ""),
            )

    def of_clinics(self) -> Iterator[ClinicFields]:
        """The fields clinic by clinic."""
        for clinic in self._clinics:
            yield ClinicFields(
                clinic.pk,
                clinic.name,
                *self._told(f"zip_{clinic.pk}"),
                *self._told(f"miles_{clinic.pk}"),
                lanes=tuple((lane, self._told(f"room_{clinic.pk}_{lane}")[0]) for lane in LANES),
            )

    def _told(self, name: str) -> tuple[str, str]:
        """What a field holds, and what is wrong with it."""
        field = self[name]
        value = field.value()
        return "" if value is None else str(value), " ".join(map(str, field.errors))

    def ideal(self) -> Ideal:
        """What was filled in, as the profile; a clinic without a ZIP code has no place in it."""
        told = self.cleaned_data
        return Ideal(
            kinds=(*told["kinds"], *told["more_kinds"]),
            conditions=tuple(told["conditions"]),
            payers=tuple(told["payers"]),
            places=tuple(self._place(clinic.pk) for clinic in self._clinics if told[f"zip_{clinic.pk}"]),
            weights=self._weights,
        )

    def _place(self, clinic: int) -> Place:
        told = self.cleaned_data
        room = {lane: told[f"room_{clinic}_{lane}"] for lane in LANES if told[f"room_{clinic}_{lane}"]}
        return Place(clinic, told[f"zip_{clinic}"][:5], told[f"miles_{clinic}"], room)
