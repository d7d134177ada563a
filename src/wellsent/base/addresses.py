"""Numbers in addresses: `<row:number>` is a number that a database can hold, so that any other is simply not found."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.urls import register_converter, reverse
from django.urls.converters import IntConverter

DIGITS = 15


class RowNumber(IntConverter):
    """The number of a row: digits of ASCII, fewer than the largest number of a database has."""

    regex = f"[0-9]{{1,{DIGITS}}}"


def row_number(text: str) -> int | None:
    """The number of a row as a form or an address sent it; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


@cache
def pages_of(view: str) -> Callable[[int], str]:
    """Where the page of each row is; lists ask for many, so the address is put together only once."""
    before, _, after = reverse(view, args=[0]).rpartition("0")
    return lambda number: f"{before}{number}{after}"


register_converter(RowNumber, "row")
