"""The report as text for a terminal: eighty columns, the answer first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from wellsent.exchange.report.model import Report, Share
from wellsent.exchange.report.words import in_short, month_name, read_with_care, states, titled, what_to_do

WIDTH = 78
MOST_ROWS = 12
MOST_PROBLEMS = 5


def as_text(report: Report) -> str:
    """The whole summary, ending with a line break."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "Who refers to you"
    yield titled(report)
    yield ""
    yield from _wrapped(in_short(report))
    yield ""
    yield from _week(report)
    yield from _sources(report)
    yield from _practice(report)
    yield from _problems(report)
    yield "Read with care"
    for sentence in read_with_care(report):
        yield from _wrapped(sentence)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def _week(report: Report) -> Iterator[str]:
    if not report.this_week:
        return
    yield "Worth doing this week"
    for number, one in enumerate(report.this_week[:MOST_ROWS], start=1):
        yield f"{number:>3}  {what_to_do(one)} ({one.minutes} min)"
        yield from _wrapped(one.reason, indent="     ")
    if len(report.this_week) > MOST_ROWS:
        yield f"     and {len(report.this_week) - MOST_ROWS} more"
    yield ""


def _sources(report: Report) -> Iterator[str]:
    if not report.sources:
        return
    yield f"{'Source':<40}{'Referrals':>10}{'12 months':>10}{'Next 90 days':>13}"
    for one in report.sources[:MOST_ROWS]:
        ahead = f"{one.low} to {one.high}"
        yield f"{_cut(one.name, 39):<40}{one.referrals:>10,}{one.last_12_months:>10,}{ahead:>13}"
        yield f"    {states(one)}"
    if len(report.sources) > MOST_ROWS:
        yield f"    and {len(report.sources) - MOST_ROWS} more (--json - prints all of them)"
    yield ""


def _practice(report: Report) -> Iterator[str]:
    facts = report.practice
    if facts.forecast:
        yield "The next six months, as 4 times in 5"
        ahead = ", ".join(f"{month_name(one.month)}: {one.low} to {one.high}" for one in facts.forecast)
        yield from _wrapped(ahead, indent="    ")
        yield ""
    if facts.conversion:
        yield f"Come to evaluation: {share(facts.conversion)}"
        if facts.days_median is not None:
            yield f"Days until then: half within {facts.days_median:g}, nine in ten within {facts.days_p90:g}"
        if facts.completion:
            yield f"Finish their plan: {share(facts.completion)}"
        yield ""


def _problems(report: Report) -> Iterator[str]:
    problems = report.input.rejected
    if not problems:
        return
    yield f"Rows that could not be read: {len(problems):,}"
    for one in problems[:MOST_PROBLEMS]:
        value = f" ({_cut(one.value, 30)})" if one.value else ""
        yield from _wrapped(f"Row {one.row}, {one.column}{value}: {one.reason} {one.remedy}", indent="    ")
    if len(problems) > MOST_PROBLEMS:
        yield f"    and {len(problems) - MOST_PROBLEMS:,} more (--json - lists all of them)"
    yield ""


def share(one: Share) -> str:
    """81 % (78 to 83, of 1,300)."""
    return f"{one.estimate:.0%} ({one.low * 100:.0f} to {one.high * 100:.0f}, of {one.n:,})".replace("%", " %", 1)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
