"""The registry of this installation, as the rooms of Django reach it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from wellsent.base.errors import SetupError
from wellsent.directory.registry import store

if TYPE_CHECKING:
    from wellsent.directory.registry import Registry


def folder() -> Path:
    """Where `wellsent registry load` puts it."""
    return Path(settings.WELLSENT_HOME) / "registry"


def registry() -> Registry:
    """What lies there, loaded or not; the same object each time, so that what is warm stays so."""
    from wellsent.directory.registry import registry_in  # brings DuckDB, which other pages do without

    return registry_in(folder())


def version() -> tuple[int, int] | None:
    """What tells one loaded registry from the next, without opening it; None while nothing is loaded."""
    return store.stamp(folder())


def holds(table: str) -> bool:
    """Whether this table ("groups", "ordering", ...) is loaded, without opening the registry; a damaged one holds none:
    the pages that rest on the registry say so.
    """
    try:
        loaded = store.read(folder())
    except SetupError:
        return False
    return loaded is not None and table in loaded.counts
