from __future__ import annotations

import json
import shutil
import uuid
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from wellsent.accounts import actions
from wellsent.accounts.caller import shell_caller
from wellsent.accounts.models import Organisation
from wellsent.base import clock
from wellsent.base.copies import recovery_key
from wellsent.config import fitness
from wellsent.testing.processes import wellsent

Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home with nothing wrong in it."""
    tmp_path.chmod(0o700)
    settings.WELLSENT_HOME = tmp_path
    return tmp_path


def ids(look: Iterator[fitness.Finding]) -> list[str]:
    return [finding.id for finding in look]


def test_keys_that_others_can_read_are_an_error_that_names_the_command(home: Path) -> None:
    key = home / "master.key"
    key.write_text("secret", encoding="ascii")
    key.chmod(0o600)
    assert ids(fitness.keys_are_private()) == []
    key.chmod(0o640)
    (finding,) = fitness.keys_are_private()
    assert (finding.level, finding.remedy) == (fitness.ERROR, f"chmod 600 {key}")


def test_a_name_of_its_own_without_https_is_an_error(settings: Settings) -> None:
    settings.HTTPS, settings.HOSTS = False, ["localhost"]
    assert ids(fitness.https_is_on()) == []
    settings.HOSTS = ["referrals.northside.example"]
    assert ids(fitness.https_is_on()) == ["web.https"]
    settings.HTTPS = True
    assert ids(fitness.https_is_on()) == []


@pytest.mark.parametrize(
    ("setting", "value", "look", "found"),
    [
        ("DEBUG", True, fitness.debug_is_off, "web.debug"),
        ("HOSTS", ["*"], fitness.hosts_are_named, "web.hosts"),
        ("DEMO", True, fitness.demo_is_off, "demo"),
    ],
)
def test_a_setting_that_real_data_must_not_meet_is_found(
    settings: Settings, setting: str, value: object, look: fitness.Look, found: str
) -> None:
    assert ids(look()) == []
    setattr(settings, setting, value)
    assert ids(look()) == [found]


@pytest.mark.parametrize(("free", "levels"), [(2 * 10**9, []), (5 * 10**8, ["warning"]), (10**7, ["error"])])
def test_the_disk_warns_before_it_is_full(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, levels: list[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(10**12, 0, free))
    assert [finding.level for finding in fitness.disk_has_room()] == levels


@pytest.mark.django_db
def test_a_well_database_gives_no_finding() -> None:
    assert ids(fitness.database_is_well()) == []
    assert ids(fitness.keys_open()) == []


def test_backups_are_asked_for_until_one_of_this_week_was_proved(organisation: Organisation) -> None:
    assert ids(fitness.backups_are_made()) == ["backup.key"]
    actions.keep_recovery_key(kept=recovery_key.new().keeping, by=shell_caller())
    assert ids(fitness.backups_are_made()) == ["backup.age"]
    a_backup(days_ago=8, verified=True)
    (finding,) = fitness.backups_are_made()
    assert (finding.id, "The last backup was made on" in finding.reason) == ("backup.age", True)
    a_backup(days_ago=1, verified=False)
    assert ids(fitness.backups_are_made()) == ["backup.proof"]
    a_backup(days_ago=0, verified=True)
    assert ids(fitness.backups_are_made()) == []


@pytest.mark.django_db
def test_nobody_is_asked_for_backups_before_there_is_a_practice() -> None:
    assert ids(fitness.backups_are_made()) == []


def a_backup(*, days_ago: int, verified: bool) -> None:
    actions.backup_made(
        number=uuid.uuid4().hex,
        recovery_key="01234567",
        made_at=clock.now() - timedelta(days=days_ago),
        size=1,
        rows=1,
        verified=verified,
        by=shell_caller(),
    )


def test_the_command_says_the_same_to_people_and_machines(tmp_path: Path) -> None:
    done = wellsent(tmp_path / "home", "check", "--json", "-")
    assert done.returncode == 1  # there is no database yet
    result = json.loads(done.stdout)
    assert result["fit"] is False
    assert [finding["id"] for finding in result["findings"]] == ["database", "keys.beside-data"]
    spoken = wellsent(tmp_path / "home", "check")
    assert all(
        f"{finding['level']} {finding['id']}: {finding['reason']}" in spoken.stdout for finding in result["findings"]
    )
    assert spoken.stdout.endswith("Not fit to hold patient data yet.\n")
