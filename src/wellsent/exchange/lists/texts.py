"""Text cells: names, codes, numbers that are really names, each with the most it may be."""

from __future__ import annotations

import re
from typing import Final

from wellsent.directory import kinds, npi
from wellsent.exchange.lists.cells import Cell, as_text
from wellsent.exchange.lists.problems import Problem
from wellsent.exchange.lists.words import meaning, says_nothing

LONGEST_NAME: Final = 400
LONGEST_TEXT: Final = 500
LONGEST_NOTE: Final = 10_000
LONGEST_NUMBER: Final = 64

_ICD10 = re.compile(r"([A-TV-Z][0-9][0-9AB])\.?([0-9A-TV-Z]{0,4})", re.IGNORECASE)
_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[^@\s,;<>\".]{2,63}")
_ZIP = re.compile(r"([0-9]{5})(?:-?([0-9]{4}))?")
_EVALUATION = re.compile(
    r"\b(?:i\.?/?e\b|init(?:ial)?\b|eval|new (?:patient|pt)\b|np\b|evaluaci[oó]n|primera)", re.IGNORECASE
)
_EVALUATED_AGAIN = re.compile(
    r"\bre[\s\-]?(?:eval|evaluaci[oó]n|assess|cert)|\bprogress|\bdischarge|\bd/?c\b", re.IGNORECASE
)
_SHORTENED: Final = Problem(
    "A spreadsheet has shortened this number, so its last digits are lost.",
    "Format the column as a number without decimals, or as text, and export it again.",
)


def read_text(cell: Cell, longest: int = LONGEST_TEXT) -> str | Problem | None:
    """The text, or None where the cell says nothing."""
    text = as_text(cell)
    if says_nothing(text):
        return None
    if len(text) > longest:
        return Problem(f"The text is {len(text):,} characters long; {longest:,} is the most.", "Shorten it.")
    return text


def read_name(cell: Cell) -> str | Problem | None:
    """A name as it stands; who is meant is told later (directory.names). "Null" and "None" may be family names, but a
    cell that holds nothing else is blank."""
    return read_text(cell, LONGEST_NAME)


def read_note(cell: Cell) -> str | Problem | None:
    return read_text(cell, LONGEST_NOTE)


def read_record_number(cell: Cell) -> str | Problem | None:
    """A record number, kept with its leading zeros."""
    text = read_text(cell, LONGEST_NUMBER)
    if isinstance(text, str) and "E" in text.upper() and _EXPONENT.fullmatch(text):
        return _SHORTENED
    return text


def read_npi(cell: Cell) -> str | Problem | None:
    """The ten digits when the check digit is right."""
    text = as_text(cell)
    if says_nothing(text):
        return None
    if npi.is_valid(text):
        return npi.clean(text)
    if _EXPONENT.fullmatch(text):
        return _SHORTENED
    if npi.clean(text):
        return Problem("The NPI's check digit is wrong.", "Compare it with the registry, or leave the cell blank.")
    return Problem("This is not an NPI.", "An NPI has ten digits and begins with 1 or 2; or leave the cell blank.")


def read_condition(cell: Cell) -> str | Problem | None:
    """A condition as text; an ICD-10 code gets its dot and capital letters: m25561 becomes M25.561."""
    text = read_text(cell)
    if isinstance(text, str) and (found := _ICD10.fullmatch(text)):
        return (found[1] + (f".{found[2]}" if found[2] else "")).upper()
    return text


def is_icd10(text: str) -> bool:
    """Whether a text begins with an ICD-10 code."""
    first = text.replace(",", " ").replace(";", " ").replace(":", " ").split(maxsplit=1)
    return bool(first) and _ICD10.fullmatch(first[0]) is not None


def read_kind(cell: Cell) -> str | None:
    """Our kind of provider, or None where the words are not recognised."""
    return kinds.recognise(as_text(cell))


def read_phone(cell: Cell) -> str | Problem | None:
    """A telephone number as written; comparing numbers is the directory's work."""
    text = read_text(cell, LONGEST_NUMBER)
    if isinstance(text, str) and _EXPONENT.fullmatch(text):
        return _SHORTENED
    if isinstance(text, str) and sum(character.isdigit() for character in text) < 7:
        return Problem("This is not a telephone number.", "Write it with its area code, or leave the cell blank.")
    return text


def read_email(cell: Cell) -> str | Problem | None:
    text = as_text(cell)
    if says_nothing(text):
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        return Problem("This is not one e-mail address.", "Write one address, or leave the cell blank.")
    return text


def read_zip(cell: Cell) -> str | Problem | None:
    """A ZIP code as 30309 or 30309-1234, with zeros a spreadsheet dropped; foreign codes stay as written."""
    text = read_text(cell, 20)
    if not isinstance(text, str):
        return text
    if text.isascii() and text.isdigit() and len(text) in {3, 4, 8}:
        text = text.zfill(5 if len(text) < 5 else 9)
    found = _ZIP.fullmatch(text)
    return "-".join(part for part in found.groups() if part) if found else text


def read_state(cell: Cell) -> str | Problem | None:
    text = read_text(cell, 60)
    return text.upper() if isinstance(text, str) and len(text) == 2 else text


def read_visit_type(cell: Cell) -> str | None:
    """ "evaluation" for an initial evaluation, "visit" for any other kind; None where the cell says nothing."""
    text = as_text(cell)[:LONGEST_TEXT]
    if says_nothing(text):
        return None
    return "evaluation" if _EVALUATION.search(text) and not _EVALUATED_AGAIN.search(text) else "visit"


def read_words(field: str, cell: Cell) -> str | None:
    """What the words mean in this field, or None where they are not recognised."""
    found = meaning(field, as_text(cell))
    return found[0] if found else None
