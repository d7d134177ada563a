"""A small line without numbers: how it went, and where it is going."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wellsent.ui.charts.svg import axis, frame, points

WIDTH, HEIGHT = 285, 64


def sparkline(past: Sequence[float], ahead: Sequence[tuple[float, float, float]], *, title: str) -> SafeString:
    """A line of what was, dashed on into what is expected, with its band (low, expected, high)."""
    top = max([1.0, *past, *(high for *_, high in ahead)])
    step = WIDTH / max(len(past) + len(ahead) - 1, 1)

    def point(at: int, value: float) -> tuple[float, float]:
        return at * step, HEIGHT - 4 - value / top * (HEIGHT - 10)

    line = [point(at, value) for at, value in enumerate(past)]
    parts = []
    if ahead and past:
        joint = len(past)
        upper = [point(joint + at, high) for at, (_, _, high) in enumerate(ahead)]
        lower = [point(joint + at, low) for at, (low, _, _) in enumerate(ahead)]
        middle = [point(joint + at, expected) for at, (_, expected, _) in enumerate(ahead)]
        band = points([line[-1], *upper, *reversed(lower)])
        parts.append(format_html('<polygon class="band" points="{}"/>', band))
        parts.append(format_html('<polyline class="rate-ahead" points="{}"/>', points([line[-1], *middle])))
    parts.append(format_html('<polyline class="rate" points="{}"/>', points(line)))
    return frame(WIDTH, HEIGHT, title, [*parts, axis(WIDTH, HEIGHT - 0.5)])
