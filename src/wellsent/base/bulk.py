"""Writing many rows at once: executemany on SQLite, COPY on PostgreSQL, numbers handed out beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Reserve `count` primary keys of `model`, so that rows of several tables can name each other.

    Call it inside the transaction that writes them.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        first = cursor.fetchone()[0] + 1
    return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain rows into `model`'s table: values as the database stores them, one per named field.

    The rows are made before the database is asked anything: making one may ask it something itself (a key), which a
    connection in the middle of a COPY would wait for forever.
    """
    rows = list(rows)
    quote = connection.ops.quote_name
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in columns]
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", cast("Any", rows))  # noqa: S608 - names come from the model


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write these fields of many rows: each row is its primary key, then one value per named field."""
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in columns]
    told = [
        (*(field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)), number)
        for number, *values in rows
    ]
    if not told:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s", told)  # noqa: S608 - names come from the model


def count_anew(model: type[models.Model]) -> None:
    """Have PostgreSQL look at a table that has many new rows. Until it has, it takes them for a handful, and reads all
    of them where an index would do; by itself it looks minutes later, when people have opened the page.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
