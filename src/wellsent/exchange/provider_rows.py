"""The rows of a provider list as mentions of a source. Pure: used alike by the import and by `wellsent dedupe`."""

from __future__ import annotations

from typing import Any

from wellsent.directory import kinds
from wellsent.directory.identity import Mention
from wellsent.exchange.lists import ReadList, original_rows

FIELDS = ("name", "npi", "practice", "phone", "fax", "email", "address", "city", "state", "zip")


def mention_at(read: ReadList, index: int) -> Mention:
    """What the accepted row at this index says."""

    def cell(name: str) -> Any:
        values = read.values.get(name)
        return values[index] if values else None

    taxonomy = cell("taxonomy")
    kind = cell("kind") or (kinds.of_taxonomies([taxonomy]) if taxonomy else None)
    return Mention(**{name: cell(name) for name in FIELDS}, kind=kind, rows=(read.rows[index],))


def mention_of_rejected(read: ReadList, row: int) -> Mention:
    """What a row says of which a cell could not be read: its cells as they are written."""
    _, [cells] = original_rows(read, [row])
    told: dict[str, str] = {}
    parts: dict[str, str] = {}
    for column in read.columns:
        name, _, part = (column.field or "").partition(":")
        if part:
            parts[part] = cells[column.position]
        elif name in FIELDS:
            told[name] = cells[column.position]
    if parts:
        told["name"] = " ".join(filter(None, (parts.get(part) for part in ("given", "middle", "family", "suffix"))))
    return Mention(**told, rows=(row,))
