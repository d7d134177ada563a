"""`wellsent dedupe FILE`: which rows of a provider list are the same provider. Keeps nothing, needs no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wellsent.directory.identity.duplicates import Same, find_duplicates
from wellsent.exchange.lists import Rejection, read_list
from wellsent.exchange.provider_rows import mention_at, mention_of_rejected

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, by their numbers as the spreadsheet shows them, that are one provider or may be, and why."""

    rows: tuple[int, ...]
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Deduped:
    """What was found among `rows` rows; `unreadable` cells were taken as written."""

    rows: int
    columns: Mapping[str, str]
    unreadable: tuple[Rejection, ...]
    clusters: tuple[Found, ...]
    review: tuple[Found, ...]


def dedupe(path: Path, *, mapping: Mapping[str, str] | None, today: date) -> Deduped:
    """Read a list of providers and find which rows are the same one.

    A cell that cannot be read costs its row nothing here: the row is compared by what else it says, and named. Raises
    DataError and CallError as `read_list` does.
    """
    read = read_list(path, "providers", mapping=mapping, as_of=today)
    rejected = sorted({one.row for one in read.rejected})
    mentions = [mention_at(read, index) for index in range(len(read.rows))]
    mentions += [mention_of_rejected(read, row) for row in rejected]
    mentions.sort(key=lambda mention: mention.rows)
    found = find_duplicates(mentions)
    numbers = [mention.rows[0] for mention in mentions]
    return Deduped(
        rows=len(mentions),
        columns=read.headers,
        unreadable=read.rejected,
        clusters=tuple(_with_rows(one, numbers) for one in found.clusters),
        review=tuple(_with_rows(one, numbers) for one in found.review),
    )


def as_json(found: Deduped) -> dict[str, Any]:
    """The result as programs read it."""
    return {
        "rows": found.rows,
        "clusters": [_plain(one) for one in found.clusters],
        "review": [_plain(one) for one in found.review],
        "columns": dict(found.columns),
        "unreadable": [
            {"row": one.row, "column": one.column, "reason": one.reason, "remedy": one.remedy, "value": one.value}
            for one in found.unreadable
        ],
    }


def as_text(found: Deduped) -> str:
    """The result as people read it: how many, then the first of each."""
    double = sum(len(one.rows) - 1 for one in found.clusters)
    lines = [f"{found.rows:,} rows; {double:,} of them {'repeats' if double == 1 else 'repeat'} another."]
    lines += _listed("The same provider:", found.clusters)
    lines += _listed("Perhaps the same, for you to say:", found.review)
    headings = ", ".join(f"{ours} from '{header}'" for ours, header in found.columns.items())
    return "\n".join([*lines, f"Read: {headings}."])


def _listed(title: str, found: Sequence[Found]) -> list[str]:
    if not found:
        return []
    lines = [title]
    lines += [f"  rows {', '.join(map(str, one.rows))} ({one.score:.0%}): {one.why}" for one in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        lines.append(f"  and {len(found) - MOST_SHOWN:,} more (--json FILE lists them)")
    return lines


def _with_rows(same: Same, numbers: Sequence[int]) -> Found:
    return Found(tuple(numbers[at] for at in same.mentions), same.score, same.why)


def _plain(found: Found) -> dict[str, Any]:
    return {"rows": list(found.rows), "score": found.score, "why": found.why}
