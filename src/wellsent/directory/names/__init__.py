"""Names of sources as lists write them: in any order, with credentials, in capitals, people and organisations mixed.

    parse("OKAFOR, ADA B MD").display            -> "Ada B. Okafor, MD"
    parse("Lakeside Orthopaedics, P.A.").kind     -> "organisation"
    parse("(Unassigned)").is_blank                -> True

A cell naming two people ("Smith/Jones") is an organisation: an office that signs together, credited to neither alone.
A bare "None" or "Null" in a list means that nobody is named; as part of a name ("Null, Ada") it is a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from wellsent.directory.names.cell import Cell
from wellsent.directory.names.name import NOBODY, Name
from wellsent.directory.names.order import NOTHING, Evidence
from wellsent.directory.names.text import fold

__all__ = ["NOBODY", "Name", "fold", "parse", "parse_many"]


@lru_cache(maxsize=65536)
def parse(text: str | None) -> Name:
    """The name in one cell, judged by that cell alone; use `parse_many` where the whole column is at hand."""
    return Cell(text or "").name(NOTHING)


def parse_many(texts: Sequence[str | None]) -> list[Name]:
    """The names in a column, in the column's order.

    Where "First Last" cannot be told from "Last First" by one cell, the column's other cells decide: those with a
    comma or an initial show which words are family names, and lists keep to one order within one way of writing.
    """
    cells = {text: Cell(text or "") for text in dict.fromkeys(texts)}
    evidence = Evidence()
    for cell in cells.values():
        cell.testify(evidence)
    read = {text: cell.name(evidence) for text, cell in cells.items()}
    return [read[text] for text in texts]
