"""What all charts share: the frame, the axis, the table beside the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wellsent.ui import cells


def frame(width: float, height: float, title: str, parts: Iterable[SafeString]) -> SafeString:
    """A picture of this many units, as wide as there is room for, named by its title."""
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def axis(width: float, y: float) -> SafeString:
    """The line that charts stand on."""
    return format_html('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>', width, y, y)


def label(x: float, y: float, words: str, *, width: float) -> SafeString:
    """Words below the axis, kept inside a picture of this width."""
    end = ' text-anchor="end"' if x > width * 0.9 else ""
    return format_html('<text x="{}" y="{}"{}>{}</text>', round(x, 1), y, SafeString(end), words)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Coordinates as SVG writes them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def as_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString:
    """The numbers of a chart, folded away below it: the first column names, the others are numbers."""
    first, *others = heads
    made = [cells.Head(first), *(cells.Head(one, numeric=True) for one in others)]
    table = cells.table(made, ([cells.shown(cell) for cell in row] for row in rows), stacked=False)
    return format_html('<details class="hint chart-table"><summary>The same as a table</summary>{}</details>', table)
