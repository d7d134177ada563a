"""What people enter about an office."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from wellsent.directory.office.rules import HABITS, ROLES
from wellsent.ui.fields import Day, Line

EXAMPLES = {
    "hours": "Tuesday to Thursday, 12:15 to 13:00",
    "lunch": "one a month, at most eight people, no samples",
    "visits": "no drop-ins on Monday; sign in at the desk",
    "channel": "call first, then fax",
    "languages": "English, Spanish",
}


class Marked(forms.Form):
    """A form whose sending twice is noticed."""

    act = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].initial = uuid.uuid4


class RolesForm(Marked):
    """What somebody does in their office."""

    roles = forms.MultipleChoiceField(
        label="What they do there",
        choices=[(role, words.capitalize()) for role, words in ROLES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PersonForm(RolesForm):
    """Somebody who works at an office."""

    name = Line(
        label="Name",
        max_length=120,
        error_messages={"required": "Enter the name of the person."},
        widget=forms.TextInput(attrs={"list": "who-works-there", "autocomplete": "off"}),
    )
    field_order = ("act", "name", "roles")


class LeftForm(Marked):
    """Somebody left."""

    on = Day(label="Last day", error_messages={"required": "Enter the last day."})


class HabitsForm(Marked):
    """How an office likes to be approached; each may stay blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic, label in HABITS.items():
            self.fields[topic] = Line(
                label=label, max_length=300, required=False, help_text=f"For example: {EXAMPLES[topic]}"
            )
