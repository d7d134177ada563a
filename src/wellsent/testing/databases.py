"""An empty database of the kind the suite runs on, for processes of their own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

AnEmptyDatabase = Callable[[], AbstractContextManager[dict[str, str]]]


@pytest.fixture(scope="session")
def an_empty_database() -> AnEmptyDatabase:
    """Makes one for as long as it is used. A fixture, so that the tests that want one are known: they run on both."""
    return empty_database


@contextmanager
def empty_database() -> Iterator[dict[str, str]]:
    """The settings that name it: none for SQLite, which begins in its own home; DATABASE_URL for PostgreSQL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield {}
        return
    name = f"wellsent_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {"DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
