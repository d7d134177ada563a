"""Filling the indexes a new release brings, for patients that were there before it."""

from __future__ import annotations

from django.db import connection, transaction

from wellsent.patients.finding import SEARCHED, blind
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails, normal_forms

BATCH = 2000


def fill_searched() -> int:
    """Give every named patient who lacks them the indexes people search by, a batch a transaction; returns how many.

    Broken off, it goes on where it was; done, it finds nothing to do.
    """
    after: int | None = 0
    filled = 0
    while after is not None:
        after, more = _fill_batch(after)
        filled += more
    return filled


@transaction.atomic
def _fill_batch(after: int) -> tuple[int | None, int]:
    rows = list(
        Patient.objects.select_for_update()
        .filter(pk__gt=after, by_family=None, name__isnull=False)
        .only("pk", "name")
        .order_by("pk")[:BATCH]
    )
    filled = [(*blind(normal_forms(PatientDetails(row.name or "")), SEARCHED), row.pk) for row in rows]
    filled = [one for one in filled if one[0] is not None]
    table = connection.ops.quote_name(Patient._meta.db_table)
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in SEARCHED)
    with connection.cursor() as cursor:  # one by one they would take minutes where there are a million
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", filled)  # noqa: S608 - our own names
    return (rows[-1].pk if rows else None), len(filled)
