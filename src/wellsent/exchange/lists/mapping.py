"""A mapping a person gave: which of our fields stands under which of their headings."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from wellsent.base.errors import CallError
from wellsent.exchange.lists.fields import NAME_PARTS, ListKind
from wellsent.exchange.lists.heading_words import plain


def mapped_columns(kind: ListKind, headings: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """The field of each column the mapping names; a blank heading names none (the field is left out).

    Raises CallError for a field we do not have, a heading the list does not have, or one heading given to two fields.
    """
    by_heading = {plain(heading): position for position, heading in reversed(list(enumerate(headings)))}
    chosen: dict[int, str] = {}
    for field, heading in mapping.items():
        if not _is_field(kind, field):
            reason = f"The mapping names '{field}', which a list of {kind.name} does not have."
            raise CallError(reason, _among(field, list(kind.fields)))
        if not heading:
            continue
        position = by_heading.get(plain(heading))
        if position is None:
            reason = f"The mapping reads '{field}' from '{heading}', but the list has no such heading."
            raise CallError(reason, _among(heading, headings))
        if position in chosen:
            reason = f"The mapping reads both '{chosen[position]}' and '{field}' from '{heading}'."
            raise CallError(reason, "Give each heading to one column of ours.")
        chosen[position] = field
    return chosen


def _is_field(kind: ListKind, field: str) -> bool:
    name, colon, part = field.partition(":")
    return name in kind.fields and (not colon or part in NAME_PARTS)


def _among(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, words, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(repr(each) for each in near)}?"
    return f"There are: {', '.join(words[:40])}."
