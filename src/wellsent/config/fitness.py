"""Is this installation fit to hold patient data? Each finding has an id that stays, and its remedy."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from wellsent.accounts import queries
from wellsent.accounts.caller import shell_caller
from wellsent.base import clock
from wellsent.base.errors import SetupError
from wellsent.config import health, upgrade

ERROR, WARNING = "error", "warning"
BACKUP_EVERY = timedelta(days=7)  # at the latest; every night is better
Look = Callable[[], Iterator["Finding"]]


@dataclass(frozen=True)
class Finding:
    """Something that should be mended: `id` is stable, `level` is error (unfit) or warning (think about it)."""

    id: str
    level: str
    reason: str
    remedy: str


def findings() -> list[Finding]:
    """Everything found, errors first. Empty when the installation is fit."""
    found = [finding for look in LOOKS for finding in look()]
    return sorted(found, key=lambda finding: (finding.level != ERROR, finding.id))


def keys_are_private() -> Iterator[Finding]:
    """Keys and database are readable by this user alone."""
    home = Path(settings.WELLSENT_HOME)
    for file in [home, *sorted(home.glob("*.key")), *sorted(home.glob("wellsent.sqlite3*"))]:
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            wanted = "700" if file.is_dir() else "600"
            yield Finding("keys.rights", ERROR, f"{file} can be read by other users.", f"chmod {wanted} {file}")


def keys_are_apart() -> Iterator[Finding]:
    """The master key does not lie beside the database it opens."""
    if (
        not settings.DATABASE_URL
        and not os.environ.get("WELLSENT_MASTER_KEY_FILE")
        and not settings.MASTER_KEY_IS_GIVEN
    ):
        yield Finding(
            "keys.beside-data",
            WARNING,
            "The master key lies in the same folder as the database, so a copy of the folder opens everything.",
            "Move master.key elsewhere and name it in WELLSENT_MASTER_KEY_FILE; encrypt the disk.",
        )


def keys_open() -> Iterator[Finding]:
    """The master key opens this database."""
    try:
        upgrade.refuse_wrong_key()
    except SetupError as error:
        yield Finding("keys.wrong", ERROR, error.reason, error.remedy)
    except DatabaseError:
        return  # database_is_well speaks about this


def debug_is_off() -> Iterator[Finding]:
    """Error pages do not show the inside."""
    if settings.DEBUG:
        yield Finding("web.debug", ERROR, "WELLSENT_DEBUG is on: error pages show data.", "Take the setting away.")


def https_is_on() -> Iterator[Finding]:
    """Pages reached from other machines travel encrypted."""
    local = {"localhost", "127.0.0.1", "[::1]"}
    if not settings.HTTPS and not set(settings.HOSTS) <= local:
        yield Finding(
            "web.https",
            ERROR,
            "Pages are reached by a name of their own without https: sign-ins and patient data travel in the open.",
            "Put a proxy with a certificate in front and set WELLSENT_HTTPS=yes and WELLSENT_BEHIND_PROXY=yes.",
        )


def hosts_are_named() -> Iterator[Finding]:
    """Only names of this installation are answered to."""
    if "*" in settings.HOSTS:
        yield Finding(
            "web.hosts",
            ERROR,
            "WELLSENT_HOSTS allows every name.",
            "Name the addresses people use, with commas between.",
        )


def database_is_well() -> Iterator[Finding]:
    """It answers and is of this release."""
    state = health.database()
    if state != health.WELL:
        yield Finding("database", ERROR, f"The database: {state}.", "Check DATABASE_URL, or run `wellsent upgrade`.")


def disk_has_room() -> Iterator[Finding]:
    """There is room for the data to grow."""
    free = shutil.disk_usage(settings.WELLSENT_HOME).free
    if free < 10 * health.ROOM_NEEDED:
        level = ERROR if free < health.ROOM_NEEDED else WARNING
        yield Finding(
            "disk.room", level, f"Only {free // 1_000_000} MB are free for WELLSENT_HOME.", "Make room there."
        )


def backups_are_made() -> Iterator[Finding]:
    """The data could be brought back (45 CFR 164.308(a)(7)(ii)): there is a key, a fresh backup, and a proof."""
    by = shell_caller()
    if health.database() != health.WELL or queries.organisation() is None:
        return
    if queries.recovery_key(by) is None:
        yield Finding(
            "backup.key",
            ERROR,
            "There is no recovery key, so no backup can be made.",
            "Run `wellsent keys new-recovery`, or open the page Settings, Recovery key.",
        )
        return
    last, proved = queries.last_backup(by), queries.last_backup(by, verified=True)
    if last is None or clock.now() - last.made_at > BACKUP_EVERY:
        when = f"The last backup was made on {last.made_at:%Y-%m-%d}." if last else "No backup has been made here yet."
        yield Finding("backup.age", WARNING, when, "Run `wellsent backup FILE` every night.")
    elif proved is None or clock.now() - proved.made_at > BACKUP_EVERY:
        yield Finding(
            "backup.proof", WARNING, "No backup of this week was restored to prove it.", "Run `wellsent verify FILE`."
        )


def demo_is_off() -> Iterator[Finding]:
    """Sign-ins that everybody knows do not guard real people's data."""
    if settings.DEMO:
        yield Finding(
            "demo", ERROR, "This is the made-up practice; its passwords are printed.", "Use another WELLSENT_HOME."
        )


LOOKS: tuple[Look, ...] = (
    keys_are_private,
    keys_are_apart,
    keys_open,
    debug_is_off,
    https_is_on,
    hosts_are_named,
    database_is_well,
    disk_has_room,
    backups_are_made,
    demo_is_off,
)
