"""What to say when a list lacks a column it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wellsent.exchange.lists.fields import ListKind, Need
from wellsent.exchange.lists.heading_words import plain
from wellsent.exchange.lists.headings import meanings
from wellsent.exchange.lists.results import ColumnsMissingError, ReadList

_TOTALS: Final = frozenset(
    (
        "new clients",
        "new cases",
        "number of patients",
        "number of clients",
        "number of referrals",
        "total referrals",
        "listed referrals",
        "referral count",
        "referrals",
        "count",
        "patients",
        "clients",
        "converted referrals",
        "referral conversion rate",
        "conversion rate",
        "total",
        "totals",
        "income generated",
        "production",
    )
)
_MOST_NAMED: Final = 30
_KNOWN: Final = 0.9


def _means(kind: ListKind, heading: str, need: Need) -> bool:
    return any(each.field in need.fields and each.nearness >= _KNOWN for each in meanings(kind.name, heading))


def refuse_missing(kind: ListKind, missing: Sequence[Need], read: ReadList) -> ColumnsMissingError:
    """The refusal of a list without a needed column; a report of totals is told from a list of rows."""
    headings = [column.header for column in read.columns]
    if kind.name == "referrals" and any(plain(heading) in _TOTALS for heading in headings):
        return ColumnsMissingError(
            "This is a report of totals, with one row for each source, not a list with one row for each referral.",
            "Export a list with one row for each patient, case or appointment that says who referred and when: in Jane "
            "the patients or appointments with 'Referred By', in Nookal the cases with their referrer and date.",
            read,
        )
    reason = f"No column was recognised that says {' or '.join(need.what for need in missing)}."
    fields = " or ".join(missing[0].fields)
    if read.header_row is None:
        return ColumnsMissingError(
            f"{reason} The list has no heading row that could be told from its rows.",
            f"Put headings above the columns, such as '{missing[0].fields[0]}', or say which column it is (--mapping).",
            read,
        )
    unread = [column.header for column in read.columns if not column.field]
    empty = [heading for heading in unread if any(_means(kind, heading, need) for need in missing)]
    if empty:
        shown = " and ".join(f"'{heading}'" for heading in empty[:3])
        return ColumnsMissingError(
            f"{reason} The cells under {shown} do not hold what the heading says.",
            f"Correct them, for a date as 2026-10-31, or say which other heading is {fields} (--mapping).",
            read,
        )
    named = ", ".join(f"'{heading}'" for heading in headings[:_MOST_NAMED])
    return ColumnsMissingError(
        f"{reason} The headings in row {read.header_row} are {named}{', …' if len(headings) > _MOST_NAMED else ''}.",
        f"Say which heading is {fields} (--mapping), or choose another sheet or export.",
        read,
    )
