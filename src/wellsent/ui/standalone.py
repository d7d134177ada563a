"""One page that needs nothing else: the stylesheets written into it, no script, no request to anybody."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

STYLES = Path(__file__).parent / "static" / "ui"
SHEETS = ("tokens.css", "base.css", "components.css", "tables.css", "charts.css", "print.css", "standalone.css")


@lru_cache(maxsize=1)
def _styles() -> SafeString:
    text = "\n".join((STYLES / name).read_text(encoding="utf-8") for name in SHEETS)
    return SafeString(text.replace("</", "<\\/"))  # our own files; nothing of a user's is in them


def page(*, title: str, body: SafeString) -> str:
    """A whole HTML document around `body`, worth printing."""
    return format_html(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<title>{}</title><style>{}</style></head><body><main class="standalone">{}</main></body></html>\n',
        title,
        _styles(),
        body,
    )
