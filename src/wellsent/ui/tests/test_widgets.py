"""Our choices and inputs say what the library's own say."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from wellsent.ui.fields import Boxes
from wellsent.ui.rendering import PlainInputs

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


@pytest.mark.parametrize(
    "widget",
    [
        *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput),
        *(forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.CheckboxInput),
    ],
)
@given(
    value=st.none() | st.booleans() | st.text(max_size=20) | st.integers() | st.dates() | st.just(mark_safe("<b>")),
    attrs=st.dictionaries(
        st.sampled_from(["id", "class", "required", "max", "data-x", "aria-describedby"]),
        st.booleans() | st.integers() | st.text(max_size=20),
    ),
)
def test_inputs_are_written_as_the_library_writes_them(widget: type[forms.Widget], value: Any, attrs: Any) -> None:
    ours, theirs = (
        widget().render("a <name>", value, attrs, renderer) for renderer in (PlainInputs(), DjangoTemplates())
    )
    assert ours == theirs
