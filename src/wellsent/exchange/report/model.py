"""What a report says, before it is put into words, JSON or a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that could not be read. `value` is None when the column is a patient's."""

    row: int
    column: str
    reason: str
    remedy: str
    value: str | None


@dataclass(frozen=True, slots=True)
class InputFacts:
    """The file, and how it was read."""

    name: str
    sheet: str
    rows: int
    accepted: int
    rejected: Sequence[RowProblem]
    duplicates: int
    columns: Mapping[str, str]
    notes: Sequence[str]
    spellings: int
    doubtful_joins: Sequence[str]


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its 80 % interval: `count` of `n`."""

    estimate: float
    low: float
    high: float
    count: int
    n: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """An alarm, or the look that raised none."""

    alarm: bool
    since: date | None
    low: int
    expected: float
    high: int
    received: int
    chance: float
    sentence: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source; `name` as one files it, `called` as one says it. `rows` are the list's rows that are its referrals,
    as the spreadsheet numbers them."""

    name: str
    called: str
    npi: str | None
    practice: str | None
    kind: str | None
    rows: Sequence[int]
    referrals: int
    last_12_months: int
    first: date
    last: date
    state: str
    tier: str
    tier_certainty: float
    low: int
    expected: float
    high: int
    quiet: Quiet
    conversion: Share | None
    completion: Share | None


@dataclass(frozen=True, slots=True)
class MonthAhead:
    month: str
    low: int
    expected: float
    high: int


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    monthly: Sequence[tuple[str, int]]
    forecast: Sequence[MonthAhead]
    conversion: Share | None
    completion: Share | None
    days_median: float | None
    days_p90: float | None
    top1: float
    top5: float
    hhi: float
    false_alarms_per_month: float
    sources_watched: int
    silent_since: date | None


@dataclass(frozen=True, slots=True)
class ToDo:
    """One contact; at stake is what the source sends in 90 days, or used to where it went quiet (80 %)."""

    who: str
    practice: str
    action: str
    reason: str
    minutes: int
    at_stake: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Report:
    as_of: date
    as_of_why: str
    input: InputFacts
    practice: PracticeFacts
    sources: Sequence[SourceLine]
    this_week: Sequence[ToDo]
