"""The registry of this installation, as the rooms of Django reach it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from wellsent.directory.registry import Registry


def folder() -> Path:
    """Where `wellsent registry load` puts it."""
    return Path(settings.WELLSENT_HOME) / "registry"


def registry() -> Registry:
    """What lies there, loaded or not; the same object each time, so that what is warm stays so."""
    from wellsent.directory.registry import registry_in  # brings DuckDB, which other pages do without

    return registry_in(folder())
