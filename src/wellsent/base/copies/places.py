"""Databases beside the one people work in: a moment of it that stands still, a scratch place, one by its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SCRATCH: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "file:",  # to SQLite: a file without a name, which is gone with whoever opened it, however that one ends
    "OPTIONS": {"init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000"},
}


@contextmanager
def opened(alias: str, settings: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Another database under a name of its own, until the block ends."""
    both = {DEFAULT_DB_ALIAS: {}, alias: {"CONN_MAX_AGE": None, **settings}}
    connections.settings[alias] = connections.configure_settings(both)[alias]
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


@contextmanager
def standing_still() -> Iterator[BaseDatabaseWrapper]:
    """The database people work in as it is at this moment, to read from; nobody is held up."""
    settings = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
    if connection.vendor == "sqlite":
        settings["OPTIONS"]["transaction_mode"] = "DEFERRED"  # as a reader
    with opened("snapshot", settings) as db, transaction.atomic(using=db.alias), db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT COUNT(*) FROM django_migrations")  # the moment is that of the first look
        yield db


@contextmanager
def scratch(of: Sequence[type[models.Model]]) -> Iterator[BaseDatabaseWrapper]:
    """An empty database with the tables of these models and all their constraints, gone when the block ends."""
    with opened("scratch", SCRATCH) as db:
        with db.schema_editor() as editor:
            for model in of:
                if not model._meta.auto_created:  # those come along with the models that they join
                    editor.create_model(model)
        with transaction.atomic(using=db.alias):
            yield db
