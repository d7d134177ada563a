"""A stretch of time on one line: events as dots, what was done as diamonds, what went wrong as triangles, the rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wellsent.ui import formats
from wellsent.ui.charts.svg import frame, label, points

Across = Callable[[date], float]

WIDTH, HEIGHT, EDGE = 660, 216, 8
DOTS_FLOOR, DOTS_ROOM, DOT_STEP = 72, 62, 13
TROUBLES = 92
RATE_TOP, RATE_FLOOR = 98, 170
CONTACTS, LABELS = 186, 212
MARKS = {
    "dot": '<circle class="dot" cx="6" cy="6" r="5"/>',
    "contact": '<polygon class="contact" points="6,0 12,6 6,12 0,6"/>',
    "late": '<polygon class="late" points="6,1 12,11 0,11"/>',
}


@dataclass(frozen=True, slots=True)
class RatePoint:
    """A rate with its range at the end of a week."""

    day: date
    low: float
    mean: float
    high: float


def story(
    *,
    first: date,
    last: date,
    events: Sequence[date],
    contacts: Sequence[date],
    rate: Sequence[RatePoint],
    title: str,
    late: Sequence[date] = (),
) -> SafeString:
    """Everything from `first` to `last`: events stacked by week, the rate with its band, contacts below."""
    days = max((last - first).days, 1)

    def across(on: date) -> float:
        return round(EDGE + (on - first).days / days * (WIDTH - 2 * EDGE), 1)

    parts = [
        *_rate_line(rate, across),
        *_dots(events, first, across),
        *_marks(late, across, TROUBLES, "late", ((0, -5), (6, 5), (-6, 5))),
        *_marks(contacts, across, CONTACTS, "contact", ((0, -6), (6, 0), (0, 6), (-6, 0))),
        *_months(first, last, across),
    ]
    return frame(WIDTH, HEIGHT, title, parts)


def legend(items: Sequence[tuple[str, str]]) -> SafeString:
    """What the marks mean: ("dot" | "contact" | "late", words) pairs."""
    made = ((SafeString(MARKS[mark]), words) for mark, words in items)
    one = '<span><svg class="chart" viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>'
    return format_html('<p class="legend">{}</p>', format_html_join("", one, made))


def _rate_line(rate: Sequence[RatePoint], across: Across) -> list[SafeString]:
    if not rate:
        return []
    top = max(one.high for one in rate) or 1.0

    def at(on: date, value: float) -> tuple[float, float]:
        return across(on), RATE_FLOOR - value / top * (RATE_FLOOR - RATE_TOP)

    band = [at(one.day, one.high) for one in rate] + [at(one.day, one.low) for one in reversed(rate)]
    return [
        format_html('<polygon class="band" points="{}"/>', points(band)),
        format_html('<polyline class="rate" points="{}"/>', points(at(one.day, one.mean) for one in rate)),
    ]


def _dots(events: Sequence[date], first: date, across: Across) -> list[SafeString]:
    """Each event a dot, those of one week above each other; closer together where a week has many."""
    levels: dict[int, int] = {}
    placed = []
    for on in sorted(events):
        week = (on - first).days // 7
        levels[week] = level = levels.get(week, -1) + 1
        placed.append((on, level))
    step = min(DOT_STEP, DOTS_ROOM / max(levels.values(), default=1)) if any(levels.values()) else DOT_STEP
    radius = round(max(min(4.5, step * 0.42), 1.5), 1)
    return [
        format_html(
            '<circle class="dot" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
            across(on),
            round(DOTS_FLOOR - level * step, 1),
            radius,
            formats.day(on),
        )
        for on, level in placed
    ]


def _marks(
    days: Sequence[date], across: Across, y: float, name: str, corners: Sequence[tuple[int, int]]
) -> list[SafeString]:
    return [
        format_html(
            '<polygon class="{}" points="{}"><title>{}</title></polygon>',
            name,
            points((across(on) + right, y + down) for right, down in corners),
            formats.day(on),
        )
        for on in days
    ]


def _months(first: date, last: date, across: Across) -> list[SafeString]:
    """The names of some months: about five, from the first whole one on."""
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60, 1200) if months / step <= 5)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    named = [date(at // 12, at % 12 + 1, 1) for at in range(start, last.year * 12 + last.month, every)]
    return [label(across(on), LABELS, formats.month(on), width=WIDTH) for on in named if first <= on <= last]
