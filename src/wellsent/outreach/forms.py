"""What people enter about a contact they made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms

from wellsent.outreach.models import Outcome, TouchKind
from wellsent.ui.fields import Day, Line, Lines


class TouchForm(forms.Form):
    """A touch: the kind and how it went are enough; the rest can stay blank."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="What was it?", choices=TouchKind.choices, initial=TouchKind.VISIT)
    outcome = forms.ChoiceField(label="How did it go?", choices=Outcome.choices)
    on = Day(label="Day")
    with_whom = Line(label="With whom", max_length=120, required=False)
    note = Lines(
        label="Note",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text="No patients' names. Your keyboard's microphone writes for you.",
    )
    minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=1440, required=False)
    cost = forms.DecimalField(
        label="Cost in dollars", min_value=Decimal(0), max_digits=9, decimal_places=2, required=False
    )
    next_step = Line(label="Next step", max_length=200, required=False)
    next_step_on = Day(label="On", required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Enter a day that is not after today.")
        if on.year < self.today.year - 20:
            raise forms.ValidationError("Enter a day of the last twenty years.")
        return on
