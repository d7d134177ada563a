"""`wellsent keys`: change the keys that patient data is encrypted with."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from wellsent.base.errors import CallError
from wellsent.config.django_start import start_django
from wellsent.config.output import Progress, say

HELP = "change the keys that patient data is encrypted with"
EXAMPLE = "wellsent keys new-master"
ROTATE, REWRITE, NEW_MASTER, NEW_RECOVERY = "rotate", "rewrite", "new-master", "new-recovery"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=[ROTATE, REWRITE, NEW_MASTER, NEW_RECOVERY],
        help=f"{ROTATE}: make a new data key and write everything anew under it; {REWRITE}: go on with that "
        f"where it was broken off; {NEW_MASTER}: replace master.key, rewrap the data keys; "
        f"{NEW_RECOVERY}: show a new recovery key, with which backups are opened",
    )
    parser.add_argument(
        "--recovery-key-to", metavar="KEYFILE", help=f"{NEW_RECOVERY}: write the key to this new file instead"
    )


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.base import keys

    if args.action == NEW_RECOVERY:
        return _new_recovery(args.recovery_key_to)
    if args.action == NEW_MASTER:
        say(f"{_new_master()} data keys are wrapped by a new master key. Keep a copy of master.key apart from backups.")
        return 0
    if args.action == ROTATE:
        keys.open_all()
        say(f"New values are encrypted with data key {keys.rotate_data_key()} from now on.")
    say(f"{_rewrite():,} rows were written anew under the newest data key.")
    return 0


def _new_recovery(path: str | None) -> int:
    from wellsent.accounts import actions
    from wellsent.accounts.caller import shell_caller
    from wellsent.config import recovery, upgrade

    upgrade.refuse_unready()
    kept = recovery.made(path)
    actions.keep_recovery_key(kept=kept, by=shell_caller())
    say(f"Backups are locked for the recovery key {kept.name} from now on. Older ones need the older key.")
    return 0


def _rewrite() -> int:
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.rekeying import rewrite_everything

    progress = Progress("rows written anew")
    try:
        return rewrite_everything(by=shell_caller(), progress=progress)
    finally:
        progress.finish()


def _new_master() -> int:
    """Replace the master key in its file and rewrap the data keys; either both happen or neither."""
    from django.conf import settings
    from django.db import transaction

    from wellsent.base import keys

    file = Path(settings.WELLSENT_HOME) / "master.key"
    if not file.exists() or file.read_text(encoding="ascii").strip() != settings.MASTER_KEY:
        raise CallError(
            "The master key comes from WELLSENT_MASTER_KEY, not from master.key, so this command cannot replace it.",
            "Write the key into WELLSENT_HOME/master.key, take the setting away, and run this again.",
        )
    new = secrets.token_urlsafe(48)
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(new, encoding="ascii")
    with transaction.atomic():
        count = keys.rewrap(settings.MASTER_KEY, new)
        fresh.replace(file)
    return count
