"""Contacts made, from a list of touches: the last real one with each source of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from wellsent.directory.identity import Known, Mention, resolve
from wellsent.exchange.lists import ReadList, read_list
from wellsent.exchange.lists.cells import as_text as tidied
from wellsent.exchange.referral_rows import ReferralRows
from wellsent.exchange.report.words import unread
from wellsent.outreach.outcomes import outcome_of
from wellsent.outreach.rules import is_real_contact

if TYPE_CHECKING:
    from wellsent.exchange.report.build import Counted


class Contacts(NamedTuple):
    """The day of the last real contact with each source that was reached, and what is to be said of the list."""

    last: Mapping[int, date] = MappingProxyType({})
    notes: Sequence[str] = ()


def contacts_of(file: Path | None, rows: ReferralRows, counted: Counted, *, until: date, today: date) -> Contacts:
    """The real contacts that a list tells up to the day `until`."""
    if file is None:
        return Contacts()
    read = read_list(file, "touches", as_of=today)
    count = len(read.rows)
    names = read.values.get("referrer_name") or [None] * count
    npis = read.values.get("referrer_npi") or [None] * count
    kinds = read.values.get("kind") or [None] * count
    outcomes = read.values.get("outcome") or [None] * count
    written = {pair: number for number, pair in enumerate(dict.fromkeys(zip(names, npis, strict=True)))}
    resolution = resolve([Mention(name=name, npi=npi) for name, npi in written], _known(rows, counted))
    source_of = {mention: one.known for one in resolution.clusters for mention in one.mentions}
    last: dict[int, date] = {}
    for at, day in enumerate(read.values["date"]):
        source = source_of[written[names[at], npis[at]]]
        kind = kinds[at] or "visit"
        if source is None or day > until or not is_real_contact(kind, outcome_of(outcomes[at], kind)):
            continue
        last[source] = max(day, last.get(source, day))
    return Contacts(last, [f"{tidied(read.name)}: {note}" for note in _notes(read)])


def _notes(read: ReadList) -> list[str]:
    rejected = len({one.row for one in read.rejected})
    return [*read.remarks, *([unread(rejected)] if rejected else [])]


def _known(rows: ReferralRows, counted: Counted) -> list[Known]:
    """The report's sources as `resolve` knows stored ones."""
    known = []
    for number, cluster in enumerate(counted.clusters):
        one = rows.resolution.clusters[cluster]
        known.append(
            Known(
                id=number,
                names=(one.name.text or one.practice or "",),
                npis=(one.npi,) if one.npi else (),
                practices=(one.practice,) if one.practice else (),
                kinds=(one.kind,) if one.kind else (),
            )
        )
    return known
