"""The way back that pages offer after something was done: on the page that follows, and on the one after it.

It is kept in the session: what was said, where the way back leads, and of rows that were left as they are, which and
why. No patient's words belong in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

KEY = "offer"
PAGES = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """`do` and `number` are what is posted to `path` to take it back; without them there is only something to say."""

    words: str
    path: str = ""
    do: str = ""
    number: int = 0
    problems: Sequence[tuple[str, str]] = ()
    more_problems: int = 0
    first: bool = True


def make(request: HttpRequest, offer: Offer) -> None:
    """Show this on the next two pages."""
    request.session[KEY] = {**asdict(offer), "pages": PAGES}


def of(request: HttpRequest) -> Offer | None:
    """What the page being made offers."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None:
        return None
    fields = {name: value for name, value in kept.items() if name != "pages"}
    return Offer(**{**fields, "first": kept["pages"] == PAGES})


def page_was_shown(request: HttpRequest, response: HttpResponse) -> None:
    """Count the whole pages that have shown the offer; after the second one it is withdrawn."""
    if KEY not in request.session or request.method != "GET" or request.headers.get("HX-Request"):
        return
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    kept = request.session[KEY]
    if kept["pages"] <= 1:
        withdraw(request)
    else:
        request.session[KEY] = {**kept, "pages": kept["pages"] - 1}


def withdraw(request: HttpRequest) -> None:
    """Offer it no longer: it was taken, or shown long enough."""
    request.session.pop(KEY, None)
