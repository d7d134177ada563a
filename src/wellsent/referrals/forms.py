"""What people enter about a referral."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from wellsent.referrals import rules
from wellsent.referrals.models import Hold, Visit
from wellsent.referrals.true_source import presenters as true_source
from wellsent.ui.fields import Day, Line

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOST_AHEAD_YEARS = 2


def day(label: str, *, required: bool = False, **options: Any) -> forms.DateField:
    """A day of the calendar."""
    return Day(label=label, required=required, **options)


_TYPED = (
    *("%m/%d/%Y", "%m/%d/%y", "%m%d%y", "%m%d%Y", "%m-%d-%Y", "%m-%d-%y", "%m.%d.%Y", "%m %d %Y", "%Y-%m-%d"),
    *("%b %d %Y", "%b %d, %Y", "%B %d %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y"),
)


_WHOLE_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{8}")
"""2/3/1980 or 02031980, not 2/3/80 or 020380."""


def typed_day(label: str, **options: Any) -> forms.DateField:
    """A day typed while somebody says it, in any usual way; the browser's own field wants the Tab key four times."""
    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%m/%d/%Y")
    error = {"invalid": "Enter the day as month, day, year: 2/3/1980."}
    return forms.DateField(
        label=label, required=False, widget=widget, input_formats=_TYPED, error_messages=error, **options
    )


def line(label: str, *, most: int, required: bool = False, **options: Any) -> forms.CharField:
    """A line of text."""
    return Line(label=label, max_length=most, required=required, **options)


def not_years_ahead(value: date | None, today: date) -> date | None:
    """A planned day, refused when it lies years ahead: a slip in the year."""
    if value is not None and value.year > today.year + MOST_AHEAD_YEARS:
        raise forms.ValidationError("Enter a day of the next two years.")
    return value


class MoveForm(forms.Form):
    """A move: its day, and what this move asks for besides. Fields a move does not ask for are not there."""

    on = day("Day", required=True)
    scheduled_for = day("Day of the evaluation", required=True)
    scheduled_time = forms.TimeField(label="Time", required=False, widget=TIME)
    why = line("Why", most=200, required=True)

    def __init__(self, *args: Any, current: str, to: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if to == rules.SCHEDULED:
            self.fields["on"].widget = forms.HiddenInput()
        else:
            del self.fields["scheduled_for"], self.fields["scheduled_time"]
        if not rules.needs_reason(current, to):
            del self.fields["why"]
        elif to == rules.LOST:
            self.fields["why"] = forms.ChoiceField(label="Why", choices=[(one, one) for one in rules.LOST_REASONS])
        for field in self.fields.values():
            verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
            field.error_messages["required"] = f"{verb} the {str(field.label).lower()}."
        if "why" in self.fields:
            self.fields["why"].error_messages["required"] = "Say why in a few words."

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Enter a day that is not after today.")
        return on

    def clean_scheduled_for(self) -> date | None:
        return not_years_ahead(self.cleaned_data["scheduled_for"], self.today)


class HoldForm(forms.Form):
    """What a referral waits for, and when to ask again."""

    waits_for = forms.ChoiceField(label="Waits for", choices=Hold.Waits.choices)
    ask_on = day("Ask again on")
    note = line("Note", most=500)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ask_on(self) -> date | None:
        ask_on: date | None = self.cleaned_data["ask_on"]
        if ask_on is not None and ask_on < self.today:
            raise forms.ValidationError("Enter a day to ask again that is not past.")
        return not_years_ahead(ask_on, self.today)


class VisitForm(forms.Form):
    """One visit: its day and what became of it; nothing takes it out again."""

    on = day("Day", required=True)
    outcome = forms.ChoiceField(
        label="What became of it", choices=[*Visit.Outcome.choices, ("", "Take it out")], required=False
    )

    def clean_outcome(self) -> str | None:
        return self.cleaned_data["outcome"] or None


class ReferralForm(forms.Form):
    """What is told of a referral: who the patient is, as little as is needed, and what the order says."""

    patient_name = line("Patient’s name", most=120)
    birth_date = typed_day("Birth date", help_text="Month, day, year: 2/3/1980")
    phone = line("Telephone", most=40)
    received_on = day("Received on", required=True)
    clinic = forms.ChoiceField(label="Clinic", required=False)
    condition = line("Diagnosis or problem", most=300)
    payer = line("Payer", most=120)
    next_physician_visit_on = day("Next visit to the physician")

    no_clinic = "none"

    def __init__(
        self, *args: Any, clinics: list[tuple[int, str]], must_choose: bool, today: date, **kwargs: Any
    ) -> None:
        """`must_choose`: whoever works for some clinics alone would not see a referral of none."""
        super().__init__(*args, **kwargs)
        self.today = today
        none = [] if must_choose else [("", self.no_clinic)]
        self.fields["clinic"].choices = [*none, *((str(number), name) for number, name in clinics)]  # type: ignore[attr-defined]  # it is a choice field
        self.fields["clinic"].error_messages["invalid_choice"] = "This clinic has closed. Choose another one."

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        typed = str(self.data.get(self.add_prefix("birth_date"), ""))
        if born is not None and born > self.today and born.year < 2100 and not _WHOLE_YEAR.search(typed):
            born = born.replace(year=born.year - 100)  # 2/3/49 was typed, and nobody is born in 2049 yet
        if born is not None and not date(1900, 1, 1) <= born <= self.today:
            raise forms.ValidationError("Enter a birth date from 1900 until today.")
        return born

    def clean_clinic(self) -> int | None:
        return int(self.cleaned_data["clinic"]) if self.cleaned_data["clinic"] else None

    def clean_next_physician_visit_on(self) -> date | None:
        return not_years_ahead(self.cleaned_data["next_physician_visit_on"], self.today)


class CorrectForm(ReferralForm):
    """The facts of a referral and of its patient that are set right by hand."""

    first_contact_on = day("First contact")
    scheduled_for = day("Evaluation booked for")
    evaluated_on = day("Evaluated on")
    discharged_on = day("Discharged on")
    visits_planned = forms.IntegerField(label="Visits planned", min_value=0, max_value=999, required=False)
    visits_attended = forms.IntegerField(label="Visits attended", min_value=0, max_value=999, required=False)
    visits_missed = forms.IntegerField(label="Visits missed", min_value=0, max_value=999, required=False)
    visits_cancelled = forms.IntegerField(label="Visits cancelled", min_value=0, max_value=999, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (
            field
        ) in self.fields.values():  # what stood there comes back with the form: only what was changed is written
            field.show_hidden_initial = True

    def overtaken(self) -> list[str]:
        """The labels of what was changed here and, since the form was opened, by somebody else."""
        changed = [self[name] for name in self.changed_data]
        return [
            str(one.label)
            for one in changed
            if one.html_initial_name in self.data
            and one.field.has_changed(one.initial, self.data[one.html_initial_name])
        ]

    def clean_scheduled_for(self) -> date | None:
        return not_years_ahead(self.cleaned_data["scheduled_for"], self.today)


class SourceForm(forms.Form):
    """Who brought a referral, and how that is known; for another doctor or office also which."""

    answer = forms.ChoiceField(choices=true_source.choices)
    how = forms.ChoiceField(choices=true_source.ways_to_know, required=False)
    other_text = line("Which doctor or office?", most=120)
    other = forms.CharField(required=False, widget=forms.HiddenInput)


class AuditForm(forms.Form):
    """When the week begins in which every patient is asked."""

    first_day = day("First day", required=True, error_messages={"required": "Enter the first day."})


class EntryForm(ReferralForm):
    """One referral, as it is told on the telephone: the source is enough, the rest may follow."""

    source_text = line("Who referred?", most=300, required=True)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    new_practice = line("Their practice", most=300)
    new_phone = line("Their telephone", most=40)
    note = line("Note", most=500)
    answer = forms.ChoiceField(choices=true_source.choices, required=False)
    other_text = line("Which doctor or office?", most=120)
    other = forms.CharField(required=False, widget=forms.HiddenInput)

    no_clinic = "not yet known"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_text"].error_messages["required"] = "Enter who referred: any part of the name will do."

    def clean_received_on(self) -> date:
        on: date = self.cleaned_data["received_on"]
        if on > self.today:
            raise forms.ValidationError("Enter a day that is not after today.")
        if on.year < self.today.year - 5:
            raise forms.ValidationError("Enter a day of the last five years; older ones come by a list.")
        return on
