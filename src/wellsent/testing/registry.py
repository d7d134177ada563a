"""A made-up national registry beside the practice of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Loads = Callable[..., None]


@pytest.fixture
def registry_of(tmp_path: Path, settings: Any) -> Loads:
    """Loads these rows as a whole month, or as the weekly update after it (`weekly=True`), with further files."""
    from wellsent.directory.registry.tests.made_up import load, month  # brings DuckDB, which few tests need
    from wellsent.simulate.registry import write_registry

    settings.WELLSENT_HOME = tmp_path / "home"
    numbers = iter(range(100))

    def make(
        *rows: dict[str, str], weekly: bool = False, last: str = "11/07/2026", files: tuple[Path, ...] = ()
    ) -> None:
        path = tmp_path / f"{next(numbers)}.csv"
        file = write_registry(path, rows) if weekly else month(path, *rows, last=last)
        load(tmp_path / "home" / "registry", file, *files)

    return make
