"""The colours: every text stands out from every ground it is put on, light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parent.parent / "static" / "ui"
COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS = {name: shades for name, *shades in COLOUR.findall((STYLES / "tokens.css").read_text(encoding="utf-8"))}
GROUNDS = ("page", "surface", "surface-sunk")
TEXTS = [
    *[(text, ground) for text in ("text", "text-quiet", "accent-text", "needs-you") for ground in GROUNDS],
    ("text", "accent-soft"),
    ("text", "changed"),
    ("page", "text"),
    ("accent-text", "accent-soft"),
    ("warning", "warning-soft"),
    ("needs-you", "needs-you-soft"),
    ("info", "info-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
EDGES = [(edge, ground) for edge in ("line-strong", "focus", "accent") for ground in ("page", "surface")]
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, theme: int) -> float:
    light, dark = sorted((luminance(TOKENS[name][theme]) for name in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out_from_its_ground(text: str, ground: str, theme: int) -> None:
    assert contrast(text, ground, theme) >= 4.5


@THEMES
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_what_can_be_used_stands_out(edge: str, ground: str, theme: int) -> None:
    assert contrast(edge, ground, theme) >= 3


def test_components_use_colours_by_their_purpose_only() -> None:
    sheets = [sheet for sheet in STYLES.glob("*.css") if sheet.name not in {"tokens.css", "print.css"}]
    named = {sheet.name: re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(", sheet.read_text(encoding="utf-8")) for sheet in sheets}
    assert {name: found for name, found in named.items() if found} == {}


def test_every_token_used_is_defined() -> None:
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in STYLES.glob("*.css"))
    assert set(re.findall(r"var\(--([\w-]+)\)", sheets)) - set(re.findall(r"--([\w-]+):", sheets)) == set()
