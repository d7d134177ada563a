"""The report as one page that needs nothing else: worth printing, and worth handing to a partner."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wellsent.exchange.report.model import Report, Share
from wellsent.exchange.report.words import in_short, month_name, read_with_care, states, titled, what_to_do
from wellsent.ui import standalone
from wellsent.ui.charts import month_bars

NOTHING = SafeString("")
MONTHS_SHOWN = 18
MOST_SOURCES = 60
MOST_PROBLEMS = 200


def as_html(report: Report) -> str:
    """The whole page, styles and pictures inside it; it asks no other machine for anything."""
    parts = [_head(report), _answer(report), _numbers(report), _week(report), _sources(report), _care(report)]
    return standalone.page(
        title=f"Who refers to you: {report.input.name}", body=format_html_join("\n", "{}", ((one,) for one in parts))
    )


def _head(report: Report) -> SafeString:
    return format_html(
        '<header class="report-head"><div><h1>Who refers to you</h1><p class="quiet">{}</p></div>'
        '<p class="report-made quiet">made by wellsent report<br>nothing was kept, nothing was sent</p></header>',
        titled(report),
    )


def _answer(report: Report) -> SafeString:
    return format_html('<section class="callout"><p><strong>In short.</strong> {}</p></section>', in_short(report))


def _numbers(report: Report) -> SafeString:
    facts = report.practice
    if not facts.monthly:
        return NOTHING
    past = [(month_name(month), count) for month, count in facts.monthly][-MONTHS_SHOWN:]
    ahead = [(month_name(one.month), one.low, one.expected, one.high) for one in facts.forecast]
    band = ""
    if facts.forecast:
        low, high = min(one.low for one in facts.forecast), max(one.high for one in facts.forecast)
        band = f"Next six months, hatched: {low} to {high} a month (4 times in 5)."
    return format_html(
        '<div class="report-two"><section><h2>Referrals a month</h2>{}<p class="quiet">{}</p>{}</section>{}</div>',
        month_bars(past, ahead, title="Referrals a month, and the next six months"),
        band,
        _month_table(report),
        _became(report),
    )


def _month_table(report: Report) -> SafeString:
    past = [(month_name(month), f"{count:,}") for month, count in report.practice.monthly[-MONTHS_SHOWN:]]
    ahead = [
        (month_name(one.month), f"{one.low} to {one.high}, likely {one.expected:.0f}")
        for one in report.practice.forecast
    ]
    rows = format_html_join("", '<tr><th scope="row">{}</th><td class="number">{}</td></tr>', [*past, *ahead])
    return format_html(
        '<details><summary>The same as a table</summary><table class="table"><thead><tr><th scope="col">Month</th>'
        '<th scope="col" class="number">Referrals</th></tr></thead><tbody>{}</tbody></table></details>',
        rows,
    )


def _became(report: Report) -> SafeString:
    facts = report.practice
    lines: list[tuple[str, str, str]] = []
    if facts.conversion:
        lines.append(("Come to evaluation", *_percent(facts.conversion)))
    if facts.days_median is not None:
        lines.append(("Days until then", f"{facts.days_median:g}", f"(one in ten over {facts.days_p90:g})"))
    if facts.completion:
        lines.append(("Finish their plan", *_percent(facts.completion)))
    if not lines:
        return NOTHING
    rows = format_html_join(
        "", '<tr><th scope="row">{}</th><td class="number">{} <span class="quiet">{}</span></td></tr>', lines
    )
    return format_html(
        '<section><h2>What becomes of them</h2><table class="table"><tbody>{}</tbody></table></section>', rows
    )


def _percent(one: Share) -> tuple[str, str]:
    return f"{one.estimate * 100:.0f} %", f"({one.low * 100:.0f}–{one.high * 100:.0f}, of {one.n:,})"


def _week(report: Report) -> SafeString:
    if not report.this_week:
        return NOTHING
    rows = [
        (
            _named(what_to_do(one), one.practice),
            one.reason,
            f"{one.at_stake[0]} to {one.at_stake[1]}" if one.at_stake else "",
        )
        for one in report.this_week
    ]
    return _section("Worth doing this week", ("What", "Why", "At stake, 90 days"), rows, numbers=1)


def _sources(report: Report) -> SafeString:
    if not report.sources:
        return NOTHING
    rows = [
        (_named(one.name, states(one)), f"{one.referrals:,}", f"{one.last_12_months:,}", f"{one.low} to {one.high}")
        for one in report.sources[:MOST_SOURCES]
    ]
    more = len(report.sources) - MOST_SOURCES
    note = format_html('<p class="quiet">and {} smaller ones</p>', more) if more > 0 else NOTHING
    heads = ("Source", "Referrals", "Last 12 months", "Next 90 days")
    return _section("Your sources", heads, rows, numbers=3, note=note)


def _named(name: str, about: str) -> SafeString:
    return format_html('<strong>{}</strong><br><span class="quiet">{}</span>', name, about)


def _section(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: int,
    note: SafeString = NOTHING,
) -> SafeString:
    """A table under a heading; its last columns, `numbers` of them, are numbers. On a phone each row is a card."""
    first = len(heads) - numbers
    classes = ["" if at < first else "number" for at in range(len(heads))]
    head = format_html_join("", '<th scope="col" class="{}">{}</th>', zip(classes, heads, strict=True))
    body = format_html_join("", "<tr>{}</tr>", ((_cells(classes, heads, row),) for row in rows))
    return format_html(
        '<section><h2>{}</h2><table class="table table-stack"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}'
        "</section>",
        title,
        head,
        body,
        note,
    )


def _cells(classes: Sequence[str], heads: Sequence[str], row: Sequence[str]) -> SafeString:
    return format_html_join("", '<td class="{}" data-label="{}">{}</td>', zip(classes, heads, row, strict=True))


def _care(report: Report) -> SafeString:
    problems = report.input.rejected[:MOST_PROBLEMS]
    listed = format_html_join(
        "",
        "<li>Row {}, {}: {} {}</li>",
        ((one.row, one.column, one.reason, one.remedy) for one in problems),
    )
    rejected = format_html("<h3>Rows that could not be read</h3><ul>{}</ul>", listed) if problems else ""
    doubts = format_html_join("", "<li>{}</li>", ((one,) for one in report.input.doubtful_joins))
    joins = format_html("<h3>Joins that were not made</h3><ul>{}</ul>", doubts) if report.input.doubtful_joins else ""
    sentences = " ".join(read_with_care(report))
    return format_html(
        '<section class="quiet"><h2>Read with care</h2><p>{}</p>{}{}</section>', sentences, rejected, joins
    )
