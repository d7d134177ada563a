"""From a file to a report: read, resolve, count, judge, propose. Keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from wellsent.base import garbage
from wellsent.exchange.lists import ReadList, read_list
from wellsent.exchange.lists.cells import as_text as tidied
from wellsent.exchange.referral_rows import ReferralRows, dated_until, referral_rows
from wellsent.exchange.report.contacts import contacts_of
from wellsent.exchange.report.model import InputFacts, Report, RowProblem, SourceLine
from wellsent.exchange.report.outcomes import outcomes_of
from wellsent.exchange.report.practice import practice_facts
from wellsent.exchange.report.sources import source_lines
from wellsent.exchange.report.this_week import to_do
from wellsent.insights.methods.standing import History, read_standing

STALE = timedelta(days=45)
"""A file that ends longer ago than this is looked at as of its own last day, which is said aloud."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The referrals that count: index in the list, source (0 to n-1), and the cluster each source stands for."""

    index: Sequence[int]
    source: Sequence[int]
    clusters: Sequence[int]


@garbage.left_alone()
def build_report(
    file: Path,
    *,
    today: date,
    touches: Path | None = None,
    as_of: date | None = None,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    day_first: bool | None = None,
    hours: float = 4.0,
    false_alarms_per_month: float = 0.5,
) -> Report:
    """All the report says. Raises DataError when the file cannot be read, CallError for a wrong mapping or sheet."""
    latest = max(today, as_of or today)
    read = read_list(file, "referrals", mapping=mapping, sheet=sheet, as_of=latest, day_first=day_first)
    day, why = _as_of(read, as_of, today)
    rows = referral_rows(read, dated_until(read, day))
    counted = _counted(rows)
    history = History(
        source=np.array(counted.source, dtype=np.int64),
        day=np.array([read.values["referral_date"][index].toordinal() for index in counted.index], dtype=np.int64),
        n_sources=len(counted.clusters),
        as_of=day,
    )
    standing = read_standing(history, false_alarms_per_month=false_alarms_per_month)
    outcomes = outcomes_of(read, counted.index, history)
    sources = source_lines(read, rows, counted, history, standing, outcomes)
    contacts = contacts_of(touches, rows, counted, until=day, today=latest)
    return Report(
        as_of=day,
        as_of_why=why,
        input=_input(read, rows, counted, contacts.notes),
        practice=practice_facts(history, standing, outcomes, false_alarms_per_month),
        sources=[sources[number] for number in _by_expected(sources)],
        this_week=to_do(sources, standing, outcomes, contacts.last, as_of=day, hours=hours),
    )


def _as_of(read: ReadList, asked: date | None, today: date) -> tuple[date, str]:
    if asked is not None or not read.rows:
        return asked or today, ""
    last = max(read.values["referral_date"])
    if today - last > STALE:
        return last, ", the day of the last referral in the file"
    return today, ""


def _counted(rows: ReferralRows) -> Counted:
    """Each referral once, of sources that name somebody, the sources numbered in order of appearance."""
    number: dict[int, int] = {}
    index, source = [], []
    nobody = {cluster for cluster in range(len(rows.resolution.clusters)) if rows.names_nobody(cluster)}
    for at, cluster in rows.kept:
        if cluster in nobody:
            continue
        index.append(at)
        source.append(number.setdefault(cluster, len(number)))
    return Counted(index, source, list(number))


def _by_expected(sources: Sequence[SourceLine]) -> list[int]:
    return sorted(
        range(len(sources)), key=lambda one: (-sources[one].expected, -sources[one].referrals, sources[one].name)
    )


def _input(read: ReadList, rows: ReferralRows, counted: Counted, of_contacts: Sequence[str]) -> InputFacts:
    nobody = len(rows.kept) - len(counted.index)
    notes = list(read.remarks)
    if nobody:
        notes.append(f"{nobody:,} {'row names' if nobody == 1 else 'rows name'} no referrer and are not counted.")
    notes += of_contacts
    rejected = [RowProblem(one.row, one.column, one.reason, one.remedy, one.value) for one in read.rejected]
    return InputFacts(
        name=tidied(read.name),
        sheet=tidied(read.sheet),
        rows=len(read.rows) + len({one.row for one in read.rejected}),
        accepted=len(read.rows),
        rejected=rejected,
        duplicates=len(rows.repeats),
        columns=read.headers,
        notes=notes,
        spellings=_spellings(read, rows),
        doubtful_joins=[_doubt(rows, number) for number in range(len(rows.resolution.doubtful))],
    )


def _spellings(read: ReadList, rows: ReferralRows) -> int:
    """How many distinct ways the list writes its referrers."""
    name = "referrer_name" if "referrer_name" in read.values else "referrer_practice"
    written = read.values.get(name) or read.values.get("referrer_npi") or []
    return len({written[index] for index in rows.position if written})


def _doubt(rows: ReferralRows, number: int) -> str:
    doubt = rows.resolution.doubtful[number]
    clusters = rows.resolution.clusters
    other = clusters[doubt.other].name.display if doubt.other is not None else "a known source"
    return f"{clusters[doubt.cluster].name.display} and {other}: {doubt.why}"
