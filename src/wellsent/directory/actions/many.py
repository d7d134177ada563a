"""Decisions about many sources at once: one transaction, one audit event, and a way back.

What is kept for the way back names the rows changed, what stood there before and what was written: a row that somebody
changed since is left as it is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Field, Q
from django.db.models.functions import Coalesce

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.base.errors import DataError
from wellsent.base.many import Done
from wellsent.base.unused import in_chunks
from wellsent.directory.actions.keeping import TIERS, clear_merged, reason
from wellsent.directory.models import Provider

NOT_THERE = "it is not there any more"
_Reasons = Callable[[Provider], str]


def retire_many(*, providers: Sequence[int], on: date, why: str, by: Caller) -> Done:
    """These sources have stopped practising; those retired already stay so with their own reason."""
    return _decide(
        providers,
        "sources.retire",
        {"retired_on": on, "retired_why": reason(why)},
        lambda row: "it is retired already" if row.retired_on else "",
        why=why,
        by=by,
    )


def bring_back_many(*, providers: Sequence[int], by: Caller) -> Done:
    """These retired sources practise again, under every name they have."""
    return _decide(
        providers,
        "sources.bring back",
        {"retired_on": None, "retired_why": ""},
        lambda row: "" if row.retired_on else "it is not retired",
        by=by,
    )


def do_not_contact_many(*, providers: Sequence[int], since: date, why: str, by: Caller) -> Done:
    """These sources are not to be contacted; for those known as such already their own day and reason stay."""
    return _decide(
        providers,
        "sources.do not contact",
        {"do_not_contact_since": since, "do_not_contact_why": reason(why)},
        lambda row: "it is not contacted already" if row.do_not_contact_since else "",
        why=why,
        by=by,
    )


def set_tier_many(*, providers: Sequence[int], tier: str, why: str, by: Caller) -> Done:
    """Set the tier of these sources by hand. Raises DataError for one that is none."""
    if tier not in TIERS:
        raise DataError(f"{tier or 'A blank'} is no tier.", f"Choose one of: {', '.join(TIERS)}.")
    return _decide(
        providers,
        "sources.set tier",
        {"tier_by_hand": tier, "tier_why": reason(why)},
        lambda row: f"its tier is {tier} by hand already" if row.tier_by_hand == tier else "",
        why=why,
        by=by,
    )


@transaction.atomic
def _decide(
    providers: Sequence[int], verb: str, columns: Mapping[str, Any], refusal: _Reasons, *, why: str = "", by: Caller
) -> Done:
    by.must("sources.change")
    survivors, refused = _survivors(providers)
    wanted = []
    for number, row in survivors.items():
        if said := refusal(row):
            refused[number] = said
        else:
            wanted.append(row.pk)
    if not wanted:
        return Done((), refused)
    rows = _rows_of(wanted, also_merged=not any(columns.values()))
    before = [[row.pk, *(getattr(row, name) for name in columns)] for row in rows]
    if not any(columns.values()):
        clear_merged(wanted, columns)
    for chunk in in_chunks([row.pk for row in rows]):
        Provider.objects.filter(pk__in=chunk).update(**columns)
    facts.moved_on("directory")
    audit.record(verb, by=by, subject="sources", references=wanted, reason=why)
    kept = {"columns": list(columns), "after": list(columns.values()), "before": before}
    return Done(wanted, refused, _plain(kept))


def _survivors(providers: Sequence[int]) -> tuple[dict[int, Provider], dict[int, str]]:
    """The source each number means, locked, in order; and the numbers that mean none."""
    wanted = sorted(set(providers))
    found: dict[int, Provider] = {}
    missing = set(wanted)
    for chunk in in_chunks(wanted):
        ends = dict(Provider.objects.filter(pk__in=chunk).values_list("pk", Coalesce("merged_into_id", F("pk"))))
        missing -= ends.keys()
        rows = Provider.objects.select_for_update().filter(pk__in=set(ends.values())).order_by("pk")
        found |= {row.pk: row for row in rows}
    return found, dict.fromkeys(sorted(missing), NOT_THERE)


def _rows_of(survivors: Sequence[int], *, also_merged: bool) -> list[Provider]:
    """The rows a decision is written to; what is taken back is taken back for every row merged into one as well."""
    rows: list[Provider] = []
    for chunk in in_chunks(survivors):
        same = Q(pk__in=chunk) | Q(merged_into__in=chunk) if also_merged else Q(pk__in=chunk)
        rows += Provider.objects.select_for_update().filter(same).order_by("pk")
    return rows


def _plain(kept: dict[str, Any]) -> Any:
    return json.loads(json.dumps(kept, cls=DjangoJSONEncoder))


@transaction.atomic
def take_back_decisions(*, kept: Any, by: Caller) -> int:
    """Bring back what stood in the rows before; returns how many of them are as they were. A row that no longer holds
    what was written then was changed since, and stays.
    """
    by.must("sources.change")
    fields = [cast("Field[Any, Any]", Provider._meta.get_field(name)) for name in kept["columns"]]

    def columns(values: Sequence[Any]) -> dict[str, Any]:
        return {field.name: field.to_python(value) for field, value in zip(fields, values, strict=True)}

    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, *values in kept["before"]:
        alike[tuple(values)].append(number)
    restored: list[int] = []
    for values, numbers in alike.items():
        for chunk in in_chunks(numbers):
            rows = Provider.objects.select_for_update().filter(pk__in=chunk, **columns(kept["after"]))
            unchanged = list(rows.order_by("pk").values_list("pk", flat=True))
            Provider.objects.filter(pk__in=unchanged).update(**columns(values))
            restored += unchanged
    if restored:
        facts.moved_on("directory")
        audit.record("sources.take back decision", by=by, subject="sources", references=restored)
    return len(restored)
