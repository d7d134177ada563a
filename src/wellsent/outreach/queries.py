"""Reading touches: always from the caller, through merges, without those taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max, QuerySet

from wellsent.accounts.caller import Caller
from wellsent.directory.queries import same_as, survivors
from wellsent.outreach.models import Touch


def touches(caller: Caller, source: int | None = None) -> QuerySet[Touch]:
    """All touches, or those with one source under all its numbers, newest first. Raises Refused."""
    caller.must("sources.see")
    rows = Touch.objects.filter(undone_at=None).select_related("by")
    return rows if source is None else rows.filter(source__in=same_as(caller, source))


def last_real_contacts(caller: Caller, *, until: date | None = None) -> dict[int, date]:
    """The day of the last real contact with each source that had one (by a day), through merges."""
    return _last_days(caller, touches(caller).filter(real_contact=True), until)


def last_touches(caller: Caller, *, kinds: Collection[str] = (), until: date | None = None) -> dict[int, date]:
    """The day of the last touch with each source (of these kinds, by a day), whether or not it reached anybody."""
    rows = touches(caller)
    return _last_days(caller, rows.filter(kind__in=kinds) if kinds else rows, until)


def _last_days(caller: Caller, rows: QuerySet[Touch], until: date | None) -> dict[int, date]:
    if until is not None:
        rows = rows.filter(on__lte=until)
    stands_for = survivors(caller)
    last: dict[int, date] = {}
    for source, day in rows.order_by().values_list("source").annotate(last=Max("on")):
        survivor = stands_for.get(source, source)
        last[survivor] = max(day, last.get(survivor, day))
    return last
