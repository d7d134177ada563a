"""What stands in a cell beside the name: lead-ins, numbers, remarks, nicknames."""

from __future__ import annotations

import re

from wellsent.directory.names import organisations
from wellsent.directory.names.tail import is_tail
from wellsent.directory.names.text import fold
from wellsent.directory.names.words import GIVEN

_MAY_HOLD_NOTES = re.compile(r"[\d\[\](){}:*/;|\-]|^\W*(?:z{2}|do not|inactive)", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:referr(?:ed|al|ing)(?: (?:by|from|provider|physician|md|dr))?|ref(?: by|\. by)?|pcp|provider|physician"
    r"|attn|attention|via|from)\s*[:\-]\s*",
    re.IGNORECASE,
)
_NPI = re.compile(r"[\[(]?\s*(?:npi\s*[:#]?\s*)?\b[12]\d{9}\b\s*[\])]?", re.IGNORECASE)
_BRACKETED_NUMBER = re.compile(r"[\[(][^\])]*\d[^\])]*[\])]?")
_BRACKETED_REMARK = re.compile(
    r"[\[(]\s*(?:inactive|retired|deceased|unknown|old|new|duplicate|do not use|pcp|referring|primary)\s*[\])]",
    re.IGNORECASE,
)
_MARK = re.compile(r"^\W*(?:z{2,}|do not use|inactive)\b[\s\-:*]*|\*+", re.IGNORECASE)
_CARE_OF = re.compile(r"\bc\s*/\s*o\b", re.IGNORECASE)


def strip_notes(text: str) -> str:
    """The cell without lead-ins, c/o, numbers of the list and remarks such as (inactive)."""
    if not _MAY_HOLD_NOTES.search(text):
        return text.strip(" ,")
    for pattern in (_LEAD_IN, _NPI, _BRACKETED_NUMBER, _BRACKETED_REMARK, _MARK):
        text = pattern.sub(" ", text)
    before, _, after = _CARE_OF.sub("\0", text, count=1).partition("\0")
    return " ".join((before if fold(before) else after).split()).strip(" -;,/|")


def without_remark(text: str) -> str:
    """The cell without a remark behind a dash ("Smith, John - Lakeside"); a dash between two words is a comma."""
    before, dash, after = text.partition(" - ")
    if not dash:
        return text
    if "," in before and not organisations.is_organisation(before.split(",")[0]):
        return before
    return f"{before}, {after}" if " " not in before + after else text


def take_nickname(text: str) -> tuple[str, str]:
    """The cell without what stands in quotes or brackets, and the nickname found there."""
    found = re.search(r"[\"(\[]\s*([^\W\d_][^\"()\[\]]*?)\s*[\")\]]|(?<=\s)'([^\W\d_]+)'(?=\s|,|$)", text)
    if not found or (found.start() == 0 and found.end() == len(text)):
        return re.sub(r"[\"()\[\]]", "", text), ""
    inside = (found[1] or found[2]).strip()
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    is_glued = found.start() > 0 and not text[found.start() - 1].isspace()
    if is_glued or is_tail(inside.split(), after_family=False, text=text):
        return re.sub(r"[\"()\[\]]", "", text if is_glued else f"{rest}, {inside}"), ""
    nickname = inside if fold(inside) in GIVEN or len(inside.split()) == 1 else ""
    return " ".join(re.sub(r"[\"()\[\]]", "", rest).split()).replace(" ,", ","), nickname
