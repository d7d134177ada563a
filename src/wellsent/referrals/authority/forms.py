"""What a compliance officer enters about who may order."""

from __future__ import annotations

from django import forms

from wellsent.accounts.forms import Worded
from wellsent.referrals.authority import tables
from wellsent.referrals.authority.rules import ANSWERS, CLASSES
from wellsent.ui.fields import Day, Line, LongSelect


class AuthorityForm(Worded, forms.Form):
    """A row of the practice's own; what must hold between its fields is said by the action."""

    payer = Line(
        label="Payer",
        max_length=60,
        required=False,
        help_text="As staff will type it: medicare, Bright County Plan. Blank means any payer but Medicare.",
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any state"), *((each, each) for each in tables.states())],
        widget=LongSelect,
    )
    credential_class = forms.ChoiceField(
        label="Credential",
        required=False,
        choices=[("", "Everybody whose order is not valid"), *CLASSES.items()],
        widget=LongSelect,
    )
    answer = forms.ChoiceField(label="Answer", choices=[(each, each.capitalize()) for each in ANSWERS])
    may_certify = forms.TypedChoiceField(
        label="May certify the plan of care",
        required=False,
        choices=[("", "Not said"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    limit = Line(label="Limit", max_length=300, required=False)
    citation = Line(label="Citation", max_length=500, help_text="Where it is written: a statute, a manual, a letter.")
    effective_from = Day(label="First day")
    effective_to = Day(label="Last day", required=False, help_text="Leave blank while it holds.")


class CredentialForm(forms.Form):
    """What people of a kind that the practice added hold."""

    kind = forms.CharField(max_length=60)
    credential_class = forms.ChoiceField(choices=[("", "Not said"), *CLASSES.items()], required=False)
