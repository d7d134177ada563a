"""A small registry of Atlanta, loaded once for all tests of this room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from wellsent.directory.registry.tests.made_up import load, month, person

PODIATRISTS = 8
MIDWIFE = "176B00000X"


@pytest.fixture(scope="session")
def loaded_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight podiatrists in one ZIP code of Atlanta, one orthopaedist in Decatur, one midwife, one far away."""
    folder = tmp_path_factory.mktemp("registry")
    rows = [person(number) for number in range(1, PODIATRISTS + 1)]
    rows += [
        person(51, zip_code="30030", codes=("207X00000X",), last_name="OKAFOR"),
        person(61, codes=(MIDWIFE,), last_name="PILLAI"),
        person(71, zip_code="31401", last_name="FAR"),
    ]
    load(folder, month(folder / "month.csv", *rows))
    return folder


@pytest.fixture
def registry_here(loaded_registry: Path, tmp_path: Path, settings: Settings) -> Path:
    """The same, as that of this installation."""
    settings.WELLSENT_HOME = tmp_path
    shutil.copytree(loaded_registry, tmp_path / "registry")
    return tmp_path / "registry"


@pytest.fixture
def no_registry(tmp_path: Path, settings: Settings) -> None:
    """An installation in which none was loaded."""
    settings.WELLSENT_HOME = tmp_path
