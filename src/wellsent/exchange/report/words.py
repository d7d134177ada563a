"""The sentences of the report, shared by the terminal and the page."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from wellsent.exchange.report.model import Report, SourceLine, ToDo

DOUBTFUL_TIER = 0.8
"""Below this chance the tier is shown as probable (METHODS, section 2)."""


_ACTIONS = {"visit": "Visit", "call": "Call", "thank-you": "Thank"}


def month_name(month: str) -> str:
    """Nov 2025 for 2025-11."""
    return f"{date.fromisoformat(month + '-01'):%b %Y}"


def titled(report: Report) -> str:
    """Which file, how much, from when to when, as of which day."""
    facts = report.input
    if not report.sources:
        return f"{facts.name} · no referrals to count, as of {report.as_of.day} {report.as_of:%B %Y}"
    first = min(one.first for one in report.sources)
    last = max(one.last for one in report.sources)
    total = sum(one.referrals for one in report.sources)
    return (
        f"{facts.name} · {total:,} referral{'' if total == 1 else 's'}, {first:%b %Y} to {last:%b %Y} · "
        f"as of {report.as_of.day} {report.as_of:%B %Y}{report.as_of_why}"
    )


def in_short(report: Report) -> str:
    """The answer in three sentences, each with its numbers."""
    if not report.sources:
        if not report.input.accepted:
            return "Nothing could be counted: see the rows that could not be read."
        rows = _rows(report.input.accepted)
        return f"Of the {rows} that could be read none counts: none is dated up to this day and says who referred."
    active = sum(one.state in {"active", "new"} for one in report.sources)
    monthly = [count for _, count in report.practice.monthly][-13:-1] or [count for _, count in report.practice.monthly]
    rate = round(sum(monthly) / max(len(monthly), 1))
    often = f"about {rate:,} {_plural(rate, 'referral')} a month" if rate else "less than one referral in two months"
    half = f", and half of them come from {_number(_half_of_volume(report))}" if active > 1 else ""
    sentences = [f"You receive {often} from {active:,} active {_plural(active, 'source')}{half}."]
    quiet = [one for one in report.sources if one.quiet.alarm]
    if quiet:
        low, high = sum(one.quiet.low for one in quiet), sum(one.quiet.high for one in quiet)
        came = _number(sum(one.quiet.received for one in quiet))
        sentences.append(
            f"{_number(len(quiet)).capitalize()} {_have(len(quiet))} gone quiet, where {low} to {high} referrals were "
            f"to be expected and {came} came."
        )
    else:
        sentences.append("Nobody who sends often enough to tell has gone quiet.")
    contacts = [one for one in report.this_week if one.at_stake is not None]
    if contacts:
        count = len(contacts)
        below = "the one" if count == 1 else "those"
        sentences.append(f"If you make {_number(count)} {_plural(count, 'contact')} this week, make {below} below.")
    return " ".join(sentences)


def _half_of_volume(report: Report) -> int:
    """How many of the largest sources sent half of the last twelve months' referrals."""
    counts = sorted((one.last_12_months for one in report.sources), reverse=True)
    total = sum(counts)
    return next((n for n, reached in enumerate(accumulate(counts), start=1) if reached * 2 >= total), 0)


def what_to_do(one: ToDo) -> str:
    """Visit Ada Okafor, MD; Call 9 referred patients."""
    return f"{_ACTIONS[one.action]} {one.who}"


def states(one: SourceLine) -> str:
    """State, tier and practice of a source in a few words."""
    tier = f"tier {one.tier}" + (", probably" if one.tier_certainty < DOUBTFUL_TIER else "")
    parts = [one.state, tier]
    if one.practice and one.practice != one.name:
        parts.append(one.practice)
    return " · ".join(parts)


def read_with_care(report: Report) -> list[str]:
    """What the numbers rest on, and what they leave out."""
    facts = report.input
    sentences = []
    if report.practice.silent_since:
        last = report.practice.silent_since
        sentences.append(
            f"Nothing has come from anybody since {last.day} {last:%B %Y}, which is hardly chance: "
            "the list may end there."
        )
    if facts.rejected:
        sentences.append(unread(len(facts.rejected)))
    if facts.duplicates:
        sentences.append(f"{_rows(facts.duplicates)} repeated a referral exported twice; each was counted once.")
    sources = len(report.sources)
    sentences.append(f"{facts.spellings:,} spellings became {sources:,} {_plural(sources, 'source')}.")
    if facts.doubtful_joins:
        count = len(facts.doubtful_joins)
        sentences.append(f"{count} {_plural(count, 'join')} {'was' if count == 1 else 'were'} doubtful and not made.")
    unwatched = sources - report.practice.sources_watched
    if unwatched > 0:
        sentences.append(
            f"{unwatched:,} {_plural(unwatched, 'source')} sent too few patients to be watched for going quiet."
        )
    sentences.append(
        f"Quiet alarms are set so that at most {report.practice.false_alarms_per_month:g} a month is false. "
        "Ranges hold 4 times in 5."
    )
    return [*facts.notes, *sentences, _columns(report)]


def unread(count: int) -> str:
    """3 rows could not be read and are left out."""
    return f"{_rows(count)} could not be read and {_are(count)} left out."


def _columns(report: Report) -> str:
    """Which heading was read as what, under the names that --mapping takes."""
    read = ", ".join(f"'{header}' as {field}" for field, header in report.input.columns.items())
    return f"Your columns were read like this: {read}."


def _rows(count: int) -> str:
    return f"{count:,} {_plural(count, 'row')}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _number(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)
