"""Bars: months that were and months to come; shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wellsent.ui.charts.svg import axis, frame, label

Ahead = tuple[str, int, float, int]
"""Label, low, expected, high."""

WIDTH, HEIGHT, FOOT = 640, 150, 24
MOST_LABELS = 5
HATCH = SafeString(
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="bar-ahead" width="6" height="6"/><line class="hatch" y2="6"/></pattern></defs>'
)


def month_bars(past: Sequence[tuple[str, int]], ahead: Sequence[Ahead], *, title: str) -> SafeString:
    """Bars for what was, hatched bars with their range for what is expected."""
    top = max([1, *(count for _, count in past), *(high for *_, high in ahead)])
    scale = (HEIGHT - 8) / top
    step = WIDTH / max(len(past) + len(ahead), 1)
    bars = [_bar(at * step, step, count * scale, f"{words}: {count:,}") for at, (words, count) in enumerate(past)]
    for at, (words, low, expected, high) in enumerate(ahead, start=len(past)):
        said = f"{words}: {low:,} to {high:,}"
        bars.append(_bar(at * step, step, expected * scale, said, fill=' fill="url(#hatch)"'))
        bars.append(_whisker(at * step, step, low * scale, high * scale))
    names = [words for words, _ in past] + [words for words, *_ in ahead]
    every = -(-len(names) // MOST_LABELS) or 1
    labels = [label(at * step, HEIGHT + FOOT - 6, names[at], width=WIDTH) for at in range(0, len(names), every)]
    defs = [HATCH] if ahead else []
    return frame(WIDTH, HEIGHT + FOOT, title, [*defs, *bars, axis(WIDTH, HEIGHT), *labels])


def _bar(x: float, step: float, tall: float, words: str, fill: str = ' class="bar"') -> SafeString:
    return format_html(
        '<rect{} x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>',
        SafeString(fill),
        round(x, 1),
        round(HEIGHT - tall, 1),
        round(step * 0.74, 1),
        round(max(tall, 0.5), 1),
        words,
    )


def _whisker(x: float, step: float, low: float, high: float) -> SafeString:
    middle = round(x + step * 0.37, 1)
    return format_html(
        '<line class="whisker" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        middle,
        middle,
        round(HEIGHT - low, 1),
        round(HEIGHT - high, 1),
    )


def share_bars(items: Sequence[tuple[str, float, str]]) -> SafeString:
    """Parts of a whole, each a label, its share from 0 to 1, and words ("34 %, 41"); legible as text alone."""
    rows = format_html_join(
        "",
        '<div><dt>{}</dt><dd><svg class="chart" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="share-rest" width="100" height="1"/><rect class="share" width="{}" height="1"/></svg>'
        "<span>{}</span></dd></div>",
        ((words, round(min(max(share, 0), 1) * 100, 1), said) for words, share, said in items),
    )
    return format_html('<dl class="shares">{}</dl>', rows)
