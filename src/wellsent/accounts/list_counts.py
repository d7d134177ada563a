"""How many rows a list has, kept until a fact changes: counting ten thousand takes longer than showing fifty.

    _counts: Final[Kept[int]] = Kept("referrals", "directory", "practice")
    Listing(..., count=kept_in(_counts, most=10_000))

The subjects of `Kept` are all that the rows, and whose they are, depend on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.ui.searching import Rows, count


def kept_in(counts: Kept[int], *, most: int | None = None) -> Callable[[Rows], int]:
    """Counts rows, one more than `most` at most; what the rows depend on is what `counts` goes by.

    They are known by the question to the database, which holds whose rows they are and how they are narrowed.
    """

    def counted(rows: QuerySet[Any]) -> int:
        try:
            asked = str(rows.order_by().values("pk").query)
        except EmptyResultSet:  # none can match
            return 0
        return counts.get(asked, lambda: count(rows, most=most), now=clock.now())

    return counted
