"""What a copy holds: every table but those that only this moment needs, and what it says about itself."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.recorder import MigrationRecorder

from wellsent.base import clock, keys
from wellsent.base.copies import tables
from wellsent.base.copies.stream import another_shape
from wellsent.base.copies.tables import Table
from wellsent.base.errors import DataError

LEFT_OUT = {
    "accounts.Session": "whoever is signed in signs in again",
    "accounts.CacheEntry": "counts attempts to sign in, for minutes",
    "django_tasks_database.DBTaskResult": "only wakes the worker, which finds by itself what is left to do",
    "directory.RegistryReading": "worked out again from the registry, which lies beside the database",
    "auth.Permission": "made by every upgrade, and not used",
    "auth.Group_permissions": "not used",
    "auth.Group": "not used",
    "contenttypes.ContentType": "made by every upgrade, and not used",
}
MADE_BY_ITSELF = {"base_datakey", "base_factversion", "directory_kind", "directory_kindcode"}
"""Tables that hold something in an installation that nobody has used yet."""


def all_models() -> list[type[models.Model]]:
    """Every model with a table, in the order of the tables' names."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(found, key=lambda model: model._meta.db_table)


def copied_models() -> list[type[models.Model]]:
    """Every model whose rows travel."""
    return [model for model in all_models() if model._meta.label not in LEFT_OUT]


def copied_tables() -> list[Table]:
    """Every table whose rows travel."""
    return [tables.table(model) for model in copied_models()]


def all_names() -> list[str]:
    """Every table that a restore empties: those that travel, and those that only a moment needs."""
    kept = {"auth", "contenttypes"}
    return [model._meta.db_table for model in all_models() if model._meta.app_label not in kept]


def names_of_use() -> list[str]:
    """The tables that hold something only once somebody has used the installation."""
    return [table.name for table in copied_tables() if table.name not in MADE_BY_ITSELF]


def release() -> str:
    """Which release this is."""
    return version("wellsent")


def steps(database: Any) -> list[str]:
    """The upgrades that the travelling tables have been through."""
    ours = {model._meta.app_label for model in copied_models()}
    applied = MigrationRecorder(database).applied_migrations()
    return sorted(f"{label}.{name}" for label, name in applied if label in ours)


def about(database: Any) -> dict[str, Any]:
    """What a backup says about itself, inside the lock."""
    return {
        "release": release(),
        "made_at": clock.now().isoformat(),
        "installation": keys.installation(),
        "master_key": settings.MASTER_KEY,
        "steps": steps(database),
        "tables": {table.name: table.shape() for table in copied_tables()},
    }


def refuse_another_release(found: dict[str, Any], database: Any) -> None:
    """Raise DataError when a backup is of an older or a newer release than this one."""
    theirs, ours = set(found["steps"]), set(steps(database))
    if theirs - ours:
        raise DataError(
            f"This backup is of a newer release than this one: {found['release']}.", "Install that release first."
        )
    if ours - theirs:
        raise DataError(
            f"This backup is of an older release than this one: {found['release']}.",
            "Restore it with that release, in a place of its own, and upgrade there.",
        )
    if found["tables"] != {table.name: table.shape() for table in copied_tables()}:
        raise another_shape()
