"""Marks of cells: keyed hashes that tell whether a cell is still what it was, and nothing of what it says.

Four bytes for each mapped cell, in the order of the fields; sixteen for the whole row. Under this installation's index
key, so that nobody can guess a patient's name from them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CELL = 4
ROW = 16


@dataclass(frozen=True, slots=True)
class Marked:
    """One row of a file. `nth` counts equal rows from 1, so that two truly equal rows stay two."""

    row: int
    cells: bytes
    fingerprint: bytes
    nth: int


def mark_rows(rows: Sequence[int], columns: Mapping[str, Sequence[str]], *, key: bytes) -> list[Marked]:
    """Mark every row. `columns` holds the text of each mapped column, as long as `rows`; blank cells are empty.

    The same cells under other fields are another row: a column that was taken for something else is read anew.
    """
    names = sorted(columns)
    start = hashlib.blake2b("\x1f".join(names).encode(), digest_size=ROW, key=key)
    marked_columns = [_mark_column(columns[name], key) for name in names]
    seen: Counter[bytes] = Counter()
    marked = []
    for row, cells in zip(rows, map(b"".join, zip(*marked_columns, strict=True)), strict=True):
        hashed = start.copy()
        hashed.update(cells)
        fingerprint = hashed.digest()
        seen[fingerprint] += 1
        marked.append(Marked(row, cells, fingerprint, seen[fingerprint]))
    return marked


def _mark_column(texts: Sequence[str], key: bytes) -> list[bytes]:
    known: dict[str, bytes] = {}
    marks = []
    for text in texts:
        mark = known.get(text)
        if mark is None:
            digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=CELL, key=key).digest()
            mark = known[text] = digest if text else bytes(CELL)
        marks.append(mark)
    return marks


def as_fields(cells: bytes, fields: Sequence[str]) -> dict[str, bytes]:
    """The marks of one row by field; `fields` in the order they were marked."""
    return {field: cells[number * CELL : (number + 1) * CELL] for number, field in enumerate(fields)}
