"""The first rows of a file as they will be stored, with patients' cells masked."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from wellsent.exchange.lists import ReadList
from wellsent.exchange.lists.fields import LISTS

DOT = "●"


def first_rows(read: ReadList, count: int) -> list[dict[str, str]]:
    """Row number and one text for each field found, in the order of the list's columns."""
    kind = LISTS[read.kind]
    rows = []
    for index, number in enumerate(read.rows[:count]):
        line = {"row": str(number)}
        for name, values in read.values.items():
            line[name] = masked(values[index]) if kind.field(name).private else shown(values[index])
        rows.append(line)
    return rows


def shown(value: Any) -> str:
    """A value as a page shows it; blank is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:%d %b %Y}".lstrip("0") if isinstance(value, date) else str(value)


def masked(value: Any) -> str:
    """That something is there: enough to recognise one's own list by, too little to know anybody."""
    text = shown(value)
    return text if text == "–" else DOT * 4 + ("" if isinstance(value, date) or len(text) < 7 else text[-2:])
