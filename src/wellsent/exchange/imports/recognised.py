"""What pages show of how a file was read, as plain values kept with the batch: no page reads the file again."""

from __future__ import annotations

from typing import Any

from wellsent.exchange.lists import ReadList

Plain = dict[str, Any]


def as_plain(read: ReadList) -> Plain:
    """Sheet, headings, how each column was understood, what is asked."""
    return {
        "sheet": read.sheet,
        "sheets": [{"name": one.name, "rows": one.rows, "hidden": one.hidden} for one in read.sheets],
        "sheet_why": read.sheet_why,
        "header_row": read.header_row,
        "rows": len(read.rows) + len({one.row for one in read.rejected}),
        "columns": [
            {
                "field": one.field,
                "header": one.header,
                "certainty": one.certainty,
                "why": one.why,
                "examples": list(one.examples),
                "notes": list(one.notes),
            }
            for one in read.columns
        ],
        "questions": [{"columns": list(one.columns), "text": one.text} for one in read.questions],
        "notes": list(read.notes),
        "left_out": [{"row": one.row, "why": one.why} for one in read.left_out],
    }


def rejected_as_plain(read: ReadList, *, most: int) -> Plain:
    """The first rejected rows with their reasons, and how many there are in all."""
    rows = [
        {"row": one.row, "column": one.column, "reason": one.reason, "remedy": one.remedy, "value": one.value}
        for one in read.rejected[:most]
    ]
    return {"count": len(read.rejected), "rows": rows}
