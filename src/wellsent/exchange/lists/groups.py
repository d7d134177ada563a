"""Lists grouped by who referred, where the name stands in the first row of its group alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

GROUPED: Final = ("referrer_name", "referrer_npi", "referrer_practice", "referrer_kind")
_FEW_GROUPS: Final = 3
_FEW_NAMES: Final = 5


def fill_groups(values: Mapping[str, list[Any]]) -> int:
    """Give every row of a grouped list the name its group has, changing `values`; how many rows were given one.

    Only where the order of the list shows that it is grouped: most rows name nobody, no name returns, and either the
    dates begin anew with each name or the names follow the alphabet. Else a row without a name stays one.
    """
    columns = [values[name] for name in GROUPED if name in values]
    heads = [place for place, row in enumerate(zip(*columns, strict=True)) if any(cell is not None for cell in row)]
    if not columns or not _is_grouped(values, columns, heads):
        return 0
    count = len(columns[0])
    for head, after in pairwise([*heads, count]):
        for column in columns:
            column[head + 1 : after] = [column[head]] * (after - head - 1)
    return count - len(heads)


def _is_grouped(values: Mapping[str, list[Any]], columns: Sequence[list[Any]], heads: Sequence[int]) -> bool:
    count = len(columns[0])
    if len(heads) < _FEW_GROUPS or heads[0] != 0 or 2 * len(heads) > count:
        return False
    names = [tuple(column[head] for column in columns) for head in heads]
    if len(set(names)) < len(names):
        return False
    days = values.get("referral_date", [])
    groups = [days[head:after] for head, after in pairwise([*heads, count])]
    for newest_first in (False, True):
        if not _in_order(days, newest_first) and all(_in_order(group, newest_first) for group in groups):
            return True
    first = [str(next(cell for cell in name if cell is not None)).casefold() for name in names]
    return len(first) >= _FEW_NAMES and first == sorted(first)


def _in_order(days: Sequence[date | None], newest_first: bool) -> bool:
    known = [day for day in days if day is not None]
    return known == sorted(known, reverse=newest_first)
