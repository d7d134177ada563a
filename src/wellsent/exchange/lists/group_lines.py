"""A report grouped by who referred says it once, in a line above each group ("Referring Provider: Ada Okafor, MD").

Such lines become a column of the list, so that each row says what its group is.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from wellsent.exchange.lists.cells import Column, as_text
from wellsent.exchange.lists.documents import Sheet
from wellsent.exchange.lists.headings import is_known, stands_for
from wellsent.exchange.lists.layout import Layout

_LABELLED: Final = re.compile(r"([^:\d]{2,60}?)\s*:\s*(.*)")
_COUNT: Final = re.compile(r"\s*(?:[(\[]\s*\d[\d,]*[^)\]]*[)\]]|\s[-:]\s*\d[\d,]*(?:\s+\w+)?)$")
_FEWEST: Final = 2


def with_group_lines(sheet: Sheet, layout: Layout, list_name: str) -> tuple[Sheet, Layout]:
    """The sheet with a column more for each label that its group lines give and no heading says, and its layout. A
    column whose heading says it, but which is blank, is filled.

    A label counts where it is a heading we know and comes again below the headings, which a line of the report's head
    ("Location: All") does not. A sheet without such lines comes back as it is.
    """
    if layout.header is None:
        return sheet, layout
    lines = _lines(sheet, list_name)
    if not lines:
        return sheet, layout
    blank, told = _said_by(layout, sheet, list_name, without=lines)
    times = Counter(label for label, _ in lines.values())
    below = dict.fromkeys(label for index, (label, _) in lines.items() if index > layout.header)
    labels = [label for label in below if times[label] >= _FEWEST and stands_for(list_name, label) not in told]
    if not labels:
        return sheet, layout
    own = {index: line for index, line in lines.items() if line[0] in labels}
    between = dict.fromkeys((index for index in own if index > layout.header), "a line between the rows")
    rows = array("I", [index for index in layout.rows if index not in own])
    columns, headings = list(sheet.columns), list(layout.headings)
    for label in labels:
        column, position = _column(label, own, rows, sheet.height), blank.get(stands_for(list_name, label))
        if position is None:
            columns.append(column)
            headings.append(label)
        else:
            columns[position] = column
    left_out = dict(sorted({**layout.left_out, **between}.items()))
    return replace(sheet, columns=columns), replace(layout, headings=tuple(headings), rows=rows, left_out=left_out)


def _said_by(
    layout: Layout, sheet: Sheet, list_name: str, *, without: Collection[int]
) -> tuple[dict[str | None, int], set[str | None]]:
    """The position of each column that is blank in every row, by the field its heading stands for; and the fields of
    the others, with None for headings that stand for nothing."""
    blank: dict[str | None, int] = {}
    told: set[str | None] = {None}
    for position, (heading, column) in enumerate(zip(layout.headings, sheet.columns, strict=True)):
        filled = {code for code, cell in enumerate(column.distinct) if as_text(cell)}
        field = stands_for(list_name, heading)
        if field and not any(column.codes[index] in filled for index in layout.rows if index not in without):
            blank.setdefault(field, position)
        else:
            told.add(field)
    return blank, told


def _lines(sheet: Sheet, list_name: str) -> dict[int, tuple[str, str]]:
    """Label and name of each line that holds nothing else: in one cell, or the name in the next."""
    first = next((column for column in sheet.columns if any(map(as_text, column.distinct))), None)
    if first is None:
        return {}
    labelled = {
        code: (match[1], _COUNT.sub("", match[2]))
        for code, cell in enumerate(first.distinct)
        if isinstance(cell, str)
        and ":" in cell
        and (match := _LABELLED.fullmatch(as_text(cell)))
        and is_known(list_name, match[1])
    }
    lines = {}
    for index in (index for index, code in enumerate(first.codes) if code in labelled) if labelled else ():
        label, name = labelled[first.codes[index]]
        beside = [text for column in sheet.columns if column is not first and (text := as_text(column.cell(index)))]
        if len(beside) == (0 if name else 1):
            lines[index] = (label, name or beside[0])
    return lines


def _column(label: str, lines: Mapping[int, tuple[str, str]], rows: array[int], height: int) -> Column:
    """For each row the name of the last line of this label above it."""
    names = {"": 0}
    codes = array("I", bytes(4 * height))
    listed = frozenset(rows)
    now = 0
    for index in range(height):
        line = lines.get(index)
        if line is not None and line[0] == label:
            now = names.setdefault(line[1], len(names))
        elif index in listed:
            codes[index] = now
    return Column(list(names), codes)
