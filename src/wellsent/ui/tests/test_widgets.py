"""Our templates of choices say what the library's own say."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html

from wellsent.ui.fields import Boxes

CHOICES = [("", "None <yet>"), (1, "One & only"), ("Group", [("a", 'A "quoted"'), ("b", "B")])]


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_one", "class": "wide", "required": True, "disabled": False}])
@pytest.mark.parametrize("chosen", [None, ["1"], ["a", "b"]])
def test_choices_are_as_the_library_has_them(
    widget: type[forms.Select], attrs: dict[str, object], chosen: list[str] | None
) -> None:
    ours, theirs = (
        widget(choices=CHOICES).render("one", chosen, attrs, renderer)
        for renderer in (TemplatesSetting(), DjangoTemplates())
    )
    assert parse_html(ours) == parse_html(theirs)


@pytest.mark.parametrize("attrs", [{}, {"id": "id_one", "data-one": "1"}])
@pytest.mark.parametrize("chosen", [None, ["1"], ["1", "b"]])
def test_boxes_are_as_the_library_has_them(attrs: dict[str, object], chosen: list[str] | None) -> None:
    choices = [(1, "One & only"), ("b", 'B "b"')]
    ours, theirs = (
        kind(choices=choices).render("one", chosen, attrs) for kind in (Boxes, forms.CheckboxSelectMultiple)
    )
    assert parse_html(ours) == parse_html(theirs)
