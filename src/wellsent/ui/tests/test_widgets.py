"""Our templates of choices say what the library's own say."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html

CHOICES = [("", "None <yet>"), (1, "One & only"), ("Group", [("a", 'A "quoted"'), ("b", "B")])]


@pytest.mark.parametrize(
    "widget", [forms.Select, forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.RadioSelect]
)
@pytest.mark.parametrize("attrs", [{}, {"id": "id_one", "class": "wide", "required": True, "disabled": False}])
@pytest.mark.parametrize("chosen", [None, ["1"], ["a", "b"]])
def test_choices_are_as_the_library_has_them(
    widget: type[forms.Select | forms.RadioSelect], attrs: dict[str, object], chosen: list[str] | None
) -> None:
    ours, theirs = (
        widget(choices=CHOICES).render("one", chosen, attrs, renderer)
        for renderer in (TemplatesSetting(), DjangoTemplates())
    )
    assert parse_html(ours) == parse_html(theirs)
