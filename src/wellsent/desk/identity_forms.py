"""What people say about who a source is and where it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from wellsent.base.addresses import row_number
from wellsent.ui.fields import Boxes, Day, Line

NEW = "new"
Choices = Sequence[tuple[int | str, str]]


class WhoForm(forms.Form):
    """Another source: typed, then chosen among those that match, which the page puts into `found`."""

    who = Line(
        label="Which source",
        max_length=200,
        help_text="Any part of the name, the practice or the NPI",
        error_messages={"required": "Enter any part of a name, or an NPI."},
    )
    other = forms.CharField(required=False)
    may_be_new = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.found: Sequence[Any] = ()

    @property
    def chosen(self) -> int | None:
        """The number of the one that was chosen, if any."""
        return row_number(self.cleaned_data["other"])

    @property
    def is_new(self) -> bool:
        """Whether a source that is not there yet was asked for."""
        return self.may_be_new and bool(self.cleaned_data["other"] == NEW)


class SameForm(WhoForm):
    """The same as another source, although both signed an order on one day."""

    although = forms.BooleanField(required=False, label="They are one, although both signed orders on the same day")


class WorkForm(WhoForm):
    """Another practice since a day, instead of one or besides; or none any more."""

    leaves = forms.ChoiceField(label="Leaves", required=False)
    on = Day(label="Since", error_messages={"required": "Enter the day."})

    def __init__(self, *args: Any, works_at: Choices, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["leaves"].choices = [("", "None: works there as well"), *works_at]  # type: ignore[attr-defined]
        self.fields["who"].label = "Now works at"
        self.fields["who"].required = False
        self._today = today

    def clean_on(self) -> date:
        """A day that has come: what will be is written down when it is."""
        on: date = self.cleaned_data["on"]
        if on > self._today:
            raise forms.ValidationError("This day lies ahead. Write it down when it has come.")
        return on


class SplitForm(WhoForm):
    """What belongs to another source, among what this one has."""

    may_be_new = True
    LABELS = {
        "names": "Ways of writing the name",
        "contact_points": "Telephone, fax, e-mail, address",
        "affiliations": "Where they work",
        "referrals": "Referrals",
        "touches": "Contacts made",
        "office_people": "People of the office",
        "office_habits": "How the office likes to be approached",
        "ties": "Whom they know",
        "introductions": "Introductions to them that we asked for",
    }

    def __init__(self, *args: Any, choices: Mapping[str, Choices], has_npi: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, rows in choices.items():
            if rows:
                self.fields[name] = forms.MultipleChoiceField(
                    label=self.LABELS[name], choices=rows, required=False, widget=Boxes
                )
        if has_npi:
            self.fields["npi"] = forms.BooleanField(required=False, label="The NPI is theirs")

    @property
    def of_it(self) -> list[forms.BoundField]:
        """The fields of what this source has."""
        return [self[name] for name in (*self.LABELS, "npi") if name in self.fields]

    def numbers(self, name: str) -> frozenset[int]:
        """The rows that were ticked."""
        return frozenset(map(int, self.cleaned_data.get(name, ())))

    def words(self, name: str) -> frozenset[str]:
        """The same, of what has no number."""
        return frozenset(self.cleaned_data.get(name, ()))
