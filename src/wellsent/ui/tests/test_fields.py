"""What forms take in: one form of Unicode, nothing unseen, days of a calendar, rows there can be."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from wellsent.accounts.models import Clinic
from wellsent.ui.fields import Chosen, Day, Line, Lines

UNSEEN = {
    "NUL": "a\0b",
    "BEL": "\a",
    "escape": "\x1b[31m",
    "bidi": "\u202eabc",
    "no width": "a\u200bb",
    "half": "\ud800",
}


@pytest.mark.parametrize("field", [Line(), Lines()], ids=["a line", "lines"])
@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_cannot_be_seen_is_refused(field: Line | Lines, text: str) -> None:
    with pytest.raises(ValidationError, match="cannot be seen"):
        field.clean(text)


@pytest.mark.parametrize("text", ["José", "O'Brien", "محمد", "क्‍ष", "👩‍⚕️", "ﬁ", "İı"])
def test_names_of_all_languages_are_taken_as_they_are(text: str) -> None:
    assert Line().clean(text) == unicodedata.normalize("NFC", text)


def test_twins_of_unicode_become_one() -> None:
    assert Line().clean("Jose\u0301") == Line().clean("José")


def test_a_line_is_one_line_and_lines_are_several() -> None:
    with pytest.raises(ValidationError):
        Line().clean("a\r\nBcc: x@y.example")
    assert Lines().clean("a\r\nb") == "a\nb"


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_shows_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="1900 to 2199"):
        Day().clean(text)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 5000, "0", "\0", "abc"])
def test_a_row_that_cannot_be_there_is_no_choice(number: str) -> None:
    with pytest.raises(ValidationError):
        Chosen(Clinic.objects.all()).clean([number])
