"""Charts as inline SVG: drawn on the server, coloured by the stylesheet, legible without it. Each page puts the same
numbers beside it as a table. Pure functions from numbers to safe markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Across = Callable[[date], float]
Ahead = tuple[str, int, float, int]
"""Label, low, expected, high."""


def month_bars(past: Sequence[tuple[str, int]], ahead: Sequence[Ahead], *, title: str) -> SafeString:
    """Bars for what was, lighter bars with their range for what is expected."""
    width, height, foot = 640, 160, 22
    top = max([1, *(count for _, count in past), *(high for *_, high in ahead)])
    step = width / max(len(past) + len(ahead), 1)
    bar = step * 0.74
    scale = (height - 8) / top
    bars = [
        format_html(
            '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}</title></rect>',
            *_rect(at * step, count * scale, bar, height),
            label,
            count,
        )
        for at, (label, count) in enumerate(past)
    ]
    for at, (label, low, expected, high) in enumerate(ahead, start=len(past)):
        middle = round(at * step + bar / 2, 1)
        bars.append(
            format_html(
                '<g><title>{}: {} to {}</title><rect class="bar-ahead" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
                '<line class="whisker" x1="{}" x2="{}" y1="{}" y2="{}"/></g>',
                label,
                low,
                high,
                *_rect(at * step, expected * scale, bar, height),
                middle,
                middle,
                round(height - low * scale, 1),
                round(height - high * scale, 1),
            )
        )
    labels = [(at, label) for at, label in enumerate([label for label, *_ in [*past, *ahead]]) if at % 6 == 0]
    ticks = format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((round(at * step, 1), height + foot - 6, label) for at, label in labels)
    )
    return _svg(width, height + foot, title, [*bars, _axis(width, height), ticks])


def _rect(x: float, tall: float, wide: float, floor: float) -> tuple[float, float, float, float]:
    return round(x, 1), round(floor - tall, 1), round(wide, 1), round(max(tall, 0.5), 1)


def _axis(width: float, y: float) -> SafeString:
    return format_html('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>', width, y, y)


def _svg(width: float, height: float, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def sparkline(past: Sequence[float], ahead: Sequence[tuple[float, float, float]], *, title: str) -> SafeString:
    """A line of what was, dashed on into what is expected, with its band (low, expected, high)."""
    width, height = 285, 64
    top = max([1.0, *past, *(high for *_, high in ahead)])
    step = width / max(len(past) + len(ahead) - 1, 1)

    def point(at: int, value: float) -> str:
        return f"{at * step:.1f},{height - 4 - value / top * (height - 10):.1f}"

    line = " ".join(point(at, value) for at, value in enumerate(past))
    parts = []
    if ahead and past:
        begin = len(past) - 1
        upper = [point(begin, past[-1]), *(point(begin + 1 + at, high) for at, (_, _, high) in enumerate(ahead))]
        lower = [point(begin + 1 + at, low) for at, (low, _, _) in enumerate(ahead)]
        middle = [point(begin, past[-1]), *(point(begin + 1 + at, mid) for at, (_, mid, _) in enumerate(ahead))]
        parts.append(format_html('<polygon class="band" points="{}"/>', " ".join([*upper, *reversed(lower)])))
        parts.append(format_html('<polyline class="rate-ahead" points="{}"/>', " ".join(middle)))
    parts.append(format_html('<polyline class="rate" points="{}"/>', line))
    return _svg(width, height, title, [*parts, _axis(width, height - 1)])


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
) -> SafeString:
    """One source's time: events as dots stacked by week, its rate with its band, contacts as diamonds below."""
    width, height = 660, 210
    days = max((last - first).days, 1)

    def across(on: date) -> float:
        return round(6 + (on - first).days / days * (width - 12), 1)

    parts = [*_rate_line(rate, across), *_dots(events, first, across), *_diamonds(contacts, across)]
    return _svg(width, height, title, [*parts, *_months(first, last, across, height)])


def _rate_line(rate: Sequence[RatePoint], across: Across) -> list[SafeString]:
    if not rate:
        return []
    top = max(one.high for one in rate) or 1.0

    def at(on: date, value: float) -> str:
        return f"{across(on)},{170 - value / top * 62:.1f}"

    band = [at(one.day, one.high) for one in rate] + [at(one.day, one.low) for one in reversed(rate)]
    line = [at(one.day, one.mean) for one in rate]
    return [
        format_html('<polygon class="band" points="{}"/>', " ".join(band)),
        format_html('<polyline class="rate" points="{}"/>', " ".join(line)),
    ]


def _dots(events: Sequence[date], first: date, across: Across) -> list[SafeString]:
    stacked: dict[int, int] = {}
    dots = []
    for on in sorted(events):
        week = (on - first).days // 7
        level = stacked[week] = stacked.get(week, -1) + 1
        y = 92 - min(level, 6) * 13
        x = across(on)
        dots.append(format_html('<circle class="dot" cx="{}" cy="{}" r="4.5"><title>{}</title></circle>', x, y, on))
    return dots


def _diamonds(contacts: Sequence[date], across: Across) -> list[SafeString]:
    marks = []
    for on in contacts:
        x = across(on)
        points = f"{x},172 {x + 6},178 {x},184 {x - 6},178"
        marks.append(format_html('<polygon class="contact" points="{}"><title>{}</title></polygon>', points, on))
    return marks


def _months(first: date, last: date, across: Across, height: int) -> list[SafeString]:
    """A label every six months."""
    labels = []
    year, month = first.year, first.month
    while (on := date(year, month, 1)) <= last:
        if on >= first:
            labels.append(format_html('<text x="{}" y="{}">{:%b %Y}</text>', across(on), height - 4, on))
        year, month = (year, month + 6) if month <= 6 else (year + 1, month - 6)
    return labels
