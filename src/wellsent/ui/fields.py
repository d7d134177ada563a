"""What every form takes in alike: lines of text, days and choices, refused in plain words where they cannot be right.

Text is kept in one form of Unicode, so that "José" typed on two machines is one name, and holds nothing that cannot be
seen: a NUL stops PostgreSQL, and marks that turn the line around make one name look like another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
OUT_OF_CALENDAR = f"Enter a day from {FIRST.year} to {LAST.year}."
UNSEEN = "This holds characters that cannot be seen. Type it instead of pasting it."
JOINERS = {"\u200c", "\u200d"}  # part of how some languages and emoji are written
DIGITS = 15  # of a row's number: more than any table has


def one_form(text: str) -> str:
    """The text in the one form of Unicode that everything is kept in."""
    return unicodedata.normalize("NFC", text)


def can_be_seen(text: str) -> None:
    """Refuse control characters, and marks that hide or turn letters."""
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in JOINERS for letter in text):
        raise ValidationError(UNSEEN)


class Line(forms.CharField):
    """A line of text."""

    def to_python(self, value: Any) -> str:
        text = one_form(super().to_python(value) or "")
        can_be_seen(text)
        return text


class Lines(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = one_form(super().to_python(value) or "").replace("\r\n", "\n")
        can_be_seen(text.replace("\n", " ").replace("\t", " "))
        return text


class Day(forms.DateField):
    """A day that a calendar shows, so that the days around it can be reckoned with."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST <= day <= LAST:
            raise ValidationError(OUT_OF_CALENDAR)
        return day


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Several rows; a number no database holds is a choice that is not there."""

    def clean(self, value: Any) -> Any:
        asked: Iterable[Any] = value if isinstance(value, (list, tuple)) else ()
        for one in asked:
            if len(str(one)) > DIGITS:
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": str(one)[:DIGITS]})
        return super().clean(value)


class LongSelect(forms.Select):
    """One of many choices, or of many on a page: the options are put together once, not for every page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        options = _options(_frozen(self.choices))
        if value is not None:
            chosen = format_html('<option value="{}">', value)
            options = options.replace(chosen, chosen.replace(">", " selected>"), 1)
        every = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", every, mark_safe(options))  # noqa: S308 - escaped by _options


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, among dozens: plainly joined, where the library takes three templates for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        every = self.build_attrs(self.attrs, attrs)
        own = escape(str(every.pop("id", None) or ""))
        named, rest, ticked = escape(name), flatatt(every), set(self.format_value(value))
        boxes = []
        for number, (choice, label) in enumerate(self.choices):
            words, its_value = escape(str(label)), escape(str(choice))
            checked = " checked" if str(choice) in ticked else ""
            lead, id_ = (f' for="{own}_{number}"', f' id="{own}_{number}"') if own else ("", "")
            box = f'<input type="checkbox" name="{named}" value="{its_value}"{id_}{rest}{checked}>'
            boxes.append(f"<div><label{lead}>{box} {words}</label></div>")
        opening = f'<div id="{own}">' if own else "<div>"
        return mark_safe(f"{opening}{''.join(boxes)}</div>")  # noqa: S308 - escaped above


Choices = tuple[tuple[Any, Any], ...]


def _frozen(choices: Iterable[Any]) -> Choices:
    return tuple(
        (value, _frozen(label) if isinstance(label, (list, tuple)) else str(label)) for value, label in choices
    )


@cache
def _options(choices: Choices) -> str:
    return "".join(
        format_html('<optgroup label="{}">{}</optgroup>', value, mark_safe(_options(label)))  # noqa: S308 - escaped here
        if isinstance(label, tuple)
        else format_html('<option value="{}">{}</option>', value, label)
        for value, label in choices
    )
