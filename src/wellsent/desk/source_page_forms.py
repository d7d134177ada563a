"""What people decide about a source."""

from __future__ import annotations

from django import forms

from wellsent.ui.fields import Line

REQUIRED = {"required": "Enter the reason in a few words."}


class ReasonForm(forms.Form):
    """A decision that stands with its reason."""

    why = Line(label="Why", max_length=200, error_messages=REQUIRED)


class TierForm(forms.Form):
    """A tier set by hand wins over the computed one."""

    tier = forms.ChoiceField(
        label="Tier",
        choices=(("", "Choose"), ("A", "A"), ("B", "B"), ("C", "C")),
        error_messages={"required": "Select a tier.", "invalid_choice": "Select a tier."},
    )
    why = Line(
        label="Why",
        max_length=200,
        help_text="For example: new practice next door, will send more.",
        error_messages=REQUIRED,
    )
