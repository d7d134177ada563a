"""Reading a list: open the file, find the list on its sheet, recognise its columns, read its cells, judge its rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from wellsent.exchange.lists.choosing import Chosen, choose_sheet
from wellsent.exchange.lists.documents import Document
from wellsent.exchange.lists.fields import LISTS, list_kind
from wellsent.exchange.lists.files import open_document
from wellsent.exchange.lists.headings import stands_for
from wellsent.exchange.lists.missing import refuse_missing
from wellsent.exchange.lists.questions import question_for
from wellsent.exchange.lists.reading import Reading
from wellsent.exchange.lists.results import LeftOut, ReadList, SheetInfo, shape_of

CALLED: Final = {"touches": "contacts made"}
"""What people call a kind of list that the code has another word for."""
_CLEARLY: Final = 3
"""So many more headings are known for another kind that the list is sooner one of those."""


def read_list(
    path: Path,
    kind: str,
    *,
    name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    as_of: date,
    day_first: bool | None = None,
) -> ReadList:
    """Read a list of any EMR: "referrals", "providers", "patients", "visits" or "touches".

    `name` is what the file is called to people (its own name if not given), `mapping` says which of our fields stands
    under which of their headings, `sheet` which sheet to read, `as_of` the day of reading (later dates are refused
    where only past ones make sense) and `day_first` answers the question a first reading asked.

    A cell that cannot be read rejects its row, since dropping it would lose what it says. Three exceptions, each
    counted in the column's notes: an NPI that fails its check beside a name (the name is used), a word for a status or
    kind that is not one of ours (left blank), and cells that only say that there is nothing ("N/A", "TBD").

    Raises DataError when the file is no list or holds no rows, ColumnsMissingError when a needed column is not
    recognised, CallError for an unknown kind, sheet or mapping.
    """
    of = list_kind(kind)
    document = open_document(path, sheet)
    chosen = choose_sheet(document, of, sheet, list((mapping or {}).values()))
    reading = Reading(of, document, chosen, as_of)
    reading.recognise(mapping or {})
    missing = reading.missing
    if missing:
        raise refuse_missing(of, missing, _result(reading, name or path.name, finished=False))
    reading.read(day_first)
    return _result(reading, name or path.name, finished=True)


def list_sheets(path: Path) -> tuple[SheetInfo, ...]:
    """The sheets of a file, hidden ones too; a text file is one sheet without a name. Raises DataError as above."""
    return _infos(open_document(path))


def _infos(document: Document) -> tuple[SheetInfo, ...]:
    return tuple(SheetInfo(sheet.name, sheet.height, sheet.hidden) for sheet in document.sheets)


def _unread(chosen: Chosen) -> tuple[str, ...]:
    """That other sheets hold such rows too, for a list of which a part is missing looks like a practice gone quiet."""
    if not chosen.alike:
        return ()
    others = " and ".join(f"'{name}'" for name in chosen.alike[:5]) + (" and more" if len(chosen.alike) > 5 else "")
    return (
        f"Only the sheet '{chosen.sheet.name}' was read; {others} {'has' if len(chosen.alike) == 1 else 'have'} such "
        "rows too. Put all of them on one sheet to have them counted together.",
    )


def _another_kind(reading: Reading) -> tuple[str, ...]:
    """That the headings are sooner those of another kind of list: contacts brought in as referrals would be counted."""
    headings = reading.chosen.layout.headings
    known = {name: sum(stands_for(name, heading) is not None for heading in headings) for name in LISTS}
    sooner = max(known, key=lambda name: (known[name], name == reading.kind.name, -len(LISTS[name].fields)))
    if known[sooner] < known[reading.kind.name] + _CLEARLY:
        return ()
    what = CALLED.get(sooner, sooner)
    return (f"This looks like a list of {what} rather than of {CALLED.get(reading.kind.name, reading.kind.name)}.",)


def _result(reading: Reading, name: str, *, finished: bool) -> ReadList:
    """What was read; not finished: only how the columns were understood."""
    sheet, layout, document = reading.chosen.sheet, reading.chosen.layout, reading.document
    indexes, values = reading.accepted() if finished else (array("I"), {})
    return ReadList(
        kind=reading.kind.name,
        name=name,
        sheet=sheet.name,
        header_row=None if layout.header is None else sheet.row_number(layout.header),
        columns=reading.described(),
        rows=[sheet.row_number(index) for index in indexes],
        values=values,
        rejected=tuple(rejection for _, rejection in sorted(reading.rejections.items())),
        questions=question_for(reading.orders, reading.heading),
        left_out=tuple(LeftOut(sheet.row_number(index), why) for index, why in layout.left_out.items()),
        shape=shape_of(layout.headings),
        format=document.format,
        encoding=document.encoding,
        delimiter=document.delimiter,
        sheets=_infos(document),
        sheet_why=reading.chosen.why,
        notes=(*_unread(reading.chosen), *_another_kind(reading), *document.notes),
        source=sheet,
        indexes=indexes,
    )
