"""Everything this installation has written anywhere, to be searched for what must not be there."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection


def everything_stored() -> Iterator[tuple[str, bytes]]:
    """Each place with its raw bytes: the database as it lies on disk, and every file below WELLSENT_HOME."""
    yield from database_bytes()
    for file in sorted(Path(settings.WELLSENT_HOME).rglob("*")):
        if file.is_file():
            yield str(file), file.read_bytes()


def database_bytes() -> Iterator[tuple[str, bytes]]:
    """The database's own bytes: a SQLite file page by page, or every table of PostgreSQL in binary."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        yield "the database file", raw.serialize()
        return
    for table in connection.introspection.table_names():
        yield f"table {table}", _table_bytes(connection, table)


def _table_bytes(database: Any, table: str) -> bytes:
    with (
        database.cursor() as cursor,
        cursor.copy(f"COPY {database.ops.quote_name(table)} TO STDOUT (FORMAT binary)") as out,
    ):
        return b"".join(bytes(block) for block in out)


def shapes(secret: str) -> list[bytes]:
    """The ways in which a secret may lie somewhere without being spelled out."""
    plain = {secret, secret.lower(), secret.upper(), secret.casefold(), secret.title()}
    found = {text.encode(encoding) for text in plain for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
    for text in plain:
        found.add(text.encode().hex().encode())
        # three offsets, each without the characters that its neighbours share
        found.update(base64.b64encode(b" " * offset + text.encode())[4 if offset else 0 : -4] for offset in range(3))
    return sorted(shape for shape in found if len(shape) >= 5)


def places_of(secret: str, among: Iterator[tuple[str, bytes]] | None = None) -> list[str]:
    """Where a secret was found, spelled out or merely encoded; looks through everything stored unless told."""
    wanted = shapes(secret)
    haystacks = everything_stored() if among is None else among
    return [place for place, raw in haystacks if any(shape in raw for shape in wanted)]
