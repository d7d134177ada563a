"""What people say of a kind of provider."""

from __future__ import annotations

from django import forms

from wellsent.accounts.forms import Worded
from wellsent.directory.kind_messages import CONDITIONS
from wellsent.ui.fields import Line, Lines


class KindWordsForm(Worded, forms.Form):
    """What a kind typically sends, and what the practice can promise it."""

    conditions = forms.MultipleChoiceField(
        label="What they typically send",
        choices=[(one, one.capitalize()) for one in CONDITIONS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    message = Lines(
        label="Your message to them",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What they get from sending you a patient, in a sentence or two that you can keep.",
    )


class KindForm(KindWordsForm):
    """A kind of the practice's own."""

    field_order = ("label", "codes")
    label = Line(label="Name", max_length=120, help_text="In the plural or as a field: Midwives, Oncology.")
    codes = Line(
        label="Taxonomy codes",
        max_length=300,
        required=False,
        help_text="NUCC's codes, ten characters each, with blanks between: the registry finds them by these. Leave it"
        " blank for those who have none, such as gyms.",
    )
