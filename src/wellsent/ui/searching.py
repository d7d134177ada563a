"""Searching, counting and sorting rows, be they a queryset or a sequence."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet

Rows = Any
"""A queryset or a sequence; what a filter or a search is given and gives back."""


def contains(*fields: str) -> Callable[[Rows, str], Rows]:
    """A search over querysets: every word occurs in one of these fields, whatever its case; % and _ are letters.

    An accent written as one letter finds the same one written as two, and the other way round.
    """

    def search(rows: Rows, words: str) -> Rows:
        for word in words.split():
            rows = rows.filter(_any_of(fields, word))
        return rows

    return search


def _any_of(fields: Sequence[str], word: str) -> Q:
    found = Q()
    for form in {unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}:
        for field in fields:
            found |= Q(**{f"{field}__icontains": form})
    return found


def in_text(text_of: Callable[[Any], str]) -> Callable[[Rows, str], Rows]:
    """A search over sequences: every word of it occurs in the row's text, whatever its case and accents."""

    def search(rows: Rows, words: str) -> Rows:
        wanted = [_folded(word) for word in words.split()]
        return [row for row in rows if all(word in text for text in (_folded(text_of(row)),) for word in wanted)]

    return search


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


LONGEST = 200
"""Letters of a search that are looked at: more would be work without end for the database."""


def asked(value: str) -> str:
    """What a person searches for: what can be seen of it, and no more than is worth looking for."""
    return clean(value[: 4 * LONGEST])[:LONGEST]


def clean(value: str) -> str:
    """What a person typed, without what cannot be seen (a NUL would stop PostgreSQL)."""
    return "".join(" " if letter.isspace() else letter for letter in value if _is_seen(letter)).strip()


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or letter.isspace()


def count(rows: Rows, *, most: int | None = None) -> int:
    """How many rows; the database counts its own, and stops one after `most`."""
    if not isinstance(rows, QuerySet):
        return len(rows)
    if most is None:
        return int(rows.count())
    return int(
        rows.order_by().values("pk")[: most + 1].count()
    )  # by their numbers: what they show is joined for nothing


def _may_be_unknown(rows: QuerySet[Any], by: str) -> bool:
    """Whether some rows may have nothing in this field; so may whatever is not a plain column of theirs."""
    try:
        return bool(rows.model._meta.get_field(by).null)
    except FieldDoesNotExist:
        return True


def in_order(rows: Rows, by: str | Callable[[Any], Any] | None, *, descending: bool) -> Rows:
    """Sorted by a field (querysets) or a key (sequences): what is unknown last either way, ties always alike."""
    if isinstance(rows, QuerySet):
        last = True if _may_be_unknown(rows, str(by)) else None  # asked for in vain, it keeps an index from being used
        field = F(str(by))
        ordered = field.desc(nulls_last=last) if descending else field.asc(nulls_last=last)
        return rows.order_by(ordered, "pk")
    key: Any = by
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=descending) + unknown
