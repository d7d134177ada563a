"""What people enter about a tie."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from wellsent.directory.ties.rules import CONSENTS, KINDS, MUTUAL_PATIENT, STRENGTHS, Consent
from wellsent.ui.fields import Day, Line


class TieForm(forms.Form):
    """Who else, how they know each other, how well, and how that is known. `whose` are the ends on our page's side."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    who_text = Line(label="Who knows them?", max_length=120, error_messages={"required": "Enter a name."})
    who = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    whose = forms.ChoiceField(label="Whom do they know?")
    kind = forms.ChoiceField(
        label="How?", choices=list(KINDS.items()), error_messages={"required": "Select how they know each other."}
    )
    strength = forms.TypedChoiceField(
        label="How well?",
        choices=list(STRENGTHS.items()),
        coerce=int,
        initial=2,
        error_messages={"required": "Select how well they know each other."},
    )
    evidence = Line(
        label="How is that known?",
        max_length=300,
        required=False,
        help_text="A sentence or a link. No patients.",
    )
    consent_by = forms.ChoiceField(label="Who took the consent", required=False)
    consent_on = Day(label="On", required=False)
    consent_wording = forms.ChoiceField(
        label="In which words", choices=[("", "Choose"), *CONSENTS.items()], required=False
    )

    def __init__(self, *args: Any, whose: Sequence[tuple[str, str]], colleagues: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]  # a choice field has them
        names = [("", "Choose"), *((name, name) for name in colleagues)]
        self.fields["consent_by"].choices = names  # type: ignore[attr-defined]  # as above

    @property
    def consent(self) -> Consent | None:
        """The consent as entered; None where any of its three parts is missing."""
        taken_by, on, wording = (self.cleaned_data[name] for name in ("consent_by", "consent_on", "consent_wording"))
        if not (self.cleaned_data["kind"] == MUTUAL_PATIENT and taken_by and isinstance(on, date) and wording):
            return None
        return Consent(taken_by, on, wording)
