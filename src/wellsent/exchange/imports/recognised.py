"""What pages show of how a file was read, as plain values kept with the batch: no page reads the file again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from wellsent.exchange.lists import ReadList, Rejection

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


def rejected_as_plain(read: ReadList, *, refused: Sequence[Rejection] = (), most: int) -> Plain:
    """The first rejected rows with their reasons, and how many there are in all; of those that could be read and were
    `refused` for what is stored, all of them: the file itself does not tell."""
    rejected = _in_order(read.rejected, refused)
    return {
        "count": len(rejected),
        "rows": [asdict(one) for one in rejected[:most]],
        "refused": [
            {"why": [column, reason, remedy], "rows": [[one.row, one.value] for one in rows]}
            for (column, reason, remedy), rows in _alike(refused).items()
        ],
    }


def with_refused(read: ReadList, rejected: Plain) -> ReadList:
    """The file read again, with the rows that were refused among its rejected ones."""
    refused = [
        Rejection(row, column, reason, remedy, value)
        for group in rejected.get("refused", ())
        for column, reason, remedy in (group["why"],)
        for row, value in group["rows"]
    ]
    return replace(read, rejected=_in_order(read.rejected, refused))


def _in_order(rejected: Sequence[Rejection], refused: Sequence[Rejection]) -> tuple[Rejection, ...]:
    return tuple(sorted((*rejected, *refused), key=lambda one: one.row)) if refused else tuple(rejected)


def _alike(refused: Sequence[Rejection]) -> dict[tuple[str, str, str], list[Rejection]]:
    """Refused rows by why: thousands of them have few reasons."""
    found: dict[tuple[str, str, str], list[Rejection]] = {}
    for one in refused:
        found.setdefault((one.column, one.reason, one.remedy), []).append(one)
    return found
