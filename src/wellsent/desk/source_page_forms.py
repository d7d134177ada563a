"""What people decide about a source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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


class KindForm(forms.Form):
    """What sort of provider a source is: who may order and who belongs together follow from it."""

    kind = forms.ChoiceField(
        label="Kind", required=False, error_messages={"invalid_choice": "Select a kind of the list."}
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Not known"), *kinds]  # type: ignore[attr-defined]  # it is a choice field
